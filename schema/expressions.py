"""Expressions that several domains ask the database with."""

import unicodedata
from typing import Any

from sqlalchemy import Date, and_, case, func, literal_column

TODAY = literal_column("(now() at time zone 'Asia/Tokyo')::date", Date)
"""The day in Japan, in SQL: a plan outlives the day on which it was made."""


FAR = literal_column("'9000-01-01'::date", Date)
"""After every day there is."""


def held(seat: Any) -> Any:
    """A seat neither revoked nor past its last day."""
    return and_(seat.revoked_on.is_(None), func.coalesce(seat.ends_on, TODAY) >= TODAY)


def dated(name: str) -> Any:
    """An order by a date that may be missing: what has none comes last in time.

    ``listed_day`` says the same of indexes. Not by coalesce: that is not leakproof, and PostgreSQL would not search the
    index for it under a policy.
    """
    return lambda t, given: case((t[name].is_(None), FAR), else_=t[name])


def pattern(text: str) -> str:
    """What a name contains, for LIKE: half-width, in lower case, the first 200 characters."""
    wanted = unicodedata.normalize("NFKC", text[:200]).lower().strip()
    for sign in "\\%_":
        wanted = wanted.replace(sign, "\\" + sign)
    return f"%{wanted}%"


def by_name(t: Any, _given: object) -> Any:
    """An order by name: the English one where there is one, else the Japanese."""
    return func.lower(func.coalesce(t.name.op("->>")("en"), t.name.op("->>")("ja"), ""))
