"""The desk of fees: invoices, classes and what they cost, and who issues the invoices."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import membership_labels
from frontend_stub.actions import Action, act, choice, entered, number, percent, prose, ticked, words, yen
from frontend_stub.forms import Form
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

PAGE = 30

ACTIONS = {
    "class": Action("DefineClass", entries={"class_name": ("name", prose), "gratis": ("gratis", ticked)}),
    "fee": Action(
        "SetFee",
        entries={
            "membership_class": ("membershipClassId", choice),
            "year": ("year", number),
            "employees_from": ("employeesFrom", number),
            "amount": ("amount", yen),
            "tax": ("taxBasisPoints", percent),
        },
    ),
    "issuer": Action(
        "SetIssuer",
        entries={
            "issuer_name": ("name", words),
            "address": ("address", words),
            "registration_number": ("registrationNumber", words),
            "payment_to": ("paymentTo", words),
        },
    ),
}


async def show(visit: Visit) -> Response:
    """The desk."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str]) -> Response:
    """The desk with what was typed and what was refused."""
    query = Query(visit.request.query_params, ("state",))
    state = query.among("state", membership_labels.INVOICE_STATES)
    found = await visit.ask(
        "Dues", filter={"state": state} if state else None, **cursors(visit.request.query_params, PAGE)
    )
    return visit.page(
        "staff/dues/page.html",
        422 if problems else 200,
        problems=problems,
        found=found,
        classes={one["id"]: one["name"]["value"] for one in found["membershipClasses"]},
        chosen=state,
        query=query.with_cursor,
        entered=entered(form, action),
        saved="saved" in visit.request.query_params,
    )


async def do(visit: Visit) -> Response:
    """Define a class, set a fee, or say who issues the invoices."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    _, problems = await act(visit, action, form, "")
    if problems:
        return await shown(visit, form, action, problems)
    return visit.go("/s/dues?saved=1")
