"""One member: what it has signed, what it does about each article, where, and what became of it. The same as files."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from frontend_stub.visit import Visit, guarded

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it."""


async def show(visit: Visit) -> Response:
    """The member with that id; 404 where nobody may see such a one. Who has a successor leads there for good (301),
    unless the address asks to stay (``?stay=1``): the old record remains."""
    organisation, prefectures = await member_of(visit)
    if organisation["succeededBy"] and "stay" not in visit.request.query_params:
        return guarded(RedirectResponse(visit.path(f"members/{organisation['succeededBy']['id']}"), 301))
    for site in organisation["sites"]:
        site["headcounts"] = newest(site["headcounts"])
    return visit.page("public/member/page.html", organisation=organisation, prefectures=prefectures)


async def member_of(visit: Visit) -> tuple[dict[str, Any], dict[str, str]]:
    """The member in the address, and the names of prefectures."""
    answer = await visit.ask("Member", id=visit.request.path_params["id"])
    if answer["organisation"] is None:
        raise HTTPException(404)
    return answer["organisation"], {row["code"]: row["name"]["value"] for row in answer["prefectures"]}


def newest(headcounts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each status of residence the newest count, where anybody is left; the list comes newest first."""
    found: dict[str, dict[str, Any]] = {}
    for one in headcounts:
        found.setdefault(one["residenceStatus"], one)
    return [one for one in found.values() if one["band"] != "NONE"]


async def as_json(visit: Visit) -> Response:
    """Everything that the page shows, as JSON."""
    organisation, _ = await member_of(visit)
    return download(json.dumps(organisation, ensure_ascii=False, indent=1), "application/json", "member.json")


async def as_csv(visit: Visit) -> Response:
    """The same as a table with one value a row: where it stands, and what it says. For spreadsheets, hence the mark."""
    organisation, _ = await member_of(visit)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["where", "value"])
    writer.writerows((where, defused(value)) for where, value in values(organisation))
    return download("\ufeff" + table.getvalue(), "text/csv", "member.csv")


def values(of: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every value beneath, with its place: ``commitments.1.state``."""
    if isinstance(of, dict):
        for name, value in of.items():
            yield from values(value, f"{where}.{name}" if where else str(name))
    elif isinstance(of, list):
        for place, value in enumerate(of, 1):
            yield from values(value, f"{where}.{place}")
    elif of is not None:
        yield where, str(of).lower() if isinstance(of, bool) else str(of)


def defused(value: str) -> str:
    """A value that no spreadsheet runs as a formula."""
    return f"'{value}" if value.startswith(DANGEROUS) else value


def download(text: str, media_type: str, name: str) -> Response:
    """A file with a name that tells nothing."""
    response = guarded(Response(text, media_type=media_type))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
