"""Days by which something is due, each with the story of how it was counted. Pure functions; days are days in Japan.

A due day is worked out once, when the verb that starts the clock is done, and kept as it was: a law or a calendar that
changes later does not move it (``as_json`` beside the day, ``as_texts`` for people to read). Working days are Monday to
Friday without the holidays of the Act on National Holidays: its substitute holidays and the days between two holidays
(article 3), by the calendar of the `holidays` library. The day on which a clock starts is not counted (Civil Code,
article 140); the last day lasts until midnight in Japan.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import holidays
import msgspec

from server.kernel.errors import message
from server.kernel.languages import chain, say, spoken, written
from server.kernel.table import TOKYO, Texts

ONE_DAY = timedelta(days=1)

CALENDAR: Mapping[date, str] = holidays.country_holidays("JP", language="en_US")
"""The name of each public holiday from 1949 to 2099. Nobody knows later ones yet: there only weekends are skipped."""


class Unit(StrEnum):
    """What is counted."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    """Whole months after the month of the start, to the last day of that month."""
    HALF_YEARS = "half_years"
    """Whole half-years after the half-year of the start, to 30 June or 31 December."""
    FIXED = "fixed"
    """A day that somebody has set."""


@dataclass(frozen=True)
class Skipped:
    """A day that was not counted, and why: the holiday's name, or none for a Saturday or Sunday."""

    on: date
    holiday: str | None = None


@dataclass(frozen=True)
class Extension:
    """More time: from which day to which, why (by language), and on which day it was given."""

    was: date
    on: date
    reason: dict[str, Any]
    given_on: date


@dataclass(frozen=True)
class Due:
    """The last day on which something is in time. ``rule`` is a source text of the catalogue that names the rule."""

    rule: str
    start: date
    unit: Unit
    count: int
    on: date
    skipped: tuple[Skipped, ...] = ()
    extensions: tuple[Extension, ...] = ()
    zone: str = TOKYO.key

    @property
    def counted_on(self) -> date:
        """The day before anybody extended it."""
        return self.extensions[0].was if self.extensions else self.on


def day_of(instant: datetime) -> date:
    """The day in Japan of an instant in any time zone: 31 July 23:59:59 there is still in time for 31 July."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone lies in no day")
    return instant.astimezone(TOKYO).date()


def closed(day: date) -> Skipped | None:
    """Why this is no working day; None where it is one."""
    if name := CALENDAR.get(day):
        return Skipped(day, name)
    return Skipped(day) if day.weekday() >= 5 else None


def calendar_days(rule: str, start: date, count: int) -> Due:
    """So many days after the start, whatever days they are."""
    return Due(rule, start, Unit.CALENDAR_DAYS, count, start + count * ONE_DAY)


def working_days(rule: str, start: date, count: int) -> Due:
    """So many working days after the start; none at all is the start itself, whatever day it is."""
    day, left, skipped = start, count, list[Skipped]()
    while left > 0:
        day += ONE_DAY
        if why := closed(day):
            skipped.append(why)
        else:
            left -= 1
    return Due(rule, start, Unit.WORKING_DAYS, count, day, tuple(skipped))


def end_of_month(rule: str, start: date, count: int = 0) -> Due:
    """The last day of the month of the start, or of one so many months later."""
    return Due(rule, start, Unit.MONTHS, count, _month_end(start.year, start.month + count))


def end_of_half_year(rule: str, start: date, count: int = 0) -> Due:
    """The last day of the half-year of the start, or of one so many half-years later."""
    return Due(rule, start, Unit.HALF_YEARS, count, _month_end(start.year, (6 if start.month <= 6 else 12) + 6 * count))


def _month_end(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def fixed(rule: str, start: date, on: date) -> Due:
    """A day that a rule or a person names outright, for what began at the start."""
    return Due(rule, start, Unit.FIXED, 0, on)


def on_working_day(due: Due) -> Due:
    """The same, or the next working day where it falls on none (as Civil Code article 142 has it)."""
    day, skipped = due.on, list(due.skipped)
    while why := closed(day):
        skipped.append(why)
        day += ONE_DAY
    return replace(due, on=day, skipped=tuple(skipped))


def extended(due: Due, on: date, reason: Texts, given_on: date) -> Due:
    """The same with more time, which is always to a later day and always has a reason."""
    if on <= due.on or not reason:
        raise ValueError("an extension is to a later day, for a reason")
    return replace(due, on=on, extensions=(*due.extensions, Extension(due.on, on, dict(reason), given_on)))


def as_json(due: Due) -> dict[str, Any]:
    """How a due day is kept beside the day itself."""
    return msgspec.to_builtins(due)


def from_json(kept: Mapping[str, Any]) -> Due:
    """The due day that was kept."""
    return msgspec.convert(kept, Due)


def as_texts(due: Due) -> dict[str, str]:
    """How it was counted, in every language that the platform speaks: a text like any other."""
    return {language: words(due, language) for language in spoken()}


def words(due: Due, language: str) -> str:
    """How it was counted, in the language or the one that stands in for it; one sentence a line."""
    tag = next(tag for tag in chain(language) if tag in spoken())
    return "\n".join(_sentences(due, tag))


def _sentences(due: Due, tag: str) -> Iterator[str]:
    def day(on: date) -> str:
        return written(on, tag)

    yield say(due.rule, tag)
    yield say(COUNTED[due.unit], tag, count=due.count, start=day(due.start), on=day(due.counted_on))
    if due.skipped:
        reasons = (
            say(BECAUSE, tag, day=day(one.on), reason=say(one.holiday or WEEKEND, tag))
            for one in sorted(due.skipped, key=lambda one: one.on)
        )
        yield say(message("Days that were not counted: %(days)s"), tag, days=say(AND, tag).join(reasons))
    for one in due.extensions:
        why = next((text for key in chain(tag) if (text := one.reason.get(key))), "") or next(iter(one.reason.values()))
        yield say(EXTENDED, tag, was=day(one.was), on=day(one.on), given=day(one.given_on), reason=why)


COUNTED = {
    Unit.CALENDAR_DAYS: message("%(count)s days after %(start)s: until midnight in Japan on %(on)s."),
    Unit.WORKING_DAYS: message("%(count)s working days after %(start)s: until midnight in Japan on %(on)s."),
    Unit.MONTHS: message("Counted from %(start)s to the end of a month: until midnight in Japan on %(on)s."),
    Unit.HALF_YEARS: message("Counted from %(start)s to the end of a half-year: until midnight in Japan on %(on)s."),
    Unit.FIXED: message("For what began on %(start)s: until midnight in Japan on %(on)s."),
}
WEEKEND = message("weekend")
BECAUSE = message("%(day)s (%(reason)s)")
AND = message(", ")
EXTENDED = message("On %(given)s extended from %(was)s to %(on)s. Reason: %(reason)s")
NAMES = (
    message("New Year's Day"),
    message("Coming of Age Day"),
    message("Foundation Day"),
    message("Emperor's Birthday"),
    message("Vernal Equinox Day"),
    message("Showa Day"),
    message("Constitution Day"),
    message("Greenery Day"),
    message("Children's Day"),
    message("Marine Day"),
    message("Mountain Day"),
    message("Respect for the Aged Day"),
    message("Autumnal Equinox Day"),
    message("Sports Day"),
    message("Culture Day"),
    message("Labor Thanksgiving Day"),
    message("National Holiday"),
    message("Substitute Holiday"),
    message("Physical Education Day"),
    message("Emperor's Enthronement Day"),
)
"""The holidays of our time as the calendar names them (2008 to 2099; earlier ones keep their English names)."""
