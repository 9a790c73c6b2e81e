"""Corrections of members' names and numbers that wait for an officer."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """What waits."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, problems: Mapping[str, str], entered: Mapping[str, str]) -> Response:
    """The page, with what was refused and typed. For membership officers; to others it does not exist."""
    sent = visit.request.query_params
    answer = await visit.ask("WaitingCorrections", **cursors(sent, PAGE))
    if not answer["viewer"] or "MEMBERSHIP_OFFICER" not in answer["viewer"]["roles"]:
        raise HTTPException(404)
    return visit.page(
        "staff/corrections/page.html",
        422 if problems else 200,
        problems=problems,
        found=answer["corrections"],
        entered=entered,
        query=Query(sent, ()).with_cursor,
        saved="saved" in sent,
    )


async def decide(visit: Visit) -> Response:
    """Make a correction, or refuse it."""
    form = await visit.form()
    given = {
        "id": form.one("id"),
        "accept": bool(form.one("accept")),
        "reason": form.one("reason") or None,
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("DecideCorrection", input=given))["decideCorrection"]["errors"]
    if errors:
        field = f"reason-{form.one('id')}"
        return await shown(visit, refusals(errors, {"reason": field}), {field: form.one("reason")})
    return visit.go("/s/corrections?saved=1")
