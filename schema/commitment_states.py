"""The states of commitments: their words, the rules as SQL, and their explanation."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import and_, case, literal_column, or_

from schema.connections import global_id
from schema.enums import closed
from schema.expressions import TODAY
from server.conduct import states
from server.conduct.facts import facts_of
from server.conduct.models import CommitmentScope, CommitmentState, ReportedState
from server.conduct.states import Missing, StateRule
from server.kernel.table import today

closed(
    CommitmentState,
    "How far a commitment has come: computed from its member's reports, measurements, evidence, checks and dates.",
    {
        CommitmentState.PROPOSED: "Nothing has been reported, measured or shown yet.",
        CommitmentState.ON_TRACK: "Under way, and its day has not passed.",
        CommitmentState.BEHIND: "Its member says so, or its day or a milestone's day has passed.",
        CommitmentState.MET: "Claimed, and shown by evidence in force.",
        CommitmentState.VERIFIED: "Met, and confirmed by an independent check that is still good.",
        CommitmentState.EXPIRED: "It was met, and the evidence has run out.",
    },
)
closed(
    ReportedState,
    "How far a commitment has come, as its member last reported it.",
    {
        ReportedState.PROPOSED: "Nothing has been reported yet.",
        ReportedState.ON_TRACK: "It will be met by its day.",
        ReportedState.BEHIND: "It will not be met by its day as things stand, or it was met and is so no more.",
        ReportedState.MET: "It is met.",
    },
)
closed(
    CommitmentScope,
    "Where a commitment holds.",
    {
        CommitmentScope.ORGANISATION: "In the whole organisation.",
        CommitmentScope.SITES: "At some of its sites; the note says which.",
        CommitmentScope.SUPPLIERS: "At suppliers; the note says which.",
    },
)
closed(
    StateRule,
    "Which rule made a commitment's state.",
    {
        StateRule.CONFIRMED_BY_CHECK: "It is met, and a check that is still good has confirmed it.",
        StateRule.SHOWN_BY_EVIDENCE: "It is claimed, and evidence in force shows it.",
        StateRule.EVIDENCE_RAN_OUT: "It is claimed and was shown, and all of that evidence has run out.",
        StateRule.REPORTED_BEHIND: "Its member says that it is behind.",
        StateRule.DAY_PASSED: "Its day has passed.",
        StateRule.MILESTONE_MISSED: "A milestone's day has passed, and it was not reached.",
        StateRule.NOTHING_YET: "Nothing has been done for it yet, as far as anybody can see.",
        StateRule.UNDER_WAY: "Something has been done, and no day has passed.",
    },
)
closed(
    Missing,
    "What stands between a commitment and the next state.",
    {
        Missing.MEASUREMENT: "A measurement.",
        Missing.TARGET_REACHED: "A measurement that reaches the target.",
        Missing.REPORT: "Its member's report that it is met.",
        Missing.EVIDENCE: "Evidence in force that somebody outside may look at.",
        Missing.CHECK: "An independent check.",
        Missing.MILESTONE: "A milestone whose day has passed.",
    },
)


def state_now(t: Any) -> Any:
    """The state today, by the days that the events have written: the rules of server/conduct/states.py in SQL."""
    behind = or_(t.state == ReportedState.BEHIND, t.due_on < TODAY, t.slips_on <= TODAY)
    return case(
        (t.verified_until >= TODAY, literal_column("'verified'")),
        (t.met_until >= TODAY, literal_column("'met'")),
        (t.met_until.is_not(None), literal_column("'expired'")),
        (behind, literal_column("'behind'")),
        (and_(t.state == ReportedState.PROPOSED, t.begun_on.is_(None)), literal_column("'proposed'")),
        else_=literal_column("'on_track'"),
    )


def overdue_now(t: Any) -> Any:
    """Past its day, and no evidence in force shows that it is met."""
    return and_(t.due_on < TODAY, or_(t.met_until.is_(None), t.met_until < TODAY))


@strawberry.type(description="Why a commitment is in its state today. Computed from what is public; it is no score.")
class CommitmentExplanation:
    state: CommitmentState = strawberry.field(description="The state.")
    rule: StateRule = strawberry.field(description="The rule that made it.")
    until: date | None = strawberry.field(
        description="The last day on which it lasts if nothing happens; null where it lasts or has ended."
    )
    evidence: list[strawberry.ID] = strawberry.field(description="The evidence in force: global ids.")
    missing: list[Missing] = strawberry.field(description="What stands between it and the next state.")
    on: date = strawberry.field(description="The day for which this was computed.")


def explained(told: dict[str, Any]) -> CommitmentExplanation:
    """The explanation of a commitment, from its gathered facts."""
    day = today()
    found = states.state_of(facts_of(told), day)
    proofs = [strawberry.ID(global_id("Evidence", id)) for id in found.evidence]
    return CommitmentExplanation(
        state=found.state,
        rule=found.rule,
        until=found.until,
        evidence=proofs,
        missing=list(found.missing),
        on=day,
    )
