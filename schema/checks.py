"""Independent checks: what is asked of them, and the verbs of the secretariat, the checker and the member."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func

from schema.conduct import Commitment
from schema.connections import Connection, Node, global_id, key_of
from schema.enums import closed
from schema.identity import Person
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Order, column, connection, filtering, listing, planned, to_one
from schema.planner.plain import computed
from schema.scalars import LanguageTag
from schema.texts import TextInput, texts_of
from server.assurance import checks, models, rules
from server.assurance.models import CheckKind, CheckState, FindingOutcome
from server.kernel.session import ViewerSession

closed(
    CheckKind,
    "Who checks independently.",
    {
        CheckKind.PEER: "Somebody from another member.",
        CheckKind.ADVISER: "An adviser of the platform.",
        CheckKind.WORKER_REPRESENTATIVE: "Somebody whom workers or their union have chosen.",
        CheckKind.AUDIT: "An auditor.",
    },
)
closed(
    CheckState,
    "How far a check has come.",
    {
        CheckState.REQUESTED: "Asked for, or drawn; nobody checks yet.",
        CheckState.ASSIGNED: "Somebody without a tie checks.",
        CheckState.ANSWERING: "The findings are with the member, which answers.",
        CheckState.CLOSED: "Done: what was confirmed is verified.",
    },
)
closed(
    FindingOutcome,
    "What a check found of a commitment.",
    {
        FindingOutcome.CONFIRMED: "It is met, as claimed.",
        FindingOutcome.GAP: "Something is missing.",
        FindingOutcome.NOT_EXAMINED: "It could not be examined; the text says why.",
    },
)


@strawberry.type(description="A member that a draw has taken, and the number that put it there.")
class Drawn:
    organisation_id: strawberry.ID = strawberry.field(description="The member's global id.")
    place: int = strawberry.field(description="Its place in the draw, from 1.")


def drawn_again(told: list[Any]) -> list[Drawn]:
    """The draw, made again from its seed."""
    seed, population, size = told
    keys = rules.drawn(seed, [UUID(key) for key in population], size)
    return [
        Drawn(organisation_id=strawberry.ID(global_id("Organisation", key)), place=place)
        for place, key in enumerate(keys, 1)
    ]


@planned(models.CheckDraw)
class CheckDraw(Node):
    """A random draw of members to be checked. Public, with all that is needed to draw again.

    A member's ticket is SHA-256 of `seed`, a colon and its key (the part after the colon in its decoded global id);
    the `size` smallest tickets are drawn.
    """

    kind: CheckKind = column("Which kind of check.")
    seed: str = column("The seed, made by the platform at the draw.")
    size: int = column("How many were to be drawn.")
    reason: str = column("Why there was a draw.")
    drawn_on: date = column("When.")
    population: list[strawberry.ID] = computed(
        "Among whom: global ids.",
        lambda t, given: func.to_jsonb(t.population),
        lambda told: [strawberry.ID(global_id("Organisation", key)) for key in told],
    )
    drawn: list[Drawn] = computed(
        "Who was drawn, worked out anew from the seed.",
        lambda t, given: func.jsonb_build_array(t.seed, func.to_jsonb(t.population), t.size),
        drawn_again,
    )


@planned(models.CheckFinding)
class CheckFinding(Node):
    """What a check found of one commitment. The member sees it once it is reported."""

    commitment: Commitment | None = to_one("The commitment.", via="commitment_id")
    outcome: FindingOutcome = column("What was found.")
    text: str = column("It in words.")
    language: LanguageTag = column("The language of the words.")
    found_on: date = column("When.")
    answer: str | None = column("What the member answered; null before.")
    answered_on: date | None = column("When it answered.")
    follow_up: Commitment | None = to_one("The commitment that follows from it.", via="follow_up_id")


@planned(models.IndependentCheck)
class IndependentCheck(Node):
    """A check of a member by somebody without a tie to it. Its member's, its checker's and the secretariat's."""

    organisation: Organisation | None = to_one("Who is checked.", via="organisation_id")
    kind: CheckKind = column("Who checks.")
    state: CheckState = column("How far it has come.")
    reason: str = column("Why there is a check.")
    draw: CheckDraw | None = to_one("The draw that took the member; null where somebody asked.", via="draw_id")
    requested_on: date = column("When it was asked for.")
    checker: Person | None = to_one("Who checks; null where that is not yours to see.", via="checker_id")
    due_on: date | None = column("Until when it is to be reported.")
    reported_on: date | None = column("When the findings went to the member.")
    closed_on: date | None = column("When it was closed.")
    findings: list[CheckFinding] = listing("What it found.", via="check_id", order=Order(("found_on", "id")), usually=5)


@strawberry.input(description="Which checks; every condition that is given must hold.")
class CheckFilter:
    state: CheckState | None = filtering("That have come so far.", lambda t, value: t.state == value)
    kind: CheckKind | None = filtering("Of this kind.", lambda t, value: t.kind == value)
    organisation_id: strawberry.ID | None = filtering(
        "Of this member.", lambda t, value: t.organisation_id == value, lambda text: key_of("Organisation", text, "")
    )


@strawberry.type
class CheckQueries:
    """What checks add to the root."""

    checks: Connection[IndependentCheck] = connection(
        "The checks that you may see: of your organisations, those that you make; all of them for the secretariat.",
        order=Order(("requested_on", "id"), descending=True),
        filter=CheckFilter,
    )
    check_draws: list[CheckDraw] = listing(
        "All draws, newest first. Public.", order=Order(("drawn_on", "id"), descending=True), usually=5
    )


@strawberry.input(description="Whom to check, and why.")
class RequestCheckInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="Which member.")
    kind: CheckKind = strawberry.field(description="Who is to check.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters.")


@verb(check=IndependentCheck)
async def request_check(session: ViewerSession, input: RequestCheckInput) -> Done:
    """Ask for an independent check. For the member's owners and membership officers. CONFLICT where one goes on."""
    check = await checks.request_check(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.kind, input.reason
    )
    return Done(check.id, {"check": check.id})


@strawberry.input(description="How many members to draw, and why.")
class DrawChecksInput(VerbInput):
    kind: CheckKind = strawberry.field(description="Who is to check.")
    size: int = strawberry.field(description="How many: 1 to 100.")
    reason: str = strawberry.field(description="Why; public.")


@verb(check_draw=CheckDraw)
async def draw_checks(session: ViewerSession, input: DrawChecksInput) -> Done:
    """Draw members at random to be checked. For membership officers. CONFLICT where there is nobody to draw from."""
    draw = await checks.draw_checks(session, input.kind, input.size, input.reason)
    return Done(draw.id, {"check_draw": draw.id})


@strawberry.input(description="Who checks, and until when.")
class AssignCheckInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The check's global id.")
    checker_id: strawberry.ID | None = strawberry.field(
        default=None, description="A person without a tie to the member; or give `checkerEmail`."
    )
    checker_email: str | None = strawberry.field(default=None, description="That person's e-mail address instead.")
    due_on: date = strawberry.field(description="Until when the findings are to be reported.")


@verb(check=IndependentCheck)
async def assign_check(session: ViewerSession, input: AssignCheckInput) -> Done:
    """Give a check to somebody. For membership officers. CONFLICT at `checkerId` where the person has a tie."""
    check = await checks.assign_check(
        session,
        key_of("IndependentCheck", input.id, "id"),
        key_of("Person", input.checker_id, "checker_id") if input.checker_id else None,
        input.due_on,
        email=input.checker_email,
    )
    return Done(check.id, {"check": check.id})


@strawberry.input(description="What was found of one commitment.")
class RecordFindingInput(VerbInput):
    check_id: strawberry.ID = strawberry.field(description="The check's global id.")
    commitment_id: strawberry.ID = strawberry.field(description="The commitment's global id.")
    outcome: FindingOutcome = strawberry.field(description="What was found.")
    text: str = strawberry.field(description="It in words; up to 10,000 characters.")


@verb(finding=CheckFinding)
async def record_finding(session: ViewerSession, input: RecordFindingInput) -> Done:
    """Write what was found, or write it anew. For the check's checker. CONFLICT once it is reported."""
    finding = await checks.record_finding(
        session,
        key_of("IndependentCheck", input.check_id, "check_id"),
        key_of("Commitment", input.commitment_id, "commitment_id"),
        input.outcome,
        input.text,
    )
    return Done(finding.id, {"finding": finding.id})


@strawberry.input(description="Which check is reported.")
class ReportCheckInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The check's global id.")


@verb(check=IndependentCheck)
async def report_check(session: ViewerSession, input: ReportCheckInput) -> Done:
    """Hand the findings over to the member. For the check's checker. CONFLICT where there are none."""
    check = await checks.report_check(session, key_of("IndependentCheck", input.id, "id"))
    return Done(check.id, {"check": check.id})


@strawberry.input(description="An answer to a finding.")
class AnswerFindingInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The finding's global id.")
    answer: str = strawberry.field(description="The answer; up to 10,000 characters.")


@verb(finding=CheckFinding)
async def answer_finding(session: ViewerSession, input: AnswerFindingInput) -> Done:
    """Answer a finding. For the member's owners and editors, until the check is closed."""
    finding = await checks.answer_finding(session, key_of("CheckFinding", input.id, "id"), input.answer)
    return Done(finding.id, {"finding": finding.id})


@strawberry.input(description="What is done about a gap, and until when.")
class FollowUpFindingInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The finding's global id.")
    aim: list[TextInput] = strawberry.field(description="What is to be true in the end, in at least one language.")
    due_on: date = strawberry.field(description="Its day: not past, at most three years ahead.")


@verb(finding=CheckFinding)
async def follow_up_finding(session: ViewerSession, input: FollowUpFindingInput) -> Done:
    """Commit to putting a gap right. For the member's owners and editors. CONFLICT where that has been done."""
    finding = await checks.follow_up_finding(
        session, key_of("CheckFinding", input.id, "id"), input.due_on, texts_of(input.aim, "aim")
    )
    return Done(finding.id, {"finding": finding.id})


@strawberry.input(description="Which check is closed.")
class CloseCheckInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The check's global id.")


@verb(check=IndependentCheck)
async def close_check(session: ViewerSession, input: CloseCheckInput) -> Done:
    """Close a check: what it confirmed is verified for a year. For membership officers.

    CONFLICT where it is not reported, or the member has not answered every gap.
    """
    check = await checks.close_check(session, key_of("IndependentCheck", input.id, "id"))
    return Done(check.id, {"check": check.id})
