"""The second step of signing in: a code."""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.pages.identity.sign_in.page import STEP, admitted, device
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The form; without a first step, back to it."""
    if not visit.carried(STEP):
        return visit.go(visit.path("sign-in"))
    return visit.page("identity/step/page.html")


async def complete(visit: Visit) -> Response:
    """The code → session cookie → the first page. What took too long begins again."""
    given = {"pending": visit.carried(STEP), "code": (await visit.form()).one("code"), "device": device(visit)}
    signed = (await visit.ask("CompleteSignIn", input=given))["completeSignIn"]
    if signed["errors"]:
        problems = refusals(signed["errors"], {"code": "code"})
        return visit.page("identity/step/page.html", 422, problems=problems)
    return admitted(visit, signed)
