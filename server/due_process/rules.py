"""What makes a case fair: time to answer, a panel of at least three that is odd, a majority, an appeal that cannot make
it worse. Pure functions."""

from collections.abc import Sequence
from datetime import date

from server.due_process.models import Instance, Measure, ProceedingStage
from server.kernel import clocks
from server.kernel.clocks import Due
from server.kernel.errors import Conflict, Invalid, message

REPLY_DAYS = 14
APPEAL_DAYS = 30
LEAST_PANEL = 3
LARGEST_PANEL = 9
WORDS = 8000

GRAVITY = tuple(Measure)
"""From the mildest to the gravest."""

REPLY = message("Time to reply to the notice")
APPEAL = message("Time to appeal against the decision")


def reply_due(served_on: date) -> Due:
    """The last day of the reply, on a working day."""
    return clocks.on_working_day(clocks.calendar_days(REPLY, served_on, REPLY_DAYS))


def appeal_due(decided_on: date) -> Due:
    """The last day of an appeal, on a working day."""
    return clocks.on_working_day(clocks.calendar_days(APPEAL, decided_on, APPEAL_DAYS))


def sought(measure: Measure) -> Measure:
    """What a case can ask for; else refused at ``sought``."""
    if measure is Measure.DISMISSED:
        raise Invalid("sought", message("A case asks for suspension or expulsion."))
    return measure


def majority(votes: Sequence[Measure], gravest: Measure) -> Measure:
    """The gravest measure that a majority of an odd panel wants at least; never graver than ``gravest``.

    Who votes for expulsion also wants at least a suspension. Of an odd number that is the vote in the middle.
    """
    middle = sorted(GRAVITY.index(vote) for vote in votes)[len(votes) // 2]
    return GRAVITY[min(middle, GRAVITY.index(gravest))]


def instance_of(stage: ProceedingStage) -> Instance:
    """Which panel sits at this stage; Conflict where none does."""
    if stage is ProceedingStage.SERVED:
        return Instance.FIRST
    if stage is ProceedingStage.APPEALED:
        return Instance.APPEAL
    raise Conflict("id", message("No panel sits in this case now."))


def refuse_small_panel(members: int) -> None:
    """Conflict where a panel cannot decide: it is at least three, and odd."""
    if members < LEAST_PANEL or members % 2 == 0:
        raise Conflict("id", message("A panel has an odd number of members, at least three."))
