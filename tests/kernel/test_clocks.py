"""A due day says how it was counted: whatever the start, the days add up, and midnight is Japan's."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel import clocks
from server.kernel.clocks import Skipped, Unit
from server.kernel.languages import catalogue, spoken

DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))
COUNTS = st.integers(0, 60)
RULE = "The worker has a first answer within 30 days."
KINDS = st.sampled_from([clocks.calendar_days, clocks.working_days, clocks.end_of_month, clocks.end_of_half_year])


@given(DAYS, COUNTS)
def test_every_day_to_the_last_working_day_is_counted_or_skipped_for_a_reason(start, count):
    due = clocks.working_days(RULE, start, count)

    passed = [start + timedelta(days) for days in range(1, (due.on - start).days + 1)]
    assert len(passed) == count + len(due.skipped)
    assert [one for day in passed if (one := clocks.closed(day))] == list(due.skipped)
    assert not count or clocks.closed(due.on) is None


@given(KINDS, DAYS, DAYS, COUNTS, COUNTS)
def test_who_starts_later_or_has_more_time_is_never_due_earlier(kind, one, other, few, more):
    early, late = sorted((one, other))
    assert kind(RULE, early, min(few, more)).on <= kind(RULE, late, max(few, more)).on
    assert kind(RULE, early, few).on >= early


@given(DAYS, COUNTS)
def test_months_and_half_years_end_on_their_last_day(start, count):
    month, half = (clocks.end_of_month(RULE, start, count).on, clocks.end_of_half_year(RULE, start, count).on)
    assert (month + timedelta(days=1)).day == 1
    assert (month.year * 12 + month.month) - (start.year * 12 + start.month) == count
    assert (half.month, half.day) in ((6, 30), (12, 31))
    assert (half.year * 2 + (half.month > 6)) - (start.year * 2 + (start.month > 6)) == count


@given(KINDS, DAYS, COUNTS)
def test_a_due_day_can_be_moved_to_a_working_day_only_forward_and_only_when_it_is_none(kind, start, count):
    due = kind(RULE, start, count)
    moved = clocks.on_working_day(due)
    assert clocks.closed(moved.on) is None
    assert (moved == due) is (clocks.closed(due.on) is None)
    assert timedelta(0) <= moved.on - due.on <= timedelta(days=12)


@given(KINDS, DAYS, COUNTS, st.integers(1, 90))
def test_what_is_kept_is_what_was_counted(kind, start, count, more):
    due = clocks.on_working_day(kind(RULE, start, count))
    longer = clocks.extended(due, due.on + timedelta(more), {"en": "A flood."}, start)

    assert clocks.from_json(clocks.as_json(longer)) == longer
    assert longer.counted_on == due.on
    with pytest.raises(ValueError, match="later day"):
        clocks.extended(longer, longer.on, {"en": "The same day."}, start)
    with pytest.raises(ValueError, match="for a reason"):
        clocks.extended(longer, longer.on + timedelta(1), {}, start)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001  a zone is given to it below
def test_an_instant_lies_in_one_day_of_japan_whatever_the_zone_it_is_told_in(moment, minutes):
    instant = moment.replace(tzinfo=UTC)
    day = clocks.day_of(instant)
    assert clocks.day_of(instant.astimezone(timezone(timedelta(minutes=minutes)))) == day
    assert day == (instant + timedelta(hours=9)).date()


def test_the_last_second_in_japan_is_still_in_time_and_the_next_is_not():
    los_angeles = timezone(timedelta(hours=-7))
    last = datetime(2026, 7, 31, 7, 59, 59, tzinfo=los_angeles)
    assert clocks.day_of(last) == date(2026, 7, 31)
    assert clocks.day_of(last + timedelta(seconds=1)) == date(2026, 8, 1)
    with pytest.raises(ValueError, match="without a time zone"):
        clocks.day_of(datetime(2026, 7, 31, 12))  # noqa: DTZ001  that is what is refused


def test_substitute_and_sandwiched_holidays_are_skipped_by_name():
    golden_week = clocks.working_days(RULE, date(2026, 5, 1), 1)
    silver_week = clocks.working_days(RULE, date(2026, 9, 18), 1)

    assert golden_week.on == date(2026, 5, 7)
    assert golden_week.skipped == (
        Skipped(date(2026, 5, 2)),
        Skipped(date(2026, 5, 3), "Constitution Day"),
        Skipped(date(2026, 5, 4), "Greenery Day"),
        Skipped(date(2026, 5, 5), "Children's Day"),
        Skipped(date(2026, 5, 6), "Substitute Holiday"),
    )
    assert [one.holiday for one in silver_week.skipped] == [
        None,
        None,
        "Respect for the Aged Day",
        "National Holiday",
        "Autumnal Equinox Day",
    ]


def test_it_explains_itself_in_every_language_that_the_platform_speaks():
    due = clocks.working_days(RULE, date(2026, 5, 1), 1)
    longer = clocks.extended(due, date(2026, 5, 20), {"ja": "台風のため"}, date(2026, 5, 6))

    assert clocks.words(longer, "en").splitlines() == [
        RULE,
        "1 working days after May 1, 2026: until midnight in Japan on May 7, 2026.",
        (
            "Days that were not counted: May 2, 2026 (weekend), May 3, 2026 (Constitution Day), "
            "May 4, 2026 (Greenery Day), May 5, 2026 (Children's Day), May 6, 2026 (Substitute Holiday)"
        ),
        "On May 6, 2026 extended from May 7, 2026 to May 20, 2026. Reason: 台風のため",
    ]
    assert clocks.words(due, "ja").splitlines()[1:] == [
        "2026年5月1日の翌日から数えて1営業日：日本時間の2026年5月7日24時まで。",
        (
            "数えない日：2026年5月2日（土日）、2026年5月3日（憲法記念日）、2026年5月4日（みどりの日）、"
            "2026年5月5日（こどもの日）、2026年5月6日（振替休日）"
        ),
    ]
    assert "2026ねん 5がつ なのかの よる 12じ" in clocks.words(due, "ja-simple")
    assert clocks.words(due, "vi") == clocks.words(due, "en")
    assert set(clocks.as_texts(due)) == set(spoken()) >= {"en", "ja", "ja-simple"}


def test_every_holiday_of_our_time_has_a_name_in_every_catalogue():
    years = range(2008, 2100)
    names = {name for year in years for month in range(1, 13) for name in _names(year, month)}
    assert names == set(clocks.NAMES)
    assert all(name in catalogue(tag) for name in names for tag in spoken() if tag != "en")


def _names(year: int, month: int) -> set[str]:
    first = date(year, month, 1)
    days = (first + timedelta(days) for days in range(31))
    return {why.holiday for day in days if (why := clocks.closed(day)) and why.holiday}


def test_every_unit_has_words():
    assert set(clocks.COUNTED) == set(Unit)
