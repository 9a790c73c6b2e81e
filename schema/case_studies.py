"""Case studies: what is asked of the library."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import Integer, Text, any_, case, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.expressions import dated
from schema.members import Organisation
from schema.planner.mapping import (
    Order,
    argument,
    column,
    connection,
    filtering,
    listing,
    localized,
    planned,
    single,
    to_one,
)
from schema.scalars import LanguageTag, PrefectureCode
from schema.texts import LocalizedText
from server.case_studies import models, search
from server.case_studies.models import CaseStudySearch, CaseStudyStatus, Theme
from server.members.models import Sector

closed(
    CaseStudyStatus,
    "Where a case study stands. Only what is published is public.",
    {
        CaseStudyStatus.DRAFT: "Being written; its member's people alone see it.",
        CaseStudyStatus.IN_REVIEW: "Handed in; the secretariat sees it too.",
        CaseStudyStatus.CHANGES_ASKED: "Given back, with a note on what to change.",
        CaseStudyStatus.PUBLISHED: "In the library, for everybody.",
        CaseStudyStatus.WITHDRAWN: "Taken back for good.",
    },
)
closed(
    Theme,
    "What a case study is about.",
    {
        Theme.RECRUITMENT_FEES: "What workers pay to be hired, and getting it back.",
        Theme.WAGES: "Pay, and how it is explained.",
        Theme.WORKING_HOURS: "Hours, overtime, rest and holidays.",
        Theme.HOUSING: "Where workers live.",
        Theme.LANGUAGE: "Learning each other's language, interpreting, plain words.",
        Theme.SAFETY: "Accidents, and how to prevent them.",
        Theme.CONSULTATION: "Somebody to turn to, and being heard.",
        Theme.SKILLS: "Training, certificates and careers.",
        Theme.FAMILY_LIFE: "Families, children, pregnancy and childcare.",
        Theme.COMMUNITY: "Neighbours and life in the town.",
        Theme.HEALTH: "Health of body and mind, and medical care.",
        Theme.RESIDENCE_STATUS: "Residence status and its procedures.",
        Theme.CHILD_LABOUR: "Children who work, here or in the supply chain.",
        Theme.SUPPLY_CHAIN: "Suppliers and business partners.",
    },
)


@planned(models.CaseStudyReview)
class CaseStudyReview:
    """What an editor asked to be changed. Seen by the member's own people and the secretariat."""

    note: str = column("What to change, in the editor's words.")
    written_at: datetime = column("When it was asked for.")


@planned(models.CaseStudy)
class CaseStudy(Node):
    """What a member did about a problem, told so that others can repeat it, with what went wrong."""

    slug: str | None = column("The stable part of its address; null until it is published.")
    status: CaseStudyStatus = column("Where it stands.")
    title: LocalizedText = localized("Its title.")
    summary: LocalizedText = localized("The whole in a few sentences.")
    problem: LocalizedText = localized("What the problem was.")
    context: LocalizedText = localized("Where and under which conditions.")
    action: LocalizedText = localized("What was done.")
    cost: LocalizedText = localized("What it cost, in money and in work.")
    result: LocalizedText = localized("What came of it.")
    went_wrong: LocalizedText = localized("What went wrong.")
    how_to_repeat: LocalizedText = localized("How others can repeat it.")
    themes: list[Theme] = column("What it is about.")
    articles: list[int] = column("The articles of the code of conduct that it serves, by number.")
    languages: list[LanguageTag] = column("The languages in which it is told in full.")
    sector: Sector | None = column("The industry it comes from.")
    prefecture: PrefectureCode | None = column("The prefecture it comes from.")
    published_on: date | None = column("The day it was published; null before.")
    withdrawn_on: date | None = column("The day it was withdrawn; null before.")
    organisation: Organisation | None = to_one("The member that tells it.", via="organisation_id")
    reviews: list[CaseStudyReview] = listing(
        "What editors asked to be changed, oldest first; empty unless it is yours to see.",
        via="case_study_id",
        order=Order(("written_at", "id")),
        usually=3,
    )


WEIGHTS = literal_column("'{0.1,0.2,0.4,1}'::real[]")
"""What a word counts in D (unused), C, B and A: see ``search.WEIGHTS``."""

MOST_WEIGHED = literal_column("500")
"""How many of what fits a search are weighed, the newest first."""

NOTHING = literal_column("0::integer", Integer)
"""The rank of what fits no search; cast, because a bare number in ORDER BY names a column by its place."""


def found_by(t: Any, query: Any) -> Any:
    """Its published text has every word of the query; or nothing is searched for.

    Said with OR, PostgreSQL looks lazily, in the order of the list: a common word costs no more than a rare one.
    """
    words = col(CaseStudySearch.words).op("@@")(tsquery(query))
    return or_(everything(query), t.id.in_(select(col(CaseStudySearch.case_study_id)).where(words)))


def rank(t: Any, given: Mapping[str, Any]) -> Any:
    """How well it fits the search, as a whole number: the title counts most, then the summary; 0 without a search.

    To weigh a text is to read it whole, so of what fits a common word only the newest are weighed; the others are 0.
    """
    query = given.get("search")
    if query is None:
        return NOTHING
    weighed = func.ts_rank(WEIGHTS, col(CaseStudySearch.words), tsquery(query)) * literal_column("1000000")
    fits = select(cast(weighed, Integer)).where(col(CaseStudySearch.case_study_id) == t.id)
    newest = (
        select(col(CaseStudySearch.case_study_id))
        .where(col(CaseStudySearch.words).op("@@")(tsquery(query)))
        .order_by(col(CaseStudySearch.published_on).desc(), col(CaseStudySearch.case_study_id).desc())
        .limit(MOST_WEIGHED)
    )
    return case(
        (everything(query), NOTHING),
        (t.id.in_(newest), func.coalesce(fits.scalar_subquery(), NOTHING)),
        else_=NOTHING,
    )


def tsquery(query: Any) -> Any:
    """What was typed, as PostgreSQL searches. It travels as text, because ``everything`` compares it as such."""
    return cast(cast(query, Text), TSQUERY)


def everything(query: Any) -> Any:
    """Whether there is nothing to search for."""
    return cast(query, Text) == literal(search.EVERYTHING)


@strawberry.enum(description="How a list of case studies is ordered.")
class CaseStudyOrder(Enum):
    NEWEST = strawberry.enum_value("newest", description="Last published first; before it what is not published.")
    OLDEST = strawberry.enum_value("oldest", description="First published first; after it what is not published.")
    RELEVANCE = strawberry.enum_value(
        "relevance",
        description="What fits `filter.search` best first; then the newest. Of more than 500 that fit, the newest 500 "
        "are weighed, and the others follow them, newest first.",
    )


NEWEST = Order((dated("published_on"), "id"), descending=True, indexed=True)
ORDERS: Mapping[Enum, Order] = {
    CaseStudyOrder.NEWEST: NEWEST,
    CaseStudyOrder.OLDEST: Order((dated("published_on"), "id"), indexed=True),
    CaseStudyOrder.RELEVANCE: Order((rank, dated("published_on"), "id"), descending=True),
}


@strawberry.input(description="Which case studies; every condition that is given must hold.")
class CaseStudyFilter:
    search: str | None = filtering(
        "Published ones that have all these words, in any language. Without a word nothing is left out; of a long "
        "text the beginning counts.",
        found_by,
        search.query,
    )
    theme: Theme | None = filtering("About this.", lambda t, value: literal(value.value) == any_(t.themes))
    article: int | None = filtering("That serve this article.", lambda t, value: value == any_(t.articles))
    prefecture: PrefectureCode | None = filtering("From this prefecture.", lambda t, value: t.prefecture == value)
    sector: Sector | None = filtering("From this industry.", lambda t, value: t.sector == value)
    language: LanguageTag | None = filtering(
        "Told in full in this language.", lambda t, value: value == any_(t.languages)
    )
    organisation_id: strawberry.ID | None = filtering(
        "Told by this member.",
        lambda t, value: t.organisation_id == value,
        lambda text: key_of("Organisation", text, "filter.organisation_id"),
    )
    status: CaseStudyStatus | None = filtering(
        "That stand here; without it, all that the viewer may see.", lambda t, value: t.status == value
    )


@strawberry.type
class CaseStudyQueries:
    """What the library of case studies adds to the root."""

    case_studies: Connection[CaseStudy] = connection(
        "The library of case studies; drafts and reviews only for who may see them.",
        orders=CaseStudyOrder,
        order=ORDERS,
        filter=CaseStudyFilter,
    )
    case_study: CaseStudy | None = single(
        "One case study, by its id or its address; null where there is none or the viewer may not see it.",
        argument("id", strawberry.ID | None, "Its global id."),
        argument("slug", str | None, "The stable part of its address."),
        by={"id": lambda t, value: t.id == value, "slug": lambda t, value: t.slug == value},
        convert={"id": lambda text: key_of("CaseStudy", text, "id")},
    )
