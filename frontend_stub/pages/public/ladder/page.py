"""The ladder: five levels for each article, and what shows each."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The newest version."""
    answer = await visit.ask("Ladder")
    return visit.page("public/ladder/page.html", ladder=answer["ladder"], articles=answer["codeOfConduct"]["articles"])
