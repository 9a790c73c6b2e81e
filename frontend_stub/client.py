"""The one place that speaks HTTP: the pages' GraphQL documents, and how they are asked."""

import re
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

PAGES = Path(__file__).parent / "pages"
OPERATION = re.compile(r"^(?:query|mutation)\s+(\w+)", re.MULTILINE)

Shown = dict[str, Any]
"""What the API shows: decoded JSON in the shape of the document."""


class ApiDown(Exception):
    """The API did not answer, or not in time, or not in its own words."""


class SessionOver(Exception):
    """The session that the cookie names is unknown, revoked or over."""


class Refused(Exception):
    """The API refused the whole request; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def documents() -> dict[str, str]:
    """Operation name → the document it stands in, of all pages. A name that is used twice is an error at start."""
    found: dict[str, str] = {}
    for path in sorted(PAGES.rglob("*.graphql")):
        text = path.read_text(encoding="utf-8")
        for name in OPERATION.findall(text):
            if name in found:
                raise ValueError(f"Two operations are called {name}")
            found[name] = text
    return found


def document_id(text: str) -> str:
    """The name by which the API knows a document: the SHA-256 of its exact text."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


class Api:
    """The API as the pages see it. ``client`` knows the address; in process it carries an ASGI transport."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.documents = documents()

    async def ask(self, operation: str, variables: Mapping[str, Any], *, language: str, token: str | None) -> Shown:
        """The answer's data. Raises ApiDown, SessionOver or Refused, never with anything that somebody entered."""
        text = self.documents[operation]
        body = {"operationName": operation, "variables": dict(variables)}
        headers = {"Accept": "application/graphql-response+json", "Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        response, answer, codes = await self._post({"documentId": document_id(text), **body}, headers)
        if "PERSISTED_QUERY_NOT_FOUND" in codes:  # the API is of another release than these pages
            response, answer, codes = await self._post({"query": text, **body}, headers)
        if response.status_code == 401 or "UNAUTHENTICATED" in codes:
            raise SessionOver
        if response.status_code >= 500:
            raise ApiDown
        if codes or answer.get("data") is None:
            raise Refused(codes[0] if codes else "INTERNAL")
        return answer["data"]

    async def file(
        self,
        path: str,
        *,
        language: str,
        token: str | None,
        content: bytes | AsyncIterator[bytes] | None = None,
        name: str = "",
    ) -> httpx.Response:
        """A file of the API, or its answer to one that is sent, under its name. Raises as ``ask`` does."""
        headers = {"Accept-Language": language, **({"Authorization": f"Bearer {token}"} if token else {})}
        if name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        try:
            response = await self.client.request(
                "GET" if content is None else "POST", path, content=content, headers=headers
            )
        except httpx.HTTPError:
            raise ApiDown from None
        if response.status_code == 401:
            raise SessionOver
        if response.status_code >= 500:
            raise ApiDown
        return response

    async def _post(self, body: Shown, headers: Mapping[str, str]) -> tuple[httpx.Response, Shown, list[str]]:
        try:
            response = await self.client.post("/graphql", json=body, headers=headers)
            answer = response.json()
        except (httpx.HTTPError, ValueError):
            raise ApiDown from None
        if not isinstance(answer, dict):
            raise ApiDown
        codes = [error.get("extensions", {}).get("code", "INTERNAL") for error in answer.get("errors") or ()]
        return response, answer, codes
