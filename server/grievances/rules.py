"""What a grievance may say, in which order its states come, and by which day somebody must answer. Pure functions."""

import re
from collections.abc import Collection
from datetime import date

from server.grievances.models import Grievance, GrievanceState
from server.kernel import clocks
from server.kernel.clocks import Due
from server.kernel.errors import Conflict, Invalid, LimitReached, message

LONGEST_NARRATIVE = 10_000
LONGEST_MESSAGE = 10_000
LONGEST_FAIR_RESULT = 2_000
LONGEST_REASON = 5_000
LONGEST_EMPLOYER_NAME = 200
MOST_EXCLUDED = 20

WORKING_DAYS_TO_ACKNOWLEDGE = 3
DAYS_TO_ANSWER = 30

_language = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_prefecture = re.compile(r"JP-(0[1-9]|[1-3][0-9]|4[0-7])")


def check_language(language: str) -> None:
    """A BCP 47 tag."""
    if not _language.fullmatch(language):
        raise Invalid("language", message("This is not a language we know."))


def check_prefecture(prefecture: str | None) -> None:
    """JP-01 to JP-47, or none."""
    if prefecture is not None and not _prefecture.fullmatch(prefecture):
        raise Invalid("prefecture", message("This is not a prefecture of Japan."))


def check_excluded(excluded: Collection[object]) -> None:
    """Nobody needs more than twenty who must not know; a longer list is an attack on the rota."""
    if len(excluded) > MOST_EXCLUDED:
        raise LimitReached("must_not_know", message("Please name at most %(most)s."), most=MOST_EXCLUDED)


def due_on_receipt(filed_on: date) -> Due:
    """The day by which a person must have acknowledged a grievance: the third working day after the day of filing.

    Source: our default of standards §5.2.
    """
    rule = message("A person looks at every new grievance within three working days.")
    return clocks.working_days(rule, filed_on, WORKING_DAYS_TO_ACKNOWLEDGE)


def due_on_acknowledgement(filed_on: date) -> Due:
    """The day by which the worker must have a first answer in substance: 30 days after filing.

    Source: our default of standards §5.2. Closing keeps the day as it was.
    """
    rule = message("The worker has a first answer within 30 days.")
    return clocks.calendar_days(rule, filed_on, DAYS_TO_ANSWER)


def overdue(grievance: Grievance, day: date) -> bool:
    """Whether its day has passed while it is still open."""
    return grievance.state is not GrievanceState.CLOSED and grievance.due_on < day


def check_state(grievance: Grievance, expected: GrievanceState) -> None:
    """received → acknowledged → closed; no state is skipped and none comes back."""
    if grievance.state is not expected:
        raise Conflict("id", WORDS[grievance.state])


WORDS = {
    GrievanceState.RECEIVED: message("Nobody has acknowledged this grievance yet. Acknowledge it first."),
    GrievanceState.ACKNOWLEDGED: message("This grievance has already been acknowledged."),
    GrievanceState.CLOSED: message("This grievance is already closed."),
}
"""Why a verb cannot be done in the state that is found."""
