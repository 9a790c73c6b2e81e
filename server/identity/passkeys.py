"""Passkeys (WebAuthn, user verification required): a second step after the password, or all of signing in.

They belong to the host of ``public_url``. Nothing is asked of the maker of an authenticator (attestation "none").
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlmodel import col, func, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, exceptions, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.identity import admission, rules, tickets
from server.identity.admission import Admission
from server.identity.callers import as_authenticator, person_of
from server.identity.enrolment import keep_one
from server.identity.factors import asked_of, new_recovery_codes
from server.identity.models import HandlerKey, Passkey, Person, RecoveryCode
from server.identity.proof import begin
from server.kernel import sealing
from server.kernel.errors import Conflict, Invalid, LimitReached, NotFound, NotPermitted, message
from server.kernel.session import Door, ViewerSession
from server.kernel.table import today

MAKES, PROVES = "passkey/new", "passkey/prove"
MOST = 10
LONGEST = 20_000
WRONG = message("This passkey was not accepted. Please try again, or use another way.")
SEALED = message(
    "Grievances are sealed with your password. Sign in with your password; the passkey is then your second step."
)


@dataclass(frozen=True)
class Registered:
    """A new passkey; with the first second factor, recovery codes too, shown once."""

    passkey: Passkey
    codes: list[str] = field(repr=False)


async def begin_passkey(door: Door, language: str, caller: sealing.Token | None) -> tuple[str, str]:
    """A ticket, and what a browser needs to make a passkey for the caller (JSON). LimitReached for who has ten."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        person = await session.find(Person, person_id)
        known = list(await session.rows.scalars(select(Passkey).where(Passkey.person_id == person_id)))
    if len(known) >= MOST:
        raise LimitReached(text=message("You have as many passkeys as one person may have. Remove one first."))
    options = webauthn.generate_registration_options(
        rp_id=_host(door),
        rp_name="Kakehashi",
        user_id=person_id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    ticket = tickets.issue(door.secrets, MAKES, person=str(person_id), challenge=bytes_to_base64url(options.challenge))
    return ticket, options_to_json(options)


async def register_passkey(
    door: Door, language: str, caller: sealing.Token | None, ceremony: str, credential: str, name: str
) -> Registered:
    """Keep the passkey that a browser has made. Invalid at ``credential`` where it does not answer the challenge."""
    viewer, person_id = await person_of(door, language, caller)
    content = tickets.read(door.secrets, MAKES, ceremony, "ceremony")
    if content["person"] != str(person_id):
        raise NotPermitted
    called = rules.passkey_name(name)
    try:
        made = webauthn.verify_registration_response(
            credential=credential[:LONGEST],
            expected_challenge=base64url_to_bytes(content["challenge"]),
            expected_rp_id=_host(door),
            expected_origin=_origin(door),
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError):
        raise Invalid("credential", WRONG) from None
    async with as_authenticator(door, language, viewer) as session:
        await tickets.spend(session, ceremony, "ceremony")
        if await session.rows.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
            raise Conflict("credential", message("This passkey is registered already."))

        passkey = Passkey(
            person_id=person_id,
            name=called,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
        )
        session.add(passkey)
        await session.flush()
        has_codes = await session.rows.scalar(
            select(func.count()).where(RecoveryCode.person_id == person_id, col(RecoveryCode.used_on).is_(None))
        )
        codes = [] if has_codes else await new_recovery_codes(session, person_id)

        session.record("register_passkey", passkey)
    return Registered(passkey, codes)


async def rename_passkey(door: Door, language: str, caller: sealing.Token | None, id: UUID, name: str) -> Passkey:
    """Call a passkey of the caller's own something else."""
    viewer, person_id = await person_of(door, language, caller)
    called = rules.passkey_name(name)
    async with as_authenticator(door, language, viewer) as session:
        passkey = await _own(session, person_id, id)

        passkey.name = called

        session.record("rename_passkey", passkey)
    return passkey


async def remove_passkey(door: Door, language: str, caller: sealing.Token | None, id: UUID) -> None:
    """Give up a passkey of the caller's own. Conflict for the last second factor of who needs one."""
    viewer, person_id = await person_of(door, language, caller)
    async with as_authenticator(door, language, viewer) as session:
        passkey = await _own(session, person_id, id)
        session.require_recent()
        asked = await asked_of(session, person_id, appointed=door.rules.second_factor)
        others = await session.rows.scalar(select(func.count()).where(Passkey.person_id == person_id, Passkey.id != id))
        keep_one(required=asked.required, other=asked.code or bool(others))

        await session.rows.delete(passkey)

        session.record("remove_passkey", passkey)


async def begin_passkey_sign_in(door: Door, language: str, pending: str | None = None) -> tuple[str, str]:
    """A ticket, and what a browser needs to prove with a passkey (JSON): any of this host, or one of who waits."""
    known: list[Passkey] = []
    if pending:
        person_id, _ = admission.waiting(door, pending)
        async with door.authenticating(language) as session:
            known = list(await session.rows.scalars(select(Passkey).where(Passkey.person_id == person_id)))
    options = webauthn.generate_authentication_options(
        rp_id=_host(door),
        user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known] or None,
    )
    ticket = tickets.issue(door.secrets, PROVES, challenge=bytes_to_base64url(options.challenge))
    return ticket, options_to_json(options)


async def sign_in_with_passkey(
    door: Door, language: str, ceremony: str, credential: str, pending: str | None, device: str
) -> Admission:
    """A session for who proves with a passkey; with ``pending``, as the second step after the password.

    Without it, who handles grievances is refused: the key to them is wrapped by the password alone.
    """
    if pending:
        admission.waiting(door, pending)
    async with door.authenticating(language) as session:
        passkey = await prove_passkey(session, door, ceremony, credential)
        if pending:
            if admission.waiting(door, pending)[0] != passkey.person_id:
                raise Invalid("credential", WRONG)
            return await admission.entered(session, door, pending, device)
        person = await session.find(Person, passkey.person_id)
        if await session.rows.get(HandlerKey, person.id):
            raise NotPermitted(text=SEALED)
        token = await begin(session, person, None, device)

        session.record("sign_in_with_passkey", person)
    return Admission(person, token=token)


async def prove_passkey(session: ViewerSession, door: Door, ceremony: str, credential: str) -> Passkey:
    """The passkey that answers the ceremony's challenge. Each challenge is answered once. Invalid at ``credential``."""
    challenge = base64url_to_bytes(tickets.read(door.secrets, PROVES, ceremony, "ceremony")["challenge"])
    try:
        named = webauthn.helpers.parse_authentication_credential_json(credential[:LONGEST]).raw_id
        passkey = await session.rows.scalar(select(Passkey).where(Passkey.credential_id == named).with_for_update())
        if passkey is None:
            raise Invalid("credential", WRONG)
        proven = webauthn.verify_authentication_response(
            credential=credential[:LONGEST],
            expected_challenge=challenge,
            expected_rp_id=_host(door),
            expected_origin=_origin(door),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError):
        raise Invalid("credential", WRONG) from None
    await tickets.spend(session, ceremony, "ceremony")
    passkey.sign_count, passkey.last_used_on = proven.new_sign_count, today()
    await session.flush()
    return passkey


async def _own(session: ViewerSession, person_id: UUID, id: UUID) -> Passkey:
    passkey = await session.rows.scalar(select(Passkey).where(Passkey.id == id, Passkey.person_id == person_id))
    if passkey is None:
        raise NotFound("id")
    return passkey


def _host(door: Door) -> str:
    return urlsplit(door.rules.public_url).hostname or ""


def _origin(door: Door) -> str:
    return door.rules.public_url
