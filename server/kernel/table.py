"""What every table shares: names of constraints, keys, closed lists, texts in several languages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Enum, TextClause, text
from sqlmodel import SQLModel
from uuid_utils.compat import uuid7

__all__ = ["TOKYO", "Texts", "closed_list", "listed_day", "now", "today", "uuid7"]

TOKYO = ZoneInfo("Asia/Tokyo")

Texts = Mapping[str, Any]
"""One text in several languages, as stored: ``{"ja": "…", "en": "…", "_machine": ["en"]}``.

Keys are BCP 47 tags; the reserved key ``_machine`` lists the tags whose text a machine translated."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def closed_list(members: type[StrEnum]) -> Enum:
    """A closed list as CHECKed text: native enums are not leakproof and would lose their index under a policy."""
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda enum: [member.value for member in enum],
        length=48,
        name=members.__name__.lower(),
    )


def listed_day(column: str) -> TextClause:
    """The part of an index that puts what has no day yet after everything; lists are ordered by this expression."""
    # In PostgreSQL's own lines, because the test of the migrations compares them.
    return text(f"(\nCASE\nWHEN {column} IS NULL THEN '9000-01-01'::date\nELSE {column}\nEND)")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Japan. Every clock of the platform counts days in Asia/Tokyo."""
    return datetime.now(TOKYO).date()
