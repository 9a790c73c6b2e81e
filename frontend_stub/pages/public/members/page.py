"""The members' directory."""

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 24


async def show(visit: Visit) -> Response:
    """Members by name, kind, prefecture and sector. An address that makes no sense filters nothing."""
    query = Query(visit.request.query_params, ("search", "kind", "prefecture", "sector"))
    chosen = {
        "search": query.one("search")[:200],
        "kind": query.among("kind", labels.KINDS),
        "prefecture": query.matching("prefecture", r"JP-\d\d"),
        "sector": query.among("sector", labels.SECTORS),
    }
    answer = await visit.ask(
        "Members",
        filter={name: value for name, value in chosen.items() if value},
        **cursors(visit.request.query_params, PAGE),
    )
    return visit.page(
        "public/members/page.html",
        found=answer["organisations"],
        chosen=chosen,
        query=query.with_cursor,
        prefectures={row["code"]: row["name"]["value"] for row in answer["prefectures"]},
    )
