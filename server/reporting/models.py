"""Half-yearly activity reports: what a member did about each article, or why not and what comes next."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, now, today, uuid7
from server.members.models import Sector


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUESTIONED = "questioned"
    ACCEPTED = "accepted"


class ReportingPeriod(SQLModel, table=True):
    """A half-year that is reported on, and the last day for it, frozen when it was opened."""

    __tablename__ = "reporting_period"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    starts_on: date = Field(unique=True)
    ends_on: date
    days_of_membership: int
    due_on: date
    due_clock: dict[str, Any] = Field(sa_type=JSONB)
    due_told: dict[str, Any] = Field(sa_type=JSONB)


class ActivityReport(SQLModel, table=True):
    """One member's report on one half-year: a duty from the day it is opened. Public once it is submitted."""

    __tablename__ = "activity_report"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint("organisation_id", "reporting_period_id"),
        Index("ix_activity_report_due_on_id", "due_on", "id"),
        Index("ix_activity_report_owed", "organisation_id", "due_on", postgresql_where=text("submitted_on is null")),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reporting_period_id: UUID = Field(foreign_key="reporting_period.id")
    code_of_conduct_id: UUID = Field(foreign_key="code_of_conduct.id")
    state: ReportState = Field(default=ReportState.DRAFT, sa_type=closed_list(ReportState))
    opened_on: date = Field(default_factory=today)
    due_on: date
    due_clock: dict[str, Any] = Field(sa_type=JSONB)
    due_told: dict[str, Any] = Field(sa_type=JSONB)
    submitted_on: date | None = None
    accepted_on: date | None = None


class ReportEntry(SQLModel, table=True):
    """What a report says about one article: what was done, or why nothing was, and what comes next. ``published`` from
    the moment the report is submitted."""

    __tablename__ = "report_entry"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("activity_report_id", "article_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    activity_report_id: UUID = Field(foreign_key="activity_report.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    article_id: UUID = Field(foreign_key="article.id")
    done: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    why_not: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    next_steps: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    published: bool = False
    saved_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class ReportRemark(SQLModel, table=True):
    """What a member tells the secretariat alone about one article. Never public."""

    __tablename__ = "report_remark"  # pyright: ignore[reportAssignmentType]  a name is enough
    report_entry_id: UUID = Field(primary_key=True, foreign_key="report_entry.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    text: dict[str, Any] = Field(sa_type=JSONB)


class ReportQuestion(SQLModel, table=True):
    """A question of the secretariat about a submitted report, and the member's answer. Between the two."""

    __tablename__ = "report_question"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    activity_report_id: UUID = Field(foreign_key="activity_report.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    question: dict[str, Any] = Field(sa_type=JSONB)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    answered_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class ReportExtension(SQLModel, table=True):
    """More time that a member asked for, and what was decided. ``granted`` is null while it waits."""

    __tablename__ = "report_extension"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        Index(
            "uq_report_extension_waiting", "activity_report_id", unique=True, postgresql_where=text("granted is null")
        ),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    activity_report_id: UUID = Field(foreign_key="activity_report.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    wanted_on: date
    reason: dict[str, Any] = Field(sa_type=JSONB)
    asked_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    granted: bool | None = None
    decision: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class PeerPractice(SQLModel, table=True):
    """How many members of a sector work on an article, counted once a day. Nothing is kept of fewer than five."""

    __tablename__ = "peer_practice"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("sector", "article_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    sector: Sector = Field(sa_type=closed_list(Sector))
    article_id: UUID = Field(foreign_key="article.id")
    members: int
    working: int | None = None
    met: int | None = None
    counted_on: date
