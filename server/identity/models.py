"""People, what they may do, and their sessions."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, now, today, uuid7
from server.kernel.viewer import Audience, Role, SeatRole


class Person(SQLModel, table=True):
    """Somebody with an account. The e-mail is stored in lower case and is what one signs in with."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(max_length=200)
    email: str = Field(max_length=320, unique=True)
    language: str = Field(default="ja", max_length=35)
    created_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class Credential(SQLModel, table=True):
    """A person's password, as argon2id hash. Only the authenticator reads it."""

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    password_hash: str
    changed_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class HandlerKey(SQLModel, table=True):
    """A handler's key pair; the secret half is wrapped by the password (kernel/SEALING.md)."""

    __tablename__ = "handler_key"  # pyright: ignore[reportAssignmentType]  a name is enough
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    public_key: bytes
    salt: bytes
    wrapped_key: bytes
    enrolled_on: date = Field(default_factory=today)


class Seat(SQLModel, table=True):
    """What a person may do for an organisation, from a day until its last day, or until it is revoked.

    Where its role changes, what it was stays behind as a row that is revoked: the rows tell who could do what when.
    ``reason`` says why it was granted or revoked, in the words of who did. A seat in one organisation is none in its
    subsidiaries.
    """

    __table_args__ = (
        Index(
            "uq_seat_person_organisation",
            "person_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("revoked_on is null"),
        ),
        Index("ix_seat_organisation_id", "organisation_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    role: SeatRole = Field(sa_type=closed_list(SeatRole))
    granted_on: date = Field(default_factory=today)
    granted_by: UUID | None = Field(default=None, foreign_key="person.id")
    ends_on: date | None = None
    revoked_on: date | None = None
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str | None = Field(default=None, max_length=500)


class Appointment(SQLModel, table=True):
    """What a person does for the platform, from a day until it is revoked."""

    __table_args__ = (
        Index(
            "uq_appointment_person_role", "person_id", "role", unique=True, postgresql_where=text("revoked_on is null")
        ),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=closed_list(Role))
    granted_on: date = Field(default_factory=today)
    revoked_on: date | None = None
    revoked_by: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str | None = Field(default=None, max_length=500)


class Invitation(SQLModel, table=True):
    """A one-time link to a seat (organisation and seat role) or to an appointment. Only its hash is stored."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    token_hash: bytes = Field(unique=True)
    email: str = Field(max_length=320)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    seat_role: SeatRole | None = Field(default=None, sa_type=closed_list(SeatRole))
    role: Role | None = Field(default=None, sa_type=closed_list(Role))
    invited_by: UUID | None = Field(default=None, foreign_key="person.id")
    ends_on: date | None = None
    """The last day of the seat that it gives; none: until it is revoked."""
    invited_on: date = Field(default_factory=today)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    accepted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    withdrawn_on: date | None = None


class Scope(StrEnum):
    """What an API token may do."""

    READ = "read"
    WRITE_MEMBER = "write_member"


class ApiToken(SQLModel, table=True):
    """A token that a person made for a program: what it may do, and until when. Its session finds it."""

    __tablename__ = "api_token"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=200)
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    created_on: date = Field(default_factory=today)
    last_used_on: date | None = None
    expires_on: date
    revoked_on: date | None = None


class Session(SQLModel, table=True):
    """A session: of a person, of one grievance's receipt, or of a person's API token.

    The exact expiry is part of the token, so a row knows only its last day; for a worker nothing finer is ever stored.
    ``seen_at`` keeps a person's idle limit of 30 minutes (none where it is null). ``box`` holds the key that the
    session may open, sealed under the token. ``confirmed_at`` is when its person last showed who they are.
    ``organisation_id`` is whose identity provider vouched for it: it is then a session in that organisation alone.
    """

    id: bytes = Field(primary_key=True)
    token_hash: bytes = Field(unique=True)
    audience: Audience = Field(sa_type=closed_list(Audience))
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    grievance_id: UUID | None = None
    supplier_id: UUID | None = None
    box: bytes | None = None
    expires_on: date
    api_token_id: UUID | None = Field(default=None, foreign_key="api_token.id", unique=True)
    device_id: UUID | None = Field(default=None, foreign_key="device.id", unique=True, ondelete="CASCADE")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    seen_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    confirmed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class SignInThrottle(SQLModel, table=True):
    """Failed sign-ins per account (keyed hash of the e-mail) and in total, in a window that opens anew."""

    __tablename__ = "sign_in_throttle"  # pyright: ignore[reportAssignmentType]  a name is enough
    bucket: bytes = Field(primary_key=True)
    failures: int
    reset_at: datetime = Field(sa_type=DateTime(timezone=True))


class Device(SQLModel, table=True):
    """What a person sees of a session of theirs: a coarse name of browser and system, no address. It ends the session
    to delete it."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    label: str = Field(max_length=60)
    started_on: date = Field(default_factory=today)
    seen_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    ends_on: date


class SecondFactor(SQLModel, table=True):
    """That a person has an app for one-time codes, and since when."""

    __tablename__ = "second_factor"  # pyright: ignore[reportAssignmentType]  a name is enough
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    enrolled_on: date = Field(default_factory=today)


class OneTimeKey(SQLModel, table=True):
    """The key of a person's one-time codes (RFC 6238), boxed under the pepper, and the last step that was used."""

    __tablename__ = "one_time_key"  # pyright: ignore[reportAssignmentType]  a name is enough
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    sealed: bytes
    last_step: int = Field(default=0, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """A code for who has lost the second factor, as keyed hash. Each works once."""

    __tablename__ = "recovery_code"  # pyright: ignore[reportAssignmentType]  a name is enough
    hash: bytes = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    used_on: date | None = None


class Passkey(SQLModel, table=True):
    """A passkey (WebAuthn credential) of a person: what verifies it, and what the person calls it."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=60)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    created_on: date = Field(default_factory=today)
    last_used_on: date | None = None


class SpentTicket(SQLModel, table=True):
    """A ticket that worked once (``tickets.py``), by its hash, until it would be over anyway."""

    __tablename__ = "spent_ticket"  # pyright: ignore[reportAssignmentType]  a name is enough
    hash: bytes = Field(primary_key=True)
    spent_on: date = Field(default_factory=today)


class PasswordReset(SQLModel, table=True):
    """A one-time link by which a person chooses a new password. Only its hash is stored."""

    __tablename__ = "password_reset"  # pyright: ignore[reportAssignmentType]  a name is enough
    token_hash: bytes = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    used_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class InterventionKind(StrEnum):
    """What the secretariat did to an account."""

    SECOND_FACTOR_RESET = "second_factor_reset"
    PASSWORD_LINK = "password_link"  # noqa: S105  a kind of intervention


class Intervention(SQLModel, table=True):
    """What the secretariat did to somebody's account, and why. That person sees it, and nobody removes it."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: InterventionKind = Field(sa_type=closed_list(InterventionKind))
    done_by: UUID = Field(foreign_key="person.id")
    reason: str = Field(max_length=500)
    done_on: date = Field(default_factory=today)


class SeatRule(SQLModel, table=True):
    """What an organisation asks of everybody who has a seat there."""

    __tablename__ = "seat_rule"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    second_factor: bool
    changed_by: UUID | None = Field(default=None, foreign_key="person.id")
    changed_on: date = Field(default_factory=today)


class IdentityProvider(SQLModel, table=True):
    """An organisation's own identity provider (OpenID Connect). Its address and the client's name are no secrets."""

    __tablename__ = "identity_provider"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    issuer: str = Field(max_length=500)
    client_id: str = Field(max_length=200)
    domains: list[str] = Field(sa_type=ARRAY(Text))
    set_by: UUID | None = Field(default=None, foreign_key="person.id")
    set_on: date = Field(default_factory=today)


class IdentityProviderSecret(SQLModel, table=True):
    """What the platform shows the provider, boxed under the pepper."""

    __tablename__ = "identity_provider_secret"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    sealed: bytes


class IdentityLink(SQLModel, table=True):
    """What an organisation's provider calls a person: an e-mail can pass to somebody else, this cannot."""

    __tablename__ = "identity_link"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    subject: str = Field(primary_key=True, max_length=255)
    person_id: UUID = Field(foreign_key="person.id")
