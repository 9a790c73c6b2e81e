"""What the platform does by itself: letters with what became of them, and the jobs of the day."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import refusals
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """The letters, the newest first."""
    return await shown(visit, {})


async def shown(visit: Visit, problems: dict[str, str]) -> Response:
    """The page, with what was refused."""
    query = Query(visit.request.query_params, ("state",))
    chosen = query.among("state", labels.LETTER_STATES)
    told = await visit.ask(
        "Mail", filter={"state": chosen} if chosen else {}, **cursors(visit.request.query_params, PAGE)
    )
    if not set(told["viewer"]["roles"]) & {"MEMBERSHIP_OFFICER", "ADMIN"}:
        raise HTTPException(404)
    return visit.page(
        "staff/mail/page.html",
        422 if problems else 200,
        problems=problems,
        told=told,
        chosen=chosen,
        query=query.with_cursor,
        saved="saved" in visit.request.query_params,
    )


async def retry(visit: Visit) -> Response:
    """Send a letter again."""
    form = await visit.form()
    given = {"id": form.one("id"), "idempotencyKey": form.one("key")}
    errors = (await visit.ask("RetryLetter", input=given))["retryLetter"]["errors"]
    return await shown(visit, refusals(errors, {})) if errors else visit.go("/s/mail?saved=1")
