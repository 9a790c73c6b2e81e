"""Showing again who one is, before what is highly sensitive (``ViewerSession.require_recent``)."""

from uuid import UUID

from sqlmodel import col, update

from server.identity import throttle
from server.identity.callers import as_authenticator, person_of
from server.identity.factors import check_code
from server.identity.models import Person, Session
from server.identity.passkeys import WRONG, prove_passkey
from server.identity.passwords import WRONG as WRONG_PASSWORD
from server.identity.proof import prove
from server.kernel import sealing
from server.kernel.errors import Invalid
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now


async def reauthenticate(
    door: Door,
    language: str,
    caller: sealing.Token | None,
    password: str | None = None,
    code: str | None = None,
    passkey: tuple[str, str] | None = None,
) -> None:
    """Note that the caller has just shown to be the session's person, by one of the three. It counts for ten minutes.

    It counts in this session only. Wrong guesses are counted like those of sign-in. Refuses visitors, receipts and API
    tokens.
    """
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        person = await session.find(Person, person_id)

    if code:
        await check_code(door, language, person_id, code)
    elif not passkey:
        await prove(door, language, person.email, password or "", "password", WRONG_PASSWORD)

    async with as_authenticator(door, language, viewer) as session:
        if passkey and (await prove_passkey(session, door, *passkey)).person_id != person_id:
            raise Invalid("credential", WRONG)
        if not code and not passkey:
            await throttle.forgive(session, person.email)
        await _confirm(session, person_id, caller)

        session.record("reauthenticate", person)


async def _confirm(session: ViewerSession, person_id: UUID, caller: sealing.Token | None) -> None:
    await session.rows.execute(
        update(Session)
        .where(col(Session.id) == (caller and caller.id), col(Session.person_id) == person_id)
        .values(confirmed_at=now())
        .execution_options(synchronize_session=False)
    )
