"""Cases of suspension and expulsion: notice, reply, panel, decision, appeal, outcome."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, now, today, uuid7


class Measure(StrEnum):
    """What a case asks for or ends in, from the mildest to the gravest."""

    DISMISSED = "dismissed"
    SUSPENSION = "suspension"
    EXPULSION = "expulsion"


class ProceedingStage(StrEnum):
    """How far a case has come."""

    DRAFT = "draft"
    SERVED = "served"
    DECIDED = "decided"
    APPEALED = "appealed"
    FINAL = "final"


class StatementKind(StrEnum):
    """What a member has said in a case."""

    REPLY = "reply"
    APPEAL = "appeal"


class Instance(StrEnum):
    """Which panel: the first, or the one that hears the appeal."""

    FIRST = "first"
    APPEAL = "appeal"


class Proceeding(SQLModel, table=True):
    """A case against a member. Its own people see it from the notice on; a panel, while it sits."""

    __table_args__ = (
        Index(
            "uq_proceeding_organisation_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("stage <> 'final'"),
        ),
        Index("ix_proceeding_stage", "stage", "opened_on", "id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    sought: Measure = Field(sa_type=closed_list(Measure))
    grounds: str
    articles: list[int] = Field(sa_type=ARRAY(Integer))
    stage: ProceedingStage = Field(default=ProceedingStage.DRAFT, sa_type=closed_list(ProceedingStage))
    opened_by: UUID = Field(foreign_key="person.id")
    opened_on: date = Field(default_factory=today)
    served_by: UUID | None = Field(default=None, foreign_key="person.id")
    served_on: date | None = None
    reply_by: date | None = None
    reply_due: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    interim_reason: str | None = None
    interim_on: date | None = None
    decided_on: date | None = None
    appeal_by: date | None = None
    appeal_due: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    public_text: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    final_on: date | None = None


class ProceedingDecision(SQLModel, table=True):
    """What a panel has decided: the member's own people and the secretariat see it at once, others when it is final."""

    __tablename__ = "proceeding_decision"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("proceeding_id", "instance"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    instance: Instance = Field(sa_type=closed_list(Instance))
    measure: Measure = Field(sa_type=closed_list(Measure))
    reasons: str
    decided_on: date = Field(default_factory=today)


class ProceedingStatement(SQLModel, table=True):
    """A member's reply to the notice, or its appeal."""

    __tablename__ = "proceeding_statement"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id")
    kind: StatementKind = Field(sa_type=closed_list(StatementKind))
    body: str
    sent_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class PanelMember(SQLModel, table=True):
    """Somebody who decides a case, for one of its two panels; nobody sits on both."""

    __tablename__ = "panel_member"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("proceeding_id", "person_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=200)
    instance: Instance = Field(sa_type=closed_list(Instance))
    named_on: date = Field(default_factory=today)


class Recusal(SQLModel, table=True):
    """Why somebody left a panel. A row of its own, because it ends its writer's own sight of the case."""

    panel_member_id: UUID = Field(primary_key=True, foreign_key="panel_member.id")
    proceeding_id: UUID = Field(foreign_key="proceeding.id")
    reason: str
    recused_on: date = Field(default_factory=today)


class PanelVote(SQLModel, table=True):
    """How a panel member has voted, and why. Only the secretariat and the panel see single votes."""

    __tablename__ = "panel_vote"  # pyright: ignore[reportAssignmentType]  a name is enough
    panel_member_id: UUID = Field(primary_key=True, foreign_key="panel_member.id")
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    measure: Measure = Field(sa_type=closed_list(Measure))
    reasons: str
    cast_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class PublishedOutcome(SQLModel, table=True):
    """What became of a case, for everybody: written when it is final."""

    __tablename__ = "published_outcome"  # pyright: ignore[reportAssignmentType]  a name is enough
    proceeding_id: UUID = Field(primary_key=True, foreign_key="proceeding.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    measure: Measure = Field(sa_type=closed_list(Measure))
    text: dict[str, Any] = Field(sa_type=JSONB)
    published_on: date = Field(default_factory=today)
