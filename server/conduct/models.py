"""The code of conduct, who pledged it, and what they do about it."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7

NULLABLE = JSONB(none_as_null=True)
"""Texts that may be missing: null in SQL, not JSON's."""


class ReportedState(StrEnum):
    """How far a commitment has come, as its member last reported it."""

    PROPOSED = "proposed"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"


class CommitmentState(StrEnum):
    """How far a commitment has come: computed from reports, measurements, evidence, checks and dates (states.py)."""

    PROPOSED = "proposed"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"
    VERIFIED = "verified"
    EXPIRED = "expired"


class CommitmentScope(StrEnum):
    """Where a commitment holds."""

    ORGANISATION = "organisation"
    SITES = "sites"
    SUPPLIERS = "suppliers"


class TextPart(StrEnum):
    """Which text of a version of the code."""

    PREAMBLE = "preamble"
    TITLE = "title"
    TEXT = "text"
    CLOSING = "closing"
    TRANSLATION_NOTE = "translation_note"


class CodeOfConduct(SQLModel, table=True):
    """A version of the code of conduct. A version in force is never edited: a corrected translation is a new revision.

    ``original_language`` decides where translations differ. ``reaffirm_by`` is the last day on which members that have
    signed an earlier version sign this one; none where no such duty came with it.
    """

    __tablename__ = "code_of_conduct"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    version: int = Field(unique=True)
    adopted_on: date
    preamble: dict[str, Any] = Field(sa_type=JSONB)
    closing: dict[str, Any] = Field(sa_type=JSONB)
    translation_note: dict[str, Any] = Field(sa_type=JSONB)
    original_language: str = Field(default="en", max_length=35)
    reaffirm_by: date | None = None


class Article(SQLModel, table=True):
    """A numbered article of one version."""

    __table_args__ = (UniqueConstraint("code_of_conduct_id", "number"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code_of_conduct_id: UUID = Field(foreign_key="code_of_conduct.id")
    number: int
    title: dict[str, Any] = Field(sa_type=JSONB)
    text: dict[str, Any] = Field(sa_type=JSONB)


class CodeTextRevision(SQLModel, table=True):
    """One text of a version in one language, as it was from a day on. The first revision is the text as adopted."""

    __tablename__ = "code_text_revision"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        UniqueConstraint(
            "code_of_conduct_id",
            "part",
            "article_number",
            "language",
            "revision",
            name="uq_code_text_revision_place",
            postgresql_nulls_not_distinct=True,
        ),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code_of_conduct_id: UUID = Field(foreign_key="code_of_conduct.id")
    part: TextPart = Field(sa_type=closed_list(TextPart))
    article_number: int | None = None
    language: str = Field(max_length=35)
    revision: int
    text: str
    reason: str | None = None
    revised_on: date = Field(default_factory=today)


class CodeDraft(SQLModel, table=True):
    """A version in the making, edited in place by the content editors until it is adopted.

    ``texts`` holds preamble, closing and translation note by language; ``articles`` a title and a text each.
    """

    __tablename__ = "code_draft"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    texts: dict[str, Any] = Field(sa_type=JSONB)
    articles: list[dict[str, Any]] = Field(sa_type=JSONB)
    reason: str
    edits: int = 0
    changed_on: date = Field(default_factory=today)
    adopted_as: UUID | None = Field(default=None, foreign_key="code_of_conduct.id")


class Pledge(SQLModel, table=True):
    """Who signed which version for whom, in which function, on which day."""

    __table_args__ = (UniqueConstraint("organisation_id", "code_of_conduct_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    code_of_conduct_id: UUID = Field(foreign_key="code_of_conduct.id")
    signer_name: str = Field(max_length=200)
    signer_role: str = Field(max_length=200)
    signed_on: date = Field(default_factory=today)


class Commitment(SQLModel, table=True):
    """What a member does about one article; there may be several for one. All of it is public but its owner's name.

    ``state`` is what the member last reported, on ``updated_on``. What holds is computed from it and from the days
    below, which every event that matters writes anew (``progress.reckon``): ``begun_on`` something was done for it,
    ``met_until`` its evidence carries that it is met, ``verified_until`` a check carries it, ``slips_on`` a milestone
    will have been missed, ``lost_on`` the member said last that what was met is so no more.
    """

    __table_args__ = (
        Index("ix_commitment_organisation_id", "organisation_id", "article_id"),
        Index("ix_commitment_due_on", "due_on"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    article_id: UUID = Field(foreign_key="article.id")
    state: ReportedState = Field(sa_type=closed_list(ReportedState))
    due_on: date
    updated_on: date = Field(default_factory=today)
    aim: dict[str, Any] | None = Field(default=None, sa_type=NULLABLE)  # pyright: ignore[reportArgumentType]
    indicator: dict[str, Any] | None = Field(default=None, sa_type=NULLABLE)  # pyright: ignore[reportArgumentType]
    unit: str | None = Field(default=None, max_length=60)
    baseline: float | None = None
    target: float | None = None
    owner_id: UUID | None = Field(default=None, foreign_key="person.id")
    scope: CommitmentScope = Field(default=CommitmentScope.ORGANISATION, sa_type=closed_list(CommitmentScope))
    scope_note: dict[str, Any] | None = Field(default=None, sa_type=NULLABLE)  # pyright: ignore[reportArgumentType]
    begun_on: date | None = None
    met_until: date | None = None
    verified_until: date | None = None
    slips_on: date | None = None
    lost_on: date | None = None


class Measurement(SQLModel, table=True):
    """The value of a commitment's indicator on a day. Never edited: a later one of the same day stands for it."""

    __table_args__ = (Index("ix_measurement_commitment_id", "commitment_id", "measured_on", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitment.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    value: float
    measured_on: date
    recorded_on: date = Field(default_factory=today)


class Milestone(SQLModel, table=True):
    """A step on the way to a commitment, with its day."""

    __table_args__ = (Index("ix_milestone_commitment_id", "commitment_id", "due_on", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitment.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    title: dict[str, Any] = Field(sa_type=JSONB)
    due_on: date
    reached_on: date | None = None


class Verification(SQLModel, table=True):
    """That an independent check confirmed a commitment, and until when that counts. Public, like the state it makes."""

    __table_args__ = (
        UniqueConstraint("check_id", "commitment_id"),
        Index("ix_verification_commitment_id", "commitment_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    check_id: UUID = Field(foreign_key="independent_check.id")
    commitment_id: UUID = Field(foreign_key="commitment.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    confirmed_on: date = Field(default_factory=today)
    valid_until: date


class CommitmentNote(SQLModel, table=True):
    """The owner's note on progress: public only when its owner publishes it, hence a table of its own."""

    __tablename__ = "commitment_note"  # pyright: ignore[reportAssignmentType]  a name is enough
    commitment_id: UUID = Field(primary_key=True, foreign_key="commitment.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: dict[str, Any] = Field(sa_type=JSONB)
    published: bool = False
