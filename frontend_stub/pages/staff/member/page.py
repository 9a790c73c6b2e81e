"""A member's record: where it stands, its history, its fees, and what the officer can do."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.actions import Action, act, choice, day, entered, number, numbers, words, yen
from frontend_stub.forms import Form
from frontend_stub.visit import Visit

ACTIONS = {
    "withdraw": Action("EndMembership", "organisationId", {"withdraw_reason": ("reason", words)}),
    "reinstate": Action("EndSuspension", "organisationId", {"reinstate_reason": ("reason", words)}),
    "participation": Action("TakePartOtherwise", "organisationId", {"participation": ("participation", choice)}),
    "class": Action(
        "PutIntoClass",
        "organisationId",
        {"membership_class": ("membershipClassId", choice), "employees": ("employees", number)},
    ),
    "invoice": Action("AskForFee", "organisationId", {"year": ("year", number), "due_on": ("dueOn", day)}),
    "waive": Action(
        "Waive",
        "organisationId",
        {"waived_year": ("year", number), "amount": ("amount", yen), "waive_reason": ("reason", words)},
    ),
    "case": Action(
        "OpenCase",
        "organisationId",
        {"sought": ("sought", choice), "grounds": ("grounds", words), "articles": ("articles", numbers)},
    ),
}


async def show(visit: Visit) -> Response:
    """The record."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str]) -> Response:
    """The record, with what was typed and what was refused; 404 for who is not of the secretariat."""
    answer = await visit.ask("MemberRecord", id=visit.request.path_params["id"])
    organisation = answer["organisation"]
    if organisation is None or organisation["contact"] is None:
        raise HTTPException(404)
    return visit.page(
        "staff/member/page.html",
        422 if problems else 200,
        problems=problems,
        organisation=organisation,
        classes={one["id"]: one["name"]["value"] for one in answer["membershipClasses"]},
        entered=entered(form, action),
        base=f"/s/members/{organisation['id']}",
        saved="saved" in visit.request.query_params,
    )


async def do(visit: Visit) -> Response:
    """Do what a form of the record asks for."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    _, problems = await act(visit, action, form, visit.request.path_params["id"])
    if problems:
        return await shown(visit, form, action, problems)
    return visit.go(f"/s/members/{visit.request.path_params['id']}?saved=1")
