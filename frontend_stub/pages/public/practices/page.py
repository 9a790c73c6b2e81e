"""The public library of good practice: search it, filter it, page through it."""

from typing import Any

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 12


async def show(visit: Visit) -> Response:
    """Newest first; with search words the best match first. An address that makes no sense filters nothing."""
    query = Query(visit.request.query_params, ("search", "theme", "prefecture", "article"))
    chosen: dict[str, Any] = {
        "search": query.one("search")[:200],
        "theme": query.among("theme", labels.THEMES),
        "prefecture": query.matching("prefecture", r"JP-\d\d"),
        "article": int(query.matching("article", r"[1-9]") or 0),
    }
    answer = await visit.ask(
        "Practices",
        filter={name: value for name, value in chosen.items() if value},
        orderBy="RELEVANCE" if chosen["search"] else "NEWEST",
        **cursors(visit.request.query_params, PAGE),
    )
    return visit.page(
        "public/practices/page.html",
        found=answer["caseStudies"],
        chosen=chosen,
        query=query.with_cursor,
        prefectures={row["code"]: row["name"]["value"] for row in answer["prefectures"]},
        articles={
            article["number"]: f"{article['number']}. {article['title']['value']}"
            for article in answer["codeOfConduct"]["articles"]
        },
    )
