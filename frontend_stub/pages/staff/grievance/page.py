"""One grievance for who handles it: what was told, the thread, answer, acknowledge, close. Opening it is on record."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, refusals
from frontend_stub.pages.staff.home.page import age_in_days, today
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """The grievance with its newest messages, or with those before the cursor in the address."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The grievance, with what was refused and what had been typed."""
    before = visit.request.query_params.get("before")
    answer = await visit.ask("HandledGrievance", id=visit.request.path_params["id"], last=PAGE, before=before)
    grievance = answer["grievance"]
    if grievance is None:
        raise HTTPException(404)
    return visit.page(
        "staff/grievance/page.html",
        422 if problems else 200,
        problems=problems,
        grievance=grievance,
        base=f"/s/grievances/{visit.request.path_params['id']}",
        form=form,
        age=age_in_days,
        today=today(),
        saved="saved" in visit.request.query_params,
        prefectures={row["code"]: row["name"]["value"] for row in answer["prefectures"]},
    )


async def acknowledge(visit: Visit) -> Response:
    """A human has read it; from now the clock of the answer runs."""
    return await do(visit, "AcknowledgeGrievance", {}, "id")


async def answer(visit: Visit) -> Response:
    """Write to the worker."""
    return await do(visit, "AnswerGrievance", {"body": "body"}, "grievanceId")


async def close(visit: Visit) -> Response:
    """End it with an outcome and a reason that the worker reads."""
    return await do(visit, "CloseGrievance", {"outcome": "outcome", "reason": "reason"}, "id")


async def do(visit: Visit, operation: str, fields: dict[str, str], names: str) -> Response:
    """Do it and come back; a refusal stands at its field, and nothing that was typed is lost."""
    form = await visit.form()
    if "outcome" in fields and form.one("outcome") not in labels.OUTCOMES:
        return await shown(visit, form, {"outcome": visit.say("Choose what comes closest.")})
    given: dict[str, Any] = {names: visit.request.path_params["id"], "idempotencyKey": form.one("key")}
    given |= {argument: form.one(field) for argument, field in fields.items()}
    (done,) = (await visit.ask(operation, input=given)).values()
    if done["errors"]:
        return await shown(visit, form, refusals(done["errors"], fields))
    return visit.go(f"/s/grievances/{visit.request.path_params['id']}?saved=1")
