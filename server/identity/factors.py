"""Second factors: one-time codes of an app (RFC 6238), and recovery codes for who has lost it.

A code works once: the step it was made for is noted, and no earlier one is taken again. Attempts are counted like those
at passwords, for each account apart.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from passlib.exc import TokenError  # pyright: ignore[reportMissingTypeStubs]  (passlib ships no types)
from passlib.totp import TOTP  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import func
from sqlmodel import col, delete, select, update

from server.identity import throttle
from server.identity.models import (
    Appointment,
    OneTimeKey,
    Passkey,
    RecoveryCode,
    Seat,
    SeatRule,
    SecondFactor,
)
from server.kernel.errors import Invalid, message
from server.kernel.session import Door, Secrets, ViewerSession
from server.kernel.table import today
from server.kernel.viewer import HANDLERS, SECRETARIAT

ISSUER = "Kakehashi"
KEY_BYTES = 20
"""Source: RFC 4226, R6 (160 bits recommended)."""

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that look alike. Twelve of them are 59 bits."""

WRONG_CODE = message("The code is not right, or was used already.")

_totp = TOTP.using(issuer=ISSUER)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


@dataclass(frozen=True)
class Asked:
    """What signing in asks of a person beside the password."""

    code: bool
    """An app for one-time codes is enrolled."""
    passkey: bool
    """A passkey is registered."""
    required: bool
    """The person must have one of the two."""

    @property
    def any(self) -> bool:
        """Whether there is a second factor."""
        return self.code or self.passkey


async def asked_of(session: ViewerSession, person_id: UUID, *, appointed: bool) -> Asked:
    """What is asked of this person; ``appointed``: whether the installation asks it of the secretariat and handlers."""
    code = await session.rows.get(SecondFactor, person_id)
    passkeys = await session.rows.scalar(select(func.count()).where(Passkey.person_id == person_id))
    trusted = select(Appointment.id).where(
        Appointment.person_id == person_id,
        col(Appointment.revoked_on).is_(None),
        col(Appointment.role).in_(SECRETARIAT | HANDLERS),
    )
    ruled = (
        select(SeatRule.organisation_id)
        .join(Seat, col(Seat.organisation_id) == SeatRule.organisation_id)
        .where(Seat.person_id == person_id, col(Seat.revoked_on).is_(None), col(SeatRule.second_factor))
    )
    required = (appointed and await session.rows.scalar(trusted.limit(1))) or await session.rows.scalar(ruled.limit(1))
    return Asked(code is not None, bool(passkeys), required is not None and required is not False)


def new_key() -> bytes:
    """A key for an app."""
    return secrets.token_bytes(KEY_BYTES)


def shown(key: bytes, email: str) -> tuple[str, str]:
    """The key for typing in, and the address that an app reads from a QR code."""
    made = _totp(key=key, format="raw")
    return made.pretty_key(), made.to_uri(label=email)


def step_of(key: bytes, code: str, last_step: int = 0) -> int | None:
    """The step of 30 seconds that a code was made for, one before or after the present one; None where it is wrong."""
    try:
        return _totp(key=key, format="raw").match(code, window=30, last_counter=last_step or None).counter
    except TokenError:
        return None


async def check_code(door: Door, language: str, person_id: UUID, code: str) -> None:
    """Use up a one-time code or a recovery code of this person. Invalid at ``code`` where it is none.

    Counted before it is tried, and the count is committed whatever comes of it; LimitReached above ten.
    """
    name = f"second factor of {person_id}"
    async with door.authenticating(language) as session:
        await throttle.count(session, name)
    async with door.authenticating(language) as session:
        if not await _used(session, person_id, entered(code)):
            raise Invalid("code", WRONG_CODE)
        await throttle.forgive(session, name)


def entered(code: str) -> str:
    """A code as it is compared: half-width, in lower case, letters and digits only."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code[:100]).lower() if sign.isalnum())


async def _used(session: ViewerSession, person_id: UUID, code: str) -> bool:
    if len(code) == 6 and code.isdecimal():
        known = await session.rows.get(OneTimeKey, person_id)
        step = known and step_of(unseal(session.secrets, person_id, known.sealed), code, known.last_step)
        if not step:
            return False
        use = update(OneTimeKey).where(col(OneTimeKey.person_id) == person_id, col(OneTimeKey.last_step) < step)
        done = await session.rows.execute(use.values(last_step=step).execution_options(synchronize_session=False))
    else:
        use = update(RecoveryCode).where(
            col(RecoveryCode.hash) == recovery_hash(session.secrets, person_id, code),
            col(RecoveryCode.used_on).is_(None),
        )
        done = await session.rows.execute(use.values(used_on=today()).execution_options(synchronize_session=False))
    return done.rowcount == 1  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  an update's result has one


async def enrol_app(session: ViewerSession, person_id: UUID, key: bytes, step: int) -> None:
    """Write a person's app, in place of an earlier one."""
    await forget_app(session, person_id)
    session.add(SecondFactor(person_id=person_id))
    sealed = session.secrets.pepper.lock("totp/v1", key, person_id.bytes)
    session.add(OneTimeKey(person_id=person_id, sealed=sealed, last_step=step))
    await session.flush()


async def forget_app(session: ViewerSession, person_id: UUID) -> None:
    """Delete a person's app, if there is one."""
    for table in (SecondFactor, OneTimeKey):
        await session.rows.execute(delete(table).where(col(table.person_id) == person_id))


async def new_recovery_codes(session: ViewerSession, person_id: UUID) -> list[str]:
    """Ten new recovery codes in place of all earlier ones. They are shown once; only hashes are stored."""
    await session.rows.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.add(RecoveryCode(hash=recovery_hash(session.secrets, person_id, code), person_id=person_id))
    await session.flush()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def unseal(own: Secrets, person_id: UUID, sealed: bytes) -> bytes:
    """The key of a person's one-time codes."""
    return own.pepper.unlock("totp/v1", sealed, person_id.bytes)


def recovery_hash(own: Secrets, person_id: UUID, code: str) -> bytes:
    """What is stored of a recovery code: nobody without the pepper can try one."""
    return own.pepper.derive("recovery/v1", person_id.bytes + code.encode("utf-8", "surrogatepass"))
