"""Suppliers: who asked them, what they answer, and what they share with whom.

Nothing that two who asked can both read may tell that they asked the same supplier. So what a supplier answers is
written once for each invitation, and which supplier an invitation led to stands in a table of its own.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7


class SupplierInvitationState(StrEnum):
    """What became of an invitation. ``EXPIRED`` is worked out from its day; the column never holds it."""

    SENT = "sent"
    OPENED = "opened"
    COMMITTED = "committed"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


class SupplierStand(StrEnum):
    """How a supplier stands to an article."""

    YES = "yes"
    PLANNED = "planned"
    NOT_YET = "not_yet"


class AssessmentReply(StrEnum):
    """What a supplier answers to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Question(SQLModel, table=True):
    """A question of the self-assessment. A version in use is never edited."""

    __table_args__ = (UniqueConstraint("version", "position"),)
    code: str = Field(primary_key=True, max_length=16)
    version: int
    position: int
    article_number: int
    text: dict[str, Any] = Field(sa_type=JSONB)
    evidence: dict[str, Any] = Field(sa_type=JSONB)


class Supplier(SQLModel, table=True):
    """A business that was asked and came. It is no member, and opens its account by a key of its own."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    key_hash: bytes = Field(unique=True)
    name: str | None = Field(default=None, max_length=200)
    language: str = Field(max_length=35)
    came_on: date = Field(default_factory=today)


class SupplierInvitation(SQLModel, table=True):
    """One supplier asked by one member, or by one supplier of the tier above. Only the hash of its link is kept."""

    __tablename__ = "supplier_invitation"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        CheckConstraint("(organisation_id is null) <> (inviting_supplier_id is null)", name="one_inviter"),
        Index("ix_supplier_invitation_organisation_id", "organisation_id", "invited_on", "id"),
        Index("ix_supplier_invitation_inviting_supplier_id", "inviting_supplier_id", "invited_on", "id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    inviting_supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    inviter_name: str | None = Field(default=None, max_length=200)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=320)
    language: str = Field(max_length=35)
    token_hash: bytes = Field(unique=True)
    state: SupplierInvitationState = Field(
        default=SupplierInvitationState.SENT, sa_type=closed_list(SupplierInvitationState)
    )
    invited_on: date = Field(default_factory=today)
    expires_on: date
    opened_on: date | None = None


class SupplierLink(SQLModel, table=True):
    """Which supplier an invitation led to. Seen by that supplier alone."""

    __tablename__ = "supplier_link"  # pyright: ignore[reportAssignmentType]  a name is enough
    supplier_invitation_id: UUID = Field(primary_key=True, foreign_key="supplier_invitation.id")
    supplier_id: UUID = Field(foreign_key="supplier.id", index=True)


class SupplierContact(SQLModel, table=True):
    """Whom the inviter may write to, in the supplier's own words."""

    __tablename__ = "supplier_contact"  # pyright: ignore[reportAssignmentType]  a name is enough
    supplier_invitation_id: UUID = Field(primary_key=True, foreign_key="supplier_invitation.id")
    company: str = Field(max_length=200)
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)


class SupplierAnswer(SQLModel, table=True):
    """How the supplier stands to one article, as this inviter is told."""

    __tablename__ = "supplier_answer"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("supplier_invitation_id", "article_number"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    supplier_invitation_id: UUID = Field(foreign_key="supplier_invitation.id")
    article_number: int
    stand: SupplierStand = Field(sa_type=closed_list(SupplierStand))
    plan: str | None = None
    answered_on: date = Field(default_factory=today)


class Assessment(SQLModel, table=True):
    """A filled-in questionnaire: the supplier's own (``supplier_id``), or the copy that one inviter was given.

    ``ended_on`` is the day on which a copy was taken back, or either was replaced by newer answers.
    """

    __table_args__ = (
        CheckConstraint("(supplier_id is null) <> (supplier_invitation_id is null)", name="own_or_copy"),
        Index("ix_assessment_supplier_id", "supplier_id"),
        Index("ix_assessment_supplier_invitation_id", "supplier_invitation_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    supplier_id: UUID | None = Field(default=None, foreign_key="supplier.id")
    supplier_invitation_id: UUID | None = Field(default=None, foreign_key="supplier_invitation.id")
    version: int
    answered_on: date = Field(default_factory=today)
    expires_on: date
    ended_on: date | None = None


class AssessmentAnswer(SQLModel, table=True):
    """The answer to one question, with what proves it."""

    __tablename__ = "assessment_answer"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("assessment_id", "question_code"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.id")
    question_code: str = Field(foreign_key="question.code", max_length=16)
    reply: AssessmentReply = Field(sa_type=closed_list(AssessmentReply))
    note: str | None = None
