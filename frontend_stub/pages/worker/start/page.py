"""The worker's start: tell us, or see your answer."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Two big choices, and what somebody who is afraid wants to know first."""
    return visit.page("worker/start/page.html")
