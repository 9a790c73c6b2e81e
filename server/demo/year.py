"""A year of memberships, simulated day by day by the platform's own pure rules; the same for the same seed.

Members join, owe reports, write them early, late or not at all, ask for more time, and leave. Nothing here touches a
database or a clock. The suite compares what comes out with an oracle; the demonstration's past is made of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from server.kernel import clocks
from server.kernel.clocks import Due
from server.members import life_cycle
from server.members.models import MembershipCause, OrganisationStatus
from server.reporting import rules

EXTENDED_BY = timedelta(days=20)


class Habit(StrEnum):
    """How a member treats its duty to report."""

    PUNCTUAL = "punctual"
    LATE = "late"
    VERY_LATE = "very_late"
    SILENT = "silent"
    ASKS_FOR_TIME = "asks_for_time"
    LEAVES = "leaves"


SHARES = {
    Habit.PUNCTUAL: 74,
    Habit.LATE: 10,
    Habit.VERY_LATE: 6,
    Habit.SILENT: 3,
    Habit.ASKS_FOR_TIME: 5,
    Habit.LEAVES: 2,
}
"""Of a hundred members, how many have each habit."""

COMES = {
    Habit.PUNCTUAL: (-28, 0),
    Habit.LATE: (1, 30),
    Habit.VERY_LATE: (31, 120),
    Habit.ASKS_FOR_TIME: (2, 20),
    Habit.LEAVES: (-28, 0),
}
"""From and to how many days after its first last day a report comes; from who is silent, never."""


@dataclass
class Report:
    """A report that a member owes or has handed in; ``comes_on`` is the day on which it will, if ever."""

    period: rules.Period
    opened_on: date
    due: Due
    comes_on: date | None
    submitted_on: date | None = None


@dataclass
class Life:
    """One membership: what was decided, what it owes, and every change of its standing."""

    since: date
    habit: Habit
    leaves_on: date | None = None
    status: OrganisationStatus = OrganisationStatus.ACTIVE
    reports: list[Report] = field(default_factory=list)
    events: list[life_cycle.Change] = field(default_factory=list)
    reminders: list[tuple[date, int]] = field(default_factory=list)

    @property
    def report_due_on(self) -> date | None:
        """The last day of the earliest report that is owed."""
        owed = [one.due.on for one in self.reports if one.submitted_on is None]
        return min(owed) if owed and self.status is OrganisationStatus.ACTIVE else None


def lives(seed: int, members: int, first: date, days: int) -> list[Life]:
    """The memberships of so many members after so many days from the first."""
    chance = Random(seed)  # noqa: S311  a simulation, and no secret
    all_lives = [_born(chance, first, days) for _ in range(members)]
    live_on(all_lives, chance, first, days)
    return all_lives


def live_on(all_lives: Iterable[Life], chance: Random, first: date, days: int) -> None:
    """Let so many days pass from the first, for everybody."""
    for day in (first + timedelta(days=passed) for passed in range(days)):
        period = rules.latest_period(day)
        for life in all_lives:
            if life.since <= day:
                _live(life, day, period, chance)


def _born(chance: Random, first: date, days: int) -> Life:
    (habit,) = chance.choices(list(SHARES), list(SHARES.values()))
    since = first - timedelta(days=chance.randint(-days // 3, 2_000))
    leaves_on = first + timedelta(days=chance.randint(1, days)) if habit is Habit.LEAVES else None
    return Life(since, habit, leaves_on)


def _live(life: Life, day: date, period: rules.Period | None, chance: Random) -> None:
    """One day of one membership: first what is done by itself, then what its people do."""
    if life.status is not OrganisationStatus.ACTIVE:
        return
    if period and not any(one.period.starts_on == period.starts_on for one in life.reports):
        _open(life, day, period, chance)
    _settle(life, day)
    for report in life.reports:
        if report.submitted_on is None:
            _write(life, report, day)
    if life.leaves_on == day:
        life.status = OrganisationStatus.WITHDRAWN
        life.events.append(life_cycle.Change(life.status, MembershipCause.WITHDREW, day))
    _settle(life, day)


def _open(life: Life, day: date, period: rules.Period, chance: Random) -> None:
    if rules.owes(life.status, life.since, period.ends_on, period.days_of_membership, True):
        within = COMES.get(life.habit)
        comes_on = max(day, period.due.on + timedelta(days=chance.randint(*within))) if within else None
        life.reports.append(Report(period, day, period.due, comes_on))


def _write(life: Life, report: Report, day: date) -> None:
    if (left := rules.reminder(report.due.on, day)) is not None and report.opened_on < day:
        life.reminders.append((day, left))
    if life.habit is Habit.ASKS_FOR_TIME and day == report.due.on and not report.due.extensions:
        report.due = clocks.extended(report.due, day + EXTENDED_BY, {"en": "A move.", "ja": "移転のため"}, day)
    if report.comes_on and day >= report.comes_on:
        report.submitted_on = day


def _settle(life: Life, day: date) -> None:
    """Write down what the rule of missed reports has made of the membership."""
    last, last_on = (
        (life.events[-1].becomes, life.events[-1].on) if life.events else (OrganisationStatus.ACTIVE, date.min)
    )
    life.events += life_cycle.unrecorded(life.status, life.report_due_on, day, last, last_on)


def standing_on(life: Life, day: date) -> Iterator[OrganisationStatus]:
    """Where the membership stood at the end of a day, as its events tell; nothing before it began."""
    if life.since <= day:
        yield next((one.becomes for one in reversed(life.events) if one.on <= day), OrganisationStatus.ACTIVE)
