"""What was found in a file of members: how far its check is, every fault, and the decision to take it in."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 50


async def show(visit: Visit) -> Response:
    """How far the check is; the page asks again by itself until it is done."""
    return await shown(visit, {})


async def shown(visit: Visit, problems: dict[str, str]) -> Response:
    """The report, with what was refused."""
    sent = visit.request.query_params
    id = visit.request.path_params["id"]
    found = (await visit.ask("MemberImportReport", id=id, **cursors(sent, PAGE)))["node"]
    if not found or "fileName" not in found:
        raise HTTPException(404)
    status = 422 if problems else 200
    return visit.page(
        "staff/import_report/page.html", status, problems=problems, found=found, query=Query(sent, ()).with_cursor
    )


async def take_in(visit: Visit) -> Response:
    """Take all rows in, or the good ones."""
    form = await visit.form()
    given = {
        "id": visit.request.path_params["id"],
        "goodRows": bool(form.one("good_rows")),
        "inviteOwners": bool(form.one("invite")),
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("ImportMembers", input=given))["importMembers"]["errors"]
    return await shown(visit, refusals(errors, {})) if errors else visit.go(visit.request.url.path)


async def report(visit: Visit) -> Response:
    """The list of faults as a file."""
    return visit.file(await visit.fetch(f"/exchange/members/{visit.request.path_params['id']}/report.csv"))
