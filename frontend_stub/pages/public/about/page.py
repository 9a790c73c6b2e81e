"""The code of conduct that every member has pledged."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The version in force."""
    return visit.page("public/about/page.html", code=(await visit.ask("CodeOfConduct"))["codeOfConduct"])
