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


class ExportPurpose(StrEnum):
    """What an export is for. It is recorded, and stands in the file."""

    OWN_RECORDS = "own_records"
    MOVING_ELSEWHERE = "moving_elsewhere"
    ACCESS_REQUEST = "access_request"
    SUPERVISION = "supervision"


class ExportFormat(StrEnum):
    """In which form an export is given."""

    JSON = "json"
    XLSX = "xlsx"
    CSV = "csv"


class MemberExport(SQLModel, table=True):
    """That somebody asked for everything held about a member, when, and what for. The file itself is not kept."""

    __tablename__ = "member_export"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    purpose: ExportPurpose = Field(sa_type=closed_list(ExportPurpose))
    format: ExportFormat = Field(sa_type=closed_list(ExportFormat))
    asked_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))


class CorrectedPart(StrEnum):
    """What of a member's record is corrected. The first two are its identity, which an officer checks."""

    LEGAL_NAME = "legal_name"
    CORPORATE_NUMBER = "corporate_number"
    OTHER_NAMES = "other_names"
    PLACE = "place"
    SECTOR = "sector"
    CONTACT = "contact"


class CorrectionState(StrEnum):
    """What became of a correction."""

    WAITING = "waiting"
    MADE = "made"
    REFUSED = "refused"


class Correction(SQLModel, table=True):
    """A change that a member made or proposed in its own record: what stood there, and what it says now."""

    __table_args__ = (Index("ix_correction_organisation_id_proposed_at", "organisation_id", "proposed_at", "id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    person_id: UUID = Field(foreign_key="person.id")
    part: CorrectedPart = Field(sa_type=closed_list(CorrectedPart))
    before: dict[str, Any] = Field(sa_type=JSONB)
    after: dict[str, Any] = Field(sa_type=JSONB)
    state: CorrectionState = Field(sa_type=closed_list(CorrectionState))
    proposed_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    reason: str | None = None
