"""Setting up an app for one-time codes: in the middle of signing in, or from one's own page."""

from typing import Any

import segno
from markupsafe import Markup
from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.pages.identity.sign_in.page import STEP, device, first_page
from frontend_stub.visit import Visit


def picture(uri: str) -> Markup:
    """A QR code as inline SVG: nothing is loaded, and nobody else sees the key."""
    drawn = segno.make(uri, error="m").svg_inline(scale=5, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704  segno draws squares


async def show(visit: Visit) -> Response:
    """A new key, as picture and as text."""
    pending = None if visit.token else visit.carried(STEP)
    if not visit.token and not pending:
        return visit.go(visit.path("sign-in"))
    begun = (await visit.ask("BeginSecondFactor", input={"pending": pending}))["beginSecondFactor"]
    if begun["errors"]:
        return visit.go(visit.path("sign-in"))
    return shown(visit, begun["enrolment"], begun["key"], begun["uri"], {})


def shown(visit: Visit, enrolment: str, key: str, uri: str, problems: dict[str, str]) -> Response:
    """The page; after a wrong code the same key again."""
    words: dict[str, Any] = {"enrolment": enrolment, "key": key, "uri": uri, "qr": picture(uri)}
    status = 422 if problems else 200
    return visit.page("identity/enrol/page.html", status, problems=problems, forced=not visit.token, **words)


async def confirm(visit: Visit) -> Response:
    """The first code → the app is enrolled; recovery codes are shown; a sign-in that waited is done."""
    form = await visit.form()
    given = {"enrolment": form.one("enrolment"), "code": form.one("code"), "device": device(visit)}
    made = (await visit.ask("ConfirmSecondFactor", input=given))["confirmSecondFactor"]
    if made["errors"]:
        problems = refusals(made["errors"], {"code": "code"})
        uri = form.one("uri") if form.one("uri").startswith("otpauth:") else "otpauth:"
        return shown(visit, form.one("enrolment"), form.one("app"), uri, problems)
    on = first_page(made["viewer"]) if made["token"] else "/me/"
    page = visit.page("identity/enrol/codes.html", codes=made["recoveryCodes"], on=on)
    return visit.carry(visit.keep(page, made["token"]), STEP, None) if made["token"] else page
