"""The states of a commitment: the rules in Python, condensed to days, and in SQL say the same on every day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select
from sqlalchemy.dialects import postgresql

from schema.commitment_states import overdue_now, state_now
from schema.expressions import TODAY as SQL_TODAY
from server.conduct.models import Commitment, CommitmentState, ReportedState
from server.conduct.states import (
    Clock,
    Confirmed,
    Facts,
    Measured,
    Missing,
    Proof,
    StateRule,
    Step,
    claimed,
    clock_of,
    state_of,
)

NOW = date(2026, 11, 22)
past = st.dates(NOW - timedelta(days=900), NOW)
some_day = st.dates(NOW - timedelta(days=900), NOW + timedelta(days=1500))
every_day = st.dates(date(1, 1, 2), date(9999, 12, 30))
keys = st.uuids()


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    def ending(on: date) -> date:
        return on + timedelta(days=draw(st.integers(0, 1800)))

    measurable = draw(st.booleans())
    return Facts(
        reported=draw(st.sampled_from(ReportedState)),
        reported_on=draw(past),
        due_on=draw(some_day),
        target=draw(st.sampled_from([0.0, 50.0, 100.0])) if measurable else None,
        baseline=draw(st.sampled_from([10.0, 80.0])) if measurable else None,
        lost_on=draw(st.none() | past),
        measurements=draw(st.lists(st.builds(Measured, past, st.sampled_from([0.0, 30.0, 60.0, 100.0])), max_size=4)),
        milestones=draw(st.lists(st.builds(Step, some_day, st.none() | past), max_size=3)),
        evidence=[Proof(key, on, ending(on)) for key, on in draw(st.lists(st.tuples(keys, past), max_size=4))],
        confirmations=[Confirmed(on, ending(on)) for on in draw(st.lists(past, max_size=3))],
    )


def from_clock(clock: Clock, known: Facts, day: date) -> CommitmentState:
    """The rules again, over the condensed days: what the query does in SQL."""
    if clock.verified_until and clock.verified_until >= day:
        return CommitmentState.VERIFIED
    if clock.met_until and clock.met_until >= day:
        return CommitmentState.MET
    if clock.met_until:
        return CommitmentState.EXPIRED
    slipped = clock.slips_on is not None and clock.slips_on <= day
    if known.reported is ReportedState.BEHIND or known.due_on < day or slipped:
        return CommitmentState.BEHIND
    proposed = known.reported is ReportedState.PROPOSED and clock.begun_on is None
    return CommitmentState.PROPOSED if proposed else CommitmentState.ON_TRACK


@pytest.mark.row("C4")
@given(facts(), every_day)
def test_no_day_makes_a_state_undefined(known: Facts, day: date) -> None:
    found = state_of(known, day)
    assert found.state in CommitmentState
    assert (found.state is CommitmentState.VERIFIED) is (found.missing == ())
    assert set(found.evidence) <= {one.id for one in known.evidence if one.on <= day <= one.until}


@pytest.mark.row("C4")
@given(facts(), every_day, st.integers())
def test_the_order_of_facts_does_not_matter(known: Facts, day: date, seed: int) -> None:
    def mixed(of: Sequence[Any]) -> list[Any]:
        return Random(seed).sample(list(of), len(of))

    shuffled = replace(
        known,
        milestones=mixed(known.milestones),
        evidence=mixed(known.evidence),
        confirmations=mixed(known.confirmations),
        measurements=sorted(mixed(known.measurements), key=known.measurements.index),
    )
    assert state_of(shuffled, day) == state_of(known, day)


@pytest.mark.row("C4")
@given(facts(), st.integers(0, 3000), st.integers(0, 3000))
def test_time_alone_only_takes_away(known: Facts, first: int, second: int) -> None:
    """Without anything new, verified becomes met, met expires, on track falls behind; never the other way."""
    early, late = sorted((first, second))
    ranks = {state: place for place, state in enumerate(["verified", "met", "expired"])}
    ways = {state: place for place, state in enumerate(["proposed", "on_track", "behind"])}
    before, after = (state_of(known, NOW + timedelta(days=days)).state for days in (early, late))
    assert (before in ranks) is (after in ranks)
    if before in ranks:
        assert ranks[before] <= ranks[after]
    else:
        assert after is before or (ways[before] < 2 and after is CommitmentState.BEHIND)


@pytest.mark.row("C4")
@settings(max_examples=300)
@given(facts(), st.integers(0, 3000))
def test_the_condensed_days_say_the_same_on_every_day_to_come(known: Facts, ahead: int) -> None:
    day = NOW + timedelta(days=ahead)
    assert from_clock(clock_of(known, NOW), known, day) is state_of(known, day).state


@given(facts())
def test_a_state_lasts_until_the_day_it_names(known: Facts) -> None:
    found = state_of(known, NOW)
    if found.until is not None:
        assert state_of(known, found.until).state is found.state
        assert state_of(known, found.until + timedelta(days=1)).state is not found.state


async def test_the_query_says_what_the_rules_say(behind) -> None:
    """Random facts, condensed, put to the SQL of the schema as constants."""
    random = Random(20261122)
    engine = create_engine(behind.url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        today = connection.execute(select(SQL_TODAY)).scalar_one()
        for _ in range(400):

            def day(shares: float = 0.6) -> date | None:
                return today + timedelta(days=random.randint(-3, 3)) if random.random() < shares else None

            clock = Clock(day(), day(), day(0.4), day())
            known = Facts(random.choice(list(ReportedState)), today, today + timedelta(days=random.randint(-2, 2)))
            if clock.verified_until and not clock.met_until:
                continue
            row = Row(known, clock)
            found = connection.execute(select(state_now(row), overdue_now(row))).one()
            assert found == (
                from_clock(clock, known, today).value,
                known.due_on < today and not (clock.met_until and clock.met_until >= today),
            )
    engine.dispose()


class Row:
    """A commitment's columns as constants."""

    def __init__(self, known: Facts, clock: Clock) -> None:
        values = {"state": known.reported.value, "due_on": known.due_on, **vars(clock)}
        for name, value in values.items():
            column = Commitment.__table__.c[name]
            type_ = postgresql.TEXT() if name == "state" else column.type
            setattr(self, name, literal(value, type_))


PROOF = Proof(UUID(int=1), NOW - timedelta(days=10), NOW + timedelta(days=10))
CLAIM = Facts(ReportedState.MET, NOW, NOW + timedelta(days=30), evidence=[PROOF])


@pytest.mark.row("C4")
@pytest.mark.parametrize(
    ("known", "state", "rule", "missing"),
    [
        (CLAIM, "met", StateRule.SHOWN_BY_EVIDENCE, (Missing.CHECK,)),
        (
            replace(CLAIM, confirmations=[Confirmed(NOW, NOW)]),
            "verified",
            StateRule.CONFIRMED_BY_CHECK,
            (),
        ),
        (
            replace(CLAIM, confirmations=[Confirmed(NOW, NOW)], lost_on=NOW),
            "met",
            StateRule.SHOWN_BY_EVIDENCE,
            (Missing.CHECK,),
        ),
        (
            replace(CLAIM, evidence=[Proof(uuid4(), NOW - timedelta(days=9), NOW - timedelta(days=1))]),
            "expired",
            StateRule.EVIDENCE_RAN_OUT,
            (Missing.EVIDENCE,),
        ),
        (
            replace(CLAIM, reported=ReportedState.BEHIND),
            "behind",
            StateRule.REPORTED_BEHIND,
            (Missing.REPORT,),
        ),
        (
            Facts(ReportedState.MET, NOW, NOW - timedelta(days=1)),
            "behind",
            StateRule.DAY_PASSED,
            (Missing.EVIDENCE,),
        ),
        (
            Facts(ReportedState.ON_TRACK, NOW, NOW, milestones=[Step(NOW - timedelta(days=1))]),
            "behind",
            StateRule.MILESTONE_MISSED,
            (Missing.MILESTONE, Missing.REPORT, Missing.EVIDENCE),
        ),
        (
            Facts(ReportedState.PROPOSED, NOW, NOW),
            "proposed",
            StateRule.NOTHING_YET,
            (Missing.REPORT, Missing.EVIDENCE),
        ),
        (
            replace(CLAIM, target=10.0, baseline=50.0, measurements=[Measured(NOW, 12.0)]),
            "on_track",
            StateRule.UNDER_WAY,
            (Missing.TARGET_REACHED,),
        ),
        (
            replace(CLAIM, target=10.0, baseline=50.0, measurements=[Measured(NOW, 9.0)]),
            "met",
            StateRule.SHOWN_BY_EVIDENCE,
            (Missing.CHECK,),
        ),
    ],
)
def test_the_rules_one_by_one(known, state, rule, missing):
    found = state_of(known, NOW)
    assert (found.state, found.rule, tuple(found.missing)) == (state, rule, missing)


def test_of_two_measurements_of_one_day_the_later_written_counts():
    known = Facts(
        ReportedState.ON_TRACK,
        NOW,
        NOW,
        target=1.0,
        baseline=0.0,
        measurements=[Measured(NOW, 0.0), Measured(NOW, 1.0)],
    )
    assert claimed(known, NOW)
