"""Changing a password, and choosing a new one by a one-time link.

Whoever handles grievances has a key that the password wraps (`kernel/SEALING.md`): a change wraps it anew, and no link
can, because nobody else knows the old password.
"""

from uuid import UUID

from sqlmodel import col, select

from server.identity import rules, throttle
from server.identity.callers import as_authenticator, person_of
from server.identity.devices import end_sessions
from server.identity.models import Appointment, Credential, HandlerKey, PasswordReset, Person
from server.identity.proof import prove
from server.kernel import sealing
from server.kernel.errors import Conflict, NotFound, message
from server.kernel.session import Door, Secrets, ViewerSession
from server.kernel.table import now
from server.kernel.viewer import HANDLERS, SECRETARIAT, Role

WRONG = message("The password is not right.")
SEALED = message(
    "Grievances are sealed with this password, so no link can replace it. Ask for the recovery of the key."
)


async def change_password(
    door: Door, language: str, caller: sealing.Token | None, current: str, password: str
) -> Person:
    """A new password in place of the current one, which is asked for. All other sessions of the person end.

    A handler's key is wrapped anew: what it opens stays open. API tokens stay.
    """
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()
    rules.check_password(password, person.email, await _strictest(door, language, person_id))
    account, secret = await prove(door, language, person.email, current, "current", WRONG)
    verifier, keys = await sealing.in_argon(_made_new, door.secrets, person_id, password, secret)

    async with as_authenticator(door, language, viewer) as session:
        await throttle.forgive(session, person.email)

        credential = await session.rows.get_one(Credential, person_id)
        if credential.password_hash != account.password_hash:
            raise Conflict("current")
        credential.password_hash, credential.changed_at = verifier, now()
        if keys:
            handler_key = await session.rows.get_one(HandlerKey, person_id)
            handler_key.salt, handler_key.wrapped_key = keys.salt, keys.wrapped
        await end_sessions(session, person_id, but=caller)

        session.record("change_password", person)
    return person


async def reset_password(door: Door, language: str, token: str, password: str) -> None:
    """Choose a new password by a one-time link. Every session ends; the second factor stays as it is.

    Refuses unknown and used links alike; an expired one in words.
    """
    async with door.authenticating(language) as session:
        person = await session.find(Person, (await _waiting(session, token)).person_id)
    rules.check_password(password, person.email, await _strictest(door, language, person.id))
    verifier = await sealing.in_argon(sealing.hash_password, door.secrets.pepper, password)

    async with door.authenticating(language) as session:
        reset = await _waiting(session, token, lock=True)
        await refuse_handlers(session, person.id, "token")
        credential = await session.rows.get(Credential, person.id)
        if credential:
            credential.password_hash, credential.changed_at = verifier, now()
        else:
            session.add(Credential(person_id=person.id, password_hash=verifier))
        reset.used_at = now()
        await end_sessions(session, person.id)

        session.record("reset_password", person)


async def refuse_handlers(session: ViewerSession, person_id: UUID, path: str) -> None:
    """Refuse a link for who has a handler's key: a new password would not open it."""
    if await session.rows.get(HandlerKey, person_id):
        raise Conflict(path, SEALED)


async def _waiting(session: ViewerSession, token: str, *, lock: bool = False) -> PasswordReset:
    wanted = select(PasswordReset).where(PasswordReset.token_hash == rules.invitation_hash(token))
    reset = await session.rows.scalar(wanted.with_for_update() if lock else wanted)
    if reset is None or reset.used_at:
        raise NotFound("token", message("This link does not exist, or it was already used."))
    if reset.expires_at <= now():
        raise Conflict("token", message("This link has expired. Ask the secretariat for a new one."))
    return reset


async def _strictest(door: Door, language: str, person_id: UUID) -> Role | None:
    """An appointment of the person's that asks for a longer password, if there is one."""
    async with door.authenticating(language) as session:
        role = await session.rows.scalar(
            select(Appointment.role).where(
                Appointment.person_id == person_id,
                col(Appointment.revoked_on).is_(None),
                col(Appointment.role).in_(SECRETARIAT | HANDLERS),
            )
        )
    return Role(role) if role else None


def _made_new(
    own: Secrets, person_id: UUID, password: str, secret: bytes | None
) -> tuple[str, sealing.HandlerKeys | None]:
    """The verifier of a new password, and a handler's key wrapped by it. Blocking: one Argon2, two for a handler."""
    verifier = sealing.hash_password(own.pepper, password)
    return verifier, sealing.wrap_handler_keys(own.pepper, person_id, secret, password) if secret else None
