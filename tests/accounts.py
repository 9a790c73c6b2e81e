"""Scenes of signing in: apps, passkeys, links and half-done sign-ins, made as the platform makes them."""

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from passlib.totp import TOTP
from sqlmodel import SQLModel
from webauthn.helpers import bytes_to_base64url

from server.identity import factors, openid, passkeys, rules, tickets
from server.identity.admission import PENDING
from server.identity.enrolment import ENROLS
from server.identity.models import (
    Appointment,
    Device,
    IdentityLink,
    IdentityProvider,
    IdentityProviderSecret,
    Intervention,
    InterventionKind,
    OneTimeKey,
    Passkey,
    PasswordReset,
    Person,
    RecoveryCode,
    Seat,
    SeatRule,
    SecondFactor,
    SpentTicket,
)
from server.kernel.session import Secrets, SignInRules
from server.kernel.table import now, today
from server.kernel.viewer import Role, SeatRole
from tests.authenticator import Authenticator
from tests.makers import Maker, gid, key

ORIGIN = SignInRules.public_url
KEY = bytes(range(20))
ISSUER = "https://login.people.example"
VOUCHED: dict[str, Any] = {}
CHALLENGE = bytes(range(32))


def code_of(app: bytes = KEY, steps: int = 0) -> str:
    """What an app with this key shows now, or so many steps of 30 seconds later."""
    made: Any = TOTP(key=app, format="raw")
    return made.generate(now() + timedelta(seconds=30 * steps)).token


@dataclass(frozen=True)
class Accounts:
    """Makes what signing in works with, for one of the world's people."""

    behind: Any
    make: Maker
    who: str

    @property
    def secrets(self) -> Secrets:
        """What the platform boxes tickets under."""
        return Secrets(self.make.pepper, self.make.system_salt)

    @property
    def id(self) -> UUID:
        """Whose they are."""
        return key(self.who)

    def pending(self, *, enrols: bool = False) -> str:
        """A sign-in that waits for its second step."""
        return tickets.issue(self.secrets, PENDING, person=str(self.id), secret=None, enrols=enrols)

    def enrolled(self) -> dict[str, Any]:
        """An app for one-time codes, its last step long ago."""
        for table in ("second_factor", "one_time_key"):
            self.behind.rows(f"delete from {table} where person_id = %s", self.id)
        sealed = self.make.pepper.lock("totp/v1", KEY, self.id.bytes)
        self.behind.add(SecondFactor(person_id=self.id), OneTimeKey(person_id=self.id, sealed=sealed))
        return {}

    def code(self) -> str:
        """The code that the app shows."""
        self.enrolled()
        return code_of()

    def enrolment(self) -> dict[str, Any]:
        """An enrolment that waits for its code."""
        ticket = tickets.issue(self.secrets, ENROLS, person=str(self.id), key=KEY.hex(), pending=None)
        return {"enrolment": ticket, "code": code_of()}

    def recovery_code(self) -> str:
        """A recovery code."""
        code = uuid4().hex[:12]
        hash = factors.recovery_hash(self.secrets, self.id, code)
        self.behind.add(RecoveryCode(hash=hash, person_id=self.id))
        return code

    def new_passkey(self) -> dict[str, Any]:
        """A passkey that a browser has just made, and no recovery codes before it."""
        self.behind.rows("delete from recovery_code where person_id = %s", self.id)
        challenge = bytes_to_base64url(CHALLENGE)
        ticket = tickets.issue(self.secrets, passkeys.MAKES, person=str(self.id), challenge=challenge)
        options = json.dumps({"rp": {"id": "127.0.0.1"}, "challenge": challenge})
        return {"ceremony": ticket, "credential": Authenticator(ORIGIN).made(options), "name": "Key"}

    def passkey(self, made: Authenticator) -> Passkey:
        """A passkey that is registered."""
        passkey = Passkey(
            person_id=self.id, name="Key", credential_id=made.id, public_key=made.cose(), sign_count=made.count
        )
        self.behind.add(passkey)
        return passkey

    def passkey_of(self, who: str) -> str:
        """Somebody's passkey, by its id."""
        return gid("Passkey", Accounts(self.behind, self.make, who).passkey(Authenticator(ORIGIN)).id)

    def proof(self) -> dict[str, Any]:
        """The proof of a registered passkey; for who handles grievances as the second step."""
        made = Authenticator(ORIGIN)
        self.passkey(made)
        challenge = bytes_to_base64url(CHALLENGE)
        ticket = tickets.issue(self.secrets, passkeys.PROVES, challenge=challenge)
        options = json.dumps({"rpId": "127.0.0.1", "challenge": challenge})
        handles = self.behind.row("handler_key", person_id=self.id)
        pending = {"pending": self.pending()} if handles else {}
        return {"ceremony": ticket, "credential": made.proof(options), **pending}

    def device_of(self, who: str) -> str:
        """A session of somebody's, by its device's id."""
        device = Device(person_id=key(who), label="Firefox on Linux", ends_on=today())
        self.behind.add(device)
        return gid("Device", device.id)

    def provider(self) -> dict[str, Any]:
        """Aozora's identity provider, known without being asked."""
        for table in ("identity_link", "identity_provider", "identity_provider_secret"):
            self.behind.rows(f"delete from {table} where organisation_id = %s", key("aozora"))
        sealed = self.make.pepper.lock("oidc/v1", b"secret", key("aozora").bytes)
        self.behind.add(
            IdentityProvider(organisation_id=key("aozora"), issuer=ISSUER, client_id="c", domains=["people.example"]),
            IdentityProviderSecret(organisation_id=key("aozora"), sealed=sealed),
        )
        openid._known[ISSUER] = openid.Known({"authorization_endpoint": f"{ISSUER}/in"}, {}, math.inf)
        return {"organisationId": gid("Organisation", "aozora")}

    def returned(self) -> dict[str, Any]:
        """A browser that comes back from the provider, for somebody new with a seat."""
        self.provider()
        person = Person(name="New", email=f"{uuid4().hex}@people.example")
        self.behind.add(person, Seat(person_id=person.id, organisation_id=key("aozora"), role=SeatRole.READER))
        VOUCHED.update(sub=uuid4().hex, email=person.email, email_verified=True)
        made = dict.fromkeys(("state", "nonce", "verifier"), "x")
        flow = tickets.issue(self.secrets, "openid", organisation=str(key("aozora")), **made)
        return {"flow": flow, "state": "x", "code": "x"}

    def reset_token(self) -> str:
        """A one-time link to a new password, of somebody new."""
        person = Person(name="New", email=f"{uuid4().hex}@people.example")
        token = uuid4().hex
        hash, ends = rules.invitation_hash(token), now() + timedelta(hours=1)
        self.behind.add(person, PasswordReset(token_hash=hash, person_id=person.id, expires_at=ends))
        return token

    def appointment(self) -> str:
        """A new appointment of somebody who does nothing else."""
        appointment = Appointment(person_id=key("enrolled"), role=Role.ANALYST)
        over = "update appointment set revoked_on = granted_on where role = 'analyst' and person_id = %s"
        self.behind.rows(over, appointment.person_id)
        self.behind.add(appointment)
        return gid("Appointment", appointment.id)


async def vouching(*_: Any) -> dict[str, Any]:
    """In place of the provider's answer: what `Accounts.returned` has noted."""
    return dict(VOUCHED)


def left_behind(maker: Maker) -> list[SQLModel]:
    """What signing in has left in the world, of somebody who does nothing else in it."""
    enrolled = Person(id=key("enrolled"), name="Enrolled", email="enrolled@people.example")
    return [
        enrolled,
        Device(
            id=key("rival device"), person_id=key("rival"), label="Firefox on Linux", ends_on=today() + timedelta(1)
        ),
        Passkey(
            id=key("passkey"), person_id=enrolled.id, name="Key", credential_id=b"id", public_key=b"key", sign_count=0
        ),
        Intervention(
            id=key("adviser intervention"),
            person_id=key("adviser"),
            done_by=key("admin"),
            kind=InterventionKind.PASSWORD_LINK,
            reason="Forgotten.",
        ),
        SeatRule(organisation_id=key("aozora"), second_factor=False),
        IdentityProvider(organisation_id=key("kitakaze"), issuer=ISSUER, client_id="c", domains=["people.example"]),
        IdentityProviderSecret(organisation_id=key("kitakaze"), sealed=b"sealed"),
        IdentityLink(organisation_id=key("kitakaze"), subject="1", person_id=enrolled.id),
        PasswordReset(token_hash=b"reset", person_id=key("adviser"), expires_at=now()),
        SpentTicket(hash=b"spent"),
        SecondFactor(person_id=enrolled.id),
        OneTimeKey(person_id=enrolled.id, sealed=maker.pepper.lock("totp/v1", KEY, enrolled.id.bytes)),
        RecoveryCode(hash=b"code", person_id=enrolled.id),
    ]
