"""The receipt: shown until its holder has shown to have it. The grievance is filed already, and the page says so."""

from dataclasses import replace

from starlette.background import BackgroundTask
from starlette.responses import Response

from frontend_stub.client import ApiDown, Refused
from frontend_stub.forms import digits_of
from frontend_stub.pages.worker.case.page import end_session
from frontend_stub.visit import Visit

THIRD = slice(8, 12)


def shown(visit: Visit, receipt: str, *, missed: bool = False) -> Response:
    """The receipt in five groups of four, big; ``missed`` after a wrong third group."""
    return visit.page("worker/receipt/page.html", 422 if missed else 200, digits=digits_of(receipt), missed=missed)


async def confirm(visit: Visit) -> Response:
    """Kept → which is the third group? → right: done; wrong: back to the receipt."""
    form = await visit.form()
    digits = digits_of(form.one("receipt"))
    match form.one("go"):
        case "kept":
            return visit.page("worker/receipt/confirm.html", digits=digits)
        case "confirm" if len(digits) == 20 and digits_of(form.one("third")) == digits[THIRD]:
            return await done(visit, digits)
        case "confirm":
            return shown(visit, digits, missed=True)
        case _:
            return shown(visit, digits)


async def done(visit: Visit, digits: str) -> Response:
    """What happens next, with the day that the API counts; the session opened for it ends at once.

    Where the API cannot say now, the page says it in words: the grievance is filed all the same.
    """
    try:
        opened = (await visit.ask("OpenFiledGrievance", input={"receipt": digits}))["openGrievance"]
    except (ApiDown, Refused):
        return visit.page("worker/receipt/done.html", grievance=None)
    response = visit.page("worker/receipt/done.html", grievance=opened["grievance"])
    if opened["token"]:
        response.background = BackgroundTask(end_session, replace(visit, token=opened["token"]))
    return response
