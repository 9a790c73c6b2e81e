"""Who one is: signing in and out, invitations, and the sessions they begin.

Verbs that read passwords or write sessions work in the authenticator's transactions and open these themselves: Argon2
runs between them, so that no connection waits for it, and a failed attempt stays counted although the verb refuses.
"""

import secrets
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import create_engine, exc, func, make_url
from sqlalchemy.pool import NullPool
from sqlmodel import Session as Rows
from sqlmodel import col, delete, select, update

from server.identity import rules, throttle
from server.identity.admission import Admission, admit, complete_sign_in
from server.identity.letters import INVITED, send_invitation
from server.identity.models import Appointment, Credential, Device, HandlerKey, Invitation, Person, Seat, Session
from server.identity.proof import Enrolment, account_of, enrol, prove
from server.kernel import sealing
from server.kernel.errors import Conflict, NotFound, message
from server.kernel.mail import Template
from server.kernel.models import AuditEntry
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now, today, uuid7
from server.kernel.viewer import HANDLERS, Role, SeatRole
from server.members.models import Organisation, OrganisationStatus


async def sign_in(
    door: Door, language: str, email: str, password: str, code: str | None = None, device: str = ""
) -> Admission:
    """A session of eight hours for who knows the password; idle for half an hour, it ends.

    Who has a second factor gives its ``code`` too, here or in a second step. Refuses with one answer, after the same
    work, whether or not the account exists; after ten failures in 15 minutes for an account, or a hundred a minute in
    total, until the window ends.
    """
    account, secret = await prove(door, language, rules.email_of(email), password)

    async with door.authenticating(language) as session:
        await throttle.forgive(session, account.person.email)

        admission = await admit(session, door, account.person, secret, device)

        if admission.token:
            session.record("sign_in", account.person)
    if admission.ticket and code and not admission.enrols:
        return await complete_sign_in(door, language, admission.ticket, code, device)
    return admission


async def sign_out(door: Door, language: str, token: sealing.Token | None) -> None:
    """End the caller's session. Without one there is nothing to end, nothing to refuse. A worker leaves no trace."""
    if token is None:
        return

    async with door.authenticating(language) as session:
        known = await session.rows.get(Session, token.id)
        if known is None:
            return

        await session.rows.delete(known)
        await session.rows.execute(delete(Device).where(col(Device.id) == known.device_id))

        if known.person_id:
            session.viewer = replace(session.viewer, audience=known.audience, person_id=known.person_id)
            session.record("sign_out", await session.find(Person, known.person_id))


async def invite(
    session: ViewerSession,
    *,
    email: str,
    organisation_id: UUID | None = None,
    seat_role: SeatRole | None = None,
    ends_on: date | None = None,
    role: Role | None = None,
    letter: Template = INVITED,
) -> tuple[Invitation, str]:
    """Make a one-time invitation, valid for 14 days, to a seat in an organisation or to an appointment.

    The second value is the token: it is shown once, goes out by letter, and only its hash is stored. Whoever calls has
    permitted it.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=rules.invitation_hash(token),
        email=rules.email_of(email),
        organisation_id=organisation_id,
        seat_role=seat_role,
        ends_on=ends_on,
        role=role,
        invited_by=session.viewer.person_id,
        expires_at=now() + rules.INVITED_FOR,
    )
    session.add(invitation)
    send_invitation(session, invitation, token, letter)
    await session.flush()
    return invitation, token


async def invite_person(
    session: ViewerSession,
    *,
    email: str,
    organisation_id: UUID | None = None,
    seat_role: SeatRole | None = None,
    ends_on: date | None = None,
    role: Role | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to a seat (an owner of that organisation, or an admin) or to an appointment (an admin).

    ``ends_on`` is the seat's last day. Refuses organisations that are not members. Who is suspended still looks after
    its own people.
    """
    email = rules.email_of(email)
    rules.check_email(email)
    rules.check_last_day(ends_on, today(), "to.seat.ends_on")

    organisation = None
    if organisation_id:
        organisation = await session.find(Organisation, organisation_id, "to.seat.organisation_id")

    session.permit(Role.ADMIN, SeatRole.OWNER, of=organisation_id)
    if organisation and organisation.status not in (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED):
        raise Conflict("to.seat.organisation_id", message("This organisation is not an active member."))
    session.require_recent()

    invitation, token = await invite(
        session, email=email, organisation_id=organisation_id, seat_role=seat_role, ends_on=ends_on, role=role
    )

    session.record("invite_person", invitation, organisation_id=organisation_id)
    return invitation, token


async def accept_invitation(
    door: Door, language: str, token: str, name: str | None, password: str, device: str = ""
) -> Admission:
    """Take the seat or the appointment one was invited to, and begin a session, after a second step where one is due.

    A new person gives a name and chooses a password; a known one (by the invited e-mail) proves to be it with the
    password, under sign-in's limits, and keeps the name. A first handler's appointment makes the handler's key.
    Refuses unknown and used tokens alike; an expired one in words.
    """
    async with door.authenticating(language) as session:
        invitation = await _waiting(session, token)
        account = await account_of(session, invitation.email)
    rules.check_password(password, invitation.email, invitation.role)
    person = account.person if account else _newcomer(invitation, name or "", language)
    rules.check_name(person.name)

    secret = None
    if account:
        account, secret = await prove(door, language, invitation.email, password)
    enrols = invitation.role in HANDLERS and secret is None
    enrolment = await sealing.in_argon(enrol, door.secrets, person.id, password, account is None, enrols)

    async with door.authenticating(language) as session:
        invitation = await _waiting(session, token, lock=True)
        session.viewer = replace(session.viewer, person_id=person.id)

        await _settle(session, invitation, person, enrolment)
        if account:
            await throttle.forgive(session, person.email)
        admission = await admit(session, door, person, secret or enrolment.secret, device)

        session.record("accept_invitation", invitation, organisation_id=invitation.organisation_id)
    return admission


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
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with Rows(engine) as rows:
        rows.add(
            AuditEntry(
                verb="create_admin",
                audience="owner",
                subject="invitation",
                subject_id=invitation.id,
                happened_on=today(),
                happened_at=now(),
            )
        )
        rows.add(invitation)
        rows.commit()
    return token


async def _waiting(session: ViewerSession, token: str, *, lock: bool = False) -> Invitation:
    """The invitation of this token, if it can still be accepted."""
    wanted = select(Invitation).where(Invitation.token_hash == rules.invitation_hash(token))
    invitation = await session.rows.scalar(wanted.with_for_update() if lock else wanted)
    if invitation is None or invitation.accepted_at or invitation.withdrawn_on:
        raise NotFound("token", message("This invitation does not exist, or it was already used."))
    if invitation.expires_at <= now():
        raise Conflict("token", message("This invitation has expired. Ask who invited you for a new one."))
    return invitation


def _newcomer(invitation: Invitation, name: str, language: str) -> Person:
    return Person(id=uuid7(), name=name.strip(), email=invitation.email, language=language)


async def _settle(session: ViewerSession, invitation: Invitation, person: Person, enrolment: Enrolment) -> None:
    """Write what an accepted invitation gives: a new person, the seat or appointment, the handler's key."""
    if enrolment.password_hash:
        session.add(person)
        await _flush_or_conflict(session, message("This person has just been registered. Please try again."))
        session.add(Credential(person_id=person.id, password_hash=enrolment.password_hash))
    if enrolment.handler_keys:
        keys = enrolment.handler_keys
        session.add(HandlerKey(person_id=person.id, public_key=keys.public, salt=keys.salt, wrapped_key=keys.wrapped))
    if invitation.organisation_id and invitation.seat_role:
        await _seat(session, invitation, invitation.organisation_id, invitation.seat_role, person)
    if invitation.role:
        session.add(Appointment(person_id=person.id, role=invitation.role))
    invitation.accepted_at = now()
    await _flush_or_conflict(session, message("You already have this seat or appointment."))
    if invitation.organisation_id:
        await session.rows.execute(select(func.revoke_tied_grants(person.id)))


async def _seat(
    session: ViewerSession, invitation: Invitation, organisation_id: UUID, role: SeatRole, person: Person
) -> None:
    """The seat that was offered. One that has ended by its date makes room for it."""
    await session.rows.execute(
        update(Seat)
        .where(col(Seat.person_id) == person.id, col(Seat.organisation_id) == organisation_id)
        .where(col(Seat.revoked_on).is_(None), col(Seat.ends_on) < today())
        .values(revoked_on=Seat.ends_on)
        .execution_options(synchronize_session=False)
    )
    session.add(
        Seat(
            person_id=person.id,
            organisation_id=organisation_id,
            role=role,
            ends_on=invitation.ends_on,
            granted_by=invitation.invited_by,
        )
    )


async def _flush_or_conflict(session: ViewerSession, text: str) -> None:
    try:
        await session.flush()
    except exc.IntegrityError:
        raise Conflict("token", text) from None
