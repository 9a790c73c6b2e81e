"""What shows that a commitment is kept: evidence, the ladder it is measured against, and independent checks."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7


class EvidenceKind(StrEnum):
    """What sort of evidence it is."""

    DOCUMENT = "document"
    AUDIT = "audit"
    SURVEY_RESULT = "survey_result"
    CASE_STUDY = "case_study"
    REMEDY_STATISTIC = "remedy_statistic"
    TRAINING_RECORD = "training_record"


class EvidenceVisibility(StrEnum):
    """Who may look at a piece of evidence."""

    PUBLIC = "public"
    MEMBERS = "members"
    SECRETARIAT = "secretariat"
    OWN = "own"


class Evidence(SQLModel, table=True):
    """That a piece of evidence exists, of which kind, from which day and until when it counts.

    That much is public once anybody outside may look at the evidence itself: a state that rests on it can be explained
    to everybody. What it says is in ``evidence_content``.
    """

    __table_args__ = (Index("ix_evidence_organisation_id", "organisation_id", "dated_on", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    kind: EvidenceKind = Field(sa_type=closed_list(EvidenceKind))
    visibility: EvidenceVisibility = Field(sa_type=closed_list(EvidenceVisibility))
    dated_on: date
    expires_on: date
    added_on: date = Field(default_factory=today)
    withdrawn_on: date | None = None


class EvidenceContent(SQLModel, table=True):
    """What a piece of evidence says: seen by those whom its visibility names."""

    __tablename__ = "evidence_content"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (Index("ix_evidence_content_file_id", "file_id"),)
    evidence_id: UUID = Field(primary_key=True, foreign_key="evidence.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    visibility: EvidenceVisibility = Field(sa_type=closed_list(EvidenceVisibility))
    title: dict[str, Any] = Field(sa_type=JSONB)
    source: str = Field(max_length=400)
    file_id: UUID | None = Field(default=None, foreign_key="stored_file.id")


class CommitmentEvidence(SQLModel, table=True):
    """Which evidence is meant to show which commitment."""

    __tablename__ = "commitment_evidence"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint("commitment_id", "evidence_id"),
        Index("ix_commitment_evidence_evidence_id", "evidence_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitment.id")
    evidence_id: UUID = Field(foreign_key="evidence.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")


class LadderRung(SQLModel, table=True):
    """One of the five levels of one article, in one version of the ladder: what a member does, and what shows it.

    ``kinds`` are the kinds of evidence that count for it. A version that is published is never edited.
    """

    __tablename__ = "ladder_rung"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("version", "article_number", "level"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    version: int
    published_on: date
    article_number: int
    level: int
    practice: dict[str, Any] = Field(sa_type=JSONB)
    evidence: dict[str, Any] = Field(sa_type=JSONB)
    kinds: list[str] = Field(sa_type=ARRAY(Text))  # pyright: ignore[reportArgumentType]


class RungEvidence(SQLModel, table=True):
    """Which evidence is meant to show which level."""

    __tablename__ = "rung_evidence"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint("organisation_id", "rung_id", "evidence_id"),
        Index("ix_rung_evidence_evidence_id", "evidence_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    rung_id: UUID = Field(foreign_key="ladder_rung.id")
    evidence_id: UUID = Field(foreign_key="evidence.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")


class CheckKind(StrEnum):
    """Who checks independently."""

    PEER = "peer"
    ADVISER = "adviser"
    WORKER_REPRESENTATIVE = "worker_representative"
    AUDIT = "audit"


class CheckState(StrEnum):
    """How far a check has come."""

    REQUESTED = "requested"
    ASSIGNED = "assigned"
    ANSWERING = "answering"
    CLOSED = "closed"


class FindingOutcome(StrEnum):
    """What a check found of a commitment."""

    CONFIRMED = "confirmed"
    GAP = "gap"
    NOT_EXAMINED = "not_examined"


class CheckDraw(SQLModel, table=True):
    """A random draw of members to be checked: with the seed, from whom and how many, so that anybody can draw again."""

    __tablename__ = "check_draw"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: CheckKind = Field(sa_type=closed_list(CheckKind))
    seed: str = Field(max_length=64)
    size: int
    population: list[UUID] = Field(sa_type=ARRAY(Uuid))  # pyright: ignore[reportArgumentType]
    reason: str
    drawn_on: date = Field(default_factory=today)


class IndependentCheck(SQLModel, table=True):
    """A check of a member by somebody without a tie to it."""

    __tablename__ = "independent_check"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        Index("ix_independent_check_organisation_id", "organisation_id"),
        Index("ix_independent_check_checker_id", "checker_id"),
        Index("ix_independent_check_state", "state", "requested_on", "id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    kind: CheckKind = Field(sa_type=closed_list(CheckKind))
    state: CheckState = Field(default=CheckState.REQUESTED, sa_type=closed_list(CheckState))
    reason: str
    draw_id: UUID | None = Field(default=None, foreign_key="check_draw.id")
    requested_on: date = Field(default_factory=today)
    checker_id: UUID | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None
    reported_on: date | None = None
    closed_on: date | None = None


class CheckFinding(SQLModel, table=True):
    """What a check found of one commitment, what its member answered, and what it does about it."""

    __tablename__ = "check_finding"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("check_id", "commitment_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    check_id: UUID = Field(foreign_key="independent_check.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    commitment_id: UUID = Field(foreign_key="commitment.id")
    outcome: FindingOutcome = Field(sa_type=closed_list(FindingOutcome))
    text: str
    language: str = Field(max_length=35)
    found_on: date = Field(default_factory=today)
    answer: str | None = None
    answered_on: date | None = None
    follow_up_id: UUID | None = Field(default=None, foreign_key="commitment.id")
