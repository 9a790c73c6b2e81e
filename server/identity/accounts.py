"""What admins do to the accounts of others, always with a reason: the person sees it on their own page."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, select

from server.identity import rules
from server.identity.callers import as_authenticator, person_of
from server.identity.devices import end_sessions
from server.identity.factors import forget_app
from server.identity.models import (
    Appointment,
    Intervention,
    InterventionKind,
    Passkey,
    PasswordReset,
    Person,
    RecoveryCode,
)
from server.identity.passwords import refuse_handlers
from server.kernel import sealing
from server.kernel.entries import line
from server.kernel.errors import Conflict, NotPermitted, message
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import Audience, Role, Viewer

LINK_LASTS = timedelta(hours=24)
REASON = 500


async def offer_password_reset(
    door: Door, language: str, caller: sealing.Token | None, person_id: UUID, reason: str
) -> tuple[Person, str]:
    """A one-time link, valid for a day, by which somebody chooses a new password. For admins.

    Gives the token: it is shown once. Conflict for who handles grievances: their password opens a key.
    """
    viewer, own = await _admin(door, language, caller, person_id)
    why = line(reason, "reason", REASON)
    token = secrets.token_urlsafe(32)
    async with as_authenticator(door, language, viewer) as session:
        person = await session.find(Person, person_id, "person_id")
        await refuse_handlers(session, person_id, "person_id")

        session.add(
            PasswordReset(token_hash=rules.invitation_hash(token), person_id=person_id, expires_at=now() + LINK_LASTS)
        )
        await _note(session, person_id, own, InterventionKind.PASSWORD_LINK, why)

        session.record("offer_password_reset", person)
    return person, token


async def reset_second_factor(
    door: Door, language: str, caller: sealing.Token | None, person_id: UUID, reason: str
) -> Person:
    """Delete somebody's app, passkeys and recovery codes, and end their sessions. For admins, never for oneself.

    Whoever needs a second factor enrols a new one when they sign in next.
    """
    viewer, own = await _admin(door, language, caller, person_id)
    why = line(reason, "reason", REASON)
    async with as_authenticator(door, language, viewer) as session:
        person = await session.find(Person, person_id, "person_id")

        await forget_app(session, person_id)
        for table in (Passkey, RecoveryCode):
            await session.rows.execute(delete(table).where(col(table.person_id) == person_id))
        await end_sessions(session, person_id)
        await _note(session, person_id, own, InterventionKind.SECOND_FACTOR_RESET, why)

        session.record("reset_second_factor", person)
    return person


async def revoke_appointment(
    door: Door, language: str, caller: sealing.Token | None, id: UUID, reason: str
) -> Appointment:
    """End an appointment at once, and the person's sessions: which login serves them follows from it. For admins.

    A handler's grants open nothing from then on. Conflict where it has ended, and for the last admin.
    """
    viewer, _ = await _admin(door, language, caller)
    why = line(reason, "reason", REASON)
    async with as_authenticator(door, language, viewer) as session:
        admins = set(
            await session.rows.scalars(
                select(Appointment.id)
                .where(Appointment.role == Role.ADMIN, col(Appointment.revoked_on).is_(None))
                .order_by(col(Appointment.id))
                .with_for_update()
            )
        )
        appointment = await session.find(Appointment, id, lock=True)
        if appointment.revoked_on:
            raise Conflict("id", message("This appointment has ended already."))
        if admins == {id}:
            raise Conflict("id", message("This is the only administrator. Appoint another one first."))

        appointment.revoked_on = today()
        appointment.revoked_by = viewer.person_id
        appointment.reason = why
        await end_sessions(session, appointment.person_id)

        session.record("revoke_appointment", appointment)
    return appointment


def reset_link(door: Door, token: str) -> str:
    """The page of a one-time link to a new password; like an invitation's, opening it uses nothing up."""
    return f"{door.rules.public_url}/password/{token}"


async def _admin(
    door: Door, language: str, caller: sealing.Token | None, person_id: UUID | None = None
) -> tuple[Viewer, UUID]:
    """The caller, an admin whose session was confirmed; not the person meant."""
    viewer, own = await person_of(door, language, caller)
    if viewer.audience is not Audience.STAFF or Role.ADMIN not in viewer.roles:
        raise NotPermitted
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
    if person_id == own:
        raise Conflict("person_id", message("Another administrator does this for you."))
    return viewer, own


async def _note(session: ViewerSession, person_id: UUID, done_by: UUID, kind: InterventionKind, reason: str) -> None:
    session.add(Intervention(person_id=person_id, kind=kind, done_by=done_by, reason=reason))
    await session.flush()
