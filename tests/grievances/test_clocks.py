"""By which day somebody must answer."""

from datetime import date

import pytest

from server.grievances import rules
from server.grievances.models import GrievanceState
from server.kernel.errors import Conflict, LimitReached

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("filed_on", "due_on"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),  # Monday → Thursday
        (date(2026, 11, 25), date(2026, 11, 30)),  # Wednesday → Monday
        (date(2026, 11, 27), date(2026, 12, 2)),  # Friday → Wednesday
        (date(2026, 11, 28), date(2026, 12, 2)),  # Saturday → Wednesday
        (date(2026, 11, 29), date(2026, 12, 2)),  # Sunday → Wednesday
        (date(2026, 12, 30), date(2027, 1, 5)),  # across New Year's Day and a weekend
    ],
)
def test_a_person_answers_by_the_third_working_day(filed_on, due_on):
    assert rules.due_on_receipt(filed_on).on == due_on


def test_the_substance_is_due_thirty_days_after_filing():
    assert rules.due_on_acknowledgement(date(2026, 11, 23)).on == date(2026, 12, 23)


def test_no_state_is_skipped_and_none_comes_back(make):
    for state in GrievanceState:
        (grievance, *_), _worker = make.grievance(state=state)
        for expected in GrievanceState:
            if expected is state:
                rules.check_state(grievance, expected)
            else:
                with pytest.raises(Conflict) as refused:
                    rules.check_state(grievance, expected)
                assert refused.value.text == rules.WORDS[state]


def test_a_list_of_who_must_not_know_has_an_end():
    rules.check_excluded(range(20))
    with pytest.raises(LimitReached):
        rules.check_excluded(range(21))
