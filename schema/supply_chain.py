"""Suppliers: who was asked and what they answered, and how far that has come."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ARRAY, Text, Uuid, and_, any_, case, cast, func, literal, select

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
from schema.members import Organisation
from schema.planner.mapping import (
    Order,
    argument,
    column,
    connection,
    expression,
    listing,
    localized,
    planned,
    single,
    to_one,
)
from schema.scalars import LanguageTag
from schema.texts import LocalizedText
from server.members.models import Organisation as Member
from server.supply_chain import models
from server.supply_chain.models import AssessmentReply, SupplierInvitationState, SupplierStand

closed(
    SupplierInvitationState,
    "What became of an invitation.",
    {
        SupplierInvitationState.SENT: "Its link was made; nobody has come by it.",
        SupplierInvitationState.OPENED: "Somebody has come by its link and has not answered.",
        SupplierInvitationState.COMMITTED: "The supplier has said how it stands to the five articles.",
        SupplierInvitationState.DECLINED: "The supplier will not commit.",
        SupplierInvitationState.REVOKED: "It was taken back.",
        SupplierInvitationState.EXPIRED: "Nobody came by its link in time.",
    },
)
closed(
    SupplierStand,
    "How a supplier stands to an article.",
    {
        SupplierStand.YES: "It does what the article says.",
        SupplierStand.PLANNED: "It plans to, and says what.",
        SupplierStand.NOT_YET: "Not yet.",
    },
)
closed(
    AssessmentReply,
    "The answer to a question of the self-assessment.",
    {
        AssessmentReply.YES: "Yes.",
        AssessmentReply.PARTLY: "In part.",
        AssessmentReply.NO: "No.",
        AssessmentReply.NOT_APPLICABLE: "It does not apply here.",
    },
)


def standing(t: Any) -> Any:
    """What became of an invitation, as of today."""
    over = and_(t.state == SupplierInvitationState.SENT, t.expires_on < TODAY)
    return case((over, literal(SupplierInvitationState.EXPIRED.value)), else_=cast(t.state, Text))


def asked_of_viewer(t: Any) -> Any:
    """The viewer's supplier has come by it."""
    return t.id == any_(cast(select(func.viewer_asked()).scalar_subquery(), ARRAY(Uuid)))


def uptake(tier: int, state: str) -> Any:
    """How many suppliers of a tier stand so, as the database counts without showing any."""
    return lambda t: func.supply_chain_uptake(t.id, tier, state)


@planned(models.Question)
class Question:
    """A question of the self-assessment that suppliers answer once for everybody who asks."""

    code: str = column("Its stable name.")
    version: int = column("The version of the questionnaire that it belongs to.")
    article_number: int = column("The article of the code of conduct that it is about.")
    text: LocalizedText = localized("The question.")
    evidence: LocalizedText = localized("What could prove the answer.")


@planned(models.AssessmentAnswer)
class AssessmentAnswer:
    """The answer to one question."""

    question: Question | None = to_one("The question.", via="question_code")
    reply: AssessmentReply = column("The answer.")
    note: str | None = column("What proves it, in the supplier's words.")


@planned(models.Assessment)
class Assessment(Node):
    """A filled-in questionnaire. Seen by its supplier; a copy, by the one inviter to whom it was given."""

    version: int = column("The version of the questionnaire.")
    answered_on: date = column("The day of the answers.")
    expires_on: date = column("The last day on which they hold: twelve months.")
    ended_on: date | None = column("Since when they hold no more, because they were taken back or answered anew.")
    answers: list[AssessmentAnswer] = listing(
        "The answers, by question.", via="assessment_id", order=Order(("question_code", "id")), usually=20
    )


@planned(models.SupplierContact)
class SupplierContact:
    """Whom the inviter may write to, as the supplier says."""

    company: str = column("What the supplier calls itself.")
    name: str = column("A person there.")
    email: str = column("That person's e-mail address.")


@planned(models.SupplierAnswer)
class SupplierAnswer:
    """How a supplier stands to one article."""

    article_number: int = column("The article's number.")
    stand: SupplierStand = column("How it stands to it.")
    plan: str | None = column("What it plans, in its own words.")
    answered_on: date = column("The day of this answer.")


@planned(models.SupplierInvitation)
class SupplierInvitation(Node):
    """A supplier asked by a member, or by a supplier of the tier above. Seen by both sides and nobody else.

    Nothing in it tells one inviter whether another has asked the same supplier.
    """

    organisation: Organisation | None = to_one("The member that asks; null else.", via="organisation_id")
    inviter_name: str | None = column("The supplier that asks, as it calls itself; null where a member does.")
    name: str = column("What the inviter calls the supplier.")
    email: str | None = column("Where the inviter writes to it.")
    language: LanguageTag = column("The language in which it was asked.")
    state: SupplierInvitationState = expression("What became of it.", standing)
    invited_on: date = column("The day on which it was asked.")
    expires_on: date = column("The last day on which the link opens.")
    opened_on: date | None = column("The day on which somebody came by the link.")
    contact: SupplierContact | None = to_one("Whom to write to; null before the supplier has committed.", via="id")
    answers: list[SupplierAnswer] = listing(
        "How it stands to the five articles.",
        via="supplier_invitation_id",
        order=Order(("article_number", "id")),
        usually=5,
    )
    assessments: list[Assessment] = listing(
        "The answers to the questionnaire that the supplier has given this inviter; those that hold.",
        via="supplier_invitation_id",
        order=Order(("answered_on", "id")),
        where=lambda t: t.ended_on.is_(None),
        usually=1,
    )


@planned(models.Supplier)
class Supplier(Node):
    """The business whose session this is: asked by others, and no member. Seen by itself alone."""

    name: str | None = column("What it calls itself; null before it has committed.")
    language: LanguageTag = column("The language in which it was first asked.")
    came_on: date = column("The day on which it came.")
    invitations: Connection[SupplierInvitation] = connection(
        "The suppliers that it asks itself, the latest first.",
        via="inviting_supplier_id",
        order=Order(("invited_on", "id"), descending=True),
    )
    assessments: list[Assessment] = listing(
        "Its answers to the questionnaire that hold.",
        via="supplier_id",
        order=Order(("answered_on", "id")),
        where=lambda t: t.ended_on.is_(None),
        usually=1,
    )


@planned(Member)
class SupplyChain:
    """A member's suppliers, as far as it may know: the first tier one by one, deeper tiers as numbers alone.

    A supplier in two tiers counts in the nearer. Numbers of deeper tiers are null below five asked. Seen by the
    member's own people; null for everybody else.
    """

    suppliers: Connection[SupplierInvitation] = connection(
        "Those it has asked itself, the latest first.",
        via="organisation_id",
        order=Order(("invited_on", "id"), descending=True),
    )
    asked: int | None = expression("How many it has asked.", uptake(1, "asked"))
    opened: int | None = expression("How many have come and not answered.", uptake(1, "opened"))
    committed: int | None = expression("How many have committed.", uptake(1, "committed"))
    declined: int | None = expression("How many have declined.", uptake(1, "declined"))
    expired: int | None = expression("How many never came in time.", uptake(1, "expired"))
    second_tier_asked: int | None = expression("How many its suppliers have asked.", uptake(2, "asked"))
    second_tier_committed: int | None = expression("How many of those have committed.", uptake(2, "committed"))
    third_tier_asked: int | None = expression("How many those have asked in turn.", uptake(3, "asked"))
    third_tier_committed: int | None = expression("How many of those have committed.", uptake(3, "committed"))


@strawberry.type
class SupplyChainQueries:
    """What suppliers add to the root."""

    supply_chain: SupplyChain | None = single(
        "A member's suppliers.",
        argument("organisation_id", strawberry.ID, "The member.", default=strawberry.UNSET),
        by={"organisation_id": lambda t, value: t.id == value},
        convert={"organisation_id": lambda text: key_of("Organisation", text, "organisation_id")},
    )
    supplier: Supplier | None = single(
        "The supplier whose session this is; null for everybody else.",
        where=lambda t: t.id == select(func.viewer_supplier()).scalar_subquery(),
    )
    supplier_requests: list[SupplierInvitation] = listing(
        "Who asks the supplier whose session this is, oldest first; empty for everybody else.",
        order=Order(("invited_on", "id")),
        where=asked_of_viewer,
        usually=3,
    )
    questionnaire: list[Question] = listing(
        "The self-assessment for suppliers: every question of every version.",
        order=Order(("version", "position", "code")),
        usually=20,
    )
