"""Workplaces: what is asked of them, and the verbs."""

from datetime import date

import strawberry

from schema.connections import Node, key_of
from schema.expressions import TODAY
from schema.member_lists import Sector
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.places import Municipality
from schema.planner.mapping import Order, column, expression, listing, localized, planned, to_one
from schema.scalars import LanguageTag, MunicipalityCode, PrefectureCode
from schema.site_lists import HeadcountBand, ResidenceStatus
from schema.texts import LocalizedText, TextInput, texts_of
from server.kernel.errors import Invalid, message
from server.kernel.session import ViewerSession
from server.sites import models, services


@planned(models.SiteHeadcount)
class SiteHeadcount:
    """About how many people with one status of residence worked at a site on a day.

    Everybody sees it from ten people on, at sites that are not hidden; its member and the secretariat always.
    """

    residence_status: ResidenceStatus = column("With which status of residence.")
    band: HeadcountBand = column("About how many.")
    counted_on: date = column("On which day.")


@planned(models.Site)
class Site(Node):
    """A workplace of a member. One that its member hides is seen by the member and the secretariat alone."""

    name: LocalizedText = localized("What it is called.")
    organisation: Organisation | None = to_one("Whose workplace it is.", via="organisation_id")
    prefecture: PrefectureCode = column("The prefecture it is in.")
    municipality: Municipality | None = to_one("The municipality it is in.", via="municipality_code")
    sector: Sector = column("What is done there: a major division of the industrial classification.")
    dormitory: bool = column("Whether people who work there live in a dormitory of the employer's.")
    languages: list[LanguageTag] = column("In which languages people are helped there.")
    hidden: bool = column("Whether its member hides it.")
    opened_on: date = column("The first day on which it was open.")
    closed_on: date | None = column("The last day on which it was open; null while it is.")
    open: bool = expression("Whether it is open today.", lambda t: t.closed_on.is_(None) | (t.closed_on >= TODAY))
    headcounts: list[SiteHeadcount] = listing(
        "About how many people have worked there, newest first; of each status the newest counts.",
        via="site_id",
        order=Order(("counted_on", "id"), descending=True),
        usually=5,
    )


@strawberry.input(description="A workplace to open.")
class OpenSiteInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="Whose: a member's global id.")
    name: list[TextInput] = strawberry.field(description="What it is called, in at least one language.")
    municipality_code: MunicipalityCode = strawberry.field(
        description="The six-digit code of where it is; a prefecture's own code says the prefecture only."
    )
    sector: Sector = strawberry.field(description="What is done there.")
    opened_on: date = strawberry.field(description="The first day on which it was open; not ahead.")
    dormitory: bool = strawberry.field(default=False, description="Whether there is a dormitory of the employer's.")
    languages: list[LanguageTag] = strawberry.field(
        default_factory=list, description="In which languages people are helped there."
    )
    hidden: bool = strawberry.field(default=False, description="Show it to the secretariat only.")


@verb(site=Site)
async def open_site(session: ViewerSession, input: OpenSiteInput) -> Done:
    """Add a workplace to a member. For its owners and editors."""
    site = await services.open_site(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        name=texts_of(input.name, "name"),
        municipality_code=input.municipality_code,
        sector=input.sector,
        opened_on=input.opened_on,
        dormitory=input.dormitory,
        languages=[str(tag) for tag in input.languages],
        hidden=input.hidden,
    )
    return Done(site.id, {"site": site.id})


@strawberry.input(description="What is told about a workplace. What is left out stays as it is.")
class ChangeSiteInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The workplace's global id.")
    name: list[TextInput] | None = strawberry.field(default=None, description="What it is called, in all languages.")
    municipality_code: MunicipalityCode | None = strawberry.field(default=None, description="Where it is.")
    sector: Sector | None = strawberry.field(default=None, description="What is done there.")
    dormitory: bool | None = strawberry.field(default=None, description="Whether there is a dormitory.")
    languages: list[LanguageTag] | None = strawberry.field(default=None, description="All languages of support.")
    hidden: bool | None = strawberry.field(default=None, description="Show it to the secretariat only.")


@verb(site=Site)
async def change_site(session: ViewerSession, input: ChangeSiteInput) -> Done:
    """Change what is told about a workplace that is not closed. For owners and editors of its member."""
    site = await services.change_site(
        session,
        key_of("Site", input.id, "id"),
        name=None if input.name is None else texts_of(input.name, "name"),
        municipality_code=input.municipality_code,
        sector=input.sector,
        dormitory=input.dormitory,
        languages=None if input.languages is None else [str(tag) for tag in input.languages],
        hidden=input.hidden,
    )
    return Done(site.id, {"site": site.id})


@strawberry.input(description="Which workplace closes, and when.")
class CloseSiteInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The workplace's global id.")
    closed_on: date = strawberry.field(description="The last day on which it was open; not ahead.")


@verb(site=Site)
async def close_site(session: ViewerSession, input: CloseSiteInput) -> Done:
    """Say that a workplace is closed. For owners and editors of its member. It stays in the record."""
    site = await services.close_site(session, key_of("Site", input.id, "id"), input.closed_on)
    return Done(site.id, {"site": site.id})


@strawberry.input(description="About how many people with one status of residence.")
class HeadcountInput:
    residence_status: ResidenceStatus = strawberry.field(description="With which status of residence.")
    band: HeadcountBand = strawberry.field(description="About how many.")


@strawberry.input(description="About how many people work at a site.")
class RecordHeadcountInput(VerbInput):
    site_id: strawberry.ID = strawberry.field(description="The workplace's global id.")
    counted_on: date = strawberry.field(description="On which day; not ahead, and while the workplace was open.")
    counts: list[HeadcountInput] = strawberry.field(description="For each status of residence, about how many.")


@verb(site=Site)
async def record_headcount(session: ViewerSession, input: RecordHeadcountInput) -> Done:
    """Say about how many people work at a site. For owners and editors of its member. The earlier record stays."""
    counts = {one.residence_status: one.band for one in input.counts}
    if len(counts) < len(input.counts):
        raise Invalid("counts", message("A status of residence is given twice."))
    site = await services.record_headcount(session, key_of("Site", input.site_id, "site_id"), input.counted_on, counts)
    return Done(site.id, {"site": site.id})
