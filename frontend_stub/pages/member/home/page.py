"""A member's first page: what is late, what is due, and what became of its case studies."""

from typing import Any

from starlette.responses import Response

from frontend_stub.sections import MEMBER, sections_for
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Each organisation in which this person has a seat; its open commitments first, the earliest due on top."""
    viewer = (await visit.ask("MemberHome"))["viewer"]
    seats = [seat for seat in viewer["seats"] if seat["organisation"]]
    for seat in seats:
        seat["organisation"]["commitments"].sort(key=urgency)
    saved = "saved" in visit.request.query_params
    sections = sections_for(MEMBER, {seat["role"] for seat in seats})
    return visit.page("member/home/page.html", person=viewer["person"], seats=seats, sections=sections, saved=saved)


def urgency(commitment: dict[str, Any]) -> tuple[bool, str, int]:
    """Open before met, then by day."""
    return commitment["state"] == "MET", commitment["dueOn"], commitment["article"]["number"]
