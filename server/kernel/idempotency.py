"""Doing a thing once, however often it is asked for: twice, at once, or again after a crash.

The caller's key (a random UUID) never reaches the database: a row is named by a keyed hash of who, what and key, an
answer's secrets are boxed under the key itself and the pepper. A box is opened for 15 minutes, after that the
request is known only as received. The hour is inside the box; in clear stands a day.
"""

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from server.kernel import sealing
from server.kernel.errors import Conflict, Refusal, message
from server.kernel.models import Idempotency
from server.kernel.session import Secrets, ViewerSession
from server.kernel.table import today

REPLAYED_FOR = 15 * 60
"""Seconds for which an answer's secrets (a receipt, a link) are given again."""

SWEPT = b""
"""What is left of a box that is no longer kept."""


@dataclass(frozen=True)
class Request:
    """What somebody asks to be done once. ``scope`` is the person, the grievance of a receipt, or "anonymous"."""

    verb: str
    scope: str
    key: UUID
    body: bytes

    def name(self, secrets: Secrets) -> bytes:
        """The row's key: nobody who does not repeat the request can name it."""
        return secrets.pepper.derive("idempotency/v1", f"{self.scope}|{self.verb}|{self.key}".encode())

    def lock(self, secrets: Secrets) -> UUID:
        """What boxes the answer: the caller's key, which the database never sees, under the pepper."""
        return UUID(bytes=secrets.pepper.derive("replay/v1", self.key.bytes)[:16])

    def digest(self) -> bytes:
        """What the request said, hashed under a key that the database never sees."""
        return blake2b(self.body, key=self.key.bytes, digest_size=32).digest()


class AlreadyReceived(Refusal):
    """It was done before, and its secret answer is no longer kept."""

    code = "ALREADY_RECEIVED"
    default = message("We have already received this. It was not recorded a second time.")


async def recall(driver: asyncpg.Connection, secrets: Secrets, request: Request) -> tuple[UUID, dict[str, Any]] | None:
    """The answer given before, or None. Whoever asks the same at the same moment waits here until the first is done."""
    row: Any = await driver.fetchrow(
        "select body_hash, result_id, box from request_done($1) where id is not null", request.name(secrets)
    )
    if row is None:
        return None
    if row["body_hash"] != request.digest():
        raise Conflict("idempotency_key", message("This key was already used for a different request."))
    if row["box"] is None:
        return row["result_id"], {}
    if row["box"] == SWEPT:
        raise AlreadyReceived("idempotency_key")
    kept = msgspec.json.decode(sealing.open_under(request.lock(secrets), "replay/v1", row["box"]))
    if kept["until"] < time.time():
        raise AlreadyReceived("idempotency_key")
    return row["result_id"], kept["secrets"]


def remember(session: ViewerSession, request: Request, result_id: UUID, secrets: dict[str, Any]) -> None:
    """Keep the answer, in the transaction that does what was asked."""
    kept = msgspec.json.encode({"until": int(time.time()) + REPLAYED_FOR, "secrets": secrets})
    session.add(
        Idempotency(
            id=request.name(session.secrets),
            body_hash=request.digest(),
            result_id=result_id,
            box=sealing.box_under(request.lock(session.secrets), "replay/v1", kept) if secrets else None,
            created_on=today(),
        )
    )
