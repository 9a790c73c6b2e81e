"""When a commitment is due, which state follows which, and when it is overdue."""

from datetime import date

from server.conduct.models import CommitmentState
from server.kernel.errors import Conflict, Invalid, message

NAME_LIMIT = 200
NOTE_LIMIT = 4000
FARTHEST_YEARS = 3

FOLLOWS = {
    CommitmentState.PROPOSED: frozenset({CommitmentState.ON_TRACK, CommitmentState.BEHIND, CommitmentState.MET}),
    CommitmentState.ON_TRACK: frozenset({CommitmentState.BEHIND, CommitmentState.MET}),
    CommitmentState.BEHIND: frozenset({CommitmentState.ON_TRACK, CommitmentState.MET}),
    CommitmentState.MET: frozenset({CommitmentState.ON_TRACK, CommitmentState.BEHIND}),
}
"""Every state may stay; nothing becomes a mere proposal again; and what was met may be lost again, and be said so."""


def due(signed_on: date) -> date:
    """The last day of the calendar half-year after the one in which the pledge was signed.

    So a new member has at least one whole half-year, and at most a year, and everybody's commitments fall due on one of
    two days of the year, when the half-yearly reports are written. Signed from January to June: 31 December of that
    year; from July to December: 30 June of the next.
    """
    return date(signed_on.year, 12, 31) if signed_on.month <= 6 else date(signed_on.year + 1, 6, 30)


def overdue(state: CommitmentState, due_on: date, today: date) -> bool:
    """A commitment is overdue from the day after its date until it is met."""
    return due_on < today and state is not CommitmentState.MET


def next_state(state: CommitmentState, wanted: CommitmentState) -> CommitmentState:
    """The wanted state, where it may follow; else a Conflict at ``state``."""
    if wanted is not state and wanted not in FOLLOWS[state]:
        raise Conflict("state", message("What has been reported on cannot become a proposal again."))
    return wanted


def next_date(wanted: date, today: date) -> date:
    """A new due date: not past, and at most three years ahead, which also catches a mistyped year."""
    if wanted < today:
        raise Invalid("due_on", message("This day has passed. Please choose a day to come."))
    if wanted.year > today.year + FARTHEST_YEARS:
        raise Invalid("due_on", message("Please choose a day within the next %(years)s years."), years=FARTHEST_YEARS)
    return wanted
