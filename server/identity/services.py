"""Who one is: signing in and out, invitations, and the sessions they begin.

Verbs that read passwords or write sessions work in the authenticator's transactions and open these themselves: Argon2
runs between them, so that no connection waits for it, and a failed attempt stays counted although the verb refuses.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import sqlalchemy
from sqlalchemy import exc
from sqlmodel import Session as Rows
from sqlmodel import col, delete, select, update

from server.identity import rules, throttle
from server.identity.models import Appointment, Credential, HandlerKey, Invitation, Person, Seat, Session
from server.kernel import sealing
from server.kernel.errors import Conflict, Invalid, LimitReached, NotFound, message
from server.kernel.models import AuditEntry
from server.kernel.session import Door, Secrets, ViewerSession
from server.kernel.table import TOKYO, now, today, uuid7
from server.kernel.viewer import HANDLERS, Audience, Role, SeatRole
from server.members.models import Organisation, OrganisationStatus
from server.settings import settings

WRONG = message("The e-mail address or the password is not right.")
_seen: dict[bytes, float] = {}


class Account(NamedTuple):
    """What sign-in reads: the person, the password's verifier, and a handler's wrapped key."""

    person: Person
    password_hash: str
    handler_key: HandlerKey | None


class Enrolment(NamedTuple):
    """What a password makes for a new person or a new handler. ``secret`` is the handler's key, for the session's box."""

    password_hash: str | None
    handler_keys: sealing.HandlerKeys | None
    secret: bytes | None


async def sign_in(door: Door, language: str, email: str, password: str, code: str | None = None) -> tuple[sealing.Token, Person]:
    """A session of eight hours for who knows the password; idle for half an hour, it ends.

    Refuses with one answer, after the same work, whether or not the account exists; after ten failures in 15 minutes
    for an account, or a hundred a minute in total, until the window ends. ``code`` is the second factor's place: no
    person has one yet, so whatever is given is ignored.
    """
    account, secret = await _prove(door, language, rules.email_of(email), password)

    async with door.authenticating(language) as session:
        await throttle.forgive(session, account.person.email)

        token = await _begin(session, account.person, secret)

        session.record("sign_in", account.person)
    return token, account.person


async def sign_out(door: Door, language: str, token: sealing.Token | None) -> None:
    """End the caller's session. Without one there is nothing to end, and nothing to refuse. A worker leaves no trace."""
    if token is None:
        return

    async with door.authenticating(language) as session:
        known = await session.rows.get(Session, token.id)
        if known is None:
            return

        await session.rows.delete(known)

        if known.person_id:
            session.viewer = replace(session.viewer, audience=known.audience, person_id=known.person_id)
            session.record("sign_out", await session.find(Person, known.person_id))


async def touch(door: Door, token: sealing.Token) -> None:
    """Note that a person's session is in use, at most every five minutes for each token. A worker's is never noted."""
    moment = time.monotonic()
    recently = moment - rules.SEEN_EVERY.total_seconds()
    if token.audience == "worker" or _seen.get(token.id, recently) > recently:
        return
    async with door.authenticating("en") as session:
        await session.rows.execute(
            update(Session)
            # A session that idled too long is over: it is not brought back by being used.
            .where(col(Session.id) == token.id, col(Session.seen_at) > now() - rules.IDLE)
            .values(seen_at=now())
            .execution_options(synchronize_session=False)
        )
    if len(_seen) > 10_000:
        for known in [known for known, at in _seen.items() if at <= recently]:
            del _seen[known]
    _seen[token.id] = moment


async def invite(session: ViewerSession, *, email: str, organisation_id: UUID | None = None, seat_role: SeatRole | None = None,
                 role: Role | None = None) -> tuple[Invitation, str]:
    """Make a one-time invitation, valid for 14 days, to a seat in an organisation or to an appointment.

    The second value is the token: it is shown once and only its hash is stored. Whoever calls has permitted it.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=rules.invitation_hash(token),
        email=rules.email_of(email),
        organisation_id=organisation_id,
        seat_role=seat_role,
        role=role,
        invited_by=session.viewer.person_id,
        expires_at=now() + rules.INVITED_FOR,
    )
    session.add(invitation)
    await session.flush()
    return invitation, token


async def invite_person(session: ViewerSession, *, email: str, organisation_id: UUID | None = None,
                        seat_role: SeatRole | None = None, role: Role | None = None) -> tuple[Invitation, str]:
    """Invite somebody to a seat (an owner of that organisation, or an admin) or to an appointment (an admin).

    Refuses organisations that are not active members.
    """
    email = rules.email_of(email)
    rules.check_email(email)

    organisation = None
    if organisation_id:
        organisation = await session.find(Organisation, organisation_id, "to.seat.organisation_id")

    session.permit(Role.ADMIN, SeatRole.OWNER, of=organisation_id)
    if organisation and organisation.status is not OrganisationStatus.ACTIVE:
        raise Conflict("to.seat.organisation_id", message("This organisation is not an active member."))

    invitation, token = await invite(session, email=email, organisation_id=organisation_id, seat_role=seat_role, role=role)

    session.record("invite_person", invitation, organisation_id=organisation_id)
    return invitation, token


async def accept_invitation(door: Door, language: str, token: str, name: str | None, password: str) -> tuple[sealing.Token, Person]:
    """Take the seat or the appointment one was invited to, and begin a session.

    A new person gives a name and chooses a password; a known one (by the invited e-mail) proves to be it with the
    password, under sign-in's limits, and keeps the name. A first handler's appointment makes the handler's key.
    Refuses unknown and used tokens alike; an expired one in words.
    """
    async with door.authenticating(language) as session:
        invitation = await _waiting(session, token)
        account = await _account(session, invitation.email)
    rules.check_password(password, invitation.email, rules.shortest_password([invitation.role] if invitation.role else []))
    person = account.person if account else Person(id=uuid7(), name=(name or "").strip(), email=invitation.email, language=language)
    rules.check_name(person.name)

    secret = None
    if account:
        account, secret = await _prove(door, language, invitation.email, password)
    enrols = invitation.role in HANDLERS and secret is None
    enrolment = await _argon(_enrol, door.secrets, person.id, password, account is None, enrols)

    async with door.authenticating(language) as session:
        invitation = await _waiting(session, token, lock=True)
        session.viewer = replace(session.viewer, person_id=person.id)

        await _settle(session, invitation, person, enrolment)
        if account:
            await throttle.forgive(session, person.email)
        begun = await _begin(session, person, secret or enrolment.secret)

        session.record("accept_invitation", invitation, organisation_id=invitation.organisation_id)
    return begun, person


def create_admin(owner_url: str, email: str) -> str:
    """For the command line, as the database's owner: a one-time invitation to the appointment admin, for 30 minutes.

    Gives the token. There is no default password anywhere.
    """
    email = rules.email_of(email)
    rules.check_email(email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=rules.invitation_hash(token),
        email=email,
        role=Role.ADMIN,
        expires_at=now() + rules.INVITED_AS_FIRST_ADMIN_FOR,
    )
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(owner_url))
    with Rows(engine) as rows:
        rows.add(
            AuditEntry(verb="create_admin", audience="owner", subject="invitation", subject_id=invitation.id,
                       happened_on=today(), happened_at=now())
        )
        rows.add(invitation)
        rows.commit()
    engine.dispose()
    return token


def invitation_link(token: str) -> str:
    """The page of an invitation.

    The token stands in the path because nothing else works without JavaScript; the page only asks, and the POST that
    answers makes the token void. Paths are not logged, and pages send no referrer.
    """
    return f"{settings().public_url}/invitation/{token}"


async def _account(session: ViewerSession, email: str) -> Account | None:
    found = await session.rows.execute(
        select(Person, Credential.password_hash, HandlerKey)
        .join(Credential, col(Credential.person_id) == Person.id)
        .outerjoin(HandlerKey, col(HandlerKey.person_id) == Person.id)
        .where(Person.email == email)
    )
    row = found.first()
    return Account(*row) if row else None


async def _prove(door: Door, language: str, email: str, password: str) -> tuple[Account, bytes | None]:
    """The account whose password this is, and its handler's key. Counts the attempt before it verifies anything."""
    async with door.authenticating(language) as session:
        account = await _account(session, email)
        await throttle.count(session, email)
    try:
        right, secret = await _argon(_verify, door.secrets, account, password)
    except LimitReached:  # nothing was tried
        async with door.authenticating(language) as session:
            await throttle.uncount(session, email)
        raise
    if account is None or not right:
        raise Invalid("password", WRONG)
    return account, secret


def _verify(own: Secrets, account: Account | None, password: str) -> tuple[bool, bytes | None]:
    """Whether the password is right, and the handler's key that it opens. Blocking: one Argon2, two for a handler."""
    if account is None:
        return sealing.verify_nothing(password), None
    right = sealing.verify_password(own.pepper, password, account.password_hash)
    key = account.handler_key
    if not right or key is None:
        return right, None
    return True, sealing.open_handler_keys(own.pepper, account.person.id, password, key.salt, key.wrapped_key)


def _enrol(own: Secrets, person_id: UUID, password: str, new: bool, handles: bool) -> Enrolment:
    """A verifier for a new person, and keys for a new handler. Blocking: one Argon2 for each."""
    verifier = sealing.hash_password(own.pepper, password) if new else None
    if not handles:
        return Enrolment(verifier, None, None)
    pair = sealing.new_key_pair()
    return Enrolment(verifier, sealing.wrap_handler_keys(own.pepper, person_id, pair.secret, password), pair.secret)


async def _argon(function: Callable[..., Any], *arguments: Any) -> Any:
    """A function that runs Argon2, in its queue; a full queue or an overlong password is a refusal."""
    try:
        return await sealing.in_argon(function, *arguments)
    except sealing.Busy as busy:
        raise LimitReached("", seconds=busy.retry_after) from None
    except sealing.PasswordError:
        raise Invalid("password", WRONG) from None


async def _waiting(session: ViewerSession, token: str, *, lock: bool = False) -> Invitation:
    """The invitation of this token, if it can still be accepted."""
    wanted = select(Invitation).where(Invitation.token_hash == rules.invitation_hash(token))
    invitation = await session.rows.scalar(wanted.with_for_update() if lock else wanted)
    if invitation is None or invitation.accepted_at:
        raise NotFound("token", message("This invitation does not exist, or it was already used."))
    if invitation.expires_at <= now():
        raise Conflict("token", message("This invitation has expired. Ask who invited you for a new one."))
    return invitation


async def _settle(session: ViewerSession, invitation: Invitation, person: Person, enrolment: Enrolment) -> None:
    """Write what an accepted invitation gives: the person where it is new, the seat or appointment, the handler's key."""
    if enrolment.password_hash:
        session.add(person)
        await _flush_or_conflict(session, message("This person has just been registered. Please try again."))
        session.add(Credential(person_id=person.id, password_hash=enrolment.password_hash))
    if enrolment.handler_keys:
        keys = enrolment.handler_keys
        session.add(HandlerKey(person_id=person.id, public_key=keys.public, salt=keys.salt, wrapped_key=keys.wrapped))
    if invitation.organisation_id and invitation.seat_role:
        session.add(Seat(person_id=person.id, organisation_id=invitation.organisation_id, role=invitation.seat_role))
    if invitation.role:
        session.add(Appointment(person_id=person.id, role=invitation.role))
    invitation.accepted_at = now()
    await _flush_or_conflict(session, message("You already have this seat or appointment."))


async def _flush_or_conflict(session: ViewerSession, text: str) -> None:
    try:
        await session.flush()
    except exc.IntegrityError:
        raise Conflict("token", text) from None


async def _begin(session: ViewerSession, person: Person, secret: bytes | None) -> sealing.Token:
    """A person's new session, with a handler's key in its box."""
    appointed = await session.rows.scalars(
        select(Appointment.role).where(Appointment.person_id == person.id, col(Appointment.revoked_on).is_(None))
    )
    roles = frozenset(appointed)
    ends = now() + rules.SESSION
    token = sealing.new_token(rules.audience_of(roles), int(ends.timestamp()))
    session.viewer = replace(session.viewer, audience=Audience(token.audience), person_id=person.id)
    session.add(
        Session(
            id=token.id,
            token_hash=token.lookup,
            audience=Audience(token.audience),
            person_id=person.id,
            box=sealing.seal_session_box(token, secret) if secret and roles & HANDLERS else None,
            expires_on=day_of(ends),
            seen_at=now(),
        )
    )
    await session.flush()
    return token


def day_of(moment: datetime) -> date:
    """The day of a moment in Japan."""
    return moment.astimezone(TOKYO).date()
