"""The first page: which language? Those that the browser speaks stand on top; nothing is decided for anybody."""

from starlette.responses import Response

from frontend_stub.languages import sorted_for
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """All languages, each in its own script."""
    return visit.page(
        "worker/language/page.html", sorted_languages=sorted_for(visit.request.headers.get("accept-language", ""))
    )
