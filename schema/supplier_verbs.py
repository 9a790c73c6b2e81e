"""What is done about suppliers: the verbs of who asks, and of who is asked."""

import strawberry

from schema.connections import key_of
from schema.mutation import Done, Edge, VerbInput, verb
from schema.scalars import LanguageTag
from schema.supply_chain import Assessment, Supplier, SupplierInvitation
from server.kernel.session import ViewerSession
from server.supply_chain import doors, services
from server.supply_chain.letters import return_link
from server.supply_chain.models import AssessmentReply, SupplierStand
from server.supply_chain.rules import Asked, Reply, Stand


@strawberry.input(description="A supplier to ask.")
class SupplierToAskInput:
    name: str = strawberry.field(description="What you call it.")
    email: str | None = strawberry.field(default=None, description="Where it is written to.")
    language: LanguageTag = strawberry.field(description="The language it reads.")


@strawberry.input(description="Suppliers to ask.")
class InviteSuppliersInput(VerbInput):
    organisation_id: strawberry.ID | None = strawberry.field(
        default=None, description="The member that asks; left out by a supplier that asks its own."
    )
    suppliers: list[SupplierToAskInput] = strawberry.field(description="Up to 200.")


@verb(
    replay=lambda subject_id, secrets: Done(subject_id, {}, secrets),
    links=(
        list[str | None],
        "A link for each supplier, in the order given; null where a letter brings it. Shown only now; each opens once.",
    ),
)
async def invite_suppliers(session: ViewerSession, input: InviteSuppliersInput) -> Done:
    """Ask suppliers to commit to the five articles. For owners and editors of an active member, and for suppliers that
    have committed themselves. A supplier need not be a member; it is told who asks. A member's suppliers with an e-mail
    address get the link by letter."""
    entries = [Asked(one.name, one.email, one.language) for one in input.suppliers]
    of = key_of("Organisation", input.organisation_id, "organisation_id") if input.organisation_id else None
    made = await services.invite_suppliers(session, of, entries)
    return Done(made[0][0].id, secrets={"links": [link for _, link in made]})


@strawberry.input(description="An invitation to take back.")
class RevokeSupplierInvitationInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invitation.")


@verb(supplier_invitation=SupplierInvitation)
async def revoke_supplier_invitation(session: ViewerSession, input: RevokeSupplierInvitationInput) -> Done:
    """Take back an invitation that was not answered. For who sent it."""
    made = await services.revoke_supplier_invitation(session, key_of("SupplierInvitation", input.id, "id"))
    return Done(made.id, {"supplier_invitation": made.id})


@strawberry.input(description="An invitation to decline.")
class DeclineSupplierInvitationInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invitation.")


@verb(supplier_invitation=SupplierInvitation)
async def decline_supplier_invitation(session: ViewerSession, input: DeclineSupplierInvitationInput) -> Done:
    """Tell who asked that one will not commit. For the supplier that was asked."""
    made = await services.decline_supplier_invitation(session, key_of("SupplierInvitation", input.id, "id"))
    return Done(made.id, {"supplier_invitation": made.id})


@strawberry.input(description="The last part of an invitation's link.")
class OpenSupplierInvitationInput(VerbInput):
    token: str = strawberry.field(description="As it stands in the link.")


@verb(
    edge=True,
    token=(str, "The bearer token of the supplier's session, for eight hours; half an hour without use ends it."),
    return_link=(str, "How the supplier comes back, by a key of its own. Shown only now; null where it has one."),
    supplier_invitation=SupplierInvitation,
)
async def open_supplier_invitation(edge: Edge, input: OpenSupplierInvitationInput) -> Done:
    """Come by an invitation's link, once. Who does so in a supplier's session answers this one together with the
    others: who asked cannot tell. An idempotency key changes nothing."""
    token, key, invitation = await doors.open_supplier_invitation(edge.door, edge.language, edge.token, input.token)
    shown = {
        "token": token.text,
        "return_link": key and return_link(key),
        "supplier_invitation": invitation.id,
    }
    return Done(invitation.id, shown, token=token)


@strawberry.input(description="A supplier's own key.")
class OpenSupplierAccountInput(VerbInput):
    key: str = strawberry.field(description="The last part of the address that it kept.")


@verb(edge=True, token=(str, "The bearer token of the supplier's session, for eight hours."), supplier=Supplier)
async def open_supplier_account(edge: Edge, input: OpenSupplierAccountInput) -> Done:
    """Come back as a supplier. An idempotency key changes nothing: each time begins a session of its own."""
    token, supplier = await doors.open_supplier_account(edge.door, edge.language, input.key)
    return Done(supplier.id, {"token": token.text, "supplier": supplier.id}, token=token)


@strawberry.input(description="How a supplier stands to one article.")
class SupplierStandInput:
    article: int = strawberry.field(description="The article's number, 1 to 5.")
    stand: SupplierStand = strawberry.field(description="How it stands to it.")
    plan: str | None = strawberry.field(default=None, description="What it plans; needed with PLANNED.")


@strawberry.input(description="A supplier's commitment.")
class CommitAsSupplierInput(VerbInput):
    company: str = strawberry.field(description="What the supplier calls itself.")
    contact_name: str = strawberry.field(description="Whom those who asked may write to.")
    contact_email: str = strawberry.field(description="That person's e-mail address.")
    answers: list[SupplierStandInput] = strawberry.field(description="One for each of the five articles.")


@verb(supplier=Supplier)
async def commit_as_supplier(session: ViewerSession, input: CommitAsSupplierInput) -> Done:
    """Say how one stands to the five articles: once, to everybody who asked. It may be said anew at any time."""
    supplier = await services.commit_as_supplier(
        session,
        company=input.company,
        contact_name=input.contact_name,
        contact_email=input.contact_email,
        entries=[Stand(one.article, one.stand, one.plan) for one in input.answers],
    )
    return Done(supplier.id, {"supplier": supplier.id})


@strawberry.input(description="The answer to one question.")
class AssessmentReplyInput:
    question: str = strawberry.field(description="The question's code.")
    reply: AssessmentReply = strawberry.field(description="The answer.")
    note: str | None = strawberry.field(default=None, description="What proves it; up to 1,000 characters.")


@strawberry.input(description="Answers to the questionnaire.")
class AnswerQuestionnaireInput(VerbInput):
    version: int = strawberry.field(description="The version of the questionnaire.")
    answers: list[AssessmentReplyInput] = strawberry.field(description="One for each question of that version.")
    share_with: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The invitations whose senders are given a copy."
    )


@verb(assessment=Assessment)
async def answer_questionnaire(session: ViewerSession, input: AnswerQuestionnaireInput) -> Done:
    """Answer the questionnaire once for everybody who asks; the answers hold for twelve months, and replace earlier
    ones. Nobody is given them but those named."""
    made = await services.answer_questionnaire(
        session,
        input.version,
        [Reply(one.question, one.reply, one.note) for one in input.answers],
        {key_of("SupplierInvitation", one, "share_with") for one in input.share_with},
    )
    return Done(made.id, {"assessment": made.id})


@strawberry.input(description="Whether one inviter is given the answers.")
class ShareAssessmentInput(VerbInput):
    invitation_id: strawberry.ID = strawberry.field(description="The invitation.")
    share: bool = strawberry.field(description="Give them, or take them back.")


@verb(supplier_invitation=SupplierInvitation)
async def share_assessment(session: ViewerSession, input: ShareAssessmentInput) -> Done:
    """Give one inviter the answers to the questionnaire, or take them back."""
    made = await services.share_assessment(
        session, key_of("SupplierInvitation", input.invitation_id, "invitation_id"), share=input.share
    )
    return Done(made.id, {"supplier_invitation": made.id})
