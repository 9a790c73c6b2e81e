from datetime import date
from itertools import product

import pytest

from server.conduct import rules
from server.conduct.models import CommitmentState as State
from server.kernel.errors import Conflict, Invalid

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 6, 30), date(2026, 12, 31)),
        (date(2026, 7, 1), date(2027, 6, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2028, 2, 29), date(2028, 12, 31)),
    ],
)
def test_a_commitment_is_due_at_the_end_of_the_next_half_year(signed, due):
    assert rules.due(signed) == due


@pytest.mark.parametrize("state", State)
def test_a_commitment_is_overdue_from_the_day_after_its_date_until_it_is_met(state):
    assert not rules.overdue(state, TODAY, TODAY)
    assert rules.overdue(state, date(2026, 11, 21), TODAY) is (state is not State.MET)


@pytest.mark.parametrize(("state", "wanted"), list(product(State, State)))
def test_every_state_may_stay_or_follow_but_nothing_becomes_a_proposal_again(state, wanted):
    if wanted is State.PROPOSED and state is not State.PROPOSED:
        with pytest.raises(Conflict) as refusal:
            rules.next_state(state, wanted)
        assert refusal.value.path == ("state",)
    else:
        assert rules.next_state(state, wanted) is wanted


def test_a_new_date_is_to_come_and_not_mistyped():
    assert [rules.next_date(day, TODAY) for day in (TODAY, date(2029, 12, 31))] == [TODAY, date(2029, 12, 31)]
    for day in (date(2026, 11, 21), date(2030, 1, 1), date(9999, 12, 31)):
        with pytest.raises(Invalid) as refusal:
            rules.next_date(day, TODAY)
        assert refusal.value.path == ("due_on",)
