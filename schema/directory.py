"""The directory beside the list itself: how many members each choice would show."""

from enum import Enum, StrEnum
from typing import Any

import strawberry
from sqlalchemy import func, select
from sqlmodel import col

from schema.member_lists import OrganisationKind, OrganisationStatus, Sector
from schema.members import OrganisationFilter, open_site_of
from schema.planner.facets import Facet, facets
from schema.standing import not_former, standing
from server.sites.models import Site


@strawberry.enum(description="A way to divide the directory.")
class DirectoryFacet(Enum):
    KIND = strawberry.enum_value("kind", description="By kind; values as in `OrganisationKind`.")
    PREFECTURE = strawberry.enum_value("prefecture", description="By prefecture; values are its codes.")
    SECTOR = strawberry.enum_value("sector", description="By industry; values as in `Sector`.")
    STATUS = strawberry.enum_value("status", description="By standing today; values as in `OrganisationStatus`.")
    LANGUAGE = strawberry.enum_value("language", description="By language of support at an open site; values are tags.")
    SITE_PREFECTURE = strawberry.enum_value("site_prefecture", description="By prefecture of open sites.")


@strawberry.type(description="How many members one choice in the directory would show.")
class DirectoryCount:
    facet: DirectoryFacet = strawberry.field(description="The way to divide.")
    value: str = strawberry.field(description="The choice; see the facet.")
    count: int = strawberry.field(description="How many, as far as the viewer may see.")


def names(members: type[StrEnum]) -> dict[str, str]:
    """The names in GraphQL of a closed list's stored values."""
    return {one.value: one.name for one in members}


def of_sites(value: Any) -> Any:
    """Each value once that the open sites of an organisation have."""
    return lambda t: select(value.label("value")).where(open_site_of(t)).distinct().lateral("several")


FACETS: dict[Enum, Facet] = {
    DirectoryFacet.KIND: Facet(lambda t: t.kind, "kind", names(OrganisationKind)),
    DirectoryFacet.PREFECTURE: Facet(lambda t: t.prefecture, "prefecture"),
    DirectoryFacet.SECTOR: Facet(lambda t: t.sector, "sector", names(Sector)),
    DirectoryFacet.STATUS: Facet(standing, "status", names(OrganisationStatus)),
    DirectoryFacet.LANGUAGE: Facet(of_sites(func.unnest(col(Site.languages))), "language"),
    DirectoryFacet.SITE_PREFECTURE: Facet(of_sites(col(Site.prefecture)), "site_in"),
}


@strawberry.type
class DirectoryQueries:
    """What the directory adds to the root."""

    directory_facets: list[DirectoryCount] = facets(
        "How many members each choice in the directory would show, beside what is chosen otherwise; the most frequent "
        "first. A facet counts as if nothing were chosen in it.",
        "Organisation",
        FACETS,
        filter=OrganisationFilter,
        where=not_former,
    )
