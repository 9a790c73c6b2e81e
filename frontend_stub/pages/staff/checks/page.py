"""The secretariat's desk for independent checks: drawing, choosing who checks, closing."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, required
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 20


async def show(visit: Visit) -> Response:
    """All checks, newest first. For membership officers; to others it does not exist."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    query = Query(visit.request.query_params, ("state",))
    state = query.among("state", labels.CHECK_STATES)
    answer = await visit.ask(
        "CheckDesk", filter={"state": state} if state else {}, **cursors(visit.request.query_params, PAGE)
    )
    if not answer["viewer"] or not {"MEMBERSHIP_OFFICER", "ADMIN"} & set(answer["viewer"]["roles"]):
        raise HTTPException(404)
    return visit.page(
        "staff/checks/page.html",
        422 if problems else 200,
        problems=problems,
        entered={name: form.one(name) for name in form.entries},
        checks=answer["checks"],
        draws=answer["checkDraws"],
        chosen={"state": state},
        query=query.with_cursor,
        saved="saved" in visit.request.query_params,
    )


async def draw(visit: Visit) -> Response:
    """Draw members at random."""
    form = await visit.form()
    size = form.one("size")
    return await did(
        visit,
        form,
        "DrawChecks",
        {"size": "size", "reason": "reason"},
        kind=form.one("kind") if form.one("kind") in labels.CHECK_KINDS else "AUDIT",
        size=int(size) if size.isdecimal() and len(size) < 6 else 0,
        reason=form.one("reason"),
    )


async def assign(visit: Visit) -> Response:
    """Give a check to somebody."""
    form = await visit.form()
    email, due = (f"{name}-{form.one('id')}" for name in ("email", "due"))
    _, problems = required(form, **{due: date.fromisoformat})
    if problems:
        return await shown(visit, form, {name: visit.say(message) for name, message in problems.items()})
    fields = {"checkerEmail": email, "checkerId": email, "dueOn": due}
    return await did(
        visit, form, "AssignCheck", fields, id=form.one("id"), checkerEmail=form.one(email), dueOn=form.one(due)
    )


async def close(visit: Visit) -> Response:
    """Close a check."""
    form = await visit.form()
    return await did(visit, form, "CloseCheck", {}, id=form.one("id"))


async def did(visit: Visit, form: Form, operation: str, fields: dict[str, str], **given: Any) -> Response:
    """Do it and come back; a refusal stands at its field, with what was typed."""
    problems = await visit.problems(operation, fields, **given, idempotencyKey=form.one("key"))
    return await shown(visit, form, problems) if problems else visit.go("/s/checks?saved=1")
