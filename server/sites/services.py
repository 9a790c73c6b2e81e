"""What can be done about workplaces: open one, change it, close it, and say about how many work there."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.errors import Conflict, Invalid, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import Organisation
from server.members.services import name_of, place_of, refuse_unless_acting
from server.sites import rules
from server.sites.models import HeadcountBand, ResidenceStatus, Site, SiteHeadcount


async def open_site(
    session: ViewerSession,
    organisation_id: UUID,
    *,
    name: dict[str, str],
    municipality_code: str,
    opened_on: date,
    languages: list[str],
    **told: Any,
) -> Site:
    """Add a workplace to a member. For its owners and editors, while it has a member's rights.

    ``told`` is the rest of what a site tells: sector, dormitory, hidden. Refused with Invalid where no
    municipality of today has the code; a prefecture's own code says the prefecture only.
    """
    rules.opening(opened_on, today())
    spoken = rules.languages(languages)
    called = name_of(name)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")
    prefecture, municipality = await place_of(session, municipality_code)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)
    refuse_unless_acting(organisation, "organisation_id")

    site = Site(
        organisation_id=organisation.id,
        name=called,
        prefecture=prefecture,
        municipality_code=municipality,
        opened_on=opened_on,
        languages=spoken,
        **told,
    )
    session.add(site)
    await session.flush()

    session.record("open_site", site, organisation_id=site.organisation_id)
    return site


async def change_site(
    session: ViewerSession, id: UUID, *, municipality_code: str | None = None, **changes: Any
) -> Site:
    """Change what is told about a workplace: name, place, sector and so on. None leaves it as it is.

    For owners and editors of its member. Conflict where it is closed.
    """
    wanted = {name: value for name, value in changes.items() if value is not None}
    if "languages" in wanted:
        wanted["languages"] = rules.languages(wanted["languages"])
    if "name" in wanted:
        wanted["name"] = name_of(wanted["name"])

    site = await session.find(Site, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=site.organisation_id)
    if municipality_code is not None:
        wanted["prefecture"], wanted["municipality_code"] = await place_of(session, municipality_code)

    site = await session.find(Site, id, lock=True)
    if site.closed_on is not None:
        raise Conflict("id", message("This workplace is closed already."))
    for name, value in wanted.items():
        setattr(site, name, value)

    session.record("change_site", site, organisation_id=site.organisation_id)
    return site


async def close_site(session: ViewerSession, id: UUID, closed_on: date) -> Site:
    """Say on which day a workplace was open last. For owners and editors of its member. Conflict where it is closed."""
    site = await session.find(Site, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=site.organisation_id)

    site = await session.find(Site, id, lock=True)
    rules.closing(site.opened_on, site.closed_on, closed_on, today())
    site.closed_on = closed_on

    session.record("close_site", site, organisation_id=site.organisation_id)
    return site


async def record_headcount(
    session: ViewerSession, site_id: UUID, counted_on: date, counts: Mapping[ResidenceStatus, HeadcountBand]
) -> Site:
    """Say about how many people with each status of residence worked at a site on a day.

    For owners and editors of its member. What is said again of the same day takes the place of what was said before.
    """
    site = await session.find(Site, site_id, "site_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=site.organisation_id)
    if not counts:
        raise Invalid("counts", message("Please fill this in."))

    site = await session.find(Site, site_id, "site_id", lock=True)
    rules.counting(site.opened_on, site.closed_on, counted_on, today())
    said = await session.rows.scalars(
        select(SiteHeadcount).where(
            SiteHeadcount.site_id == site.id,
            SiteHeadcount.counted_on == counted_on,
            col(SiteHeadcount.residence_status).in_(counts),
        )
    )
    known = {one.residence_status: one for one in said}
    for status, band in counts.items():
        if status in known:
            known[status].band = band
        else:
            session.add(
                SiteHeadcount(
                    site_id=site.id,
                    organisation_id=site.organisation_id,
                    residence_status=status,
                    band=band,
                    counted_on=counted_on,
                )
            )

    session.record("record_headcount", site, organisation_id=site.organisation_id)
    return site
