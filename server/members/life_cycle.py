"""Where a membership stands on a day: what was decided, and what the rule of missed reports makes of it.

The rule is the one sanction that needs nobody: the day after a report was due begins a grace period of 30 days; the day
after that, the membership is suspended; reporting restores it at once. Nothing here reads a clock or a database.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from server.members.models import MembershipCause, OrganisationStatus

GRACE_DAYS = 30

LAPSE = (OrganisationStatus.ACTIVE, OrganisationStatus.GRACE, OrganisationStatus.SUSPENDED)
"""The way down, one step at a time."""

PUBLIC = frozenset(LAPSE)
"""Who stands in the directory: a lapse is a visible fact."""

ACTING = frozenset({OrganisationStatus.ACTIVE, OrganisationStatus.GRACE})
"""Who has a member's rights. Who is suspended may still report, answer, and look after its own people."""

FORMER = frozenset({OrganisationStatus.WITHDRAWN, OrganisationStatus.EXPELLED})
"""Who was a member: a public page says so, and the directory does not list it."""

FOLLOWS: dict[OrganisationStatus, frozenset[OrganisationStatus]] = {
    OrganisationStatus.APPLIED: frozenset(
        {OrganisationStatus.INFORMATION_REQUESTED, OrganisationStatus.ACTIVE, OrganisationStatus.DECLINED}
    ),
    OrganisationStatus.INFORMATION_REQUESTED: frozenset(
        {OrganisationStatus.APPLIED, OrganisationStatus.ACTIVE, OrganisationStatus.DECLINED}
    ),
    OrganisationStatus.DECLINED: frozenset(),
    OrganisationStatus.ACTIVE: PUBLIC | FORMER,
    OrganisationStatus.GRACE: PUBLIC | FORMER,
    OrganisationStatus.SUSPENDED: PUBLIC | FORMER,
    OrganisationStatus.WITHDRAWN: PUBLIC,
    OrganisationStatus.EXPELLED: PUBLIC,
    OrganisationStatus.LISTED: frozenset(),
}
"""Which standing may follow which. Who was declined applies anew, as another organisation."""


class Change(NamedTuple):
    """A change of standing that a rule makes, from ``on`` onwards."""

    becomes: OrganisationStatus
    cause: MembershipCause
    on: date


def standing(status: OrganisationStatus, report_due_on: date | None, day: date) -> OrganisationStatus:
    """Where a membership stands on a day, given what was decided and the last day of the earliest report it owes.

    Only who is active can lapse: grace from the day after ``report_due_on``, suspended from ``GRACE_DAYS`` later.
    """
    if status is not OrganisationStatus.ACTIVE or report_due_on is None or day <= report_due_on:
        return status
    late = (day - report_due_on).days
    return OrganisationStatus.GRACE if late <= GRACE_DAYS else OrganisationStatus.SUSPENDED


def unrecorded(
    status: OrganisationStatus,
    report_due_on: date | None,
    day: date,
    last: OrganisationStatus,
    last_on: date,
) -> Iterator[Change]:
    """The changes that the rule has made up to a day, after the last recorded one. None where the record is complete.

    ``last`` is the standing that the newest event led to, and ``last_on`` its day: nothing is dated before it.
    """
    now = standing(status, report_due_on, day)
    if status is not OrganisationStatus.ACTIVE or now is last:
        return
    if report_due_on is None or LAPSE.index(now) < LAPSE.index(last):
        yield Change(now, MembershipCause.REPORTED, day)
        return
    starts = report_due_on + timedelta(1)
    if last is OrganisationStatus.ACTIVE:
        yield Change(OrganisationStatus.GRACE, MembershipCause.REPORT_OVERDUE, max(starts, last_on))
    if now is OrganisationStatus.SUSPENDED:
        over = max(starts + timedelta(GRACE_DAYS), last_on)
        yield Change(now, MembershipCause.GRACE_OVER, over)
