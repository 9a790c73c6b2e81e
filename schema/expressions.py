"""Expressions that several domains ask the database with."""

import unicodedata
from typing import Any

from sqlalchemy import Date, func, literal_column

TODAY = literal_column("(now() at time zone 'Asia/Tokyo')::date", Date)
"""The day in Japan, in SQL: a plan outlives the day on which it was made."""


def dated(name: str) -> Any:
    """An order by a date that may be missing: what has none comes last in time. Indexes exist for this expression."""
    return lambda t, given: func.coalesce(t[name], literal_column("'9000-01-01'::date", Date))


def pattern(text: str) -> str:
    """What a name contains, for LIKE: half-width, in lower case, the first 200 characters."""
    wanted = unicodedata.normalize("NFKC", text[:200]).lower().strip()
    for sign in "\\%_":
        wanted = wanted.replace(sign, "\\" + sign)
    return f"%{wanted}%"
