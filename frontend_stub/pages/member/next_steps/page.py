"""What could come next for a member, article by article, with what others have told."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The next steps of the organisation in the address, else of the first in which one has a seat."""
    found = await visit.ask("NextSteps")
    of = visit.request.query_params.get("of", "")
    members = [one["organisation"] for one in found["viewer"]["seats"] if one["organisation"]]
    member = next((one for one in members if of in ("", one["id"])), None)
    if member is None:
        raise HTTPException(404)
    ids = [one["caseStudyId"] for step in member["nextSteps"] for one in step["suggestions"]]
    studies = (await visit.ask("SuggestedStudies", ids=ids))["nodes"] if ids else []
    return visit.page(
        "member/next_steps/page.html",
        member=member,
        standings={one["articleNumber"]: one for one in member["ladder"]},
        rungs={one["id"]: one for one in found["ladder"]},
        articles={one["number"]: one["title"] for one in found["codeOfConduct"]["articles"]},
        studies={one["id"]: one for one in studies if one},
    )
