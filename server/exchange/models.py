"""What goes in and out by the file: imports of members, and what was found in them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, now, today, uuid7


class ImportState(StrEnum):
    """How far an import has come."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITTEN = "written"


class MemberImport(SQLModel, table=True):
    """A file of members that an officer handed in. ``entries`` are the good rows until they are written, then nothing.

    The file itself is not kept. ``seen_at`` is the last moment at which its check was known to go on.
    """

    __tablename__ = "member_import"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    file_name: str = Field(max_length=200)
    handed_in_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    seen_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    state: ImportState = Field(default=ImportState.CHECKING, sa_type=closed_list(ImportState))
    total: int = 0
    done: int = 0
    new: int = 0
    known: int = 0
    wrong: int = 0
    written: int = 0
    entries: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))


class MemberImportProblem(SQLModel, table=True):
    """What is wrong in one cell of the file, or a ``note`` that keeps no row out. ``row`` is the spreadsheet's."""

    __tablename__ = "member_import_problem"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (Index("ix_member_import_problem_import_row", "member_import_id", "row", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    member_import_id: UUID = Field(foreign_key="member_import.id")
    row: int
    heading: str = Field(max_length=200)
    text: dict[str, Any] = Field(sa_type=JSONB)
    value: str = Field(max_length=80)
    note: bool


class RegisterEntry(SQLModel, table=True):
    """That a member came in by a file, and under which reference of the secretariat's own register."""

    __tablename__ = "register_entry"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    reference: str | None = Field(default=None, max_length=64, unique=True)
    taken_in_on: date = Field(default_factory=today)
