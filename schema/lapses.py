"""What members say beside their lapses."""

from datetime import date

import strawberry

from schema.connections import Node, key_of
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import column, localized, planned
from schema.texts import LocalizedText, TextInput
from server.kernel.languages import known
from server.kernel.session import ViewerSession
from server.members import lapses, models


@planned(models.LapseComment)
class LapseComment(Node):
    """What a member says, in public, beside a lapse of its own."""

    text: LocalizedText = localized("What it says.")
    commented_on: date = column("When it said so.")


@strawberry.input(one_of=True, description="Beside which lapse: one of the two.")
class LapseInput:
    membership_event_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A change of standing: a report overdue, a suspension, an expulsion."
    )
    commitment_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A commitment whose day has passed and that is not met."
    )


@strawberry.input(description="What a member says beside a lapse of its own.")
class CommentOnLapseInput(VerbInput):
    lapse: LapseInput = strawberry.field(description="Beside which lapse.")
    text: TextInput = strawberry.field(description="What it says, up to 2,000 characters. Everybody reads it.")


@verb(lapse_comment=LapseComment)
async def comment_on_lapse(session: ViewerSession, input: CommentOnLapseInput) -> Done:
    """Say something, in public and dated, beside a lapse of one's own organisation. For its owners.

    It is not taken back. LIMIT_REACHED after five beside one lapse, CONFLICT where there is no lapse.
    """
    text = {known(input.text.language): input.text.text}
    if input.lapse.commitment_id:
        key = key_of("Commitment", input.lapse.commitment_id, "lapse.commitment_id")
        comment = await lapses.comment_on_commitment(session, key, text)
    else:
        key = key_of("MembershipEvent", input.lapse.membership_event_id or "", "lapse.membership_event_id")
        comment = await lapses.comment_on_event(session, key, text)
    return Done(comment.id, {"lapse_comment": comment.id})
