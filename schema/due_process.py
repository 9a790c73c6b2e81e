"""Cases of suspension and expulsion: what the member, the panel, the secretariat and everybody else see of them."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.connections import Connection, Node
from schema.enums import closed
from schema.planner.mapping import Order, column, connection, filtering, listing, localized, planned, to_one
from schema.texts import LocalizedText
from server.due_process import models
from server.due_process.models import Instance, Measure, ProceedingStage, StatementKind

if TYPE_CHECKING:
    from schema.members import Organisation

closed(
    Measure,
    "What a case asks for or ends in.",
    {
        Measure.DISMISSED: "Nothing: the case is dismissed.",
        Measure.SUSPENSION: "Suspension: no member's rights until it is ended.",
        Measure.EXPULSION: "Expulsion: the membership ends.",
    },
)
closed(
    ProceedingStage,
    "How far a case has come.",
    {
        ProceedingStage.DRAFT: "Drafted; another officer has to serve it. The member does not see it yet.",
        ProceedingStage.SERVED: "The member has notice, may reply until `replyBy`, and the panel decides after that.",
        ProceedingStage.DECIDED: "The first panel has decided; the member may appeal until `appealBy`.",
        ProceedingStage.APPEALED: "Another panel hears the appeal.",
        ProceedingStage.FINAL: "Nobody can appeal any more; the decision is carried out and published.",
    },
)
closed(
    StatementKind,
    "What a member has said in a case.",
    {StatementKind.REPLY: "A reply to the notice.", StatementKind.APPEAL: "The appeal against the decision."},
)
closed(Instance, "Which panel.", {Instance.FIRST: "The first.", Instance.APPEAL: "The one that hears the appeal."})


@planned(models.ProceedingStatement)
class ProceedingStatement:
    """A member's reply to the notice, or its appeal."""

    kind: StatementKind = column("Which of the two.")
    body: str = column("What the member says, in its own words.")
    sent_at: datetime = column("When.")


@planned(models.Recusal)
class Recusal:
    """Why somebody left a panel."""

    reason: str = column("The reason.")
    recused_on: date = column("When.")


@planned(models.PanelVote)
class PanelVote:
    """How a panel member has voted. Seen by the panel and the secretariat."""

    measure: Measure = column("For what.")
    reasons: str = column("Why.")
    cast_at: datetime = column("When.")


@planned(models.PanelMember)
class PanelMember(Node):
    """Somebody who decides a case. The member sees who, so that it can say where somebody is not free to decide."""

    name: str = column("The person's name.")
    instance: Instance = column("On which panel.")
    named_on: date = column("Since when.")
    recusal: Recusal | None = to_one("Why they left the panel; null while they sit.", via="id")
    vote: PanelVote | None = to_one("How they voted; null before, and where it is not yours to see.", via="id")


@planned(models.ProceedingDecision)
class ProceedingDecision:
    """What a panel has decided. Seen by the member's own people, the panel and the secretariat."""

    instance: Instance = column("Which panel.")
    measure: Measure = column("What it decided, by the majority of its votes.")
    reasons: str = column("Why.")
    decided_on: date = column("When.")


@planned(models.PublishedOutcome)
class PublishedOutcome:
    """What became of a case, for everybody."""

    measure: Measure = column("How it ended.")
    text: LocalizedText = localized("What the secretariat says about it.")
    published_on: date = column("Since when it is public.")


@planned(models.Proceeding)
class Proceeding(Node):
    """A case against a member. Seen by the secretariat; by the member's people from the notice on; by its panel."""

    organisation: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "Against whom.", via="organisation_id"
    )
    sought: Measure = column("What is asked for.")
    grounds: str = column("What the member is said to have done, in the words of the notice.")
    articles: list[int] = column("The articles of the code of conduct that it is about.")
    stage: ProceedingStage = column("How far it has come.")
    opened_on: date = column("When it was drafted.")
    served_on: date | None = column("When the member got notice.")
    reply_by: date | None = column("The last day for a reply.")
    reply_explained: LocalizedText | None = localized("How that day was counted.", of="reply_due")
    interim_on: date | None = column("Since when the member is suspended until the decision; null where it is not.")
    interim_reason: str | None = column("Why it is suspended until the decision.")
    decided_on: date | None = column("When the first panel decided.")
    appeal_by: date | None = column("The last day for an appeal.")
    appeal_explained: LocalizedText | None = localized("How that day was counted.", of="appeal_due")
    final_on: date | None = column("Since when the decision is final.")
    statements: list[ProceedingStatement] = listing(
        "What the member has said, oldest first.", via="proceeding_id", order=Order(("sent_at", "id")), usually=2
    )
    panel: list[PanelMember] = listing(
        "Who decides or decided, in the order in which they were named.",
        via="proceeding_id",
        order=Order(("named_on", "id")),
        usually=6,
    )
    decisions: list[ProceedingDecision] = listing(
        "What was decided, first panel first.", via="proceeding_id", order=Order(("decided_on", "id")), usually=2
    )


@strawberry.enum(description="How a list of cases is ordered.")
class ProceedingOrder(Enum):
    NEWEST = strawberry.enum_value("newest", description="Newest first.")


@strawberry.input(description="Which cases; every condition that is given must hold.")
class ProceedingFilter:
    stage: ProceedingStage | None = filtering("At this stage.", lambda t, value: t.stage == value)


@strawberry.type
class DueProcessQueries:
    """What cases add to the root."""

    proceedings: Connection[Proceeding] = connection(
        "Cases: for the secretariat all, for others those against their organisations and those they sit on.",
        orders=ProceedingOrder,
        order={ProceedingOrder.NEWEST: Order(("opened_on", "id"), descending=True)},
        filter=ProceedingFilter,
    )
