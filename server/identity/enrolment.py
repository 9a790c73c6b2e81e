"""Enrolling a second factor and giving it up: by a person with a session, or in the middle of signing in."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import select

from server.identity import admission, tickets
from server.identity.callers import as_authenticator, person_of
from server.identity.factors import (
    WRONG_CODE,
    asked_of,
    enrol_app,
    entered,
    forget_app,
    new_key,
    new_recovery_codes,
    shown,
    step_of,
)
from server.identity.models import Person
from server.kernel import sealing
from server.kernel.errors import Conflict, Invalid, NotPermitted, message
from server.kernel.session import Door
from server.kernel.viewer import Viewer

ENROLS = "enrol"
NEEDED = message("You need a second factor. Enrol another one first.")


@dataclass(frozen=True)
class Enrolled:
    """What enrolling gave: recovery codes, shown once; and a session, where it was the second step of signing in."""

    person: Person
    codes: list[str] = field(repr=False)
    token: sealing.Token | None = field(default=None, repr=False)


async def begin_second_factor(
    door: Door, language: str, caller: sealing.Token | None, pending: str | None
) -> tuple[str, str, str]:
    """A new key for an app: a ticket, the key for typing in, and its address for a QR code. Nothing is stored yet.

    With ``pending``, for who must enrol to finish signing in; without, for a session that was confirmed.
    """
    if pending:
        person_id, _ = admission.waiting(door, pending, enrols=True)
        viewer = Viewer(language=language)
    else:
        viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        if not pending:
            session.require_recent()
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()
    key = new_key()
    ticket = tickets.issue(door.secrets, ENROLS, person=str(person_id), key=key.hex(), pending=pending)
    return ticket, *shown(key, person.email)


async def confirm_second_factor(
    door: Door, language: str, caller: sealing.Token | None, enrolment: str, code: str, device: str
) -> Enrolled:
    """Enrol the app whose code this is, in place of an earlier one, and make ten recovery codes.

    Where it was the second step of signing in, the session begins.
    """
    content = tickets.read(door.secrets, ENROLS, enrolment, "enrolment")
    key, pending = bytes.fromhex(content["key"]), content["pending"]
    viewer = Viewer(language=language) if pending else (await person_of(door, language, caller))[0]
    if not pending and str(viewer.person_id) != content["person"]:
        raise NotPermitted
    step = step_of(key, entered(code))
    if step is None:
        raise Invalid("code", WRONG_CODE)
    async with as_authenticator(door, language, viewer) as session:
        await tickets.spend(session, enrolment, "enrolment")
        person = (await session.rows.scalars(select(Person).where(Person.id == UUID(content["person"])))).one()
        token = None
        if pending:
            if (await asked_of(session, person.id, appointed=True)).any:
                raise Conflict("enrolment", tickets.OVER)
            token = (await admission.entered(session, door, pending, device, enrols=True)).token

        await enrol_app(session, person.id, key, step)
        codes = await new_recovery_codes(session, person.id)

        session.record("confirm_second_factor", person)
    return Enrolled(person, codes, token)


async def renew_recovery_codes(door: Door, language: str, caller: sealing.Token | None) -> Enrolled:
    """Ten new recovery codes; the old ones are dead. Conflict for who has no second factor."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()
        if not (await asked_of(session, person_id, appointed=True)).any:
            raise Conflict("", message("You have no second factor yet."))

        codes = await new_recovery_codes(session, person_id)

        session.record("renew_recovery_codes", person)
    return Enrolled(person, codes)


async def remove_second_factor(door: Door, language: str, caller: sealing.Token | None) -> Person:
    """Give up the app for one-time codes. Conflict where there is none, or where one is needed and none is left."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()
        asked = await asked_of(session, person_id, appointed=door.rules.second_factor)
        if not asked.code:
            raise Conflict("", message("You have no second factor yet."))
        keep_one(required=asked.required, other=asked.passkey)

        await forget_app(session, person_id)

        session.record("remove_second_factor", person)
    return person


def keep_one(*, required: bool, other: bool) -> None:
    """Refuse to give up the last second factor of somebody who needs one."""
    if required and not other:
        raise Conflict("", NEEDED)
