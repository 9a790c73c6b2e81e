"""How a membership's standing changes, and how it is kept: one column for what was decided, one for the report that is
owed, and a line in its history for each change, whether somebody or a rule made it."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from server.kernel.errors import Conflict, message
from server.kernel.jobs import daily
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.members import life_cycle
from server.members.models import (
    MembershipCause,
    MembershipEvent,
    MembershipEventDetail,
    Organisation,
    OrganisationStatus,
    ParticipationTerms,
)


def standing_of(organisation: Organisation, day: date | None = None) -> OrganisationStatus:
    """Where a membership stands today, or on a day to come if nothing happens until then."""
    return life_cycle.standing(organisation.status, organisation.report_due_on, day or today())


def refuse_unless_acting(organisation: Organisation, path: str) -> None:
    """Conflict where this is no member with a member's rights: who waits, is suspended, or has left has none."""
    if standing_of(organisation) not in life_cycle.ACTING:
        raise Conflict(path, message("This organisation is not an active member."))


async def terms_of(rows: AsyncSession, organisation: Organisation) -> ParticipationTerms:
    """What its way of taking part may and must do."""
    return await rows.get_one(ParticipationTerms, organisation.participation)


async def change_standing(
    session: ViewerSession,
    organisation: Organisation,
    becomes: OrganisationStatus,
    cause: MembershipCause,
    reason: str | None = None,
) -> None:
    """Move a membership by the viewer's step, as of today. Conflict where that cannot follow where it stands."""
    await move_standing(session.rows, organisation, becomes, cause, reason, session.viewer.person_id)


async def move_standing(
    rows: AsyncSession,
    organisation: Organisation,
    becomes: OrganisationStatus,
    cause: MembershipCause,
    reason: str | None = None,
    actor_id: UUID | None = None,
) -> None:
    """The same for a job, which has no viewer.

    What the rule of missed reports did before is recorded first, so that the history stays in order.
    """
    await settle(rows, organisation, today())
    if becomes not in life_cycle.FOLLOWS[standing_of(organisation)]:
        raise Conflict("organisation_id", message("Where this membership stands, this cannot be done."))
    organisation.status = becomes
    if becomes in life_cycle.FORMER:
        organisation.report_due_on = None
    event = add_event(rows, organisation, cause)
    rows.add(
        MembershipEventDetail(
            membership_event_id=event.id, organisation_id=organisation.id, actor_id=actor_id, reason=reason
        )
    )


def add_event(rows: AsyncSession, organisation: Organisation, cause: MembershipCause) -> MembershipEvent:
    """A line in the history, of where it stands now."""
    event = MembershipEvent(organisation_id=organisation.id, becomes=standing_of(organisation), cause=cause)
    rows.add(event)
    return event


async def set_report_due(rows: AsyncSession, organisation: Organisation, due_on: date | None) -> None:
    """Say by when the earliest report that an organisation owes must come; none where it owes none.

    To be called whenever a duty opens, is extended or is met, in the same transaction, by a verb (``session.rows``) or
    a job. A membership that had lapsed is restored at once, or lapses where the day has passed; both are recorded.
    """
    await rows.refresh(organisation, with_for_update=True)
    await settle(rows, organisation, today())
    organisation.report_due_on = due_on
    await settle(rows, organisation, today())


async def settle(rows: AsyncSession, organisation: Organisation, day: date) -> int:
    """Record what the rule of missed reports has made of a membership up to a day; how many changes that were."""
    newest = (
        select(MembershipEvent)
        .where(col(MembershipEvent.organisation_id) == organisation.id)
        .order_by(col(MembershipEvent.happened_on).desc(), col(MembershipEvent.id).desc())
        .limit(1)
    )
    last = await rows.scalar(newest)
    changes = list(
        life_cycle.unrecorded(
            organisation.status,
            organisation.report_due_on,
            day,
            last.becomes if last else OrganisationStatus.ACTIVE,
            last.happened_on if last else date.min,
        )
    )
    rows.add_all(
        MembershipEvent(organisation_id=organisation.id, becomes=one.becomes, cause=one.cause, happened_on=one.on)
        for one in changes
    )
    await rows.flush()
    return len(changes)


@daily("evaluate_memberships", message("Records which memberships have lapsed."))
async def evaluate_memberships(rows: AsyncSession, day: date) -> None:
    """Every day: record what the rule of missed reports has made of each membership. A second run finds nothing to do.

    Who reads is told the truth without it, because standing is worked out from the day; this writes the history.
    """
    lapsing = select(Organisation.id).where(
        col(Organisation.status) == OrganisationStatus.ACTIVE, col(Organisation.report_due_on) < day
    )
    for id in (await rows.scalars(lapsing)).all():
        await settle(rows, await locked(rows, id), day)


async def locked(rows: AsyncSession, id: UUID) -> Organisation:
    """An organisation as it is now, while whoever else would change its standing waits."""
    return await rows.get_one(Organisation, id, with_for_update=True, populate_existing=True)
