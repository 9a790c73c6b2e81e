"""Applications for membership: what was asked and answered, and how they were decided."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import case, null

from schema.connections import Connection
from schema.enums import closed
from schema.planner.mapping import Order, column, connection, expression, filtering, listing, planned, to_one
from server.members import models
from server.members.models import ApplicationSide, ApplicationStage

if TYPE_CHECKING:
    from schema.members import Organisation

closed(
    ApplicationStage,
    "How far an application has come.",
    {
        ApplicationStage.SUBMITTED: "Handed in; the secretariat is reading it.",
        ApplicationStage.INFORMATION_REQUESTED: "The secretariat has asked something and waits for the applicant.",
        ApplicationStage.ANSWERED: "The applicant has answered; it is the secretariat's turn.",
        ApplicationStage.APPROVED: "Approved.",
        ApplicationStage.DECLINED: "Turned down, with a reason.",
    },
)
closed(
    ApplicationSide,
    "Who wrote a message about an application.",
    {
        ApplicationSide.SECRETARIAT: "The secretariat, asking.",
        ApplicationSide.APPLICANT: "The applicant, answering.",
    },
)


@planned(models.ApplicationMessage)
class ApplicationMessage:
    """A question of the secretariat about an application, or the applicant's answer."""

    side: ApplicationSide = column("Who wrote it.")
    body: str = column("What was written, in the writer's own words.")
    sent_at: datetime = column("When.")


@planned(models.MembershipApplication)
class MembershipApplication:
    """An application, and how it was decided. Seen by the organisation's own people and the secretariat."""

    organisation: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "Who applied.", via="organisation_id"
    )
    motivation: str | None = column("Why it wants to join, in its own words.")
    submitted_at: datetime = column("When it was handed in.")
    stage: ApplicationStage = column("How far it has come.")
    approved: bool | None = expression(
        "Whether it was approved; null while it waits.",
        lambda t: case(
            (t.stage == ApplicationStage.APPROVED, True), (t.stage == ApplicationStage.DECLINED, False), else_=null()
        ),
    )
    reason: str | None = column("Why it was declined.")
    decided_at: datetime | None = column("When it was decided.")
    messages: list[ApplicationMessage] = listing(
        "What the secretariat asked and what was answered, oldest first.",
        via="organisation_id",
        order=Order(("sent_at", "id")),
        usually=4,
    )


@planned(models.FormerApplication)
class FormerApplication:
    """An earlier application of an organisation that left and applied again."""

    motivation: str | None = column("Why it wanted to join, in its own words.")
    submitted_at: datetime = column("When it was handed in.")
    stage: ApplicationStage = column("How it was decided.")
    reason: str | None = column("Why it was declined.")
    decided_at: datetime | None = column("When it was decided.")


@strawberry.enum(description="How a list of applications is ordered.")
class ApplicationOrder(Enum):
    OLDEST = strawberry.enum_value("oldest", description="Who has waited longest comes first.")
    NEWEST = strawberry.enum_value("newest", description="Newest first.")


@strawberry.input(description="Which applications; every condition that is given must hold.")
class ApplicationFilter:
    stage: ApplicationStage | None = filtering("At this stage.", lambda t, value: t.stage == value)


@strawberry.type
class ApplicationQueries:
    """What applications add to the root."""

    membership_applications: Connection[MembershipApplication] = connection(
        "Applications: for the secretariat all, for everybody else their own organisations'.",
        orders=ApplicationOrder,
        order={
            ApplicationOrder.OLDEST: Order(("submitted_at", "organisation_id")),
            ApplicationOrder.NEWEST: Order(("submitted_at", "organisation_id"), descending=True),
        },
        filter=ApplicationFilter,
    )
