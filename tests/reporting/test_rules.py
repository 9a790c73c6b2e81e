"""Half-years, reminders and what is whole: for every date."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel import clocks
from server.members.models import OrganisationStatus
from server.reporting import rules
from server.reporting.models import ReportEntry
from tests.makers import key

DAYS = st.dates(date(2025, 7, 1), date(2090, 12, 31))


def due_on(day: date, *given: Sequence[rules.Rule]) -> date:
    """The last day for the half-year that ended before a day."""
    period = rules.latest_period(day, *given)
    assert period
    return period.due.on


@given(DAYS)
def test_every_day_has_the_half_year_that_ended_before_it(day):
    period = rules.latest_period(day)
    assert period is not None
    assert period.starts_on < period.ends_on < day
    assert (day - period.ends_on).days <= 184
    assert (period.starts_on.month, period.starts_on.day) in ((1, 1), (7, 1))
    assert clocks.closed(period.due.on) is None
    assert 31 <= (period.due.on - period.ends_on).days <= 31 + 4


def test_the_first_half_of_2026_is_due_on_the_last_of_july_and_a_sunday_moves_it():
    assert due_on(date(2026, 7, 1)) == date(2026, 7, 31)
    assert due_on(date(2027, 1, 1)) == date(2027, 2, 1)


def test_before_the_first_rule_nothing_is_reported_on():
    assert rules.latest_period(date(2025, 6, 30)) is None


def test_a_new_rule_holds_from_the_half_year_that_begins_with_it():
    both = [rules.Rule(date(2025, 1, 1), 1, 90), rules.Rule(date(2026, 7, 1), 2, 30)]
    assert due_on(date(2026, 7, 1), both) == date(2026, 7, 31)
    assert due_on(date(2027, 1, 1), both) == date(2027, 3, 1)


@given(DAYS, st.integers(-60, 200))
def test_each_reminder_has_its_own_day(due_on, before):
    told = [rules.reminder(due_on, due_on - timedelta(days=left)) for left in range(40, -10, -1)]
    assert [one for one in told if one is not None] == [30, 14, 7, 1, 0]
    if before not in (*rules.REMIND_BEFORE, -1):
        assert rules.reminder(due_on, due_on - timedelta(days=before)) is None


@given(st.sampled_from(OrganisationStatus), st.none() | DAYS, DAYS, st.booleans())
def test_only_a_member_with_the_duty_and_long_enough_owes_a_report(status, since, ends_on, reports):
    owed = rules.owes(status, since, ends_on, 90, reports)
    assert owed is (
        reports and status is OrganisationStatus.ACTIVE and since is not None and since <= ends_on - timedelta(days=89)
    )


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ({}, False),
        ({"done": {"en": "x"}}, True),
        ({"why_not": {"en": "x"}}, False),
        ({"next_steps": {"en": "x"}}, False),
        ({"figures": {"en": "5"}}, False),
        ({"why_not": {"en": "x"}, "next_steps": {"ja": "y"}}, True),
    ],
)
def test_report_or_explain(said, whole):
    entry = ReportEntry(activity_report_id=key("a"), organisation_id=key("b"), article_id=key("c"), **said)
    assert rules.complete(entry) is whole
    assert not rules.complete(None)
