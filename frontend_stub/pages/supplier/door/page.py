"""How a supplier comes in: by an invitation's link, once, and later by the address that it kept.

Opening a link does nothing; the form does. A supplier in its session answers a new invitation with the others.
"""

from dataclasses import replace

from starlette.responses import Response

from frontend_stub.client import SessionOver
from frontend_stub.forms import refusals
from frontend_stub.visit import Visit


async def choose_language(visit: Visit) -> Response:
    """A link without a language leads to the page in the reader's."""
    return visit.go(visit.path(visit.request.url.path.removeprefix("/")))


async def outside(visit: Visit) -> Response:
    """Where one arrives without a session."""
    return visit.page("supplier/door/page.html", step="")


async def invited(visit: Visit) -> Response:
    """What the link is about; who asks is told to who opens it."""
    return visit.page("supplier/door/page.html", step="invitation")


async def open_invitation(visit: Visit) -> Response:
    """Come by the link: a newcomer is shown the way back, once."""
    await visit.form()
    given = {"token": visit.request.path_params["token"]}
    try:
        opened = (await visit.ask("OpenSupplierInvitation", input=given))["openSupplierInvitation"]
    except SessionOver:
        opened = (await replace(visit, token=None).ask("OpenSupplierInvitation", input=given))["openSupplierInvitation"]
    if opened["errors"]:
        problems = refusals(opened["errors"], {})
        return visit.page("supplier/door/page.html", 422, step="invitation", problems=problems)
    if not opened["returnLink"]:
        return visit.go("/supplier")
    shown = visit.page("supplier/door/page.html", step="key", link=opened["returnLink"])
    return visit.keep(shown, opened["token"])


async def returning(visit: Visit) -> Response:
    """The way back."""
    return visit.page("supplier/door/page.html", step="return")


async def come_back(visit: Visit) -> Response:
    """Come back by one's own key."""
    await visit.form()
    given = {"key": visit.request.path_params["key"]}
    opened = (await visit.ask("OpenSupplierAccount", input=given))["openSupplierAccount"]
    if opened["errors"]:
        return visit.page("supplier/door/page.html", 422, step="", problems=refusals(opened["errors"], {}))
    return visit.keep(visit.go("/supplier"), opened["token"])
