"""A person's own sessions: noting that one is in use, ending one, ending all the others."""

import time
from uuid import UUID

from sqlmodel import col, delete, select, update

from server.identity import rules
from server.identity.callers import as_authenticator, person_of
from server.identity.models import Device, Person, Session
from server.identity.tokens import note_use
from server.kernel import sealing
from server.kernel.errors import NotFound
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now

_seen: dict[bytes, float] = {}


async def end_session(door: Door, language: str, caller: sealing.Token | None, id: UUID) -> None:
    """End a session of the caller's own at once. Somebody else's, or one that is over, does not exist."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        device = await session.rows.scalar(select(Device).where(Device.id == id, Device.person_id == person_id))
        if device is None:
            raise NotFound("id")

        await session.rows.delete(device)

        session.record("end_session", device)


async def end_other_sessions(door: Door, language: str, caller: sealing.Token | None) -> None:
    """End every session of the caller's but the one that asks. API tokens stay: they have a list of their own."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()

        await end_sessions(session, person_id, but=caller)

        session.record("end_other_sessions", person)


async def end_sessions(session: ViewerSession, person_id: UUID, *, but: sealing.Token | None = None) -> None:
    """Delete the sessions of a person, except one, and what the person sees of them."""
    kept = but.id if but else b""
    await session.rows.execute(
        delete(Session).where(
            col(Session.person_id) == person_id, col(Session.api_token_id).is_(None), col(Session.id) != kept
        )
    )
    live = select(Session.device_id).where(col(Session.id) == kept, col(Session.device_id).is_not(None))
    await session.rows.execute(delete(Device).where(col(Device.person_id) == person_id, col(Device.id).not_in(live)))


async def touch(door: Door, token: sealing.Token) -> None:
    """Note that a person's session or API token is in use, at most every five minutes each. A worker's never is."""
    moment = time.monotonic()
    recently = moment - rules.SEEN_EVERY.total_seconds()
    if token.audience == "worker" or _seen.get(token.id, recently) > recently:
        return
    if token.api:
        await note_use(door, token)
    else:
        async with door.authenticating("en") as session:
            await session.rows.execute(
                update(Session)
                # A session that idled too long is over: it is not brought back by being used.
                .where(col(Session.id) == token.id, col(Session.seen_at) > now() - rules.IDLE)
                .values(seen_at=now())
                .execution_options(synchronize_session=False)
            )
            own = select(Session.device_id).where(col(Session.id) == token.id).scalar_subquery()
            await session.rows.execute(
                update(Device)
                .where(col(Device.id) == own)
                .values(seen_at=now())
                .execution_options(synchronize_session=False)
            )
    if len(_seen) > 10_000:
        for known in [known for known, at in _seen.items() if at <= recently]:
            del _seen[known]
    _seen[token.id] = moment
