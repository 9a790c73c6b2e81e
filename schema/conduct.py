"""The code of conduct: its text, who pledged it, how far they have come, and the verbs."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.commitment_states import CommitmentExplanation, explained, overdue_now, state_now
from schema.connections import Node, key_of
from schema.expressions import TODAY
from schema.lapses import LapseComment
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import (
    Order,
    Side,
    argument,
    column,
    expression,
    listing,
    localized,
    planned,
    single,
    to_one,
)
from schema.planner.plain import computed
from schema.scalars import LanguageTag
from schema.texts import LocalizedText, TextInput
from server.conduct import models, services
from server.conduct.facts import gathered
from server.conduct.models import CommitmentScope, CommitmentState, ReportedState
from server.kernel.session import ViewerSession

if TYPE_CHECKING:
    from schema.assurance import CommitmentEvidence
    from schema.identity import Person

NOTE = Side(models.CommitmentNote, lambda own, side: side.commitment_id == own.id)


@planned(models.Article)
class Article:
    """A numbered article of the code of conduct."""

    number: int = column("Its number.")
    title: LocalizedText = localized("A short name for it.")
    text: LocalizedText = localized("What it says.")


@planned(models.CodeOfConduct)
class CodeOfConduct:
    """A version of the code of conduct. What is in force is never edited; a new version is made."""

    version: int = column("Its number, from 1.")
    adopted_on: date = column("The day from which it can be signed.")
    preamble: LocalizedText = localized("What stands before the articles.")
    closing: LocalizedText = localized("What follows the articles.")
    translation_note: LocalizedText = localized("Whose translation it is, and which language decides.")
    original_language: LanguageTag = column("The language that decides where translations differ.")
    reaffirm_by: date | None = column(
        "The last day on which members that have signed an earlier version sign this one; null without such a duty."
    )
    articles: list[Article] = listing(
        "Its articles, in order.", via="code_of_conduct_id", order=Order(("number",)), usually=5
    )


@planned(models.Pledge)
class Pledge(Node):
    """Who signed the code of conduct for a member."""

    code_of_conduct: CodeOfConduct | None = to_one("The version that was signed.", via="code_of_conduct_id")
    organisation: Organisation | None = to_one("For whom it was signed.", via="organisation_id")
    signer_name: str = column("Who signed.")
    signer_role: str = column("In which function.")
    signed_on: date = column("On which day.")


@planned(models.Measurement)
class Measurement(Node):
    """The value of a commitment's indicator on a day. Never edited: of two of one day the later written counts."""

    value: float = column("The value, in the commitment's unit.")
    measured_on: date = column("The day for which it holds.")
    recorded_on: date = column("The day on which it was written down.")


@planned(models.Milestone)
class Milestone(Node):
    """A step on the way to a commitment."""

    title: LocalizedText = localized("What is to be reached.")
    due_on: date = column("Its last day.")
    reached_on: date | None = column("The day on which it was reached; null before.")


@planned(models.Verification)
class Verification(Node):
    """That an independent check confirmed a commitment."""

    confirmed_on: date = column("The day on which the check was closed.")
    valid_until: date = column("The last day on which it counts.")


@planned(models.Commitment)
class Commitment(Node):
    """What a member does about one article. All of it is public but who answers for it."""

    article: Article | None = to_one("The article it is about.", via="article_id")
    organisation: Organisation | None = to_one("Whose commitment it is.", via="organisation_id")
    state: CommitmentState = expression("How far it has come today: computed, see `explanation`.", state_now)
    reported_state: ReportedState = column("What its member last reported, on `updatedOn`.", of="state")
    explanation: CommitmentExplanation = computed(
        "Why it is in its state: which rule, which evidence, what is missing.", lambda t, given: gathered(t), explained
    )
    progress_note: LocalizedText | None = localized(
        "The member's note on progress; null where there is none, or it is not published and not yours.",
        of="text",
        side=NOTE,
    )
    note_published: bool | None = column(
        "Whether the note is public; null where you see none.", of="published", side=NOTE
    )
    aim: LocalizedText | None = localized("What is to be true in the end; null where the member has not said.")
    indicator: LocalizedText | None = localized("What is measured.")
    unit: str | None = column("The unit of `baseline`, `target` and the measurements.")
    baseline: float | None = column("Where it started from.")
    target: float | None = column("The value to be reached; downwards where it lies below the baseline.")
    measurements: list[Measurement] = listing(
        "The indicator over time, oldest first.",
        via="commitment_id",
        order=Order(("measured_on", "id")),
        usually=8,
    )
    milestones: list[Milestone] = listing(
        "Its milestones, by day.", via="commitment_id", order=Order(("due_on", "id")), usually=4
    )
    evidence: list[Annotated["CommitmentEvidence", strawberry.lazy("schema.assurance")]] = listing(
        "What shows it, oldest link first. Evidence that its member keeps to itself is not listed, and does not count.",
        via="commitment_id",
        order=Order(("id",)),
        usually=3,
    )
    verifications: list[Verification] = listing(
        "The independent checks that confirmed it.", via="commitment_id", order=Order(("confirmed_on", "id")), usually=1
    )
    owner: Annotated["Person", strawberry.lazy("schema.identity")] | None = to_one(
        "Who answers for it; null where nobody was named, or the name is not yours to see.", via="owner_id"
    )
    scope: CommitmentScope = column("Where it holds.")
    scope_note: LocalizedText | None = localized("Which sites or suppliers, in the member's words.")
    lapse_comments: list[LapseComment] = listing(
        "What its member says about being late, oldest first.",
        via="commitment_id",
        order=Order(("commented_on", "id")),
        usually=1,
    )
    due_on: date = column("The last day on which it can be met in time.")
    updated_on: date = column("When its member last reported on it.")
    overdue: bool = expression("Whether its day has passed and no evidence in force shows that it is met.", overdue_now)


@strawberry.type
class ConductQueries:
    """What the code of conduct adds to the root."""

    code_of_conduct: CodeOfConduct | None = single(
        "The code of conduct: that version, or the newest in force.",
        argument("version", int | None, "Its number."),
        by={"version": lambda t, value: t.version == value},
        where=lambda t: t.adopted_on <= TODAY,
        latest="version",
    )


@strawberry.input(description="A signature under the code of conduct.")
class PledgeInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="For which member.")
    version: int | None = strawberry.field(
        default=None, description="Which version; the newest in force where left out."
    )
    signer_name: str = strawberry.field(description="Who signs.")
    signer_role: str = strawberry.field(description="In which function, such as president.")


@verb(pledge=Pledge)
async def pledge(session: ViewerSession, input: PledgeInput) -> Done:
    """Sign the code of conduct for an active member. For its owners.

    Each article to which the member has no commitment yet becomes one, due at the end of the next half-year
    (30 June or 31 December).
    CONFLICT where the member has signed this version.
    """
    signed = await services.pledge(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        version=input.version,
        signer_name=input.signer_name,
        signer_role=input.signer_role,
    )
    return Done(signed.id, {"pledge": signed.id})


@strawberry.input(description="How far a commitment has come.")
class UpdateCommitmentInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The commitment's global id.")
    state: CommitmentState = strawberry.field(
        description="How far it has come, as you report it; it may stay as it is. VERIFIED and EXPIRED are "
        "computed and cannot be reported."
    )
    progress_note: TextInput | None = strawberry.field(
        default=None, description="A note; it replaces the one in that language. Up to 4,000 characters."
    )
    publish_note: bool | None = strawberry.field(
        default=None,
        description="Show the note to everybody, or hide it again. Left out, it stays as it is; at first it is hidden.",
    )
    due_on: date | None = strawberry.field(default=None, description="A new day: not past, at most three years ahead.")


@verb(commitment=Commitment)
async def update_commitment(session: ViewerSession, input: UpdateCommitmentInput) -> Done:
    """Report how far a commitment has come. For owners and editors of its member.

    The report is kept as `reportedState`; `state` is computed from it, from evidence, measurements, checks
    and dates. What has been reported on cannot become a proposal again.
    """
    note = (input.progress_note.language, input.progress_note.text) if input.progress_note else None
    commitment = await services.update_commitment(
        session,
        key_of("Commitment", input.id, "id"),
        state=input.state,
        progress_note=note,
        publish_note=input.publish_note,
        due_on=input.due_on,
    )
    return Done(commitment.id, {"commitment": commitment.id})
