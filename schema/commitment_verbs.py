"""What is done about commitments: proposed, planned, measured, brought along their milestones."""

from datetime import date

import strawberry

from schema.conduct import Commitment, CommitmentScope, Measurement, Milestone
from schema.connections import key_of
from schema.mutation import Done, VerbInput, verb
from schema.texts import TextInput, texts_of
from server.conduct import progress
from server.conduct.progress import Plan
from server.kernel.session import ViewerSession


@strawberry.input(description="What a member sets itself. What is left out stays as it is.")
class CommitmentPlan:
    aim: list[TextInput] | None = strawberry.field(
        default=None, description="What is to be true in the end; up to 4,000 characters a language."
    )
    indicator: list[TextInput] | None = strawberry.field(default=None, description="What is measured.")
    unit: str | None = strawberry.field(default=None, description="The unit, such as `%` or `people`.")
    baseline: float | None = strawberry.field(default=None, description="Where it starts from.")
    target: float | None = strawberry.field(
        default=None, description="The value to be reached. Needs an indicator, a unit and another baseline."
    )
    owner_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who answers for it: a person with a seat in the organisation."
    )
    scope: CommitmentScope | None = strawberry.field(default=None, description="Where it holds.")
    scope_note: list[TextInput] | None = strawberry.field(default=None, description="Which sites or suppliers.")


def plan_of(given: CommitmentPlan | None, due_on: date | None = None) -> Plan:
    """The plan as the services take it."""
    if given is None:
        return Plan(due_on=due_on)
    return Plan(
        aim=texts_of(given.aim, "plan.aim") if given.aim is not None else None,
        indicator=texts_of(given.indicator, "plan.indicator") if given.indicator is not None else None,
        unit=given.unit,
        baseline=given.baseline,
        target=given.target,
        owner_id=key_of("Person", given.owner_id, "plan.owner_id") if given.owner_id else None,
        scope=given.scope,
        scope_note=texts_of(given.scope_note, "plan.scope_note") if given.scope_note is not None else None,
        due_on=due_on,
    )


@strawberry.input(description="One more commitment to an article.")
class ProposeCommitmentInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="Whose.")
    article_number: int = strawberry.field(description="To which article of the version that the member has signed.")
    due_on: date = strawberry.field(description="Its day: not past, at most three years ahead.")
    plan: CommitmentPlan | None = strawberry.field(default=None, description="What it aims at.")


@verb(commitment=Commitment)
async def propose_commitment(session: ViewerSession, input: ProposeCommitmentInput) -> Done:
    """Add a commitment to an article, beside the one that the pledge made. For owners and editors of the member.

    CONFLICT where the member has signed no version of the code.
    """
    commitment = await progress.propose_commitment(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        input.article_number,
        input.due_on,
        plan_of(input.plan),
    )
    return Done(commitment.id, {"commitment": commitment.id})


@strawberry.input(description="What a commitment aims at, and how that is measured.")
class PlanCommitmentInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The commitment's global id.")
    plan: CommitmentPlan = strawberry.field(description="What changes; the rest stays.")
    due_on: date | None = strawberry.field(default=None, description="A new day: not past, at most three years ahead.")


@verb(commitment=Commitment)
async def plan_commitment(session: ViewerSession, input: PlanCommitmentInput) -> Done:
    """Make a commitment measurable: aim, indicator, target, who answers, where. For its owners and editors."""
    commitment = await progress.plan_commitment(
        session, key_of("Commitment", input.id, "id"), plan_of(input.plan, input.due_on)
    )
    return Done(commitment.id, {"commitment": commitment.id})


@strawberry.input(description="A value of a commitment's indicator.")
class RecordMeasurementInput(VerbInput):
    commitment_id: strawberry.ID = strawberry.field(description="The commitment's global id.")
    value: float = strawberry.field(description="The value, in the commitment's unit.")
    measured_on: date = strawberry.field(description="The day for which it holds; not to come.")


@verb(measurement=Measurement)
async def record_measurement(session: ViewerSession, input: RecordMeasurementInput) -> Done:
    """Write down what was measured. For owners and editors. CONFLICT where nothing says what is measured."""
    measurement = await progress.record_measurement(
        session, key_of("Commitment", input.commitment_id, "commitment_id"), input.value, input.measured_on
    )
    return Done(measurement.id, {"measurement": measurement.id})


@strawberry.input(description="A step on the way.")
class AddMilestoneInput(VerbInput):
    commitment_id: strawberry.ID = strawberry.field(description="The commitment's global id.")
    title: list[TextInput] = strawberry.field(description="What is to be reached, in at least one language.")
    due_on: date = strawberry.field(description="Its day: not past, and not after the commitment's own.")


@verb(milestone=Milestone)
async def add_milestone(session: ViewerSession, input: AddMilestoneInput) -> Done:
    """Add a milestone. For owners and editors."""
    milestone = await progress.add_milestone(
        session,
        key_of("Commitment", input.commitment_id, "commitment_id"),
        texts_of(input.title, "title"),
        input.due_on,
    )
    return Done(milestone.id, {"milestone": milestone.id})


@strawberry.input(description="That a milestone was reached.")
class ReachMilestoneInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The milestone's global id.")
    reached_on: date = strawberry.field(description="On which day; not to come.")


@verb(milestone=Milestone)
async def reach_milestone(session: ViewerSession, input: ReachMilestoneInput) -> Done:
    """Say that a milestone was reached. For owners and editors. CONFLICT where that has been said."""
    milestone = await progress.reach_milestone(session, key_of("Milestone", input.id, "id"), input.reached_on)
    return Done(milestone.id, {"milestone": milestone.id})
