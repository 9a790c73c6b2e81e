"""One application: what was said, and what the officer does about it."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.actions import Action, act, choice, entered, words
from frontend_stub.forms import Form
from frontend_stub.visit import Visit

ACTIONS = {
    "ask": Action("AskApplicant", "organisationId", {"question": ("question", words)}),
    "approve": Action("Admit", "organisationId", {"participation": ("participation", choice)}),
    "decline": Action("TurnDown", "organisationId", {"decline_reason": ("reason", words)}),
}


async def show(visit: Visit) -> Response:
    """The application."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str], link: str = "") -> Response:
    """The application with what was typed, what was refused, and the link that has just been made."""
    organisation = (await visit.ask("OneApplication", id=visit.request.path_params["id"]))["organisation"]
    if organisation is None or organisation["application"] is None:
        raise HTTPException(404)
    return visit.page(
        "staff/application/page.html",
        422 if problems else 200,
        problems=problems,
        organisation=organisation,
        entered=entered(form, action),
        link=link,
        base=f"/s/applications/{organisation['id']}",
    )


async def do(visit: Visit) -> Response:
    """Ask, admit or turn down. A link that is made is shown once: on this page, now."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    answer, problems = await act(visit, action, form, visit.request.path_params["id"])
    link = "" if problems else answer.get("applicationLink") or answer.get("invitationLink") or ""
    return await shown(visit, form if problems else Form(), action, problems, link)
