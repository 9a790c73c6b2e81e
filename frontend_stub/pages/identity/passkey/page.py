"""Signing in with a passkey, by itself or as the second step."""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.pages.identity.sign_in.page import STEP, admitted, device
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The button; the browser does the rest."""
    return await shown(visit, {}, step="step" in visit.request.query_params)


async def shown(visit: Visit, problems: dict[str, str], *, step: bool) -> Response:
    """The page with a new challenge, and what was wrong about the answer to the last one."""
    pending = visit.carried(STEP) if step else ""
    begun = (await visit.ask("BeginPasskeySignIn", input={"pending": pending or None}))["beginPasskeySignIn"]
    if begun["errors"]:
        return visit.go(visit.path("sign-in"))
    return visit.page(
        "identity/passkey/page.html",
        422 if problems else 200,
        scripted=True,
        problems=problems,
        ceremony=begun["ceremony"],
        options=begun["options"],
        step=step,
    )


async def sign_in(visit: Visit) -> Response:
    """The browser's answer → session cookie → the first page."""
    form = await visit.form()
    step = bool(form.one("step"))
    given = {
        "ceremony": form.one("ceremony"),
        "credential": form.one("credential"),
        "pending": visit.carried(STEP) if step else None,
        "device": device(visit),
    }
    signed = (await visit.ask("SignInWithPasskey", input=given))["signInWithPasskey"]
    if signed["errors"]:
        return await shown(visit, refusals(signed["errors"], {}), step=step)
    return admitted(visit, signed)
