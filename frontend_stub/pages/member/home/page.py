"""A member's first page: what is late, what is due, and what became of its case studies."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from frontend_stub.sections import MEMBER, sections_for
from frontend_stub.visit import Visit

SOON = timedelta(days=90)


async def show(visit: Visit) -> Response:
    """Each organisation in which this person has a seat; its open commitments first, the earliest due on top."""
    viewer = (await visit.ask("MemberHome"))["viewer"]
    seats = [seat for seat in viewer["seats"] if seat["organisation"]]
    for seat in seats:
        seat["organisation"]["commitments"].sort(key=urgency)
        seat["duties"] = await duties_of(visit, seat["organisation"])
    saved = "saved" in visit.request.query_params
    sections = sections_for(MEMBER, {seat["role"] for seat in seats})
    return visit.page("member/home/page.html", person=viewer["person"], seats=seats, sections=sections, saved=saved)


async def duties_of(visit: Visit, organisation: dict[str, Any]) -> dict[str, Any]:
    """What an organisation owes, what comes due within 90 days, and what its peers do."""
    sector = organisation["sector"]
    duties = await visit.ask("MemberDuties", id=organisation["id"], sector=sector, peers=bool(sector))
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    for report in duties["reports"]["nodes"]:
        report["days"] = (date.fromisoformat(report["due"]["on"]) - today).days
    duties["handedIn"]["nodes"] = [one for one in duties["handedIn"]["nodes"] if one["state"] != "DRAFT"]
    soon = (today + SOON).isoformat()
    duties["coming"] = [
        one for one in organisation["commitments"] if one["state"] not in ("MET", "VERIFIED") and one["dueOn"] <= soon
    ]
    return duties


def urgency(commitment: dict[str, Any]) -> tuple[bool, str, int]:
    """Open before met, then by day."""
    return commitment["state"] == "MET", commitment["dueOn"], commitment["article"]["number"]
