"""What state a commitment is in on a day, and why: computed from its facts, and from nothing else.

The rules, in their order:

1. *verified*: it is met, and an independent check that is still good has confirmed it.
2. *met*: its member claims it, and evidence in force on the day shows it. Where there is a measurable target, the
   latest measurement makes the claim; elsewhere the member's report does. Who reports it behind claims nothing.
3. *expired*: it is claimed and was shown, and all of that evidence has run out.
4. *behind*: its member says so, or its day has passed, or a milestone's day has passed unreached.
5. *proposed*: nothing has been reported, measured, shown or reached.
6. *on track*: everything else.

``state_of`` reads the facts; ``clock_of`` condenses them to the few days on which the state turns by itself, so that a
query needs no job to be right (``schema/conduct.py`` has the same rules in SQL). A test holds the three together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from server.conduct.models import CommitmentState, ReportedState


class StateRule(StrEnum):
    """Which rule made the state."""

    CONFIRMED_BY_CHECK = "confirmed_by_check"
    SHOWN_BY_EVIDENCE = "shown_by_evidence"
    EVIDENCE_RAN_OUT = "evidence_ran_out"
    REPORTED_BEHIND = "reported_behind"
    DAY_PASSED = "day_passed"
    MILESTONE_MISSED = "milestone_missed"
    NOTHING_YET = "nothing_yet"
    UNDER_WAY = "under_way"


class Missing(StrEnum):
    """What stands between a commitment and the next state."""

    MEASUREMENT = "measurement"
    TARGET_REACHED = "target_reached"
    REPORT = "report"
    EVIDENCE = "evidence"
    CHECK = "check"
    MILESTONE = "milestone"


@dataclass(frozen=True)
class Measured:
    """A value of the indicator."""

    on: date
    value: float


@dataclass(frozen=True)
class Step:
    """A milestone."""

    due_on: date
    reached_on: date | None = None


@dataclass(frozen=True)
class Proof:
    """A piece of evidence that may be looked at by somebody outside, and was not withdrawn."""

    id: UUID
    on: date
    until: date


@dataclass(frozen=True)
class Confirmed:
    """A check's confirmation."""

    on: date
    until: date


@dataclass(frozen=True)
class Facts:
    """All that counts for a commitment's state."""

    reported: ReportedState
    reported_on: date
    due_on: date
    target: float | None = None
    baseline: float | None = None
    lost_on: date | None = None
    measurements: Sequence[Measured] = ()
    milestones: Sequence[Step] = ()
    evidence: Sequence[Proof] = ()
    confirmations: Sequence[Confirmed] = ()


@dataclass(frozen=True)
class Standing:
    """A state and why: the rule, the evidence in force, until when it lasts if nothing happens, what is missing."""

    state: CommitmentState
    rule: StateRule
    until: date | None = None
    evidence: Sequence[UUID] = ()
    missing: Sequence[Missing] = field(default_factory=tuple)


def latest(facts: Facts, day: date) -> Measured | None:
    """The measurement that counts: the last by its day; of one day the later in the list."""
    known = [one for one in facts.measurements if one.on <= day]
    return max(reversed(known), key=lambda one: one.on, default=None)


def reached(facts: Facts, day: date) -> bool:
    """Whether the latest measurement reaches the target; downwards where the target lies below the baseline."""
    measured = latest(facts, day)
    if facts.target is None or measured is None:
        return False
    downwards = facts.baseline is not None and facts.target < facts.baseline
    return measured.value <= facts.target if downwards else measured.value >= facts.target


def claimed(facts: Facts, day: date) -> bool:
    """Whether it is claimed to be met."""
    if facts.reported is ReportedState.BEHIND:
        return False
    return reached(facts, day) if facts.target is not None else facts.reported is ReportedState.MET


def state_of(facts: Facts, day: date) -> Standing:
    """The state on a day, and why."""
    shown = [one for one in facts.evidence if one.on <= day]
    standing = [one for one in shown if one.until >= day]
    proofs = sorted(one.id for one in standing)
    if claimed(facts, day) and standing:
        until = max(one.until for one in standing)
        if checks := confirming(facts, day):
            ends = min(until, max(one.until for one in checks))
            return Standing(CommitmentState.VERIFIED, StateRule.CONFIRMED_BY_CHECK, ends, proofs)
        return Standing(CommitmentState.MET, StateRule.SHOWN_BY_EVIDENCE, until, proofs, (Missing.CHECK,))
    missing = tuple(missing_for_met(facts, day, standing))
    if claimed(facts, day) and shown:
        return Standing(CommitmentState.EXPIRED, StateRule.EVIDENCE_RAN_OUT, None, (), missing)
    if rule := behind(facts, day):
        return Standing(CommitmentState.BEHIND, rule, None, proofs, missing)
    if not begun(facts, day):
        return Standing(CommitmentState.PROPOSED, StateRule.NOTHING_YET, lasts(facts), (), missing)
    return Standing(CommitmentState.ON_TRACK, StateRule.UNDER_WAY, lasts(facts), proofs, missing)


def confirming(facts: Facts, day: date) -> list[Confirmed]:
    """The confirmations that are good on a day: what was lost since must be checked anew."""
    return [
        one
        for one in facts.confirmations
        if one.on <= day <= one.until and (facts.lost_on is None or one.on > facts.lost_on)
    ]


def behind(facts: Facts, day: date) -> StateRule | None:
    """The rule by which it is behind; none where it is not."""
    if facts.reported is ReportedState.BEHIND:
        return StateRule.REPORTED_BEHIND
    if facts.due_on < day:
        return StateRule.DAY_PASSED
    missed = any(step.reached_on is None and step.due_on < day for step in facts.milestones)
    return StateRule.MILESTONE_MISSED if missed else None


def begun(facts: Facts, day: date) -> bool:
    """Whether anything has been done for it."""
    first = begun_on(facts)
    return facts.reported is not ReportedState.PROPOSED or (first is not None and first <= day)


def begun_on(facts: Facts) -> date | None:
    """The day of the first measurement, evidence or milestone reached."""
    days = [one.on for one in facts.measurements] + [one.on for one in facts.evidence]
    return min([*days, *(step.reached_on for step in facts.milestones if step.reached_on)], default=None)


def missing_for_met(facts: Facts, day: date, standing: Sequence[Proof]) -> list[Missing]:
    """What would make it met."""
    found: list[Missing] = []
    if any(step.reached_on is None and step.due_on < day for step in facts.milestones):
        found.append(Missing.MILESTONE)
    if facts.target is None and not claimed(facts, day):
        found.append(Missing.REPORT)
    elif facts.target is not None and latest(facts, day) is None:
        found.append(Missing.MEASUREMENT)
    elif facts.target is not None and not reached(facts, day):
        found.append(Missing.TARGET_REACHED)
    elif facts.reported is ReportedState.BEHIND:
        found.append(Missing.REPORT)
    return found if standing else [*found, Missing.EVIDENCE]


def lasts(facts: Facts) -> date:
    """The last day before it falls behind by itself."""
    return min([facts.due_on, *(step.due_on for step in facts.milestones if step.reached_on is None)])


@dataclass(frozen=True)
class Clock:
    """The days on which the state turns by itself, if nothing new happens."""

    begun_on: date | None = None
    met_until: date | None = None
    verified_until: date | None = None
    slips_on: date | None = None


def clock_of(facts: Facts, day: date) -> Clock:
    """The facts of a day, condensed. It holds from that day on; no fact may lie after it."""
    met_until = max((one.until for one in facts.evidence), default=None) if claimed(facts, day) else None
    good = [one.until for one in facts.confirmations if facts.lost_on is None or one.on > facts.lost_on]
    slips = [step.due_on for step in facts.milestones if step.reached_on is None]
    return Clock(
        begun_on(facts),
        met_until,
        min(met_until, max(good)) if met_until and good else None,
        min(slips) + timedelta(days=1) if slips else None,
    )
