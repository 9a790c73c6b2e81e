"""The secretariat's board of activity reports: who is due, who is late, what waits to be read, who wants more time."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """The board."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The board, with what was refused and what had been typed."""
    asked = visit.request.query_params
    board = await visit.ask("ReportBoard", **cursors(asked, PAGE))
    if not set(board["viewer"]["roles"]) & {"MEMBERSHIP_OFFICER", "ADMIN", "ANALYST", "CONTENT_EDITOR"}:
        raise HTTPException(404)
    return visit.page(
        "staff/reports/page.html",
        422 if problems else 200,
        problems=problems,
        board=board,
        typed=form.one,
        query=Query(asked, ()).with_cursor,
        saved="saved" in asked,
    )


async def decide(visit: Visit) -> Response:
    """Grant or refuse more time, with the reason."""
    form = await visit.form()
    given = {
        "id": form.one("id"),
        "granted": form.one("granted") == "1",
        "reason": [{"language": visit.language.tag, "text": form.one("reason")}],
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("DecideExtension", input=given))["decideExtension"]["errors"]
    if errors:
        return await shown(visit, form, refusals(errors, {"reason": f"reason-{form.one('id')}"}))
    return visit.go("/s/reports?saved=1")
