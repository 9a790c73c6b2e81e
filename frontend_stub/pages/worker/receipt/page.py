"""The receipt: shown until its holder has shown to have it. The grievance is filed already, and the page says so."""

from datetime import date

from starlette.responses import Response

from frontend_stub.forms import digits_of
from frontend_stub.visit import Visit

THIRD = slice(8, 12)


def shown(visit: Visit, receipt: str, due: str, *, missed: bool = False) -> Response:
    """The receipt in five groups of four, big; ``missed`` after a wrong third group."""
    status = 422 if missed else 200
    return visit.page("worker/receipt/page.html", status, digits=digits_of(receipt), due=due, missed=missed)


async def confirm(visit: Visit) -> Response:
    """Kept → which is the third group? → right: what happens next; wrong: back to the receipt."""
    form = await visit.form()
    digits, due = digits_of(form.one("receipt")), form.one("due")
    match form.one("go"):
        case "kept":
            return visit.page("worker/receipt/confirm.html", digits=digits, due=due)
        case "confirm" if len(digits) == 20 and digits_of(form.one("third")) == digits[THIRD]:
            return visit.page("worker/receipt/done.html", due=day_of(due))
        case "confirm":
            return shown(visit, digits, due, missed=True)
        case _:
            return shown(visit, digits, due)


def day_of(text: str) -> str | None:
    """The day that the API counted, as it has travelled with the form; None where it has not."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
