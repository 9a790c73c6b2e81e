"""Members: what is asked of the directory, and the verbs of membership."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import and_, any_, exists, func, literal_column, or_, select
from sqlmodel import col

from schema.applications import ApplicationQueries, FormerApplication, MembershipApplication
from schema.connections import Connection, Node, key_of
from schema.expressions import TODAY, by_name, dated, pattern
from schema.ladder import LadderStanding, shown_by, standings
from schema.member_lists import OrganisationKind, OrganisationStatus, Participation, Sector
from schema.next_steps import NextStep, fitting, next_steps
from schema.organisation_dues import WithDues
from schema.organisation_seats import WithSeats
from schema.organisation_ties import WithTies
from schema.places import Municipality
from schema.planner.mapping import (
    Order,
    argument,
    column,
    connection,
    expression,
    filtering,
    listing,
    localized,
    planned,
    single,
    to_one,
)
from schema.planner.plain import computed
from schema.pledges import has_overdue, has_pledged, owes_reaffirmation, reaffirm_by
from schema.scalars import CorporateNumber, CountryCode, LanguageTag, MunicipalityCode, PrefectureCode
from schema.standing import (
    BY_DATE,
    MembershipEvent,
    ParticipationTerms,
    StandingQueries,
    former,
    not_former,
    standing,
    standing_on,
    stands,
)
from schema.texts import LocalizedText
from server.kernel.languages import known
from server.members import models
from server.sites.models import Site

if TYPE_CHECKING:
    from schema.assurance import Evidence
    from schema.case_studies import CaseStudy
    from schema.conduct import Commitment, Pledge


def named_like(t: Any, wanted: Any) -> Any:
    """The name, or one that it had before, contains it, in any language."""
    former = col(models.FormerName.name)
    once = exists().where(col(models.FormerName.organisation_id) == t.id, any_text_like(former, wanted))
    return or_(any_text_like(t.name, wanted), once)


def any_text_like(texts: Any, wanted: Any) -> Any:
    """One of the languages of a text contains it."""
    each = func.jsonb_each_text(texts).table_valued("key", "value", name="named")
    folded = func.lower(func.normalize(each.c.value, literal_column("NFKC")))
    return exists(select(literal_column("1")).select_from(each).where(each.c.key != "_machine", folded.like(wanted)))


def open_site_of(t: Any) -> Any:
    """The site is the organisation's, and open today."""
    return and_(col(Site.organisation_id) == t.id, or_(col(Site.closed_on).is_(None), col(Site.closed_on) >= TODAY))


def has_site(*conditions: Any) -> Any:
    """An open site, of which the viewer may know, meets these conditions."""
    return lambda t, value: exists().where(open_site_of(t), *(condition(value) for condition in conditions))


@planned(models.MemberContact)
class MemberContact:
    """Whom the secretariat writes to. Seen by the member's own people and the secretariat."""

    name: str = column("The person's name.")
    email: str = column("The person's e-mail address.")


@planned(models.Organisation)
class Organisation(Node, WithSeats, WithTies, WithDues):
    """A member, or who applied to become one; an individual member too."""

    name: LocalizedText = localized("Its name.")
    kind: OrganisationKind = column("What sort of member it is.")
    status: OrganisationStatus = expression("Where its membership stands today.", standing)
    status_on: OrganisationStatus | None = expression(
        "Where its membership stood on a past day; null where nothing is recorded of it, and for days to come.",
        standing_on,
        None,
        argument("date", date, "The day, in Japan."),
        binds=BY_DATE,
    )
    participation: Participation = column("In which way it takes part.")
    participation_terms: ParticipationTerms | None = to_one(
        "What its way of taking part may and must do.", via="participation"
    )
    report_due_on: date | None = column("The last day of the earliest report it owes; null where it owes none.")
    history: list[MembershipEvent] = listing(
        "How its membership changed, newest first; each viewer sees what is theirs to see.",
        via="organisation_id",
        order=Order(("happened_on", "id"), descending=True),
        usually=5,
    )
    sector: Sector | None = column("The industry it belongs to.")
    prefecture: PrefectureCode | None = column("The prefecture it is in.")
    municipality: Municipality | None = to_one("The municipality it is in, or is.", via="municipality_code")
    corporate_number: CorporateNumber | None = column("Its corporate number; individuals have none.")
    member_since: date | None = column("The day it was admitted; null before.")
    pledges: list[Annotated["Pledge", strawberry.lazy("schema.conduct")]] = listing(
        "The versions of the code of conduct it has signed, oldest first.",
        via="organisation_id",
        order=Order(("signed_on", "id")),
        usually=2,
    )
    commitments: list[Annotated["Commitment", strawberry.lazy("schema.conduct")]] = listing(
        "What it does about each article, in the order of the articles.",
        via="organisation_id",
        order=Order(("article_id.number", "id")),
        usually=5,
    )
    case_studies: Connection[Annotated["CaseStudy", strawberry.lazy("schema.case_studies")]] = connection(
        "Its case studies, newest first; those that are not published only for who may see them.",
        via="organisation_id",
        order=Order((dated("published_on"), "id"), descending=True, indexed=True),
    )
    country: CountryCode = column("The country it is in.")
    reaffirm_by: date | None = expression(
        "The last day for signing the newest version of the code; null where that is not due.", reaffirm_by
    )
    evidence: Connection[Annotated["Evidence", strawberry.lazy("schema.assurance")]] = connection(
        "Its evidence, newest first, as far as you may see that it exists.",
        via="organisation_id",
        order=Order(("dated_on", "id"), descending=True),
    )
    ladder: list[LadderStanding] = computed(
        "Where it stands on the ladder of each article, by its evidence in force. No score: it is not added up, and "
        "members are not ordered by it.",
        lambda t, given: shown_by(t),
        standings,
    )
    next_steps: list[NextStep] = computed(
        "What could come next for each article: case studies of others that fit, each with why.",
        lambda t, given: fitting(t),
        next_steps,
    )
    contact: MemberContact | None = to_one("Whom the secretariat writes to; null unless it is yours to see.", via="id")
    application: MembershipApplication | None = to_one("Its application; null unless it is yours to see.", via="id")
    former_applications: list[FormerApplication] = listing(
        "Its applications before it left and applied again, oldest first; empty unless they are yours to see.",
        via="organisation_id",
        order=Order(("submitted_at", "id")),
        usually=1,
    )


@strawberry.enum(description="How a list of organisations is ordered.")
class OrganisationOrder(Enum):
    MEMBER_SINCE_DESC = strawberry.enum_value("member_since_desc", description="Newest first; applicants before them.")
    MEMBER_SINCE_ASC = strawberry.enum_value("member_since_asc", description="Oldest first; applicants after them.")
    NAME = strawberry.enum_value("name", description="By the English name, else the Japanese.")


ORDERS: Mapping[Enum, Order] = {
    OrganisationOrder.MEMBER_SINCE_DESC: Order((dated("member_since"), "id"), descending=True, indexed=True),
    OrganisationOrder.MEMBER_SINCE_ASC: Order((dated("member_since"), "id"), indexed=True),
    OrganisationOrder.NAME: Order((by_name, "id")),
}


@strawberry.input(description="Which organisations; every condition that is given must hold.")
class OrganisationFilter:
    kind: OrganisationKind | None = filtering("Of this kind.", lambda t, value: t.kind == value)
    prefecture: PrefectureCode | None = filtering("In this prefecture.", lambda t, value: t.prefecture == value)
    sector: Sector | None = filtering("Of this industry.", lambda t, value: t.sector == value)
    search: str | None = filtering("Whose name contains this, in any language.", named_like, pattern)
    status: OrganisationStatus | None = filtering(
        "Whose membership stands here; without it, all that the viewer may see.", stands
    )
    commitment_overdue: bool | None = filtering("With (or without) a commitment past its day and not met.", has_overdue)
    pledged: bool | None = filtering("That have (or have not) signed the code of conduct.", has_pledged)
    reaffirmation_due: bool | None = filtering("That have (or have not) a new version to sign.", owes_reaffirmation)
    municipality: MunicipalityCode | None = filtering(
        "In this municipality.", lambda t, value: t.municipality_code == value
    )
    language: LanguageTag | None = filtering(
        "With an open site where people are helped in this language.",
        has_site(lambda value: value == any_(col(Site.languages))),
        known,
    )
    site_in: PrefectureCode | None = filtering(
        "With an open site in this prefecture.", has_site(lambda value: col(Site.prefecture) == value)
    )
    joined_from: date | None = filtering("Admitted on this day or later.", lambda t, value: t.member_since >= value)
    joined_to: date | None = filtering("Admitted on this day or before.", lambda t, value: t.member_since <= value)


@strawberry.type
class MemberQueries(StandingQueries, ApplicationQueries):
    """What members add to the root."""

    organisations: Connection[Organisation] = connection(
        "The members' directory; for the secretariat, applicants too. Without who left: those are `formerMembers`.",
        orders=OrganisationOrder,
        order=ORDERS,
        filter=OrganisationFilter,
        where=not_former,
    )
    former_members: Connection[Organisation] = connection(
        "Who was a member and left, or was expelled.",
        orders=OrganisationOrder,
        order=ORDERS,
        filter=OrganisationFilter,
        where=former,
    )
    organisation: Organisation | None = single(
        "One organisation; null where there is none or the viewer may not see it.",
        argument("id", strawberry.ID, "Its global id.", default=strawberry.UNSET),
        by={"id": lambda t, value: t.id == value},
        convert={"id": lambda text: key_of("Organisation", text, "id")},
    )
