"""The members' directory: searched, divided by facets with counts, and read page by page."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.languages import LANGUAGES
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 24
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
FACETS = {
    "kind": "KIND",
    "prefecture": "PREFECTURE",
    "sector": "SECTOR",
    "status": "STATUS",
    "language": "LANGUAGE",
    "site": "SITE_PREFECTURE",
}
FIELDS = {"site": "siteIn", "joined_from": "joinedFrom", "joined_to": "joinedTo", "late": "commitmentOverdue"}
"""What an address calls otherwise than the API's filter."""
CHOICES = ("search", *FACETS, "municipality", "joined_from", "joined_to", "pledged", "late", "order")


async def show(visit: Visit) -> Response:
    """Members by everything that the filter knows. An address that makes no sense filters nothing."""
    query = Query(visit.request.query_params, CHOICES)
    chosen = choices(query)
    wanted = {name: value for name, value in chosen.items() if value and name != "order"}
    answer = await visit.ask(
        "Members",
        filter={FIELDS.get(name, name): meant(name, value) for name, value in wanted.items()},
        orderBy=chosen["order"] or "MEMBER_SINCE_DESC",
        **cursors(visit.request.query_params, PAGE),
    )
    prefectures = {row["code"]: row["name"]["value"] for row in answer["prefectures"]}
    counted = counts(answer["directoryFacets"])
    names = {
        "kind": said(visit, labels.KINDS),
        "sector": said(visit, labels.SECTORS),
        "status": said(visit, labels.STANDINGS),
        "prefecture": prefectures,
        "site": prefectures,
        "language": {tag: language.own_name for tag, language in LANGUAGES.items()},
    }
    return visit.page(
        "public/members/page.html",
        found=answer["organisations"],
        chosen=chosen,
        narrowed=any(wanted.get(name) for name in CHOICES[4:]),
        without={name: query.without(name) for name in wanted},
        options={name: offered(names[name], counted.get(facet, {}), chosen[name]) for name, facet in FACETS.items()},
        names=names,
        query=query.with_cursor,
        prefectures=prefectures,
    )


def choices(query: Query) -> dict[str, str]:
    """What was chosen, as far as it can be meant."""
    return {
        "search": query.one("search")[:200],
        "kind": query.among("kind", labels.KINDS),
        "prefecture": query.matching("prefecture", r"JP-(0[1-9]|[1-3]\d|4[0-7])"),
        "sector": query.among("sector", labels.SECTORS),
        "status": query.among("status", labels.STANDINGS),
        "language": query.among("language", LANGUAGES),
        "site": query.matching("site", r"JP-(0[1-9]|[1-3]\d|4[0-7])"),
        "municipality": query.matching("municipality", r"\d{6}"),
        "joined_from": query.matching("joined_from", DAY),
        "joined_to": query.matching("joined_to", DAY),
        "pledged": query.among("pledged", ("yes", "no")),
        "late": query.among("late", ("yes", "no")),
        "order": query.among("order", labels.ORDERS),
    }


def meant(name: str, value: str) -> Any:
    """A choice as the API's filter takes it."""
    return value == "yes" if name in ("pledged", "late") else value


def counts(facets: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """The counts by facet and value."""
    found: dict[str, dict[str, int]] = {}
    for one in facets:
        found.setdefault(one["facet"], {})[one["value"]] = one["count"]
    return found


def said(visit: Visit, words: Mapping[str, str]) -> dict[str, str]:
    """A closed list in the reader's language, for options."""
    return {value: visit.say_plainly(label) for value, label in words.items()}


def offered(names: Mapping[str, str], counted: Mapping[str, int], chosen: str) -> dict[str, str]:
    """The options of one facet, each with its count; what nobody has is left out, unless it is chosen."""
    return {
        value: f"{name} ({counted.get(value, 0)})"
        for value, name in names.items()
        if counted.get(value) or value == chosen
    }
