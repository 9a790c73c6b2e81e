"""Which half-years are reported on, by whom and by when; when one is reminded; and what a whole report is. Pure."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from server.kernel import clocks
from server.kernel.clocks import Due
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, message
from server.members.models import OrganisationStatus
from server.reporting.models import ReportEntry, ReportState

LONGEST = 4_000
LONGEST_FIGURES = 1_000
MOST_EXTENSION = timedelta(days=60)

REMIND_BEFORE = (30, 14, 7, 1)
"""Days before the last day on which a reminder goes out."""

RULE = message("The activity report on a half-year comes by the end of the month after it, or the next working day.")


@dataclass(frozen=True)
class Rule:
    """A rule of ``server/reference/reporting.toml``."""

    since: date
    months_to_report: int
    days_of_membership: int


@dataclass(frozen=True)
class Period:
    """A half-year to be reported on."""

    starts_on: date
    ends_on: date
    days_of_membership: int
    due: Due


@cache
def published_rules() -> tuple[Rule, ...]:
    """The rules as they are published, oldest first."""
    file = Path(__file__).parent.parent / "reference" / "reporting.toml"
    rules = tomllib.loads(file.read_text("utf-8"))["rule"]
    return tuple(
        sorted(
            (Rule(one["from"], one["months_to_report"], one["days_of_membership"]) for one in rules),
            key=lambda one: one.since,
        )
    )


def latest_period(day: date, rules: Sequence[Rule] | None = None) -> Period | None:
    """The half-year that ended last before a day; None where no rule was in force when it began."""
    ends_on = (date(day.year, 1, 1) if day.month <= 6 else date(day.year, 7, 1)) - clocks.ONE_DAY
    starts_on = date(ends_on.year, 1 if ends_on.month == 6 else 7, 1)
    in_force = [rule for rule in (published_rules() if rules is None else rules) if rule.since <= starts_on]
    if not in_force:
        return None
    rule = in_force[-1]
    due = clocks.on_working_day(clocks.end_of_month(RULE, ends_on, rule.months_to_report))
    return Period(starts_on, ends_on, rule.days_of_membership, due)


def owes(
    status: OrganisationStatus, member_since: date | None, ends_on: date, days_of_membership: int, reports: bool
) -> bool:
    """Whether a member must report on a half-year: it has the duty, is a member, and was one for long enough."""
    return (
        reports
        and status is OrganisationStatus.ACTIVE
        and member_since is not None
        and (ends_on - member_since).days + 1 >= days_of_membership
    )


def reminder(due_on: date, day: date) -> int | None:
    """How many days are left, where a reminder goes out on this day; 0 on the day after the last; else None."""
    left = (due_on - day).days
    return left if left in REMIND_BEFORE else 0 if left == -1 else None


def check_draft(state: ReportState) -> None:
    """What is submitted stays as it is."""
    if state is not ReportState.DRAFT:
        raise Conflict("id", message("This report has been submitted already."))


def texts(entered: Mapping[str, str], path: str, longest: int = LONGEST) -> dict[str, str]:
    """A text by language, each of its length; empty ones are left out."""
    return {language: prose(text, path, longest) for language, text in entered.items() if text.strip()}


def complete(entry: ReportEntry | None) -> bool:
    """Report or explain: what was done; or why nothing was, and what comes next."""
    return entry is not None and bool(entry.done or (entry.why_not and entry.next_steps))


def check_complete(entries: Collection[ReportEntry], articles: Iterable[tuple[Any, int]]) -> None:
    """Refuse a report that leaves an article out; the path names the first one."""
    by_article = {entry.article_id: entry for entry in entries}
    missing = [number for key, number in articles if not complete(by_article.get(key))]
    if missing:
        raise Invalid(
            f"articles.{missing[0]}",
            message("Say what you did, or why not and what comes next, about each article. Missing: %(numbers)s"),
            numbers=", ".join(map(str, missing)),
        )


def check_wanted(wanted_on: date, due_on: date, day: date) -> None:
    """More time is asked for while there is some left, and is at most 60 days."""
    if day > due_on:
        raise Conflict(
            "id", message("The last day has passed. Submit the report: that restores your membership at once.")
        )
    if not due_on < wanted_on <= due_on + MOST_EXTENSION:
        raise Invalid("wanted_on", message("Please choose a day within 60 days after the last day."))
