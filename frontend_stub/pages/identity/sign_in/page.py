"""Signing in and out."""

from dataclasses import replace

from starlette.responses import Response

from frontend_stub.client import SessionOver, Shown
from frontend_stub.devices import label_of
from frontend_stub.forms import refusals
from frontend_stub.pages.worker.case.page import end_session
from frontend_stub.visit import Visit

STEP = "step"
"""The cookie of a sign-in that waits for its second step."""


async def show(visit: Visit) -> Response:
    """The form; whoever is signed in already goes on to the first page."""
    if visit.token:
        try:
            return visit.go(first_page((await visit.ask("Desk"))["viewer"]))
        except SessionOver:
            return visit.forget(replace(visit, token=None).page("identity/sign_in/page.html", email=""))
    return visit.page("identity/sign_in/page.html", email="")


async def sign_in(visit: Visit) -> Response:
    """E-mail and password → session cookie → the first page. A refusal does not tell whether the account exists."""
    form = await visit.form()
    entered = {"email": form.one("email"), "password": form.exact("password"), "device": device(visit)}
    signed = (await visit.ask("SignIn", input=entered))["signIn"]
    if signed["errors"]:
        problems = refusals(signed["errors"], {"email": "email", "password": "password"})
        return visit.page("identity/sign_in/page.html", 422, problems=problems, email=form.one("email"))
    return admitted(visit, signed)


def device(visit: Visit) -> str:
    """What this browser is called in the list of sessions."""
    return label_of(visit.request.headers.get("user-agent", ""))


def admitted(visit: Visit, signed: Shown) -> Response:
    """On to the first page, or to the second step: what is half done waits in a short cookie and is no session."""
    if signed["token"]:
        return visit.carry(visit.keep(visit.go(first_page(signed["viewer"])), signed["token"]), STEP, None)
    step = "enrol" if signed["enrolmentNeeded"] else "step"
    return visit.carry(visit.go(visit.path(f"sign-in/{step}")), STEP, signed["pending"])


def first_page(viewer: dict[str, list[str]] | None) -> str:
    """Whoever is appointed works for the platform first, everybody else for their organisation."""
    return "/s/" if viewer and viewer["roles"] else "/m/"


async def sign_out(visit: Visit) -> Response:
    """The session ends here and at the API."""
    await visit.form()
    await end_session(visit)
    return visit.forget(visit.go(visit.path("sign-in")))
