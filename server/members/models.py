"""Who the members are, and where."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, listed_day, now, today, uuid7


class OrganisationKind(StrEnum):
    """What sort of member it is."""

    COMPANY = "company"
    INDUSTRY_ASSOCIATION = "industry_association"
    ECONOMIC_GROUP = "economic_group"
    MUNICIPALITY = "municipality"
    GOVERNMENT_BODY = "government_body"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    NPO = "npo"
    LABOUR_UNION = "labour_union"
    LAW_OFFICE = "law_office"
    RESEARCH_INSTITUTE = "research_institute"
    SUPPORT_ORGANISATION = "support_organisation"
    MEDIA = "media"
    INDIVIDUAL = "individual"


class OrganisationStatus(StrEnum):
    """Where its membership stands. What a missed report does (``GRACE``, ``SUSPENDED``) is worked out from the day by
    ``life_cycle.standing``; the column holds only what was decided, so ``GRACE`` never stands there."""

    APPLIED = "applied"
    INFORMATION_REQUESTED = "information_requested"
    DECLINED = "declined"
    ACTIVE = "active"
    GRACE = "grace"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPELLED = "expelled"
    LISTED = "listed"


class Participation(StrEnum):
    """In which way it takes part; ``server/reference/participation.toml`` publishes what each may and must do."""

    MEMBER = "member"
    PARTNER = "partner"
    OBSERVER = "observer"


class MembershipCause(StrEnum):
    """What moved a membership: somebody's step, or a rule of dates."""

    APPLIED = "applied"
    INFORMATION_REQUESTED = "information_requested"
    ANSWERED = "answered"
    APPROVED = "approved"
    DECLINED = "declined"
    REPORT_OVERDUE = "report_overdue"
    GRACE_OVER = "grace_over"
    REPORTED = "reported"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    WITHDREW = "withdrew"
    EXPELLED = "expelled"
    REJOINED = "rejoined"
    RECORDED = "recorded"


class Sector(StrEnum):
    """Major divisions of the Japan Standard Industrial Classification (letters A to T)."""

    AGRICULTURE_FORESTRY = "A"
    FISHERIES = "B"
    MINING = "C"
    CONSTRUCTION = "D"
    MANUFACTURING = "E"
    UTILITIES = "F"
    INFORMATION_COMMUNICATIONS = "G"
    TRANSPORT_POSTAL = "H"
    WHOLESALE_RETAIL = "I"
    FINANCE_INSURANCE = "J"
    REAL_ESTATE = "K"
    RESEARCH_PROFESSIONAL = "L"
    ACCOMMODATION_FOOD = "M"
    LIVING_AMUSEMENT = "N"
    EDUCATION = "O"
    MEDICAL_WELFARE = "P"
    COMPOUND_SERVICES = "Q"
    OTHER_SERVICES = "R"
    GOVERNMENT = "S"
    UNCLASSIFIED = "T"


class Prefecture(SQLModel, table=True):
    """One of the 47 prefectures, by ISO 3166-2 code (JP-01 to JP-47)."""

    code: str = Field(primary_key=True, max_length=5)
    name: dict[str, Any] = Field(sa_type=JSONB)


class Municipality(SQLModel, table=True):
    """A local government by its six-digit code (five digits and a check digit). Codes are closed, never deleted."""

    code: str = Field(primary_key=True, max_length=6)
    prefecture: str = Field(foreign_key="prefecture.code", max_length=5, index=True)
    name: str
    kana: str
    latitude: float | None = None
    longitude: float | None = None
    closed_on: date | None = None


class Organisation(SQLModel, table=True):
    """A member, or who applied to become one; an individual member too.

    Or (``listed``) no member at all: one that a member has named because it is tied to it. Each member names its own,
    and nobody else sees it; the corporate number says where two are the same.
    """

    __table_args__ = (
        # Who was declined may apply again: only what waits or holds occupies a number.
        Index(
            "uq_organisation_corporate_number",
            "corporate_number",
            unique=True,
            postgresql_where=text("status not in ('declined', 'listed')"),
        ),
        Index("ix_organisation_corporate_number", "corporate_number"),
        Index("ix_organisation_joined_id", listed_day("member_since"), "id"),
        Index("ix_organisation_status", "status"),
        Index("ix_organisation_report_due_on", "report_due_on"),
        CheckConstraint("status <> 'grace'", name="grace_is_worked_out"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: OrganisationKind = Field(sa_type=closed_list(OrganisationKind))
    name: dict[str, Any] = Field(sa_type=JSONB)
    corporate_number: str | None = Field(default=None, max_length=13)
    prefecture: str | None = Field(default=None, foreign_key="prefecture.code", max_length=5)
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", max_length=6)
    sector: Sector | None = Field(default=None, sa_type=closed_list(Sector))
    status: OrganisationStatus = Field(sa_type=closed_list(OrganisationStatus))
    member_since: date | None = None
    report_due_on: date | None = None
    """The last day of the earliest report it owes, extensions included; null while it owes none."""
    participation: Participation = Field(
        default=Participation.MEMBER, sa_type=closed_list(Participation), foreign_key="participation_terms.code"
    )
    country: str = Field(default="JP", max_length=2)
    listed_by: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    succeeded_by: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)


class ParticipationTerms(SQLModel, table=True):
    """What one way of taking part may and must do. Loaded from ``server/reference/participation.toml``."""

    __tablename__ = "participation_terms"  # pyright: ignore[reportAssignmentType]  a name is enough
    code: Participation = Field(primary_key=True, sa_type=closed_list(Participation))
    name: dict[str, Any] = Field(sa_type=JSONB)
    description: dict[str, Any] = Field(sa_type=JSONB)
    pledges: bool
    reports: bool
    publishes: bool


class MembershipEvent(SQLModel, table=True):
    """A change of standing: dated, never edited, public as far as the standing it led to is. ``happened_on`` is the day
    from which it holds; ``id`` orders those of one day."""

    __tablename__ = "membership_event"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (Index("ix_membership_event_organisation_id_happened_on", "organisation_id", "happened_on", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    becomes: OrganisationStatus = Field(sa_type=closed_list(OrganisationStatus))
    cause: MembershipCause = Field(sa_type=closed_list(MembershipCause))
    happened_on: date = Field(default_factory=today)
    recorded_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class MembershipEventDetail(SQLModel, table=True):
    """Who moved a membership, and why. Seen by the organisation's own people and the secretariat."""

    __tablename__ = "membership_event_detail"  # pyright: ignore[reportAssignmentType]  a name is enough
    membership_event_id: UUID = Field(primary_key=True, foreign_key="membership_event.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    actor_id: UUID | None = Field(default=None, foreign_key="person.id")
    reason: str | None = None


class MemberContact(SQLModel, table=True):
    """Whom the secretariat writes to. Never public."""

    __tablename__ = "member_contact"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)


class ApplicationStage(StrEnum):
    """How far an application has come."""

    SUBMITTED = "submitted"
    INFORMATION_REQUESTED = "information_requested"
    ANSWERED = "answered"
    APPROVED = "approved"
    DECLINED = "declined"


class MembershipApplication(SQLModel, table=True):
    """An organisation's application, and how it was decided. Who was declined applies again as a new organisation; who
    left applies again under its own name, and then its earlier application is kept as a ``FormerApplication``."""

    __tablename__ = "membership_application"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (Index("ix_membership_application_stage", "stage", "submitted_at", "organisation_id"),)
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    motivation: str | None = None
    submitted_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    stage: ApplicationStage = Field(default=ApplicationStage.SUBMITTED, sa_type=closed_list(ApplicationStage))
    reason: str | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class FormerApplication(SQLModel, table=True):
    """An earlier application of an organisation that left and applied again, as it was decided."""

    __tablename__ = "former_application"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    motivation: str | None = None
    submitted_at: datetime = Field(sa_type=DateTime(timezone=True))
    stage: ApplicationStage = Field(sa_type=closed_list(ApplicationStage))
    reason: str | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class ApplicationSide(StrEnum):
    """Who wrote a message about an application."""

    SECRETARIAT = "secretariat"
    APPLICANT = "applicant"


class ApplicationMessage(SQLModel, table=True):
    """A question of the secretariat about an application, or the applicant's answer."""

    __tablename__ = "application_message"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    side: ApplicationSide = Field(sa_type=closed_list(ApplicationSide))
    body: str
    sent_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class ApplicationLink(SQLModel, table=True):
    """The link by which an applicant reaches its application without an account. Only its hash is stored; each step of
    the secretariat makes another row, and only the newest opens."""

    __tablename__ = "application_link"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    token_hash: bytes = Field(unique=True)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))


class FormerName(SQLModel, table=True):
    """The name and the corporate number that an organisation had until a last day. Never edited."""

    __tablename__ = "former_name"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: dict[str, Any] = Field(sa_type=JSONB)
    corporate_number: str | None = Field(default=None, max_length=13)
    valid_from: date | None = None
    valid_to: date


class LapseComment(SQLModel, table=True):
    """What a member says, in public, beside a lapse of its own: a change of standing, or a commitment that is late."""

    __tablename__ = "lapse_comment"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        CheckConstraint("(membership_event_id is null) <> (commitment_id is null)", name="beside_one_lapse"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    membership_event_id: UUID | None = Field(default=None, foreign_key="membership_event.id", index=True)
    commitment_id: UUID | None = Field(default=None, foreign_key="commitment.id", index=True)
    text: dict[str, Any] = Field(sa_type=JSONB)
    commented_on: date = Field(default_factory=today)
