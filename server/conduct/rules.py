"""When a commitment is due, which state follows which, and when it is overdue."""

import math
from collections.abc import Mapping
from datetime import date

from server.conduct.models import Commitment, CommitmentState, ReportedState
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, message

NAME_LIMIT = 200
NOTE_LIMIT = 4000
UNIT_LIMIT = 60
FARTHEST_YEARS = 3
EARLIEST = date(2000, 1, 1)
MOST_LANGUAGES = 25

FOLLOWS = {
    ReportedState.PROPOSED: frozenset({ReportedState.ON_TRACK, ReportedState.BEHIND, ReportedState.MET}),
    ReportedState.ON_TRACK: frozenset({ReportedState.BEHIND, ReportedState.MET}),
    ReportedState.BEHIND: frozenset({ReportedState.ON_TRACK, ReportedState.MET}),
    ReportedState.MET: frozenset({ReportedState.ON_TRACK, ReportedState.BEHIND}),
}
"""Every state may stay; nothing becomes a mere proposal again; and what was met may be lost again, and be said so."""


def due(signed_on: date) -> date:
    """The last day of the calendar half-year after the one in which the pledge was signed.

    So a new member has at least one whole half-year, and at most a year, and everybody's commitments fall due on one of
    two days of the year, when the half-yearly reports are written. Signed from January to June: 31 December of that
    year; from July to December: 30 June of the next.
    """
    return date(signed_on.year, 12, 31) if signed_on.month <= 6 else date(signed_on.year + 1, 6, 30)


def overdue(met_until: date | None, due_on: date, today: date) -> bool:
    """A commitment is overdue from the day after its date while no evidence in force shows that it is met."""
    return due_on < today and (met_until is None or met_until < today)


def next_state(state: ReportedState, wanted: CommitmentState) -> ReportedState:
    """The wanted state, where a member may report it and it may follow; Invalid or a Conflict at ``state`` else."""
    if wanted not in (one.value for one in ReportedState):
        raise Invalid("state", message("This state is computed from evidence and checks: nobody reports it."))
    reported = ReportedState(wanted.value)
    if reported is not state and reported not in FOLLOWS[state]:
        raise Conflict("state", message("What has been reported on cannot become a proposal again."))
    return reported


def next_date(wanted: date, today: date) -> date:
    """A new due date: not past, and at most three years ahead, which also catches a mistyped year."""
    if wanted < today:
        raise Invalid("due_on", message("This day has passed. Please choose a day to come."))
    if wanted.year > today.year + FARTHEST_YEARS:
        raise Invalid("due_on", message("Please choose a day within the next %(years)s years."), years=FARTHEST_YEARS)
    return wanted


def past_day(day: date, today: date, path: str) -> date:
    """A day on which something was done: not to come, and not so long ago that it must be mistyped."""
    if day > today:
        raise Invalid(path, message("This day is still to come."))
    if day < EARLIEST:
        raise Invalid(path, message("This day is too long ago."))
    return day


def number(value: float, path: str) -> float:
    """A number that can be compared: neither infinite nor absurdly large."""
    if not math.isfinite(value) or abs(value) > 1e12:
        raise Invalid(path, message("This number cannot be right."))
    return value


def texts(given: Mapping[str, str], path: str, longest: int) -> dict[str, str]:
    """A text in at least one language, each checked."""
    if not given:
        raise Invalid(path, message("Please fill this in."))
    if len(given) > MOST_LANGUAGES:
        raise Invalid(path, message("This is in more languages than there are."))
    return {language: prose(text, path, longest) for language, text in given.items()}


def measurable(commitment: Commitment) -> None:
    """Refuse a target that nobody could measure: it needs an indicator, a unit, and a baseline that differs from it."""
    if commitment.target is None:
        return
    if not commitment.indicator:
        raise Invalid("plan.indicator", message("Say what is measured."))
    if not commitment.unit:
        raise Invalid("plan.unit", message("Say in which unit it is measured."))
    if commitment.baseline is None:
        raise Invalid("plan.baseline", message("Say where you start from."))
    if commitment.baseline == commitment.target:
        raise Invalid("plan.target", message("The target is where you start from. Choose another."))
