"""Where memberships stand today and stood on any past day, their history, and the ways of taking part."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import Date, and_, case, exists, literal_column, not_, or_, select

from schema.connections import Node
from schema.expressions import TODAY
from schema.lapses import LapseComment
from schema.member_lists import MembershipCause, OrganisationStatus, Participation
from schema.planner.mapping import Order, Side, column, listing, localized, planned
from schema.texts import LocalizedText
from server.members import life_cycle, models

EVENTS: Any = models.MembershipEvent.__table__.c  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it
DETAIL = Side(models.MembershipEventDetail, lambda own, side: side.membership_event_id == own.id)

ACTIVE, GRACE, SUSPENDED = life_cycle.LAPSE


def lapsed(t: Any, day: Any) -> Any:
    """A report it owes is overdue on that day."""
    return and_(t.status == ACTIVE, t.report_due_on < day)


def lapse(t: Any, day: Any) -> Any:
    """What an overdue report has led to on that day."""
    return case((t.report_due_on < last_of_grace(day), SUSPENDED.value), else_=GRACE.value)


def last_of_grace(day: Any) -> Any:
    """Reports that were due before this day have no grace left on that day."""
    return day - literal_column(str(life_cycle.GRACE_DAYS))


def standing(t: Any) -> Any:
    """Where a membership stands today; the same as ``life_cycle.standing``, in SQL."""
    return case((lapsed(t, TODAY), lapse(t, TODAY)), else_=t.status)


def stands(t: Any, wanted: OrganisationStatus) -> Any:
    """The condition that a membership stands so today, in words that an index serves."""
    on_time = or_(t.report_due_on.is_(None), t.report_due_on >= TODAY)
    late = and_(lapsed(t, TODAY), t.report_due_on >= last_of_grace(TODAY))
    too_late = and_(t.status == ACTIVE, t.report_due_on < last_of_grace(TODAY))
    conditions = {
        ACTIVE: and_(t.status == ACTIVE, on_time),
        GRACE: late,
        SUSPENDED: or_(t.status == SUSPENDED, too_late),
    }
    return conditions.get(wanted, t.status == wanted)


def standing_on(t: Any, date: Any) -> Any:
    """Where a membership stood on a past day: what the newest event until then led to, and what the rule has made of it
    since, where that is not recorded yet."""
    of_this = EVENTS.organisation_id == t.id
    recorded = (
        select(EVENTS.becomes)
        .where(of_this, EVENTS.happened_on <= date)
        .order_by(EVENTS.happened_on.desc(), EVENTS.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = and_(exists().where(of_this), not_(exists().where(of_this, EVENTS.happened_on > date)))
    return case(
        (date > TODAY, None),
        (and_(lapsed(t, date), newest), lapse(t, date)),
        else_=recorded,
    )


BY_DATE = {"date": Date()}


@planned(models.MembershipEvent)
class MembershipEvent(Node):
    """A change of where a membership stands. Everybody sees what led to a public standing; the reason is for the
    organisation's own people and the secretariat."""

    becomes: OrganisationStatus = column("Where the membership stood from then on.")
    cause: MembershipCause = column("The step or the rule that changed it.")
    happened_on: date = column("The day from which it held.")
    comments: list[LapseComment] = listing(
        "What the member says beside it, oldest first.",
        via="membership_event_id",
        order=Order(("commented_on", "id")),
        usually=1,
    )
    reason: str | None = column("Why, in words; null where none was given or it is not yours to see.", side=DETAIL)


@planned(models.ParticipationTerms)
class ParticipationTerms:
    """What one way of taking part may and must do. The verbs check exactly this."""

    code: Participation = column("Which way of taking part.")
    name: LocalizedText = localized("What it is called.")
    description: LocalizedText = localized("What it means, in words.")
    pledges: bool = column("Whether it signs the code of conduct and makes commitments: a duty, and a right.")
    reports: bool = column("Whether it owes an activity report every half-year.")
    publishes: bool = column("Whether it may publish case studies.")


@strawberry.type
class StandingQueries:
    """What standing adds to the root."""

    participations: list[ParticipationTerms] = listing(
        "The ways of taking part, and what each may and must do.", order=Order(("code",)), usually=3
    )


def not_former(t: Any) -> Any:
    """Who left or was expelled is not in the directory, nor who is listed because a member is tied to it."""
    return and_(*(t.status != one for one in sorted({*life_cycle.FORMER, OrganisationStatus.LISTED})))


def former(t: Any) -> Any:
    """Who left or was expelled."""
    return or_(*(t.status == one for one in sorted(life_cycle.FORMER)))
