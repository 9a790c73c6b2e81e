"""Trusted documents: those of the platform's own pages, named by the SHA-256 of their exact text.

A request names one with ``documentId: "sha256:…"``, or as Apollo does with
``extensions: {persistedQuery: {version: 1, sha256Hash: "…"}}``. A document that is sent with a hash is checked against
it and never kept: what strangers send must not fill a store.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from schema.errors import failed

DOCUMENT_ID = re.compile(r"sha256:[0-9a-f]{64}")


def document_id(text: str) -> str:
    """The name of a document."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


class Documents:
    """The manifest. With ``only``, nothing else is answered."""

    def __init__(self, texts: Iterable[str] = (), *, only: bool = False) -> None:
        self.texts: Mapping[str, str] = {document_id(text): text for text in texts}
        self.only = only

    def named(self, parameters: Mapping[str, Any]) -> str | None:
        """The text of the trusted document that a request names instead of sending one; None where it names none.

        Raises Failed for a name that is not in the manifest, and for one that is no name.
        """
        name = _name(parameters)
        if name is None:
            return None
        if not isinstance(name, str) or not DOCUMENT_ID.fullmatch(name):
            raise failed("MALFORMED", "Name a document by sha256: and the 64 hexadecimal digits of its hash.")
        sent = parameters.get("query")
        if sent is None:
            if name not in self.texts:
                raise failed("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
            return self.texts[name]
        if not isinstance(sent, str) or document_id(sent) != name:
            raise failed("MALFORMED", "The hash is not that of the document.")
        return None

    def permit(self, text: str) -> None:
        """Raises Failed where only trusted documents are answered and this is none."""
        if self.only and document_id(text) not in self.texts:
            raise failed("PERSISTED_QUERY_ONLY", "This server answers trusted documents only.")


def _name(parameters: Mapping[str, Any]) -> Any:
    if parameters.get("documentId") is not None:
        return parameters["documentId"]
    extensions = parameters.get("extensions")
    apollo = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if apollo is None:
        return None
    if not isinstance(apollo, dict) or apollo.get("version") != 1:
        raise failed("MALFORMED", "Give `persistedQuery` as an object of version 1.")
    return f"sha256:{apollo.get('sha256Hash')}"
