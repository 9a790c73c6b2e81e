"""A simulated year ends, and is on every day, as the rules say: told by an oracle that knows only what people did."""

import itertools
import time
from datetime import date, timedelta

import pytest

from server.demo.year import Habit, Life, lives, standing_on
from server.members.models import OrganisationStatus

FIRST = date(2026, 1, 1)
DAYS = 365
MEMBERS = 900


def expected(life: Life, day: date) -> OrganisationStatus:
    """Where a membership stands at the end of a day, from the facts alone: who left has left; who owes nothing that is
    late is active; the latest of what is missing decides, a month being grace."""
    if life.leaves_on and life.since <= life.leaves_on <= day:
        return OrganisationStatus.WITHDRAWN
    late = [0]
    for report in life.reports:
        missing = report.opened_on <= day and (report.submitted_on is None or report.submitted_on > day)
        if missing:
            # Before more time was given, the first day held.
            given = report.due.extensions and report.due.extensions[0].given_on <= day
            due_on = report.due.on if given or not report.due.extensions else report.due.counted_on
            late.append((day - due_on).days)
    longest = max(late)
    if longest <= 0:
        return OrganisationStatus.ACTIVE
    return OrganisationStatus.GRACE if longest <= 30 else OrganisationStatus.SUSPENDED


@pytest.fixture(scope="module")
def year():
    """Everybody's year."""
    began = time.monotonic()
    made = lives(7, MEMBERS, FIRST, DAYS)
    return made, time.monotonic() - began


@pytest.mark.row("C6", "C11", "M4")
def test_on_every_day_everybody_stands_where_the_rules_say(year):
    made, seconds = year
    wrong = [
        (life.habit, day)
        for life in made
        for day in (FIRST + timedelta(days=passed) for passed in range(DAYS))
        for stood in standing_on(life, day)
        if stood is not expected(life, day)
    ]
    assert wrong == []
    assert seconds < 60


def test_every_habit_ends_as_it_must(year):
    made, _ = year
    ends = {
        habit: {next(standing_on(life, FIRST + timedelta(days=DAYS - 1))) for life in made if life.habit is habit}
        for habit in Habit
    }
    assert ends[Habit.PUNCTUAL] == ends[Habit.ASKS_FOR_TIME] == {OrganisationStatus.ACTIVE}
    assert ends[Habit.LATE] == {OrganisationStatus.ACTIVE}
    assert OrganisationStatus.SUSPENDED in ends[Habit.SILENT]
    assert OrganisationStatus.WITHDRAWN in ends[Habit.LEAVES]


def test_who_is_never_late_never_lapses_and_nobody_is_reminded_twice(year):
    made, _ = year
    for life in made:
        if life.habit in (Habit.PUNCTUAL, Habit.ASKS_FOR_TIME):
            assert life.events == []
        assert len(life.reminders) == len(set(life.reminders))


def test_every_lapse_is_followed_by_its_end_or_lasts(year):
    made, _ = year
    for life in made:
        steps = [event.becomes for event in life.events]
        assert all(before is not after for before, after in itertools.pairwise(steps))
        assert [event.on for event in life.events] == sorted(event.on for event in life.events)


def test_the_same_seed_is_the_same_year():
    assert lives(3, 20, FIRST, 120) == lives(3, 20, FIRST, 120) != lives(4, 20, FIRST, 120)
