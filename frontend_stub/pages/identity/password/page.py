"""Choosing a new password by a one-time link. Opening the link uses nothing up; only the form does."""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.visit import Visit


async def choose_language(visit: Visit) -> Response:
    """A link without a language leads to the page in the reader's."""
    return visit.go(visit.path(f"password/{visit.request.path_params['token']}"))


async def show(visit: Visit) -> Response:
    """The form; whether the link is still good is told when it is sent."""
    return visit.page("identity/password/page.html")


async def reset(visit: Visit) -> Response:
    """The new password; then one signs in with it."""
    form = await visit.form()
    given = {"token": visit.request.path_params["token"], "password": form.exact("password")}
    errors = (await visit.ask("ResetPassword", input=given))["resetPassword"]["errors"]
    if errors:
        return visit.page("identity/password/page.html", 422, problems=refusals(errors, {"password": "password"}))
    return visit.go(visit.path("sign-in"))
