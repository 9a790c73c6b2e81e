"""Due days that explain themselves: the same for every table that keeps ``due_on``, ``due_clock`` and ``due_told``."""

import json
from datetime import date

import strawberry
from sqlalchemy import Date, Integer, cast

from schema.enums import closed
from schema.planner.mapping import column, expression, localized
from schema.texts import LocalizedText
from server.kernel.clocks import Unit

closed(
    Unit,
    "What is counted to a due day.",
    {
        Unit.CALENDAR_DAYS: "All days.",
        Unit.WORKING_DAYS: "Monday to Friday, without Japan's public holidays.",
        Unit.MONTHS: "Whole months after the month of the start, to the last day of that month.",
        Unit.HALF_YEARS: "Whole half-years after that of the start, to 30 June or 31 December.",
        Unit.FIXED: "Nothing: the day is named by a rule or a person.",
    },
)


def skipped_days(kept: str) -> list[date]:
    """The days that were not counted, from what is kept in JSON."""
    return [date.fromisoformat(one["on"]) for one in json.loads(kept)]


@strawberry.type(description="A due day and how it was counted, frozen on the day on which it was set.")
class Due:
    on: date = column("The last day that is in time, until midnight in its zone.", of="due_on")
    told: LocalizedText = localized(
        "How it was counted, in sentences: rule, start, what was counted, what was not and why, extensions with their "
        "reasons.",
        of="due_told",
    )
    starts_on: date = expression("From where it was counted.", lambda t: cast(t.due_clock["start"].astext, Date))
    unit: Unit = expression("What was counted.", lambda t: t.due_clock["unit"].astext)
    count: int = expression("How many of them.", lambda t: cast(t.due_clock["count"].astext, Integer))
    skipped: list[date] = expression(
        "Weekends and holidays that were not counted.", lambda t: t.due_clock["skipped"].astext, skipped_days
    )
    zone: str = expression("The time zone of its midnight (IANA).", lambda t: t.due_clock["zone"].astext)
