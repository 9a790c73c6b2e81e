"""Personal API tokens: made by a person for a program, shown once, with few powers and a last day.

A token is a session of its own kind (its key is derived apart, so neither passes for the other) without an idle limit.
It has no box, so it opens nothing sealed; the database shows it no grievance (``viewer_grievances()``), and one that
may only read gets transactions that only read (``viewer_enter``).
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import col, delete, func, select, update

from server.identity import rules
from server.identity.callers import as_authenticator, person_of
from server.identity.models import ApiToken, Scope, Session
from server.kernel import sealing
from server.kernel.errors import Invalid, LimitReached, NotFound, message
from server.kernel.session import Door, ViewerSession
from server.kernel.table import TOKYO, today, uuid7
from server.kernel.viewer import Audience

LONGEST = timedelta(days=366)
MOST = 20


async def create_api_token(
    door: Door, language: str, caller: sealing.Token | None, name: str, scopes: Collection[Scope], expires_on: date
) -> tuple[sealing.Token, ApiToken]:
    """A token of the caller, valid until the end of a day in Japan, a year from today at most.

    ``READ`` is always among its scopes. Refuses visitors, receipts and other API tokens, and a person who has twenty.
    """
    viewer, person_id = await person_of(door, language, caller)
    name = name.strip()
    rules.check_name(name)
    if not today() < expires_on <= today() + LONGEST:
        raise Invalid("expires_on", message("Choose a day from tomorrow to a year from today."))

    ends = datetime.combine(expires_on + timedelta(days=1), time(), TOKYO)
    token = sealing.new_token(rules.audience_of(viewer.roles), int(ends.timestamp()), api=True)
    made = ApiToken(
        id=uuid7(),
        person_id=person_id,
        name=name,
        scopes=sorted({Scope.READ, *scopes}),
        expires_on=expires_on,
    )
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        await _room_for_one(session, person_id)

        session.add(made)
        await session.flush()
        session.add(_session_of(token, made))

        session.record("create_api_token", made)
    return token, made


async def revoke_api_token(door: Door, language: str, caller: sealing.Token | None, id: UUID) -> None:
    """End a token of the caller's own, at once. One that is revoked, or somebody else's, does not exist."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        known = await session.rows.scalar(
            select(ApiToken)
            .where(ApiToken.id == id, ApiToken.person_id == person_id, col(ApiToken.revoked_on).is_(None))
            .with_for_update()
        )
        if known is None:
            raise NotFound("id")

        known.revoked_on = today()
        await session.rows.execute(delete(Session).where(col(Session.api_token_id) == id))

        session.record("revoke_api_token", known)


async def note_use(door: Door, token: sealing.Token) -> None:
    """Note the day on which an API token was last used."""
    async with door.authenticating("en") as session:
        own = select(Session.api_token_id).where(col(Session.id) == token.id).scalar_subquery()
        await session.rows.execute(
            update(ApiToken)
            .where(col(ApiToken.id) == own, col(ApiToken.last_used_on).is_distinct_from(today()))
            .values(last_used_on=today())
            .execution_options(synchronize_session=False)
        )


def _session_of(token: sealing.Token, made: ApiToken) -> Session:
    return Session(
        id=token.id,
        token_hash=token.lookup,
        audience=Audience(token.audience),
        person_id=made.person_id,
        api_token_id=made.id,
        expires_on=made.expires_on,
    )


async def _room_for_one(session: ViewerSession, person_id: UUID) -> None:
    """Refuse where the person has twenty. One at a time for each person, so that twenty stay twenty."""
    lock = int.from_bytes(person_id.bytes[8:], "big", signed=True)
    await session.rows.execute(select(func.pg_advisory_xact_lock(lock)))
    live = select(func.count()).where(
        ApiToken.person_id == person_id, col(ApiToken.revoked_on).is_(None), ApiToken.expires_on >= today()
    )
    if (await session.rows.scalar(live) or 0) >= MOST:
        raise LimitReached("", message("You have as many tokens as one person may have. Revoke one first."))
