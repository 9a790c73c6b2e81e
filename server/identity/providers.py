"""Signing in through an organisation's own identity provider (OpenID Connect).

A provider vouches for its organisation's people only: such a session sees that organisation's seat and no other, holds
no appointment, and changes nothing of how its person signs in (`callers.py`). The secretariat and handlers have to use
their passwords.
"""

import hmac
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from sqlmodel import col, delete, func, select

from server.identity import openid, rules, tickets
from server.identity.admission import Admission
from server.identity.callers import as_authenticator, person_of
from server.identity.models import (
    Appointment,
    Device,
    IdentityLink,
    IdentityProvider,
    IdentityProviderSecret,
    Invitation,
    Person,
    Seat,
    Session,
)
from server.identity.outward import ProviderError, origin_of
from server.identity.proof import begin
from server.kernel import sealing
from server.kernel.entries import line
from server.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, message
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import HANDLERS, SECRETARIAT, SeatRole, Viewer

RETURN = "/sign-in/organisation/return"
MOST_DOMAINS = 20
FAILED = message("Your organisation’s sign-in did not work. Please try again, or ask an owner of your organisation.")
UNKNOWN = message("Nobody with this e-mail address has a seat there. Ask an owner of your organisation to invite you.")
NOT_SO = message("Who works for the secretariat or handles grievances signs in with a password.")

_domain = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
log = structlog.get_logger("kakehashi")


async def set_identity_provider(
    door: Door,
    language: str,
    caller: sealing.Token | None,
    organisation_id: UUID,
    issuer: str,
    client_id: str,
    secret: str | None,
    domains: Collection[str],
) -> None:
    """Let the organisation's people sign in through its provider; for owners. The provider is asked at once.

    Without ``secret`` the one that is known stays. Another issuer forgets who was known by the one before.
    """
    viewer = await _owner(door, language, caller, organisation_id)
    issuer, client_id = issuer.strip(), line(client_id, "client_id", 200)
    allowed = sorted({one.strip().lower().removeprefix("@") for one in domains if one.strip()})
    if not 1 <= len(allowed) <= MOST_DOMAINS or not all(_domain.fullmatch(one) for one in allowed):
        raise Invalid("domains", message("Name 1 to 20 domains of e-mail addresses, such as example.jp."))
    await _answers(door, issuer)
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        known = await session.rows.get(IdentityProvider, organisation_id)
        if known is None:
            known = IdentityProvider(organisation_id=organisation_id, issuer=issuer, client_id="", domains=[])
            session.add(known)
        if secret:
            await _keep_secret(session, organisation_id, line(secret, "secret", 500))
        elif not await session.rows.get(IdentityProviderSecret, organisation_id):
            raise Invalid("secret", message("Please fill this in."))
        if known.issuer != issuer:
            await session.rows.execute(delete(IdentityLink).where(col(IdentityLink.organisation_id) == organisation_id))
        known.issuer, known.client_id, known.domains = issuer, client_id, allowed
        known.set_by, known.set_on = viewer.person_id, today()
        await session.flush()

        await _record(session, "set_identity_provider", viewer, organisation_id)


async def remove_identity_provider(
    door: Door, language: str, caller: sealing.Token | None, organisation_id: UUID
) -> None:
    """End signing in through the organisation's provider, and the sessions that began so. For owners."""
    viewer = await _owner(door, language, caller, organisation_id)
    async with as_authenticator(door, language, viewer) as session:
        session.require_recent()
        if await session.rows.get(IdentityProvider, organisation_id) is None:
            raise NotFound("organisation_id")

        for table in (IdentityLink, IdentityProviderSecret, IdentityProvider):
            await session.rows.execute(delete(table).where(col(table.organisation_id) == organisation_id))
        begun = select(Session.device_id).where(Session.organisation_id == organisation_id)
        await session.rows.execute(delete(Device).where(col(Device.id).in_(begun)))

        await _record(session, "remove_identity_provider", viewer, organisation_id)


async def begin_organisation_sign_in(door: Door, language: str, organisation_id: UUID) -> tuple[str, str]:
    """Where the browser goes to sign in with the organisation's provider, and the ticket that it brings back."""
    provider, _ = await _provider(door, language, organisation_id)
    made = {name: openid.random_text() for name in ("state", "nonce", "verifier")}
    try:
        known = await openid.about(door.rules, provider.issuer)
    except ProviderError as problem:
        raise _failed(problem) from None
    address = openid.authorization(known, provider.client_id, redirect_uri(door), **made)
    return address, tickets.issue(door.secrets, "openid", organisation=str(organisation_id), **made)


async def finish_organisation_sign_in(
    door: Door, language: str, flow: str, state: str, code: str, device: str
) -> Admission:
    """A session in that organisation alone, for whom its provider vouches and who has a seat or an invitation there."""
    content = tickets.read(door.secrets, "openid", flow, "flow")
    if not hmac.compare_digest(content["state"].encode(), state.encode("utf-8", "surrogatepass")):
        raise Conflict("flow", tickets.OVER)
    organisation_id = UUID(content["organisation"])
    provider, secret = await _provider(door, language, organisation_id)
    try:
        claims = await openid.claims_for_code(
            door.rules,
            provider.issuer,
            (provider.client_id, secret),
            code,
            redirect_uri(door),
            content["verifier"],
            content["nonce"],
        )
    except ProviderError as problem:
        raise _failed(problem) from None
    email = _vouched_for(provider, claims)
    async with door.authenticating(language) as session:
        await tickets.spend(session, flow, "flow")
        person = await _person(session, organisation_id, str(claims["sub"]), email, language)

        token = await begin(session, person, None, device, organisation_id)

        session.record("finish_organisation_sign_in", person, organisation_id=organisation_id)
    return Admission(person, token=token)


def redirect_uri(door: Door) -> str:
    """Where a provider sends the browser back to."""
    return f"{door.rules.public_url}{RETURN}"


def _vouched_for(provider: IdentityProvider, claims: Mapping[str, Any]) -> str:
    """The e-mail that the provider has verified, in one of the organisation's domains."""
    email = rules.email_of(str(claims.get("email") or ""))
    if claims.get("email_verified") is not True or email.rpartition("@")[2] not in provider.domains:
        raise NotPermitted(text=UNKNOWN)
    return email


async def _person(session: ViewerSession, organisation_id: UUID, subject: str, email: str, language: str) -> Person:
    """Whom the provider means: by what it called them before, else by e-mail; with a seat there, or invited to one."""
    link = await session.rows.get(IdentityLink, (organisation_id, subject))
    wanted = Person.id == link.person_id if link else Person.email == email
    person = await session.rows.scalar(select(Person).where(wanted))
    if person:
        await _refuse_secretariat(session, person.id)
    held = person and await session.rows.scalar(
        select(Seat.id).where(
            Seat.person_id == person.id,
            Seat.organisation_id == organisation_id,
            col(Seat.revoked_on).is_(None),
            func.coalesce(Seat.ends_on, today()) >= today(),
        )
    )
    if not held:
        person = await _seated(session, organisation_id, person, email, language)
    assert person is not None  # noqa: S101  who has a seat is somebody
    if link is None:
        known = await session.rows.scalar(
            select(IdentityLink.subject).where(
                IdentityLink.organisation_id == organisation_id, IdentityLink.person_id == person.id
            )
        )
        if known:  # the address has passed to somebody else
            raise NotPermitted(text=UNKNOWN)
        session.add(IdentityLink(organisation_id=organisation_id, subject=subject, person_id=person.id))
        await session.flush()
    return person


async def _seated(
    session: ViewerSession, organisation_id: UUID, person: Person | None, email: str, language: str
) -> Person:
    """Accept the invitation that waits for this e-mail. A new person gets no password."""
    invitation = await session.rows.scalar(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.email == email,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.withdrawn_on).is_(None),
            col(Invitation.expires_at) > now(),
        )
        .with_for_update()
        .limit(1)
    )
    if invitation is None or invitation.seat_role is None or (person and person.email != email):
        raise NotPermitted(text=UNKNOWN)
    if person is None:
        person = Person(name=email.partition("@")[0], email=email, language=language)
        session.add(person)
        await session.flush()
    session.add(
        Seat(
            person_id=person.id,
            organisation_id=organisation_id,
            role=invitation.seat_role,
            ends_on=invitation.ends_on,
            granted_by=invitation.invited_by,
        )
    )
    invitation.accepted_at = now()
    await session.flush()
    await session.rows.execute(select(func.revoke_tied_grants(person.id)))
    return person


async def _refuse_secretariat(session: ViewerSession, person_id: UUID) -> None:
    appointed = select(Appointment.id).where(
        Appointment.person_id == person_id,
        col(Appointment.revoked_on).is_(None),
        col(Appointment.role).in_(SECRETARIAT | HANDLERS),
    )
    if await session.rows.scalar(appointed.limit(1)):
        raise NotPermitted(text=NOT_SO)


async def _provider(door: Door, language: str, organisation_id: UUID) -> tuple[IdentityProvider, str]:
    async with door.authenticating(language) as session:
        provider = await session.find(IdentityProvider, organisation_id, "organisation_id")
        kept = await session.find(IdentityProviderSecret, organisation_id, "organisation_id")
    return provider, door.secrets.pepper.unlock("oidc/v1", kept.sealed, organisation_id.bytes).decode()


async def _keep_secret(session: ViewerSession, organisation_id: UUID, secret: str) -> None:
    sealed = session.secrets.pepper.lock("oidc/v1", secret.encode(), organisation_id.bytes)
    known = await session.rows.get(IdentityProviderSecret, organisation_id)
    if known:
        known.sealed = sealed
    else:
        await session.flush()
        session.add(IdentityProviderSecret(organisation_id=organisation_id, sealed=sealed))


async def _answers(door: Door, issuer: str) -> None:
    """Refuse an issuer at which no provider answers to that name."""
    parts = urlsplit(issuer)
    https = parts.scheme == "https" or origin_of(issuer) in door.rules.private_issuers
    if len(issuer) > 500 or not https or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Invalid("issuer", message("Give the https address of your identity provider, without ? and #."))
    try:
        await openid.about(door.rules, issuer)
    except ProviderError as problem:
        log.info("identity provider", problem=str(problem))
        raise Invalid("issuer", message("No identity provider answers at this address.")) from None


async def _owner(door: Door, language: str, caller: sealing.Token | None, organisation_id: UUID) -> Viewer:
    viewer, _ = await person_of(door, language, caller)
    if viewer.seats.get(organisation_id) is not SeatRole.OWNER:
        raise NotPermitted
    return viewer


async def _record(session: ViewerSession, verb: str, viewer: Viewer, organisation_id: UUID) -> None:
    person = (await session.rows.scalars(select(Person).where(Person.id == viewer.person_id))).one()
    session.record(verb, person, organisation_id=organisation_id)


def _failed(problem: ProviderError) -> Conflict:
    log.info("identity provider", problem=str(problem))
    return Conflict("", FAILED)
