"""The code of conduct, who pledged it, and what they do about it."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7


class CommitmentState(StrEnum):
    """How far a commitment has come, as its owner reports it."""

    PROPOSED = "proposed"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"


class CodeOfConduct(SQLModel, table=True):
    """A version of the code of conduct. A version in force is never edited."""

    __tablename__ = "code_of_conduct"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    version: int = Field(unique=True)
    adopted_on: date
    preamble: dict[str, Any] = Field(sa_type=JSONB)
    closing: dict[str, Any] = Field(sa_type=JSONB)
    translation_note: dict[str, Any] = Field(sa_type=JSONB)


class Article(SQLModel, table=True):
    """A numbered article of one version."""

    __table_args__ = (UniqueConstraint("code_of_conduct_id", "number"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code_of_conduct_id: UUID = Field(foreign_key="code_of_conduct.id")
    number: int
    title: dict[str, Any] = Field(sa_type=JSONB)
    text: dict[str, Any] = Field(sa_type=JSONB)


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
    """What a member does about one article. State and dates are public."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "article_id"),
        Index("ix_commitment_due_on", "due_on"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    article_id: UUID = Field(foreign_key="article.id")
    state: CommitmentState = Field(sa_type=closed_list(CommitmentState))
    due_on: date
    updated_on: date = Field(default_factory=today)


class CommitmentNote(SQLModel, table=True):
    """The owner's note on progress: public only when its owner publishes it, hence a table of its own."""

    __tablename__ = "commitment_note"  # pyright: ignore[reportAssignmentType]  a name is enough
    commitment_id: UUID = Field(primary_key=True, foreign_key="commitment.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: dict[str, Any] = Field(sa_type=JSONB)
    published: bool = False
