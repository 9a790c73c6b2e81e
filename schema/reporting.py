"""Half-yearly activity reports: what is owed, what was said, and what was asked about it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import and_, select
from sqlmodel import col

from schema.clocks import Due
from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
from schema.member_lists import Sector
from schema.planner.mapping import (
    Order,
    Side,
    argument,
    column,
    connection,
    expression,
    filtering,
    listing,
    localized,
    own,
    planned,
    single,
    to_one,
)
from schema.texts import LocalizedText
from server.conduct import models as conduct
from server.reporting import models
from server.reporting.models import ReportState

if TYPE_CHECKING:
    from schema.conduct import Article, CodeOfConduct
    from schema.members import Organisation

REMARK = Side(models.ReportRemark, lambda own, side: side.report_entry_id == own.id)

closed(
    ReportState,
    "Where an activity report stands.",
    {
        ReportState.DRAFT: "It is owed, and being written.",
        ReportState.SUBMITTED: "It is handed in, and public.",
        ReportState.QUESTIONED: "The secretariat has asked about it, and waits for an answer.",
        ReportState.ACCEPTED: "The secretariat has accepted it.",
    },
)


def article_number(t: Any, _given: Mapping[str, Any]) -> Any:
    """An order: as the articles are numbered."""
    return select(col(conduct.Article.number)).where(col(conduct.Article.id) == t.article_id).scalar_subquery()


@planned(models.ReportingPeriod)
class ReportingPeriod(Node):
    """A half-year that members report on."""

    starts_on: date = column("Its first day.")
    ends_on: date = column("Its last day.")
    due: Due = own("By when reports on it come, unless one has more time.")


@planned(models.ReportEntry)
class ReportEntry(Node):
    """What a report says about one article: what was done; or why nothing was, and what comes next."""

    article: Annotated["Article", strawberry.lazy("schema.conduct")] | None = to_one("The article.", via="article_id")
    done: LocalizedText | None = localized("What was done.")
    figures: LocalizedText | None = localized("Figures that go with it.")
    why_not: LocalizedText | None = localized("Why nothing was done.")
    next_steps: LocalizedText | None = localized("What comes next.")
    remark: LocalizedText | None = localized(
        "What the secretariat alone is told; null for everybody else.", of="text", side=REMARK
    )
    saved_at: datetime = column("When it was saved last.")


@planned(models.ReportQuestion)
class ReportQuestion(Node):
    """A question of the secretariat about a report. Seen by the member's own people and the secretariat."""

    question: LocalizedText = localized("What is asked.")
    asked_at: datetime = column("When.")
    answer: LocalizedText | None = localized("The member's answer; null while it waits.")
    answered_at: datetime | None = column("When it was answered.")


@planned(models.ReportExtension)
class ReportExtension(Node):
    """More time that was asked for. Seen by the member's own people and the secretariat."""

    report: Annotated["ActivityReport", strawberry.lazy("schema.reporting")] | None = to_one(
        "The report it is about.", via="activity_report_id"
    )
    wanted_on: date = column("The last day that is asked for.")
    reason: LocalizedText = localized("Why.")
    asked_at: datetime = column("When it was asked for.")
    granted: bool | None = column("Whether it was granted; null while it waits.")
    decision: LocalizedText | None = localized("Why it was decided so.")
    decided_at: datetime | None = column("When it was decided.")


@planned(models.ActivityReport)
class ActivityReport(Node):
    """A member's report on one half-year. Public once it is submitted."""

    organisation: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "Whose report it is.", via="organisation_id"
    )
    period: ReportingPeriod | None = to_one("The half-year it is on.", via="reporting_period_id")
    code_of_conduct: Annotated["CodeOfConduct", strawberry.lazy("schema.conduct")] | None = to_one(
        "The code of conduct whose articles it goes through.", via="code_of_conduct_id"
    )
    state: ReportState = column("Where it stands.")
    opened_on: date = column("Since when it is owed.")
    due_on: date = column("The last day that is in time.")
    due: Due = own("The same day, and how it was counted.")
    overdue: bool = expression(
        "Whether its day has passed and it is not submitted.",
        lambda t: and_(t.submitted_on.is_(None), t.due_on < TODAY),
    )
    submitted_on: date | None = column("When it was submitted: the day in Japan.")
    late: bool | None = expression(
        "Whether it came after its day; null while it has not come.", lambda t: t.submitted_on > t.due_on
    )
    accepted_on: date | None = column("When it was accepted.")
    entries: list[ReportEntry] = listing(
        "What it says, in the order of the articles; of a draft only for its own people.",
        via="activity_report_id",
        order=Order((article_number, "id")),
        usually=5,
    )
    questions: list[ReportQuestion] = listing(
        "What the secretariat asked, oldest first.",
        via="activity_report_id",
        order=Order(("asked_at", "id")),
        usually=2,
    )
    extensions: list[ReportExtension] = listing(
        "More time that was asked for, oldest first.",
        via="activity_report_id",
        order=Order(("asked_at", "id")),
        usually=1,
    )


@planned(models.PeerPractice)
class PeerPractice:
    """What the members of a sector do about one article, counted once a day. A count is told only where it stands for
    at least five members, and leaves none or at least five."""

    article: Annotated["Article", strawberry.lazy("schema.conduct")] | None = to_one("The article.", via="article_id")
    sector: Sector = column("The industry.")
    members: int = column("How many members of it have a commitment: at least five.")
    working: int | None = column("How many work on it or have met it; null where that is too few to tell.")
    met: int | None = column("How many have met it; null where that is too few to tell.")
    counted_on: date = column("The day it was counted.")


@strawberry.enum(description="How a list of reports is ordered.")
class ActivityReportOrder(Enum):
    DUE = strawberry.enum_value("due", description="The earliest due first.")
    NEWEST = strawberry.enum_value("newest", description="The newest first.")


@strawberry.input(description="Which reports; every condition that is given must hold.")
class ActivityReportFilter:
    state: ReportState | None = filtering("That stand here.", lambda t, value: t.state == value)
    overdue: bool | None = filtering(
        "Whose day has passed and that are not submitted; or, where false, all others.",
        lambda t, value: and_(t.submitted_on.is_(None), t.due_on < TODAY) == value,
    )
    organisation_id: strawberry.ID | None = filtering(
        "Of this organisation.",
        lambda t, value: t.organisation_id == value,
        lambda text: key_of("Organisation", text, "organisation_id"),
    )


@strawberry.input(description="Which counts; every condition that is given must hold.")
class PeerPracticeFilter:
    sector: Sector | None = filtering("Of this industry.", lambda t, value: t.sector == value)


@strawberry.type
class ReportingQueries:
    """What reports add to the root."""

    activity_reports: Connection[ActivityReport] = connection(
        "Activity reports: those that are public, one's own, and all for the secretariat.",
        orders=ActivityReportOrder,
        order={
            ActivityReportOrder.DUE: Order(("due_on", "id")),
            ActivityReportOrder.NEWEST: Order(("due_on", "id"), descending=True),
        },
        filter=ActivityReportFilter,
    )
    activity_report: ActivityReport | None = single(
        "One report; null where there is none or the viewer may not see it.",
        argument("id", strawberry.ID, "Its global id."),
        by={"id": lambda t, value: t.id == value},
        convert={"id": lambda text: key_of("ActivityReport", text, "id")},
    )
    peer_practice: Connection[PeerPractice] = connection(
        "What members of a sector do, by article.", order=Order((article_number, "id")), filter=PeerPracticeFilter
    )
    report_extensions: Connection[ReportExtension] = connection(
        "Requests for more time that wait to be decided, oldest first. One's own; all for the secretariat.",
        order=Order(("asked_at", "id")),
        where=lambda t: t.granted.is_(None),
    )
