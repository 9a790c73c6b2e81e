"""Accepting an invitation by its one-time link.

Opening the link does nothing, so a mail scanner that follows links uses nothing up; only the form accepts. After that
the link is void, which is why it may stand in an address.
"""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.pages.identity.sign_in.page import admitted, device
from frontend_stub.visit import Visit


async def choose_language(visit: Visit) -> Response:
    """A link without a language leads to the page in the reader's."""
    return visit.go(visit.path(f"invitation/{visit.request.path_params['token']}"))


async def show(visit: Visit) -> Response:
    """The form; whether the link is still good is told when it is sent."""
    return visit.page("identity/invitation/page.html", name="")


async def accept(visit: Visit) -> Response:
    """Name and password → seat or appointment, and a session."""
    form = await visit.form()
    given = {
        "token": visit.request.path_params["token"],
        "name": form.one("name"),
        "password": form.exact("password"),
        "device": device(visit),
    }
    accepted = (await visit.ask("AcceptInvitation", input=given))["acceptInvitation"]
    if accepted["errors"]:
        problems = refusals(accepted["errors"], {"name": "name", "password": "password"})
        return visit.page("identity/invitation/page.html", 422, problems=problems, name=form.one("name"))
    return admitted(visit, accepted)
