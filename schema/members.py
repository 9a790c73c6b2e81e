"""Members and places: what is asked of the directory, and the verbs of membership."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import Date, exists, func, literal_column, not_, or_, select
from sqlmodel import col

from schema.connections import Connection, Node, global_id, key_of
from schema.enums import closed
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
from schema.scalars import CorporateNumber, MunicipalityCode, PrefectureCode
from schema.texts import LocalizedText, TextInput, texts_of
from server.conduct import models as conduct
from server.identity.services import invitation_link
from server.kernel.session import ViewerSession
from server.members import models, services
from server.members.models import OrganisationKind, OrganisationStatus, Sector

if TYPE_CHECKING:
    from schema.case_studies import CaseStudy
    from schema.conduct import Commitment, Pledge

TODAY = literal_column("(now() at time zone 'Asia/Tokyo')::date", Date)
"""The day in Japan, in SQL: a plan outlives the day on which it was made."""


closed(
    OrganisationKind,
    "What sort of member it is.",
    {
        OrganisationKind.COMPANY: "A company that employs, or buys from those who do.",
        OrganisationKind.INDUSTRY_ASSOCIATION: "An association of one industry.",
        OrganisationKind.ECONOMIC_GROUP: "A chamber of commerce or another group of businesses.",
        OrganisationKind.MUNICIPALITY: "A city, ward, town or village.",
        OrganisationKind.GOVERNMENT_BODY: "A prefecture, a ministry or another public body.",
        OrganisationKind.INTERNATIONAL_ORGANISATION: "An organisation of states.",
        OrganisationKind.NPO: "A non-profit or non-governmental organisation.",
        OrganisationKind.LABOUR_UNION: "A union of workers.",
        OrganisationKind.LAW_OFFICE: "Lawyers, or other licensed advisers.",
        OrganisationKind.RESEARCH_INSTITUTE: "A university or another place of research.",
        OrganisationKind.SUPPORT_ORGANISATION: "A supervising or a registered support organisation.",
        OrganisationKind.MEDIA: "A newspaper, a broadcaster or another medium.",
        OrganisationKind.INDIVIDUAL: "A person who is a member by themselves.",
    },
)
closed(
    OrganisationStatus,
    "Where a membership stands.",
    {
        OrganisationStatus.APPLIED: "The application waits for the secretariat. Not public.",
        OrganisationStatus.ACTIVE: "A member.",
        OrganisationStatus.DECLINED: "The application was turned down. Not public.",
    },
)
closed(
    Sector,
    "A major division of the Japan Standard Industrial Classification.",
    {
        Sector.AGRICULTURE_FORESTRY: "A: agriculture and forestry.",
        Sector.FISHERIES: "B: fisheries.",
        Sector.MINING: "C: mining and quarrying.",
        Sector.CONSTRUCTION: "D: construction.",
        Sector.MANUFACTURING: "E: manufacturing.",
        Sector.UTILITIES: "F: electricity, gas, heat and water.",
        Sector.INFORMATION_COMMUNICATIONS: "G: information and communications.",
        Sector.TRANSPORT_POSTAL: "H: transport and postal services.",
        Sector.WHOLESALE_RETAIL: "I: wholesale and retail.",
        Sector.FINANCE_INSURANCE: "J: finance and insurance.",
        Sector.REAL_ESTATE: "K: real estate and the renting of goods.",
        Sector.RESEARCH_PROFESSIONAL: "L: research, professional and technical services.",
        Sector.ACCOMMODATION_FOOD: "M: accommodation, eating and drinking.",
        Sector.LIVING_AMUSEMENT: "N: services for living, and amusement.",
        Sector.EDUCATION: "O: education and learning support.",
        Sector.MEDICAL_WELFARE: "P: medical care, health and welfare.",
        Sector.COMPOUND_SERVICES: "Q: compound services.",
        Sector.OTHER_SERVICES: "R: services not classified elsewhere.",
        Sector.GOVERNMENT: "S: government.",
        Sector.UNCLASSIFIED: "T: what cannot be classified.",
    },
)


def dated(name: str) -> Any:
    """An order by a date that may be missing: what has none comes last in time. Indexes exist for this expression."""
    return lambda t, given: func.coalesce(t[name], literal_column("'9000-01-01'::date", Date))


def by_name(t: Any, _given: Mapping[str, Any]) -> Any:
    """An order by name: the English one where there is one, else the Japanese."""
    return func.lower(func.coalesce(t.name.op("->>")("en"), t.name.op("->>")("ja"), ""))


def article_number(t: Any, _given: Mapping[str, Any]) -> Any:
    """An order of commitments: as their articles are numbered."""
    return select(col(conduct.Article.number)).where(col(conduct.Article.id) == t.article_id).scalar_subquery()


def pattern(text: str) -> str:
    """What a name contains, for LIKE: half-width, in lower case, the first 200 characters."""
    wanted = unicodedata.normalize("NFKC", text[:200]).lower().strip()
    for sign in "\\%_":
        wanted = wanted.replace(sign, "\\" + sign)
    return f"%{wanted}%"


def named_like(t: Any, wanted: Any) -> Any:
    """The name contains it, in any language."""
    texts = func.jsonb_each_text(t.name).table_valued("key", "value", name="named")
    return exists(
        select(literal_column("1"))
        .select_from(texts)
        .where(
            texts.c.key != "_machine", func.lower(func.normalize(texts.c.value, literal_column("NFKC"))).like(wanted)
        )
    )


def place_like(t: Any, wanted: Any) -> Any:
    """The name or its reading contains it."""
    return or_(t.name.like(wanted), t.kana.like(wanted))


def has_overdue(t: Any, wanted: bool) -> Any:
    """A commitment is past its day and not met; or, where ``wanted`` is false, none is."""
    late = exists().where(
        col(conduct.Commitment.organisation_id) == t.id,
        col(conduct.Commitment.due_on) < TODAY,
        col(conduct.Commitment.state) != conduct.CommitmentState.MET,
    )
    return late if wanted else not_(late)


def has_pledged(t: Any, wanted: bool) -> Any:
    """A version of the code of conduct has been signed; or none."""
    signed = exists().where(col(conduct.Pledge.organisation_id) == t.id)
    return signed if wanted else not_(signed)


@planned(models.Prefecture)
class Prefecture:
    """One of the 47 prefectures of Japan."""

    code: PrefectureCode = column("Its ISO 3166-2 code.")
    name: LocalizedText = localized("Its name.")


@planned(models.Municipality)
class Municipality:
    """A local government of Japan: a city, ward, town or village."""

    code: MunicipalityCode = column("Its six-digit code.")
    name: str = column("Its name, in Japanese.")
    kana: str = column("How the name is read, in hiragana.")
    prefecture: PrefectureCode = column("The prefecture it lies in.")
    closed_on: date | None = column("Since when the code is no longer in use; null while it is.")


@planned(models.MemberContact)
class MemberContact:
    """Whom the secretariat writes to. Seen by the member's own people and the secretariat."""

    name: str = column("The person's name.")
    email: str = column("The person's e-mail address.")


@planned(models.MembershipApplication)
class MembershipApplication:
    """An application, and how it was decided. Seen by the organisation's own people and the secretariat."""

    motivation: str | None = column("Why it wants to join, in its own words.")
    submitted_at: datetime = column("When it was handed in.")
    approved: bool | None = column("Whether it was approved; null while it waits.")
    reason: str | None = column("Why it was declined.")
    decided_at: datetime | None = column("When it was decided.")


@planned(models.Organisation)
class Organisation(Node):
    """A member, or who applied to become one; an individual member too."""

    name: LocalizedText = localized("Its name.")
    kind: OrganisationKind = column("What sort of member it is.")
    status: OrganisationStatus = column("Where its membership stands.")
    sector: Sector | None = column("The industry it belongs to.")
    prefecture: PrefectureCode | None = column("The prefecture it is in.")
    municipality: Municipality | None = to_one("The municipality it is in, or is.", via="municipality_code")
    corporate_number: CorporateNumber | None = column("Its corporate number; individuals have none.")
    member_since: date | None = column("The day it was admitted; null before.")
    pledges: list[Annotated["Pledge", strawberry.lazy("schema.conduct")]] = listing(
        "The versions of the code of conduct it has signed, oldest first.",
        via="organisation_id",
        order=Order(("signed_on", "id")),
    )
    commitments: list[Annotated["Commitment", strawberry.lazy("schema.conduct")]] = listing(
        "What it does about each article, in the order of the articles.",
        via="organisation_id",
        order=Order((article_number, "id")),
    )
    case_studies: Connection[Annotated["CaseStudy", strawberry.lazy("schema.case_studies")]] = connection(
        "Its case studies, newest first; those that are not published only for who may see them.",
        via="organisation_id",
        order=Order((dated("published_on"), "id"), descending=True),
    )
    contact: MemberContact | None = to_one("Whom the secretariat writes to; null unless it is yours to see.", via="id")
    application: MembershipApplication | None = to_one("Its application; null unless it is yours to see.", via="id")


@strawberry.enum(description="How a list of organisations is ordered.")
class OrganisationOrder(Enum):
    MEMBER_SINCE_DESC = strawberry.enum_value("member_since_desc", description="Newest first; applicants before them.")
    MEMBER_SINCE_ASC = strawberry.enum_value("member_since_asc", description="Oldest first; applicants after them.")
    NAME = strawberry.enum_value("name", description="By the English name, else the Japanese.")


ORDERS: Mapping[Enum, Order] = {
    OrganisationOrder.MEMBER_SINCE_DESC: Order((dated("member_since"), "id"), descending=True),
    OrganisationOrder.MEMBER_SINCE_ASC: Order((dated("member_since"), "id")),
    OrganisationOrder.NAME: Order((by_name, "id")),
}


@strawberry.input(description="Which organisations; every condition that is given must hold.")
class OrganisationFilter:
    kind: OrganisationKind | None = filtering("Of this kind.", lambda t, value: t.kind == value)
    prefecture: PrefectureCode | None = filtering("In this prefecture.", lambda t, value: t.prefecture == value)
    sector: Sector | None = filtering("Of this industry.", lambda t, value: t.sector == value)
    search: str | None = filtering("Whose name contains this, in any language.", named_like, pattern)
    status: OrganisationStatus | None = filtering(
        "Whose membership stands here; without it, all that the viewer may see.", lambda t, value: t.status == value
    )
    commitment_overdue: bool | None = filtering("With (or without) a commitment past its day and not met.", has_overdue)
    pledged: bool | None = filtering("That have (or have not) signed the code of conduct.", has_pledged)


@strawberry.input(description="Which municipalities; every condition that is given must hold.")
class MunicipalityFilter:
    prefecture: PrefectureCode | None = filtering("In this prefecture.", lambda t, value: t.prefecture == value)
    search: str | None = filtering("Whose name or reading contains this.", place_like, pattern)
    in_use: bool | None = filtering(
        "Whose code is in use (or closed).", lambda t, value: t.closed_on.is_(None) == value
    )


@strawberry.type
class MemberQueries:
    """What members and places add to the root."""

    organisations: Connection[Organisation] = connection(
        "The members' directory; for the secretariat, applicants too.",
        orders=OrganisationOrder,
        order=ORDERS,
        filter=OrganisationFilter,
    )
    organisation: Organisation | None = single(
        "One organisation; null where there is none or the viewer may not see it.",
        argument("id", strawberry.ID, "Its global id.", default=strawberry.UNSET),
        by={"id": lambda t, value: t.id == value},
        convert={"id": lambda text: key_of("Organisation", text, "id")},
    )
    prefectures: list[Prefecture] = listing("The 47 prefectures, from north to south.", order=Order(("code",)))
    municipalities: Connection[Municipality] = connection(
        "The municipalities of Japan, by code.", order=Order(("code",)), filter=MunicipalityFilter
    )


@strawberry.input(description="An application for membership.")
class ApplyForMembershipInput(VerbInput):
    kind: OrganisationKind = strawberry.field(description="What sort of member it would be.")
    name: list[TextInput] = strawberry.field(description="Its name, in at least one language.")
    corporate_number: CorporateNumber | None = strawberry.field(
        default=None,
        description="Its 13-digit corporate number. Companies, municipalities and government bodies must give it; "
        "individuals have none. Full-width digits, spaces, hyphens and a leading T are accepted.",
    )
    municipality_code: MunicipalityCode | None = strawberry.field(
        default=None,
        description="The six-digit code of where it is; a prefecture's own code says the prefecture only. "
        "Municipalities must give theirs.",
    )
    sector: Sector | None = strawberry.field(default=None, description="The industry it belongs to.")
    contact_name: str = strawberry.field(description="Whom the secretariat should write to.")
    contact_email: str = strawberry.field(description="That person's e-mail address; the invitation is made out to it.")
    motivation: str | None = strawberry.field(default=None, description="Why it wants to join; up to 4,000 characters.")


@verb(
    replay=lambda subject_id, secrets: Done(subject_id, {"organisation_id": global_id("Organisation", subject_id)}),
    organisation_id=(strawberry.ID, "The applicant's global id, to refer to. It is not public yet."),
)
async def apply_for_membership(session: ViewerSession, input: ApplyForMembershipInput) -> Done:
    """Apply for membership, without an account or with one. The secretariat decides.

    CONFLICT at `corporateNumber` where an application waits or a member is admitted under that number.
    """
    organisation = await services.apply_for_membership(
        session,
        kind=input.kind,
        name=texts_of(input.name, "name"),
        corporate_number=input.corporate_number,
        municipality_code=input.municipality_code,
        sector=input.sector,
        contact_name=input.contact_name,
        contact_email=input.contact_email,
        motivation=input.motivation,
    )
    return Done(organisation.id, {"organisation_id": global_id("Organisation", organisation.id)})


@strawberry.input(description="Whose application is approved.")
class ApproveMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The applicant's global id.")


@verb(
    organisation=Organisation,
    invitation_link=(str, "The one-time link to the owner's seat, for the contact. Shown only now: send it to them."),
)
async def approve_membership(session: ViewerSession, input: ApproveMembershipInput) -> Done:
    """Admit an applicant as of today. For membership officers. CONFLICT where the application has been decided."""
    organisation, _, token = await services.approve_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id")
    )
    secrets = {"invitation_link": invitation_link(token)}
    return Done(organisation.id, {"organisation": organisation.id}, secrets)


@strawberry.input(description="Whose application is declined, and why.")
class DeclineMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The applicant's global id.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters.")


@verb(organisation=Organisation)
async def decline_membership(session: ViewerSession, input: DeclineMembershipInput) -> Done:
    """Turn an applicant down. For membership officers. CONFLICT where the application has been decided."""
    organisation = await services.decline_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.reason
    )
    return Done(organisation.id, {"organisation": organisation.id})
