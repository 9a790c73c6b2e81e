"""Applying for membership, without an account."""

from starlette.responses import Response

from frontend_stub.actions import Action, act, choice, entered, prose, words
from frontend_stub.forms import Form, new_key
from frontend_stub.languages import text
from frontend_stub.visit import Visit

CHOOSE = text("Please choose one.")

APPLY = Action(
    "Apply",
    entries={
        "kind": ("kind", choice),
        "name": ("name", prose),
        "corporate_number": ("corporateNumber", choice),
        "municipality_code": ("municipalityCode", choice),
        "sector": ("sector", choice),
        "participation": ("participation", choice),
        "contact_name": ("contactName", words),
        "contact_email": ("contactEmail", words),
        "motivation": ("motivation", words),
    },
)


async def show(visit: Visit) -> Response:
    """The form."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The form with what was typed, and what was refused."""
    return visit.page(
        "public/join/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered(form, APPLY),
        key=form.one("key") or new_key(),
        ways=(await visit.ask("Join"))["participations"],
    )


async def apply(visit: Visit) -> Response:
    """Hand it in. The link to it is shown once."""
    form = await visit.form()
    if not form.one("kind"):
        return await shown(visit, form, {"kind": visit.say_plainly(CHOOSE)})
    answer, problems = await act(visit, APPLY, form, "")
    if problems:
        return await shown(visit, form, problems)
    return visit.page("public/join/received.html", link=answer["applicationLink"])
