"""What workers tell, sealed. Nothing here is in clear that could tell who, what exactly, or at which hour."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today


class GrievanceCategory(StrEnum):
    """What a grievance is about. The first thirteen concern labour."""

    WAGES = "wages"
    OVERTIME = "overtime"
    DISMISSAL = "dismissal"
    HARASSMENT_VIOLENCE = "harassment_violence"
    DISCRIMINATION = "discrimination"
    INJURY = "injury"
    HOUSING = "housing"
    DOCUMENT_RETENTION = "document_retention"
    RECRUITMENT_FEES = "recruitment_fees"
    CONTRACT_DECEPTION = "contract_deception"
    RESTRICTED_MOVEMENT = "restricted_movement"
    RETALIATION = "retaliation"
    PREGNANCY = "pregnancy"
    DAILY_LIFE = "daily_life"
    MEDICAL_WELFARE = "medical_welfare"
    RESIDENCE_STATUS = "residence_status"
    TAX_INSURANCE = "tax_insurance"
    EDUCATION = "education"
    OTHER = "other"


class GrievanceState(StrEnum):
    """received → acknowledged → closed."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a grievance ended."""

    PAYMENT = "payment"
    REPAYMENT_OF_FEES = "repayment_of_fees"
    HOUSING_FIX = "housing_fix"
    DOCUMENT_RETURN = "document_return"
    APOLOGY = "apology"
    TRANSFER = "transfer"
    STATUS_SUPPORT = "status_support"
    REFERRAL_TO_AUTHORITY = "referral_to_authority"
    MEDIATION_AGREEMENT = "mediation_agreement"
    NO_GROUNDS = "no_grounds"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class Party(StrEnum):
    """Who must not learn of a grievance."""

    EMPLOYER = "employer"
    SUPERVISOR = "supervisor"
    SUPERVISING_ORGANISATION = "supervising_organisation"
    REGISTERED_SUPPORT_ORGANISATION = "registered_support_organisation"
    SENDING_ORGANISATION = "sending_organisation"
    MUNICIPALITY = "municipality"
    FAMILY = "family"
    OTHER = "other"


class MessageKind(StrEnum):
    """What a sealed text is."""

    NARRATIVE = "narrative"
    FAIR_RESULT = "fair_result"
    EMPLOYER_NAME = "employer_name"
    CLOSING_REASON = "closing_reason"
    MESSAGE = "message"


class Author(StrEnum):
    """Whose words they are."""

    WORKER = "worker"
    HANDLER = "handler"


class Grievance(SQLModel, table=True):
    """A worker's grievance: the few facts that triage needs, in clear; every word the worker wrote is sealed.

    Days, not times; random keys, not ordered ones. ``public_key`` seals new texts, so whoever may write need not read.
    """

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    state: GrievanceState = Field(sa_type=closed_list(GrievanceState))
    category: GrievanceCategory = Field(sa_type=closed_list(GrievanceCategory))
    language: str = Field(max_length=35)
    prefecture: str | None = Field(default=None, foreign_key="prefecture.code", max_length=5)
    employer_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    must_not_know: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    public_key: bytes
    filed_on: date = Field(default_factory=today, index=True)
    due_on: date
    acknowledged_on: date | None = None
    closed_on: date | None = None
    outcome: Outcome | None = Field(default=None, sa_type=closed_list(Outcome))


class GrievanceExclusion(SQLModel, table=True):
    """An organisation whose people must not know: the employer named, and whom the worker excluded."""

    __tablename__ = "grievance_exclusion"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("grievance_id", "organisation_id"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    grievance_id: UUID = Field(foreign_key="grievance.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")


class GrievanceMessage(SQLModel, table=True):
    """A sealed text in the thread of a grievance, with the clear header that binds it to its place.

    A grievance has at most one of each kind but MESSAGE. ``seq`` counts from 0 within it; ``prev_hash`` chains a text
    to the one before; ``row_mac`` shows that the platform wrote the row (kernel/SEALING.md).
    """

    __tablename__ = "grievance_message"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint("grievance_id", "seq"),
        Index(
            "uq_grievance_message_kind", "grievance_id", "kind", unique=True, postgresql_where=text("kind <> 'message'")
        ),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    grievance_id: UUID = Field(foreign_key="grievance.id")
    kind: MessageKind = Field(sa_type=closed_list(MessageKind))
    seq: int
    author: Author = Field(sa_type=closed_list(Author))
    prev_hash: bytes
    sealed: bytes
    row_mac: bytes
    sent_on: date = Field(default_factory=today)


class GrievanceGrant(SQLModel, table=True):
    """The grievance's key sealed to one handler. Who sees a grievance is who holds a grant for it."""

    __tablename__ = "grievance_grant"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint("grievance_id", "person_id"),
        Index("ix_grievance_grant_person_id", "person_id", "grievance_id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    grievance_id: UUID = Field(foreign_key="grievance.id")
    person_id: UUID = Field(foreign_key="person.id")
    sealed_key: bytes
    granted_on: date = Field(default_factory=today)
    revoked_on: date | None = None


class GrievanceReceipt(SQLModel, table=True):
    """How a receipt finds and opens its grievance: a keyed look-up, the wrapped key. The authenticator reads it."""

    __tablename__ = "grievance_receipt"  # pyright: ignore[reportAssignmentType]  a name is enough
    grievance_id: UUID = Field(primary_key=True, foreign_key="grievance.id")
    lookup: bytes = Field(unique=True)
    wrapped_key: bytes


class GrievanceReading(SQLModel, table=True):
    """Who opened a grievance's words on which day. Append-only, and readable by the worker."""

    __tablename__ = "grievance_reading"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    grievance_id: UUID = Field(foreign_key="grievance.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    read_on: date = Field(default_factory=today)
