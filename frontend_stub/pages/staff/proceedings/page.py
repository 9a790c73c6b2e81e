"""The cases against members, newest first."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The list."""
    return visit.page("staff/proceedings/page.html", found=(await visit.ask("Cases"))["proceedings"])
