"""Case studies: what is asked of the library, and the verbs from draft to publication."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import Integer, Text, any_, case, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col
from strawberry import UNSET

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.members import Organisation, dated
from schema.mutation import Done, VerbInput, verb
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
from server.case_studies import models, rules, search, services
from server.case_studies.models import CaseStudySearch, CaseStudyStatus, Theme
from server.kernel.errors import Invalid, message
from server.kernel.session import ViewerSession
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
    )


WEIGHTS = literal_column("'{0.1,0.2,0.4,1}'::real[]")
"""What a word counts in D (unused), C, B and A: see ``search.WEIGHTS``."""

NOTHING = literal_column("0::integer", Integer)
"""The rank of what fits no search; cast, because a bare number in ORDER BY names a column by its place."""


def found_by(t: Any, query: Any) -> Any:
    """Its published text has every word of the query; or nothing is searched for.

    Said with OR, PostgreSQL looks lazily, in the order of the list: a common word costs no more than a rare one.
    """
    words = col(CaseStudySearch.words).op("@@")(tsquery(query))
    return or_(everything(query), t.id.in_(select(col(CaseStudySearch.case_study_id)).where(words)))


def rank(t: Any, given: Mapping[str, Any]) -> Any:
    """How well it fits the search, as a whole number: the title counts most, then the summary; 0 without a search."""
    query = given.get("search")
    if query is None:
        return NOTHING
    weighed = func.ts_rank(WEIGHTS, col(CaseStudySearch.words), tsquery(query)) * literal_column("1000000")
    fits = select(cast(weighed, Integer)).where(col(CaseStudySearch.case_study_id) == t.id)
    return case((everything(query), NOTHING), else_=func.coalesce(fits.scalar_subquery(), NOTHING))


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
    RELEVANCE = strawberry.enum_value("relevance", description="What fits `filter.search` best first; then the newest.")


NEWEST = Order((dated("published_on"), "id"), descending=True)
ORDERS: Mapping[Enum, Order] = {
    CaseStudyOrder.NEWEST: NEWEST,
    CaseStudyOrder.OLDEST: Order((dated("published_on"), "id")),
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


@strawberry.input(
    description="A case study in one language. What is left out stays as it is; an empty text is taken away."
)
class CaseStudyTextInput:
    language: LanguageTag = strawberry.field(description="The language it is told in.")
    title: str | None = strawberry.field(default=UNSET, description="Its title; up to 200 characters.")
    summary: str | None = strawberry.field(default=UNSET, description="In a few sentences; up to 1,000 characters.")
    problem: str | None = strawberry.field(
        default=UNSET, description="What the problem was; this and what follows up to 5,000 characters each."
    )
    context: str | None = strawberry.field(default=UNSET, description="Where and under which conditions.")
    action: str | None = strawberry.field(default=UNSET, description="What was done.")
    cost: str | None = strawberry.field(default=UNSET, description="What it cost, in money and in work.")
    result: str | None = strawberry.field(default=UNSET, description="What came of it.")
    went_wrong: str | None = strawberry.field(default=UNSET, description="What went wrong.")
    how_to_repeat: str | None = strawberry.field(default=UNSET, description="How others can repeat it.")


def told(inputs: list[CaseStudyTextInput]) -> services.Texts:
    """Inputs by language. Refuses a language given twice."""
    texts: dict[str, dict[str, str | None]] = {}
    for index, given in enumerate(inputs):
        if given.language in texts:
            raise Invalid(f"texts.{index}.language", message("This language is given twice."))
        parts = {part: getattr(given, part) for part in rules.LIMITS}
        texts[given.language] = {part: text for part, text in parts.items() if text is not UNSET}
    return texts


@strawberry.input(description="The beginning of a case study; nothing need be complete yet.")
class DraftCaseStudyInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member that tells it.")
    texts: list[CaseStudyTextInput] = strawberry.field(description="What is told, one entry for each language.")
    themes: list[Theme] = strawberry.field(default_factory=list, description="What it is about.")
    articles: list[int] = strawberry.field(default_factory=list, description="The articles that it serves, by number.")
    sector: Sector | None = strawberry.field(default=None, description="The industry it comes from.")
    prefecture: PrefectureCode | None = strawberry.field(default=None, description="The prefecture it comes from.")


@verb(case_study=CaseStudy)
async def draft_case_study(session: ViewerSession, input: DraftCaseStudyInput) -> Done:
    """Begin a case study. For owners and editors of an active member; nobody else sees it before it is handed in."""
    study = await services.draft_case_study(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        told(input.texts),
        themes=input.themes,
        articles=input.articles,
        sector=input.sector,
        prefecture=input.prefecture,
    )
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Changes to a case study. What is left out stays as it is.")
class EditCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")
    texts: list[CaseStudyTextInput] = strawberry.field(
        default_factory=list, description="What is told anew, one entry for each language; other languages stay."
    )
    themes: list[Theme] | None = strawberry.field(default=None, description="What it is about, all of it.")
    articles: list[int] | None = strawberry.field(
        default=None, description="The articles that it serves, all of them, by number."
    )
    sector: Sector | None = strawberry.field(default=UNSET, description="The industry it comes from; null for none.")
    prefecture: PrefectureCode | None = strawberry.field(
        default=UNSET, description="The prefecture it comes from; null for none."
    )


@verb(case_study=CaseStudy)
async def edit_case_study(session: ViewerSession, input: EditCaseStudyInput) -> Done:
    """Change a draft, or a case study that changes were asked for. For owners and editors of its member."""
    lists = {name: value for name in ("themes", "articles") if (value := getattr(input, name)) is not None}
    places = {name: value for name in ("sector", "prefecture") if (value := getattr(input, name)) is not UNSET}
    key = key_of("CaseStudy", input.id, "id")
    study = await services.edit_case_study(session, key, told(input.texts), **lists, **places)
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is handed in.")
class SubmitCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def submit_case_study(session: ViewerSession, input: SubmitCaseStudyInput) -> Done:
    """Hand a case study in for review. For owners and editors of its member.

    One language at least must tell everything, what it cost and what went wrong too; and there is a theme.
    """
    study = await services.submit_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is given back, and what to change.")
class RequestChangesInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")
    note: str = strawberry.field(description="What to change; up to 4,000 characters.")


@verb(case_study=CaseStudy)
async def request_changes(session: ViewerSession, input: RequestChangesInput) -> Done:
    """Give a case study in review back to its member. For content editors."""
    study = await services.request_changes(session, key_of("CaseStudy", input.id, "id"), input.note)
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is published.")
class PublishCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def publish_case_study(session: ViewerSession, input: PublishCaseStudyInput) -> Done:
    """Show a case study in review to everybody as of today. For content editors. CONFLICT where it is not in review."""
    study = await services.publish_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is withdrawn.")
class WithdrawCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def withdraw_case_study(session: ViewerSession, input: WithdrawCaseStudyInput) -> Done:
    """Take a case study out of the library for good. For owners of its member, and content editors."""
    study = await services.withdraw_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})
