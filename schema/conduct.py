"""The code of conduct: its text, who pledged it, how far they have come, and the verbs."""

from datetime import date

import strawberry
from sqlalchemy import and_

from schema.connections import Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
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
from schema.texts import LocalizedText, TextInput
from server.conduct import models, services
from server.conduct.models import CommitmentState
from server.kernel.session import ViewerSession

NOTE = Side(models.CommitmentNote, lambda own, side: side.commitment_id == own.id)

closed(
    CommitmentState,
    "How far a commitment has come, as its member reports it.",
    {
        CommitmentState.PROPOSED: "Made with the pledge; nothing has been reported yet.",
        CommitmentState.ON_TRACK: "It will be met by its day.",
        CommitmentState.BEHIND: "It will not be met by its day as things stand.",
        CommitmentState.MET: "It is met. It may be lost again, and then is reported so.",
    },
)


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


@planned(models.Commitment)
class Commitment(Node):
    """What a member does about one article. State and dates are public."""

    article: Article | None = to_one("The article it is about.", via="article_id")
    organisation: Organisation | None = to_one("Whose commitment it is.", via="organisation_id")
    state: CommitmentState = column("How far it has come.")
    progress_note: LocalizedText | None = localized(
        "The member's note on progress; null where there is none, or it is not published and not yours.",
        of="text",
        side=NOTE,
    )
    note_published: bool | None = column(
        "Whether the note is public; null where you see none.", of="published", side=NOTE
    )
    due_on: date = column("The last day on which it can be met in time.")
    updated_on: date = column("When its member last reported on it.")
    overdue: bool = expression(
        "Whether its day has passed and it is not met.",
        lambda t: and_(t.due_on < TODAY, t.state != CommitmentState.MET),
    )


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

    Each article becomes a commitment, due at the end of the next half-year (30 June or 31 December).
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
    state: CommitmentState = strawberry.field(description="How far it has come; it may stay as it is.")
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

    What has been reported on cannot become a proposal again.
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
