"""The session token T: held by the browser or the program alone; what is stored and what opens are derived from it."""

import base64
import hashlib
import os
import re
import struct
from dataclasses import dataclass
from typing import Literal

from server.kernel.sealing.boxes import derive, digest, lock_key, unlock_key

Audience = Literal["worker", "member", "staff"]

_audience_of: dict[str, Audience] = {"w": "worker", "m": "member", "s": "staff"}
_written = re.compile("(k?)([wms])([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A session token. It shows nothing of itself.

    `audience` is only what its bearer says: the session row decides, so `viewer_*()` must compare it with the row's.
    `api` cannot be lied about: what finds the row is derived with it.
    """

    audience: Audience
    secret: bytes
    api: bool = False
    """Whether it is a personal API token, not a session that somebody signed in for."""

    @property
    def text(self) -> str:
        """What the bearer holds: the audience's letter, then the 32 bytes in base64url, unpadded (44 characters).

        An API token has a k before it.
        """
        return "k" * self.api + self.audience[0] + base64.urlsafe_b64encode(self.secret).decode().rstrip("=")

    @property
    def expires_at(self) -> int:
        """Absolute end, in unix seconds; the first four bytes, big endian."""
        return struct.unpack_from(">I", self.secret)[0]

    @property
    def id(self) -> bytes:
        """The session row's key."""
        return derive(self.secret, "api/id/v1") if self.api else digest(self.secret)

    @property
    def database_token(self) -> str:
        """What `viewer.token` is set to: 64 hex digits that find the session and unlock nothing."""
        return derive(self.secret, "api/v1" if self.api else "db/v1").hex()

    @property
    def lookup(self) -> bytes:
        """What the session row keeps and viewer_*() compares: SHA-256 of `database_token` as text."""
        return hashlib.sha256(self.database_token.encode()).digest()


def new_token(audience: Audience, expires_at: int, *, api: bool = False) -> Token:
    """A fresh token: 4 bytes of absolute expiry and 28 random bytes."""
    return Token(audience, struct.pack(">I", expires_at) + os.urandom(28), api)


def parse_token(text: str, now: float) -> Token | None:
    """The token, or None when it is malformed or past its absolute expiry. Whether it exists, the session row tells."""
    parts = _written.fullmatch(text)
    if parts is None:
        return None
    token = Token(_audience_of[parts[2]], base64.urlsafe_b64decode(parts[3] + "="), bool(parts[1]))
    # 43 characters carry two bits more than 32 bytes: one token has one spelling.
    return token if token.text == text and now < token.expires_at else None


def seal_session_box(token: Token, secret: bytes) -> bytes:
    """A handler's or a grievance's secret for the length of a session: 72 bytes, opened by the token alone."""
    return lock_key(derive(token.secret, "sess/v1"), secret, b"sess1" + token.id)


def open_session_box(token: Token, box: bytes) -> bytes:
    """The secret of `seal_session_box`; SealError with any other token."""
    return unlock_key(derive(token.secret, "sess/v1"), box, b"sess1" + token.id)
