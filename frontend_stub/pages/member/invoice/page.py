"""An invoice, as it is printed; below it, for the secretariat, what can be done about it."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.actions import Action, act, day, entered, words, yen
from frontend_stub.forms import Form
from frontend_stub.visit import Visit

ACTIONS = {
    "pay": Action("NotePayment", "invoiceId", {"amount": ("amount", yen), "received_on": ("receivedOn", day)}),
    "remind": Action("NoteReminder"),
    "cancel": Action("VoidInvoice", entries={"reason": ("reason", words)}),
}


async def show(visit: Visit) -> Response:
    """The invoice."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str]) -> Response:
    """The invoice, with what was typed and what was refused."""
    answer = await visit.ask("InvoiceShown", id=visit.request.path_params["id"])
    if not answer["node"]:
        raise HTTPException(404)
    return visit.page(
        "member/invoice/page.html",
        422 if problems else 200,
        problems=problems,
        invoice=answer["node"],
        officer="MEMBERSHIP_OFFICER" in answer["viewer"]["roles"],
        entered=entered(form, action),
        base=f"/m/invoices/{answer['node']['id']}",
        saved="saved" in visit.request.query_params,
    )


async def do(visit: Visit) -> Response:
    """Note a payment or a reminder, or cancel it."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    _, problems = await act(visit, action, form, visit.request.path_params["id"])
    if problems:
        return await shown(visit, form, action, problems)
    return visit.go(f"/m/invoices/{visit.request.path_params['id']}?saved=1")
