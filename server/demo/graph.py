"""The rows of invented workplaces, and of ties between invented members and organisations that are none."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import SQLModel

from server.demo.entries import Entry
from server.kernel.table import uuid7
from server.members.models import Organisation, OrganisationKind, OrganisationStatus, Sector
from server.members.rules import prefecture_of
from server.sites.models import HeadcountBand, ResidenceStatus, Site, SiteHeadcount
from server.ties.models import Tie, TieAnswer, TieKind, TieSource

COUNTED_DAYS_AGO = 30


def site(entry: Entry, organisation_id: UUID, day: date) -> Iterator[SQLModel]:
    """A workplace, and about how many people worked there a month ago."""
    made = Site(
        organisation_id=organisation_id,
        name=entry["name"],
        prefecture=prefecture_of(entry["municipality_code"]),
        municipality_code=entry["municipality_code"],
        sector=Sector(entry["sector"]),
        dormitory=entry.get("dormitory", False),
        languages=entry["languages"],
        hidden=entry.get("hidden", False),
        opened_on=entry["opened_on"],
        closed_on=entry.get("closed_on"),
    )
    yield made
    for status, band in entry.get("headcounts", {}).items():
        yield SiteHeadcount(
            site_id=made.id,
            organisation_id=organisation_id,
            residence_status=ResidenceStatus(status),
            band=HeadcountBand(band),
            counted_on=day - timedelta(days=COUNTED_DAYS_AGO),
        )


def tie(entry: Entry, organisations: Mapping[str, UUID], day: date) -> Iterator[SQLModel]:
    """A tie that its near end has declared, and the organisation at the far end where that is no member."""
    near = organisations[entry["from"]]
    far = organisations[entry["to"]] if "to" in entry else uuid7()
    if party := entry.get("party"):
        yield Organisation(
            id=far,
            kind=OrganisationKind(party["kind"]),
            name=party["name"],
            country=party.get("country", "JP"),
            status=OrganisationStatus.LISTED,
            listed_by=near,
        )
    answer = TieAnswer(entry["answer"])
    yield Tie(
        from_id=near,
        to_id=far,
        kind=TieKind(entry["kind"]),
        valid_from=entry["valid_from"],
        source=TieSource.DECLARATION,
        declared_for=near,
        answer=answer,
        answered_on=None if answer is TieAnswer.NONE else day,
    )
