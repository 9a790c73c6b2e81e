"""Proving who one is: the account of an e-mail, what a password opens, and the session that begins."""

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from server.identity import rules, throttle
from server.identity.models import Appointment, Credential, Device, HandlerKey, Person, Session
from server.kernel import sealing
from server.kernel.errors import Invalid, message
from server.kernel.session import Door, Secrets, ViewerSession
from server.kernel.table import TOKYO, now
from server.kernel.viewer import HANDLERS, Audience, Role

WRONG = message("The e-mail address or the password is not right.")


class Account(NamedTuple):
    """What sign-in reads: the person, the password's verifier, and a handler's wrapped key."""

    person: Person
    password_hash: str
    handler_key: HandlerKey | None


class Enrolment(NamedTuple):
    """What a password makes for a new person or a new handler. ``secret`` is the handler's key, for the session."""

    password_hash: str | None
    handler_keys: sealing.HandlerKeys | None
    secret: bytes | None


async def account_of(session: ViewerSession, email: str) -> Account | None:
    """The account with this e-mail (as stored), or none."""
    found = await session.rows.execute(
        select(Person, Credential.password_hash, HandlerKey)
        .join(Credential, col(Credential.person_id) == Person.id)
        .outerjoin(HandlerKey, col(HandlerKey.person_id) == Person.id)
        .where(Person.email == email)
    )
    row = found.first()
    return Account(*row) if row else None


async def prove(
    door: Door, language: str, email: str, password: str, path: str = "password", wrong: str = WRONG
) -> tuple[Account, bytes | None]:
    """The account whose password this is, and its handler's key. Counts the attempt before it verifies anything.

    Invalid at ``path``, in the words ``wrong``, where it is not.
    """
    async with door.authenticating(language) as session:
        account = await account_of(session, email)
        await throttle.count(session, email)
    try:
        right, secret = await sealing.in_argon(_verify, door.secrets, account, password)
    except sealing.Busy:  # nothing was tried
        async with door.authenticating(language) as session:
            await throttle.uncount(session, email)
        raise
    except sealing.PasswordError:  # longer than any password is
        raise Invalid(path, wrong) from None
    if account is None or not right:
        raise Invalid(path, wrong)
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


def enrol(own: Secrets, person_id: UUID, password: str, new: bool, handles: bool) -> Enrolment:
    """A verifier for a new person, and keys for a new handler. Blocking: one Argon2 for each."""
    verifier = sealing.hash_password(own.pepper, password) if new else None
    if not handles:
        return Enrolment(verifier, None, None)
    pair = sealing.new_key_pair()
    return Enrolment(verifier, sealing.wrap_handler_keys(own.pepper, person_id, pair.secret, password), pair.secret)


async def begin(
    session: ViewerSession, person: Person, secret: bytes | None, device: str, organisation_id: UUID | None = None
) -> sealing.Token:
    """A person's new session, with a handler's key in its box. ``device`` is what the person will know it by.

    With ``organisation_id``, for whom that organisation's identity provider vouches: in that organisation alone.
    """
    appointed = await session.rows.scalars(
        select(Appointment.role).where(Appointment.person_id == person.id, col(Appointment.revoked_on).is_(None))
    )
    roles = frozenset(map(Role, appointed))
    ends = now() + rules.SESSION
    token = sealing.new_token(rules.audience_of(roles), int(ends.timestamp()))
    session.viewer = replace(session.viewer, audience=Audience(token.audience), person_id=person.id)
    last_day = ends.astimezone(TOKYO).date()
    seen = Device(person_id=person.id, label=rules.device_label(device), ends_on=last_day)
    session.add(seen)
    await session.flush()
    session.add(
        Session(
            id=token.id,
            token_hash=token.lookup,
            audience=Audience(token.audience),
            person_id=person.id,
            box=sealing.seal_session_box(token, secret) if secret and roles & HANDLERS else None,
            expires_on=last_day,
            device_id=seen.id,
            organisation_id=organisation_id,
            seen_at=now(),
            confirmed_at=now(),
        )
    )
    await session.flush()
    return token
