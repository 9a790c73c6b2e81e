"""Following a grievance with its receipt: where it stands, what was said, and a place to write."""

from starlette.responses import Response

from frontend_stub.client import ApiDown, Refused, SessionOver
from frontend_stub.forms import new_key, refusals
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """The grievance of the session in the cookie; without one the place to type the code."""
    if not visit.token:
        return ask_code(visit)
    return await shown(visit)


def ask_code(visit: Visit, problems: dict[str, str] | None = None, entered: str = "") -> Response:
    """The place to type the code. A session that is over leads here too."""
    response = visit.page("worker/case/code.html", 422 if problems else 200, problems=problems or {}, entered=entered)
    return visit.forget(response) if visit.token else response


async def open_with_code(visit: Visit) -> Response:
    """Code → session cookie → the grievance. What was typed comes back to be mended; it is in no address."""
    form = await visit.form()
    opened = (await visit.ask("OpenGrievance", input={"receipt": form.one("receipt")}))["openGrievance"]
    if not opened["token"]:
        return ask_code(visit, refusals(opened["errors"], {"receipt": "receipt"}), form.one("receipt"))
    return visit.keep(visit.go(visit.path("case")), opened["token"])


async def shown(
    visit: Visit, before: str | None = None, problems: dict[str, str] | None = None, body: str = "", key: str = ""
) -> Response:
    """The grievance with its newest messages, or with those before a cursor."""
    try:
        grievance = (await visit.ask("OwnGrievance", last=PAGE, before=before))["grievance"]
    except SessionOver:
        return ask_code(visit)
    if grievance is None:
        return ask_code(visit)
    answered = any(message["author"] == "HANDLER" for message in grievance["messages"]["nodes"])
    reached = {"RECEIVED": 1, "ACKNOWLEDGED": 3 if answered else 2, "CLOSED": 4}.get(grievance["state"], 1)
    return visit.page(
        "worker/case/page.html",
        422 if problems else 200,
        problems=problems or {},
        grievance=grievance,
        reached=reached,
        days_read=sorted({reading["readOn"] for reading in grievance["readings"]}),
        body=body,
        key=key or new_key(),
    )


async def earlier(visit: Visit) -> Response:
    """Messages before those on the page; a form, so that no address tells anything."""
    form = await visit.form()
    return await shown(visit, before=form.one("before") or None)


async def send_message(visit: Visit) -> Response:
    """The worker writes. Pressing twice writes once; a refusal or a broken line loses nothing that was typed."""
    form = await visit.form()
    message = {"grievanceId": form.one("grievance"), "body": form.one("body"), "idempotencyKey": form.one("key")}
    errors = (await visit.ask("SendWorkerMessage", input=message))["sendMessage"]["errors"]
    if errors:
        problems = refusals(errors, {"body": "body"})
        return await shown(visit, problems=problems, body=form.one("body"), key=form.one("key"))
    return visit.go(visit.path("case") + "#end")


async def close(visit: Visit) -> Response:
    """Put the code away: the session ends here and at the API."""
    await visit.form()
    await end_session(visit)
    return visit.forget(visit.go(visit.path()))


async def end_session(visit: Visit) -> None:
    """Sign out at the API. Where that fails the session ends by itself within two hours: the cookie is gone anyway."""
    try:
        await visit.ask("SignOut")
    except (ApiDown, Refused, SessionOver):
        return
