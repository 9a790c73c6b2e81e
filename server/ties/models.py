"""How organisations are tied to one another, and from when to when."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7


class TieKind(StrEnum):
    """What the organisation at the far end (``to_id``) is to the one at the near end (``from_id``)."""

    PARENT = "parent"
    SUPERVISING = "supervising"
    SUPPORT = "support"
    SENDING = "sending"
    SUPPLIER = "supplier"
    SUCCESSOR = "successor"
    OTHER = "other"


class TieSource(StrEnum):
    """How a tie is known."""

    DECLARATION = "declaration"
    PUBLIC_REGISTER = "public_register"
    DOCUMENT = "document"


class TieAnswer(StrEnum):
    """What the other side has said to a tie."""

    NONE = "none"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class Tie(SQLModel, table=True):
    """A tie between two organisations, from a day on and perhaps until a last day. Ended, never deleted.

    ``declared_for`` is the side that declared it, null where the secretariat did. What is disputed still counts: who
    might be in conflict is kept away from a grievance until the secretariat has ended the tie.
    """

    __table_args__ = (
        Index("ix_tie_from_id_kind", "from_id", "kind"),
        Index("ix_tie_to_id_kind", "to_id", "kind"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    from_id: UUID = Field(foreign_key="organisation.id")
    to_id: UUID = Field(foreign_key="organisation.id")
    kind: TieKind = Field(sa_type=closed_list(TieKind))
    valid_from: date
    valid_to: date | None = None
    source: TieSource = Field(sa_type=closed_list(TieSource))
    declared_for: UUID | None = Field(default=None, foreign_key="organisation.id")
    declared_by: UUID | None = Field(default=None, foreign_key="person.id")
    declared_on: date = Field(default_factory=today)
    answer: TieAnswer = Field(default=TieAnswer.NONE, sa_type=closed_list(TieAnswer))
    answer_reason: str | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id")
    answered_on: date | None = None
