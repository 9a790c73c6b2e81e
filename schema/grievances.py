"""Grievances: what their worker and their handlers see, and the verbs of both."""

from datetime import date
from enum import Enum
from typing import Any, TypeGuard
from uuid import UUID

import strawberry
from sqlalchemy import Date, and_, case, literal_column, not_

from schema.connections import Connection, Node, key_of
from schema.expressions import TODAY
from schema.grievance_lists import Author, GrievanceCategory, GrievanceState, Outcome, Party
from schema.grievance_texts import CLOSING_REASON, EMPLOYER_NAME, FAIR_RESULT, NARRATIVE, body, damaged, words
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import (
    Order,
    argument,
    column,
    connection,
    expression,
    filtering,
    listing,
    planned,
    single,
    to_one,
)
from schema.scalars import LanguageTag, PrefectureCode
from server.grievances import models, services
from server.grievances.filing import Report
from server.grievances.models import MessageKind
from server.kernel.errors import Invalid, message
from server.kernel.session import ViewerSession


def late(t: Any) -> Any:
    """Open, and past the day by which somebody must have answered."""
    return and_(t.due_on < TODAY, t.state != GrievanceState.CLOSED.value)


def is_late(t: Any, wanted: bool) -> Any:
    """``late``, or the opposite."""
    return late(t) if wanted else not_(late(t))


def by_due_day(t: Any, _given: Any) -> Any:
    """An order by the day by which somebody must answer; what is closed waits for nobody and comes last."""
    return case((t.state == GrievanceState.CLOSED.value, literal_column("'9000-01-01'::date", Date)), else_=t.due_on)


@planned(models.GrievanceMessage)
class GrievanceMessage(Node):
    """A message between a worker and the handlers. Seen by the two sides only."""

    author: Author = column("Whose words they are.")
    body: str | None = body("What was written; null where it was damaged and does not open.")
    sent_on: date = column("The day it was sent. Hours are not kept.")


@planned(models.GrievanceExclusion)
class ExcludedOrganisation:
    """An organisation whose people must not know."""

    organisation: Organisation | None = to_one("The organisation.", via="organisation_id")


@planned(models.GrievanceReading)
class GrievanceReading:
    """That a handler opened what the worker wrote."""

    read_on: date = column("The day.")


@planned(models.Grievance)
class Grievance(Node):
    """A worker's grievance. Who sees it holds its receipt, or a grant for it; for everyone else it does not exist.

    Reading a sealed field as a handler is logged, and the worker sees the log.
    """

    state: GrievanceState = column("Where it stands.")
    category: GrievanceCategory = column("What it is about.")
    language: LanguageTag = column("The language the worker writes.")
    filed_on: date = column("The day it was filed. Hours are not kept.")
    due_on: date = column(
        "The day by which the worker must hear from a person: three working days after filing; once it is "
        "acknowledged, 30 days after filing."
    )
    overdue: bool = expression("Whether that day has passed and it is still open.", late)
    acknowledged_on: date | None = column("The day a person acknowledged it.")
    closed_on: date | None = column("The day it was closed.")
    outcome: Outcome | None = column("How it ended; null while it is open.")
    closing_reason: str | None = words("Why it was closed, for the worker to read.", CLOSING_REASON)
    prefecture: PrefectureCode | None = column("Where the work is.")
    employer: Organisation | None = to_one("The employer, where it is a member.", via="employer_id")
    employer_name: str | None = words("The employer as the worker wrote it, where it is no member.", EMPLOYER_NAME)
    narrative: str | None = words("What happened, in the worker's words.", NARRATIVE)
    fair_result: str | None = words("What would be fair, in the worker's words.", FAIR_RESULT)
    is_damaged: bool = damaged(
        "True where a sealed text of this grievance exists and does not open; that text is null, the others open."
    )
    must_not_know: list[Party] = column("Who must not learn of it, by kind. Keep to it in every call and letter.")
    excluded_organisations: list[ExcludedOrganisation] = listing(
        "Organisations whose people never see it: the employer named, and whom the worker excluded.",
        via="grievance_id",
        order=Order(("id",)),
        usually=2,
    )
    messages: Connection[GrievanceMessage] = connection(
        "What worker and handlers have written to each other, in order.",
        via="grievance_id",
        order=Order(("seq",), indexed=True),
        where=lambda t: t.kind == MessageKind.MESSAGE.value,
    )
    readings: list[GrievanceReading] = listing(
        "For the worker: on which days handlers opened it. Empty for everyone else.",
        via="grievance_id",
        order=Order(("read_on", "id")),
        usually=5,
    )


@strawberry.input(description="Which grievances; every condition that is given must hold.")
class GrievanceFilter:
    state: GrievanceState | None = filtering("That stand here.", lambda t, value: t.state == value)
    category: GrievanceCategory | None = filtering("About this.", lambda t, value: t.category == value)
    language: LanguageTag | None = filtering("Written in this language.", lambda t, value: t.language == value)
    overdue: bool | None = filtering("Open and past their day, or not.", is_late)


@strawberry.enum(description="How a list of grievances is ordered.")
class GrievanceOrder(Enum):
    NEWEST = strawberry.enum_value("newest", description="Last filed first.")
    OLDEST = strawberry.enum_value("oldest", description="First filed first.")
    DUE = strawberry.enum_value("due", description="What must be answered soonest first; closed ones last.")


@strawberry.type
class GrievanceQueries:
    """What is asked of grievances."""

    grievance: Grievance | None = single(
        "One grievance; null where there is none, or not for the viewer. Who holds a receipt may leave the id out.",
        argument("id", strawberry.ID | None, "Its global id."),
        by={"id": lambda t, value: t.id == value},
        convert={"id": lambda text: key_of("Grievance", text, "id")},
    )
    grievances: Connection[Grievance] = connection(
        "The grievances that were shared with the viewer, a handler.",
        orders=GrievanceOrder,
        order={
            GrievanceOrder.NEWEST: Order(("filed_on", "id"), descending=True),
            GrievanceOrder.OLDEST: Order(("filed_on", "id")),
            GrievanceOrder.DUE: Order((by_due_day, "id")),
        },
        filter=GrievanceFilter,
    )


KEPT_FROM = "A member. Nobody with a seat there will see the grievance, or that it exists."


@strawberry.input(one_of=True, description="For whom the worker works: one of the three.")
class EmployerInput:
    organisation_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=KEPT_FROM)
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="A name, as the worker knows it; up to 200 characters. Sealed."
    )
    unknown: bool | None = strawberry.field(default=strawberry.UNSET, description="True: not known, or not to be said.")


@strawberry.input(one_of=True, description="Who must not know: one of the two.")
class MustNotKnowInput:
    party: Party | None = strawberry.field(default=strawberry.UNSET, description="By kind. Handlers keep to it.")
    organisation_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=KEPT_FROM)


@strawberry.input(description="What a worker tells.")
class FileGrievanceInput(VerbInput):
    idempotency_key: UUID = strawberry.field(  # pyright: ignore[reportIncompatibleVariableOverride]  inputs are only read
        description="A random UUID of yours, made when the journey starts. The same key with the same input gives the "
        "same receipt for 15 minutes, afterwards ALREADY_RECEIVED. Keep it secret: it opens that answer."
    )
    category: GrievanceCategory = strawberry.field(description="What it is about.")
    language: LanguageTag = strawberry.field(description="The language the worker writes, in which answers will come.")
    narrative: str = strawberry.field(description="What happened; 1 to 10,000 characters. Sealed.")
    employer: EmployerInput = strawberry.field(description="For whom the worker works.")
    prefecture: PrefectureCode | None = strawberry.field(default=None, description="Where the work is.")
    fair_result: str | None = strawberry.field(default=None, description="What would be fair; up to 2,000 characters.")
    must_not_know: list[MustNotKnowInput] = strawberry.field(default_factory=list, description="Up to 20.")


@verb(
    edge=True,
    receipt=(str, "20 digits in groups of four, which open the grievance. Nobody can find them again."),
    due_on=(date, "The day by which the worker must hear from a person."),
)
async def file_grievance(edge: Edge, input: FileGrievanceInput) -> Done:
    """File a grievance, without an account. Whoever is signed in is not recorded.

    What the worker writes is sealed before it is stored. It goes to every case handler without a seat in an
    organisation that must not know; where there is none it is kept, and decided at the worker's next visit.
    """
    if edge.request is None:
        raise Invalid("idempotency_key")
    filed = await services.file_grievance(edge.door, edge.language, edge.request, report_of(input))
    return Done(secrets=filed._asdict())


def report_of(input: FileGrievanceInput) -> Report:
    """The input as the service takes it."""
    employer, named = input.employer, input.employer.organisation_id
    excluded = [
        (f"must_not_know.{n}.organisation_id", one.organisation_id) for n, one in enumerate(input.must_not_know)
    ]
    if employer.unknown is False:
        raise Invalid("employer.unknown", message("Say who the employer is, or that you do not know."))
    return Report(
        category=input.category,
        language=input.language,
        narrative=input.narrative,
        employer_id=key_of("Organisation", named, "employer.organisation_id") if is_given(named) else None,
        employer_name=employer.name if is_given(employer.name) else None,
        prefecture=input.prefecture,
        fair_result=input.fair_result,
        parties=tuple(one.party for one in input.must_not_know if one.party),
        excluded=tuple(key_of("Organisation", id, path) for path, id in excluded if is_given(id)),
    )


def is_given(value: str | None) -> TypeGuard[str]:
    """Whether this member of a one-of was chosen: an empty text was, and is refused like any wrong one."""
    return value is not None and value is not strawberry.UNSET


@strawberry.input(description="A receipt.")
class OpenGrievanceInput(VerbInput):
    receipt: str = strawberry.field(description="Its 20 digits, in any script and with any separators.")


@verb(edge=True, token=(str, "The bearer token of a session of two hours for this grievance."), grievance=Grievance)
async def open_grievance(edge: Edge, input: OpenGrievanceInput) -> Done:
    """Come back to a grievance with its receipt. Slips are told apart in words; an unknown receipt is NOT_FOUND.

    No visit is recorded. An idempotency key changes nothing: each time begins a session of its own.
    """
    token, grievance_id = await services.open_grievance(edge.door, edge.language, input.receipt)
    return Done(grievance_id, {"token": token.text, "grievance": grievance_id}, token=token)


@strawberry.input(description="A message in a grievance.")
class SendMessageInput(VerbInput):
    grievance_id: strawberry.ID = strawberry.field(description="The grievance's global id.")
    body: str = strawberry.field(description="What to write; 1 to 10,000 characters. Sealed.")


@verb(message=GrievanceMessage)
async def send_message(session: ViewerSession, input: SendMessageInput) -> Done:
    """Write to the other side: the worker with the receipt, or a handler with a grant. Also after closing."""
    sent = await services.send_message(session, key_of("Grievance", input.grievance_id, "grievance_id"), input.body)
    return Done(sent.id, {"message": sent.id})


@strawberry.input(description="A grievance to acknowledge.")
class AcknowledgeGrievanceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The grievance's global id.")


@verb(grievance=Grievance)
async def acknowledge_grievance(session: ViewerSession, input: AcknowledgeGrievanceInput) -> Done:
    """Tell the worker that a person has read it. For handlers with a grant: received → acknowledged."""
    key = key_of("Grievance", input.id, "id")
    await services.acknowledge_grievance(session, key)
    return Done(key, {"grievance": key})


@strawberry.input(description="A grievance to close.")
class CloseGrievanceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The grievance's global id.")
    outcome: Outcome = strawberry.field(description="How it ended.")
    reason: str = strawberry.field(description="Why, for the worker to read; 1 to 5,000 characters. Sealed.")


@verb(grievance=Grievance)
async def close_grievance(session: ViewerSession, input: CloseGrievanceInput) -> Done:
    """End it with an outcome and a reason. For handlers with a grant: acknowledged → closed."""
    key = key_of("Grievance", input.id, "id")
    await services.close_grievance(session, key, input.outcome, input.reason)
    return Done(key, {"grievance": key})
