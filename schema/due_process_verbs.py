"""The verbs of cases against members."""

import strawberry

from schema.connections import key_of
from schema.due_process import Proceeding
from schema.mutation import Done, VerbInput, verb
from schema.texts import TextInput, texts_of
from server.due_process import services
from server.due_process.models import Measure
from server.kernel.session import ViewerSession


@strawberry.input(description="A case against a member.")
class OpenProceedingInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member.")
    sought: Measure = strawberry.field(description="What is asked for: suspension or expulsion.")
    grounds: str = strawberry.field(description="What it is said to have done; up to 8,000 characters.")
    articles: list[int] = strawberry.field(description="The articles of the code of conduct that it is about.")


@verb(proceeding=Proceeding)
async def open_proceeding(session: ViewerSession, input: OpenProceedingInput) -> Done:
    """Draft a case against a member. For membership officers; the member sees it when another officer serves it."""
    made = await services.open_proceeding(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        sought=input.sought,
        grounds=input.grounds,
        articles=input.articles,
    )
    return Done(made.id, {"proceeding": made.id})


@strawberry.input(description="Which case is served.")
class ServeNoticeInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")


@verb(proceeding=Proceeding)
async def serve_notice(session: ViewerSession, input: ServeNoticeInput) -> Done:
    """Give the member notice; it may reply for 14 days. For a membership officer who did not open the case."""
    proceeding = await services.serve_notice(session, key_of("Proceeding", input.id, "id"))
    return Done(proceeding.id, {"proceeding": proceeding.id})


@strawberry.input(description="Whose membership is suspended until the decision, and why.")
class SuspendMeanwhileInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    reason: str = strawberry.field(description="Why it cannot wait. The member reads it.")


@verb(proceeding=Proceeding)
async def suspend_meanwhile(session: ViewerSession, input: SuspendMeanwhileInput) -> Done:
    """Suspend the member until the case is decided. For a membership officer who did not open the case."""
    proceeding = await services.suspend_meanwhile(session, key_of("Proceeding", input.id, "id"), input.reason)
    return Done(proceeding.id, {"proceeding": proceeding.id})


@strawberry.input(description="What a member says in its case.")
class ReplyToNoticeInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    body: str = strawberry.field(description="The reply; up to 8,000 characters.")


@verb(proceeding=Proceeding)
async def reply_to_notice(session: ViewerSession, input: ReplyToNoticeInput) -> Done:
    """Reply to a notice, in time. For owners of the member."""
    said = await services.reply_to_notice(session, key_of("Proceeding", input.id, "id"), input.body)
    return Done(said.proceeding_id, {"proceeding": said.proceeding_id})


@strawberry.input(description="An appeal.")
class AppealDecisionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    body: str = strawberry.field(description="Why the decision is wrong; up to 8,000 characters.")


@verb(proceeding=Proceeding)
async def appeal_decision(session: ViewerSession, input: AppealDecisionInput) -> Done:
    """Appeal against the first decision, in time; another panel hears it. For owners of the member."""
    said = await services.appeal_decision(session, key_of("Proceeding", input.id, "id"), input.body)
    return Done(said.proceeding_id, {"proceeding": said.proceeding_id})


@strawberry.input(description="Who sits on the panel.")
class NamePanelInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    people: list[strawberry.ID] = strawberry.field(description="The people, with accounts and without ties.")


@verb(proceeding=Proceeding)
async def name_panel(session: ViewerSession, input: NamePanelInput) -> Done:
    """Name people to the panel that sits now. For membership officers. CONFLICT at `people` for who is not free."""
    proceeding = await services.name_panel(
        session, key_of("Proceeding", input.id, "id"), [key_of("Person", one, "people") for one in input.people]
    )
    return Done(proceeding.id, {"proceeding": proceeding.id})


@strawberry.input(description="Who leaves a panel, and why.")
class RecusePanelMemberInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The panel member.")
    reason: str = strawberry.field(description="Why.")


@verb(panel_member_id=(strawberry.ID, "Who left."))
async def recuse_panel_member(session: ViewerSession, input: RecusePanelMemberInput) -> Done:
    """Leave a panel, or take somebody off it. For the panel member and for membership officers, before the vote."""
    left = await services.recuse_panel_member(session, key_of("PanelMember", input.id, "id"), input.reason)
    return Done(left.id, {"panel_member_id": input.id})


@strawberry.input(description="A vote.")
class CastVoteInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    measure: Measure = strawberry.field(description="For what.")
    reasons: str = strawberry.field(description="Why.")


@verb(proceeding=Proceeding)
async def cast_vote(session: ViewerSession, input: CastVoteInput) -> Done:
    """Vote in the panel on which one sits, once, when the member has replied or its time is over."""
    proceeding = await services.cast_vote(session, key_of("Proceeding", input.id, "id"), input.measure, input.reasons)
    return Done(proceeding.id, {"proceeding": proceeding.id})


@strawberry.input(description="What a panel has decided.")
class DecideProceedingInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case.")
    reasons: str = strawberry.field(description="The reasons, for the member.")
    public_text: list[TextInput] = strawberry.field(description="What everybody reads once it is final.")


@verb(proceeding=Proceeding)
async def decide_proceeding(session: ViewerSession, input: DecideProceedingInput) -> Done:
    """Write down what the panel's votes have decided. For a membership officer who is not on the panel.

    A first decision waits for an appeal, unless it dismisses the case; the decision on an appeal is final.
    """
    proceeding = await services.decide_proceeding(
        session,
        key_of("Proceeding", input.id, "id"),
        reasons=input.reasons,
        public_text=texts_of(input.public_text, "public_text"),
    )
    return Done(proceeding.id, {"proceeding": proceeding.id})
