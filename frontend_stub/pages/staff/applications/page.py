"""The queue of applications, by stage; who has waited longest comes first."""

from starlette.responses import Response

from frontend_stub import membership_labels
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """Applications at one stage, or all."""
    query = Query(visit.request.query_params, ("stage",))
    stage = query.among("stage", membership_labels.APPLICATION_STAGES)
    answer = await visit.ask(
        "Applications", filter={"stage": stage} if stage else None, **cursors(visit.request.query_params, PAGE)
    )
    return visit.page(
        "staff/applications/page.html",
        found=answer["membershipApplications"],
        chosen=stage,
        query=query.with_cursor,
    )
