"""Reading one activity report: ask about it, or accept it."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The report."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The report, with what was refused and what had been typed."""
    report = (await visit.ask("ReportToRead", id=visit.request.path_params["id"]))["activityReport"]
    if report is None:
        raise HTTPException(404)
    return visit.page(
        "staff/report/page.html",
        422 if problems else 200,
        problems=problems,
        report=report,
        typed=form.one,
        saved="saved" in visit.request.query_params,
    )


async def ask(visit: Visit) -> Response:
    """Ask the member about it."""
    form = await visit.form()
    question = [{"language": visit.language.tag, "text": form.one("body")}]
    return await done(visit, form, "AskAboutReport", {"question": question})


async def accept(visit: Visit) -> Response:
    """Accept it."""
    return await done(visit, await visit.form(), "AcceptReport", {})


async def done(visit: Visit, form: Form, operation: str, given: dict[str, Any]) -> Response:
    """Do it and come back; a refusal stands at its field."""
    id = visit.request.path_params["id"]
    (answer,) = (await visit.ask(operation, input={"id": id, "idempotencyKey": form.one("key"), **given})).values()
    if answer["errors"]:
        return await shown(visit, form, refusals(answer["errors"], {"question": "body"}))
    return visit.go(f"/s/reports/{id}?saved=1")
