"""Tickets: what a visitor carries between two steps, boxed under the pepper, for a few minutes and once.

A half-done sign-in, an enrolment and a passkey's challenge are tickets, so that nothing is stored before it counts, and
nothing that is half done is a session.
"""

import base64
import binascii
import os
import time
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError

from server.identity.models import SpentTicket
from server.kernel import sealing
from server.kernel.errors import Conflict, message
from server.kernel.session import Secrets, ViewerSession

LASTS = timedelta(minutes=10)
OVER = message("This took too long, or was done already. Please begin again.")


def issue(own: Secrets, purpose: str, **content: Any) -> str:
    """A ticket for one purpose, valid for ten minutes: URL-safe text that shows and betrays nothing."""
    body = {"ends": time.time() + LASTS.total_seconds(), "nonce": os.urandom(16).hex(), **content}
    box = own.pepper.lock(f"ticket/v1/{purpose}", msgspec.json.encode(body))
    return base64.urlsafe_b64encode(box).decode().rstrip("=")


def read(own: Secrets, purpose: str, ticket: str, path: str) -> Mapping[str, Any]:
    """What a ticket says. Conflict at ``path`` where it is over, for another purpose, or none of ours."""
    try:
        box = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        content = msgspec.json.decode(own.pepper.unlock(f"ticket/v1/{purpose}", box))
    except (binascii.Error, UnicodeEncodeError, ValueError, sealing.SealError):
        raise Conflict(path, OVER) from None
    if content["ends"] < time.time():
        raise Conflict(path, OVER)
    return content


async def spend(session: ViewerSession, ticket: str, path: str) -> None:
    """Let a ticket work this once. Conflict for the second, also where both come at the same moment."""
    session.add(SpentTicket(hash=sha256(ticket.rstrip("=").encode()).digest()))
    try:
        await session.flush()
    except IntegrityError:
        raise Conflict(path, OVER) from None
