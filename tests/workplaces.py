"""The world's workplaces, and what has been said about them and about Aozora's past."""

from datetime import date
from typing import Any

from sqlmodel import SQLModel

from server.members.models import FormerName, LapseComment, Sector
from server.sites.models import HeadcountBand, ResidenceStatus, Site, SiteHeadcount
from tests.makers import key


def rows() -> list[SQLModel]:
    """All of them."""
    return [*workplaces(), *past()]


def workplaces() -> list[SQLModel]:
    """Aozora's mill and its hidden store; a few and many people at the mill."""
    sites = [
        Site(
            id=key(name),
            organisation_id=key("aozora"),
            name={"en": name.title()},
            prefecture="JP-13",
            sector=Sector.MANUFACTURING,
            languages=["vi"],
            hidden=name == "store",
            opened_on=date(2019, 4, 1),
        )
        for name in ("mill", "store")
    ]
    counts = [
        SiteHeadcount(
            id=key(f"{site} {band}"),
            site_id=key(site),
            organisation_id=key("aozora"),
            residence_status=status,
            band=band,
            counted_on=date(2026, 4, 1),
        )
        for site, status, band in (
            ("mill", ResidenceStatus.TECHNICAL_INTERN_2, HeadcountBand.FROM_30),
            ("mill", ResidenceStatus.STUDENT, HeadcountBand.UNDER_10),
            ("store", ResidenceStatus.STUDENT, HeadcountBand.FROM_100),
        )
    ]
    return [*sites, *counts]


def past() -> list[SQLModel]:
    """Earlier names, and what Aozora says beside a commitment."""
    past: dict[str, Any] = {"name": {"en": "Aoi"}, "valid_to": date(2022, 3, 31)}
    return [
        FormerName(id=key("aoi"), organisation_id=key("aozora"), **past),
        FormerName(id=key("minato before"), organisation_id=key("minato"), **past),
        LapseComment(
            id=key("aozora comment"),
            organisation_id=key("aozora"),
            commitment_id=key("aozora 3"),
            text={"en": "The flood closed us."},
        ),
    ]
