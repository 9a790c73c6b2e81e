"""What a decision does, once nobody can appeal any more: to the membership, and for everybody to read."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from server.due_process.models import Measure, Proceeding, ProceedingDecision, ProceedingStage, PublishedOutcome
from server.kernel.errors import message
from server.kernel.jobs import daily
from server.members.models import MembershipCause, OrganisationStatus
from server.members.services import locked, move_standing


async def conclude(rows: AsyncSession, proceeding: Proceeding, measure: Measure, day: date) -> None:
    """Make a decision final: the membership changes, and the outcome is published. A member that has left meanwhile
    stays so; a suspension in the meantime ends where the case is dismissed."""
    proceeding.stage, proceeding.final_on = ProceedingStage.FINAL, day
    organisation = await locked(rows, proceeding.organisation_id)
    rows.add(
        PublishedOutcome(
            proceeding_id=proceeding.id,
            organisation_id=organisation.id,
            measure=measure,
            text=proceeding.public_text or {},
            published_on=day,
        )
    )
    if organisation.status not in (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED):
        return
    if measure is Measure.EXPULSION:
        await move_standing(rows, organisation, OrganisationStatus.EXPELLED, MembershipCause.EXPELLED)
    elif measure is Measure.SUSPENSION and organisation.status is not OrganisationStatus.SUSPENDED:
        await move_standing(rows, organisation, OrganisationStatus.SUSPENDED, MembershipCause.SUSPENDED)
    elif measure is Measure.DISMISSED and proceeding.interim_on:
        await move_standing(rows, organisation, OrganisationStatus.ACTIVE, MembershipCause.REINSTATED)


@daily("conclude_proceedings", message("Carries out decisions against which nobody has appealed in time."))
async def conclude_proceedings(rows: AsyncSession, day: date) -> None:
    """Every day: make decisions final whose time for an appeal has passed. A second run finds nothing to do."""
    waiting = select(Proceeding.id).where(
        col(Proceeding.stage) == ProceedingStage.DECIDED, col(Proceeding.appeal_by) < day
    )
    for id in (await rows.scalars(waiting)).all():
        proceeding = await rows.get_one(Proceeding, id, with_for_update=True, populate_existing=True)
        decision = await rows.scalar(
            select(ProceedingDecision).where(col(ProceedingDecision.proceeding_id) == proceeding.id)
        )
        if decision and proceeding.stage is ProceedingStage.DECIDED:
            await conclude(rows, proceeding, decision.measure, day)
