"""Who calls a verb that works in the authenticator's transaction: the person of the caller's session."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from server.kernel import sealing
from server.kernel.errors import NotPermitted, message
from server.kernel.session import Door, ViewerSession
from server.kernel.viewer import Viewer

VOUCHED_FOR = message("You signed in through your organisation. Sign in with your password to do this.")


async def person_of(door: Door, language: str, caller: sealing.Token | None) -> tuple[Viewer, UUID]:
    """Who asks, if that is a person's session. Raises Unauthenticated for a session that is over.

    Visitors, receipts and API tokens are refused; and sessions that an organisation's identity provider vouched for,
    because how a person signs in is not that organisation's to change. The viewer comes without the keys of its box.
    """
    if caller is None or caller.api:
        raise NotPermitted
    async with door.writing(caller, language) as session:
        viewer = session.viewer
    if viewer.person_id is None:
        raise NotPermitted
    if viewer.vouched_for_by:
        raise NotPermitted(text=VOUCHED_FOR)
    return replace(viewer, box=None, box_key=None), viewer.person_id


@asynccontextmanager
async def as_authenticator(door: Door, language: str, viewer: Viewer) -> AsyncGenerator[ViewerSession]:
    """The authenticator's transaction for a person who is known: what is recorded names that person."""
    async with door.authenticating(language) as session:
        session.viewer = viewer
        yield session
