"""Where a member's evidence stands on the ladder of each article, and what is next."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Each organisation of this person, article by article."""
    answer = await visit.ask("OwnLadder")
    return visit.page(
        "member/ladder/page.html",
        seats=[seat for seat in answer["viewer"]["seats"] if seat["organisation"]],
        rungs={one["id"]: one for one in answer["ladder"]},
        titles={one["number"]: one["title"] for one in answer["codeOfConduct"]["articles"]},
    )
