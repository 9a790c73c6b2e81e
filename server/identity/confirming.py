"""Showing again who one is, before what is highly sensitive (``ViewerSession.require_recent``)."""

from sqlmodel import col, select, update

from server.identity import throttle
from server.identity.callers import as_authenticator, person_of
from server.identity.models import Person, Session
from server.identity.proof import prove
from server.kernel import sealing
from server.kernel.session import Door
from server.kernel.table import now


async def reauthenticate(door: Door, language: str, caller: sealing.Token | None, password: str) -> None:
    """Note that the caller has just shown to be the session's person. It counts for ten minutes, in this session only.

    Wrong passwords are counted like those of sign-in. Refuses visitors, receipts and API tokens.
    """
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()

    await prove(door, language, person.email, password)

    async with as_authenticator(door, language, viewer) as session:
        await throttle.forgive(session, person.email)

        await session.rows.execute(
            update(Session)
            .where(col(Session.id) == (caller and caller.id))
            .values(confirmed_at=now())
            .execution_options(synchronize_session=False)
        )

        session.record("reauthenticate", person)
