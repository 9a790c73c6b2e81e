"""Tables of the kernel: what happened, what was done, which installation this is, its jobs, the files taken in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, now, uuid7


class AuditEntry(SQLModel, table=True):
    """One thing that was done, by whom, to what. No serving role may update or delete it.

    An entry about a grievance has a random key and no time, only a day, so that it does not tell when.
    """

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (
        Index("ix_audit_entry_subject_id", "subject_id"),
        Index("ix_audit_entry_organisation_id", "organisation_id"),
        Index("ix_audit_entry_grievance_id", "grievance_id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    verb: str = Field(max_length=64)
    actor_id: UUID | None = None
    audience: str = Field(max_length=16)
    subject: str = Field(max_length=64)
    subject_id: UUID
    organisation_id: UUID | None = None
    grievance_id: UUID | None = None
    happened_on: date
    happened_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class Idempotency(SQLModel, table=True):
    """A request that was done once. ``id`` is a keyed hash of viewer, verb and the caller's key: only who repeats the
    request can name it. ``box`` holds an answer's secrets, sealed under the caller's key."""

    id: bytes = Field(primary_key=True)
    body_hash: bytes
    result_id: UUID
    box: bytes | None = None
    created_on: date


class Installation(SQLModel, table=True):
    """The one row that says which secrets this database belongs to."""

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    pepper_fingerprint: str
    system_salt: bytes


class PolicyFile(SQLModel, table=True):
    """Which version of each policies.sql is in force."""

    __tablename__ = "policy_file"  # pyright: ignore[reportAssignmentType]  a name is enough
    name: str = Field(primary_key=True)
    digest: bytes


class JobOutcome(StrEnum):
    """How a day's job ended."""

    DONE = "done"
    FAILED = "failed"


class JobRun(SQLModel, table=True):
    """A daily job for one day, as it ended last. ``problem`` is the kind of failure, never a value."""

    __tablename__ = "job_run"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("name", "day"), Index("ix_job_run_started_at_id", "started_at", "id"))
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(max_length=64)
    day: date
    started_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    finished_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    outcome: JobOutcome = Field(sa_type=closed_list(JobOutcome))
    attempts: int = 0
    problem: str | None = Field(default=None, max_length=100)


class LetterState(StrEnum):
    """What has become of a letter."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Letter(SQLModel, table=True):
    """A letter that was caused, and what has become of it. ``once`` names what at most one letter is sent about."""

    __table_args__ = (
        Index("ix_letter_queued_at_id", "queued_at", "id"),
        Index("ix_letter_next_attempt_at", "next_attempt_at", postgresql_where=text("state = 'queued'")),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    template: str = Field(max_length=64)
    address: str = Field(max_length=320)
    language: str = Field(max_length=35)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    once: str | None = Field(default=None, max_length=200, unique=True)
    state: LetterState = Field(default=LetterState.QUEUED, sa_type=closed_list(LetterState))
    attempts: int = 0
    queued_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    next_attempt_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    sent_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    answer: str | None = Field(default=None, max_length=300)


class LetterText(SQLModel, table=True):
    """What a letter says, until it is sent. It may hold a link that opens a seat."""

    __tablename__ = "letter_text"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(primary_key=True, foreign_key="letter.id")
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    subject: str = Field(max_length=200)
    body: str


class StoredFile(SQLModel, table=True):
    """A file that was taken in. Its bytes lie in the object store under a random name; its row says who may have them.

    Seen by the people of its organisation (none: the secretariat's), and wherever a row that shows it is seen.
    """

    __tablename__ = "stored_file"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (Index("ix_stored_file_organisation_id", "organisation_id"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    object_name: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    sha256: bytes
    uploaded_by: UUID = Field(foreign_key="person.id")
    uploaded_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
