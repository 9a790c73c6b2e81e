from datetime import date
from itertools import product

import pytest

from server.conduct import rules
from server.conduct.models import CommitmentState as State
from server.conduct.models import ReportedState
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


def test_a_commitment_is_overdue_from_the_day_after_its_date_while_nothing_in_force_shows_that_it_is_met():
    yesterday = date(2026, 11, 21)
    assert not rules.overdue(None, TODAY, TODAY)
    assert rules.overdue(None, yesterday, TODAY)
    assert rules.overdue(yesterday, yesterday, TODAY)
    assert not rules.overdue(TODAY, yesterday, TODAY)


@pytest.mark.parametrize(("state", "wanted"), list(product(ReportedState, ReportedState)))
def test_every_report_may_stay_or_follow_but_nothing_becomes_a_proposal_again(state, wanted):
    if wanted is ReportedState.PROPOSED and state is not ReportedState.PROPOSED:
        with pytest.raises(Conflict) as refusal:
            rules.next_state(state, State(wanted.value))
        assert refusal.value.path == ("state",)
    else:
        assert rules.next_state(state, State(wanted.value)) is wanted


@pytest.mark.parametrize("computed", [State.VERIFIED, State.EXPIRED])
def test_nobody_reports_what_is_computed(computed):
    with pytest.raises(Invalid) as refusal:
        rules.next_state(ReportedState.MET, computed)
    assert refusal.value.path == ("state",)


def test_a_new_date_is_to_come_and_not_mistyped():
    assert [rules.next_date(day, TODAY) for day in (TODAY, date(2029, 12, 31))] == [TODAY, date(2029, 12, 31)]
    for day in (date(2026, 11, 21), date(2030, 1, 1), date(9999, 12, 31)):
        with pytest.raises(Invalid) as refusal:
            rules.next_date(day, TODAY)
        assert refusal.value.path == ("due_on",)
