"""Where a membership stands, as a pure function: no day is undefined, and what the job records is what is read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.members.life_cycle import FOLLOWS, GRACE_DAYS, LAPSE, standing, unrecorded
from server.members.models import OrganisationStatus

ACTIVE, GRACE, SUSPENDED = LAPSE
DUE = date(2026, 6, 30)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
statuses = st.sampled_from([status for status in OrganisationStatus if status is not GRACE])
maybe = st.none() | days


@pytest.mark.row("M4")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DUE, ACTIVE),
        (DUE + timedelta(1), GRACE),
        (DUE + timedelta(GRACE_DAYS), GRACE),
        (DUE + timedelta(GRACE_DAYS + 1), SUSPENDED),
    ],
)
def test_grace_begins_the_day_after_and_lasts_thirty_days(day, expected):
    assert standing(ACTIVE, DUE, day) is expected


@pytest.mark.row("M4")
@given(statuses, maybe, days)
def test_no_day_leaves_a_standing_undefined(status, due, day):
    found = standing(status, due, day)

    assert found is status or (status is ACTIVE and found in LAPSE)


@given(maybe, days, st.integers(0, 400))
def test_without_a_report_a_standing_only_sinks(due, day, later):
    assert LAPSE.index(standing(ACTIVE, due, day)) <= LAPSE.index(standing(ACTIVE, due, day + timedelta(later)))


@given(statuses, maybe, st.lists(days, max_size=6))
def test_it_does_not_matter_on_which_days_the_job_ran(status, due, runs):
    """Run on any days, in their order, the job leaves the history that one run on the last of them leaves."""
    last_day = max(runs, default=date(2020, 1, 1))

    assert history(status, due, sorted(runs)) == history(status, due, [last_day])


@pytest.mark.row("M4")
@given(statuses, st.lists(st.tuples(days, maybe), max_size=8), days)
def test_what_is_recorded_is_what_is_read(status, moves, last_day):
    """However often the day of the report is moved: after the job, the newest line says what reading says."""
    now, since, due = status, date(2019, 1, 1), None
    for day, moved in sorted(moves, key=lambda move: move[0]):
        for due_then in (due, moved):
            for change in unrecorded(status, due_then, day, now, since):
                assert change.on >= since
                assert change.becomes in FOLLOWS[now]
                now, since = change.becomes, change.on
        due = moved
        assert now is standing(status, due, day)


@given(maybe, maybe, days)
def test_restoring_needs_only_the_report(due, later, day):
    """Whatever was overdue: once nothing is owed, or only what is due later, it is active again at once."""
    now = standing(ACTIVE, due, day)
    after = later if later and later >= day else None

    changes = list(unrecorded(ACTIVE, after, day, now, day))

    assert [change.becomes for change in changes] == ([] if now is ACTIVE else [ACTIVE])
    assert {change.on for change in changes} <= {day}


def history(status: OrganisationStatus, due: date | None, runs: list[date]) -> list[tuple[date, OrganisationStatus]]:
    """The lines that the job writes when it runs on these days."""
    lines: list[tuple[date, OrganisationStatus]] = []
    now, since = status, date(2019, 1, 1)
    for day in runs:
        for change in unrecorded(status, due, day, now, since):
            lines.append((change.on, change.becomes))
            now, since = change.becomes, change.on
    return lines
