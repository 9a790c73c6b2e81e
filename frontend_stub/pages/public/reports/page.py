"""What one member has reported, half-year by half-year."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The latest reports of the member with that id; 404 where nobody may see such a one."""
    told = await visit.ask("ReportsOfMember", id=visit.request.path_params["id"])
    if told["organisation"] is None:
        raise HTTPException(404)
    return visit.page(
        "public/reports/page.html", organisation=told["organisation"], reports=told["activityReports"]["nodes"]
    )
