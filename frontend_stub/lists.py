"""Lists that people filter and page through by address: what they chose, and the cursor."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

CURSOR = re.compile(r"[A-Za-z0-9_=+/-]{1,500}")


@dataclass(frozen=True)
class Query:
    """The choices in an address."""

    sent: Mapping[str, str]
    names: tuple[str, ...]

    def one(self, name: str) -> str:
        """What was chosen or typed; empty where nothing was."""
        return self.sent.get(name, "").strip()

    def among(self, name: str, offered: Container[str]) -> str:
        """The choice if it is one of those offered, else empty."""
        return self.one(name) if self.one(name) in offered else ""

    def matching(self, name: str, pattern: str) -> str:
        """The choice if it looks like that, else empty."""
        return self.one(name) if re.fullmatch(pattern, self.one(name)) else ""

    def without(self, name: str) -> str:
        """The same choices but one, from the first page on."""
        return urlencode({other: self.one(other) for other in self.names if other != name and self.one(other)})

    def with_cursor(self, **cursor: str) -> str:
        """The same choices, another page."""
        return urlencode({name: self.one(name) for name in self.names if self.one(name)} | cursor)


def cursors(sent: Mapping[str, str], size: int) -> dict[str, Any]:
    """The connection's arguments for a page of that size: forward, or backward from ``before``."""
    if CURSOR.fullmatch(sent.get("before", "")):
        return {"last": size, "before": sent["before"]}
    after = sent.get("after", "")
    return {"first": size, "after": after if CURSOR.fullmatch(after) else None}


def suppliers_in(pasted: str, language: str) -> list[dict[str, str | None]]:
    """Suppliers as people paste them: a line each, the name and then perhaps an e-mail, by tab, comma or semicolon."""
    found: list[dict[str, str | None]] = []
    for row in pasted.splitlines():
        parts = [part.strip().strip('"') for part in re.split(r"[\t,;、，]", row)]
        if any(parts):
            email = next((part for part in parts[1:] if "@" in part or "＠" in part), None)
            found.append({"name": parts[0], "email": email, "language": language})
    return found
