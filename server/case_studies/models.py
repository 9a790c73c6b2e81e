"""Good practice worth copying."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, listed_day, now, uuid7
from server.members.models import Sector


class CaseStudyStatus(StrEnum):
    """draft → in review → (changes asked → in review) → published → withdrawn."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_ASKED = "changes_asked"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Theme(StrEnum):
    """What a case study is about."""

    RECRUITMENT_FEES = "recruitment_fees"
    WAGES = "wages"
    WORKING_HOURS = "working_hours"
    HOUSING = "housing"
    LANGUAGE = "language"
    SAFETY = "safety"
    CONSULTATION = "consultation"
    SKILLS = "skills"
    FAMILY_LIFE = "family_life"
    COMMUNITY = "community"
    HEALTH = "health"
    RESIDENCE_STATUS = "residence_status"
    CHILD_LABOUR = "child_labour"
    SUPPLY_CHAIN = "supply_chain"


class CaseStudy(SQLModel, table=True):
    """What a member did about a problem, told so that others can repeat it, with what went wrong."""

    __tablename__ = "case_study"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        # What is not published has no date and stands before what is: an order must not meet nulls.
        Index("ix_case_study_listed_id", listed_day("published_on"), "id"),
        Index("ix_case_study_status", "status"),  # how many are published is counted in it alone
        Index("ix_case_study_organisation_id_listed_id", "organisation_id", listed_day("published_on"), "id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    slug: str | None = Field(default=None, max_length=120, unique=True)
    status: CaseStudyStatus = Field(sa_type=closed_list(CaseStudyStatus))
    title: dict[str, Any] = Field(sa_type=JSONB)
    summary: dict[str, Any] = Field(sa_type=JSONB)
    problem: dict[str, Any] = Field(sa_type=JSONB)
    context: dict[str, Any] = Field(sa_type=JSONB)
    action: dict[str, Any] = Field(sa_type=JSONB)
    cost: dict[str, Any] = Field(sa_type=JSONB)
    result: dict[str, Any] = Field(sa_type=JSONB)
    went_wrong: dict[str, Any] = Field(sa_type=JSONB)
    how_to_repeat: dict[str, Any] = Field(sa_type=JSONB)
    themes: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    articles: list[int] = Field(default_factory=list, sa_type=ARRAY(Integer))
    languages: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    sector: Sector | None = Field(default=None, sa_type=closed_list(Sector))
    prefecture: str | None = Field(default=None, foreign_key="prefecture.code", max_length=5)
    created_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    published_on: date | None = None
    withdrawn_on: date | None = None


class CaseStudyReview(SQLModel, table=True):
    """What an editor asked to be changed, for the owner's eyes."""

    __tablename__ = "case_study_review"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_study_id: UUID = Field(foreign_key="case_study.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    reviewer_id: UUID = Field(foreign_key="person.id")
    note: str
    written_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class CaseStudySearch(SQLModel, table=True):
    """The published text in search words. Open to all, so that its GIN index serves under row-level security."""

    __tablename__ = "case_study_search"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        Index("ix_case_study_search_published_on", "published_on", "case_study_id"),
        Index("ix_case_study_search_words", "words", postgresql_using="gin"),
    )
    case_study_id: UUID = Field(sa_column=Column(ForeignKey("case_study.id", ondelete="CASCADE"), primary_key=True))
    published_on: date
    words: Any = Field(sa_type=TSVECTOR)
