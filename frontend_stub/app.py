"""The pages as an application, and what a reader is told when something goes wrong."""

from dataclasses import replace
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from frontend_stub.client import Api, ApiDown, Refused, SessionOver
from frontend_stub.forms import Form
from frontend_stub.languages import text
from frontend_stub.pages.identity.routes import ROUTES as IDENTITY
from frontend_stub.pages.member.routes import ROUTES as MEMBER
from frontend_stub.pages.public.routes import ROUTES as PUBLIC
from frontend_stub.pages.staff.routes import ROUTES as STAFF
from frontend_stub.pages.supplier.routes import ROUTES as SUPPLIER
from frontend_stub.pages.worker.routes import ROUTES as WORKER
from frontend_stub.visit import Area, Unconfirmed, Visit

ELSEWHERE = (text("This did not come from our page"), text("Open the page again and do it from there."))
TROUBLES = {
    400: ELSEWHERE,
    403: ELSEWHERE,
    415: ELSEWHERE,
    408: (text("Please try again"), text("It does not work just now. Wait a minute and open this page again.")),
    404: (text("There is nothing here"), text("The address may be wrong, or the page is not for you.")),
    413: (text("This is too much"), text("Make the text shorter and try again.")),
    500: (text("Something is broken here"), text("It is not your fault. Try again later.")),
}


def visit_of(request: Request) -> Visit:
    """The visit that went wrong, without its session."""
    return Visit(request, getattr(request.state, "area", Area.PUBLIC))


def typed(request: Request) -> Form:
    """What had been entered when it went wrong."""
    return getattr(request.state, "form", Form())


async def api_down(request: Request, _: Exception) -> Response:
    """The page says so and keeps what was typed, to be sent again; but no password is put into a page."""
    entries = {} if "password" in typed(request).entries else typed(request).entries
    response = visit_of(request).page("wait.html", 503, kept=entries)
    response.headers["Retry-After"] = "60"
    return response


OUTSIDE = {Area.WORKER: "case", Area.SUPPLIER: "supplier"}
"""Where one is led without a session; everybody else signs in."""


async def session_over(request: Request, _: Exception) -> Response:
    """To the place where one signs in or types the code. Who was writing gets the text back first."""
    visit = visit_of(request)
    if texts := written(request):
        return visit.forget(visit.page("paused.html", 401, texts=texts))
    return visit.forget(visit.go(visit.path(OUTSIDE.get(visit.area, "sign-in"))))


def written(request: Request) -> list[str]:
    """The prose that had been typed: what nobody wants to write twice."""
    return [typed(request).one(name) for name in ("body", "reason", "note") if typed(request).one(name)]


async def unconfirmed(request: Request, error: Exception) -> Response:
    """Ask for the password or a code, and keep the form: it goes to where it was meant to go, together with them."""
    visit = replace(visit_of(request), token=request.state.token)
    problems = error.problems if isinstance(error, Unconfirmed) else {}
    to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        return visit.page("identity/confirm/page.html", 403, problems=problems, to="/me/confirm", kept={"to": [to]})
    return visit.page("identity/confirm/page.html", 403, problems=problems, to=to, kept=typed(request).entries)


async def refused(request: Request, error: Exception) -> Response:
    """The API refused the whole request: too often, an address that makes no sense, or an error of ours."""
    code = error.code if isinstance(error, Refused) else ""
    if code == "RATE_LIMITED":
        return await api_down(request, error)
    return trouble(request, {"BODY_TOO_LARGE": 413, "BAD_USER_INPUT": 404, "MALFORMED": 404}.get(code, 500))


async def http_trouble(request: Request, error: Exception) -> Response:
    """404, 405, a form from elsewhere, a form too large."""
    return trouble(request, error.status_code if isinstance(error, HTTPException) else 500)


async def broken(request: Request, _: Exception) -> Response:
    """An error of ours; the log has it, the page does not."""
    return trouble(request, 500)


def trouble(request: Request, status: int) -> Response:
    """A plain page in the reader's language."""
    visit = visit_of(request)
    heading, words = TROUBLES.get(status, TROUBLES[404] if status < 500 else TROUBLES[500])
    return visit.page(
        "trouble.html",
        status,
        texts=written(request),
        heading=visit.say(heading),
        heading_plain=visit.say_plainly(heading),
        words=visit.say(words),
    )


def create_pages(client: httpx.AsyncClient, *, secure_cookies: bool) -> Starlette:
    """The pages as an application. ``client`` has the API's address as its base; in process it carries the API itself.

    ``secure_cookies``: the pages are reached over HTTPS; cookies then travel over nothing else.
    """
    static = Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    pages = Starlette(
        routes=[static, *WORKER, *PUBLIC, *IDENTITY, *MEMBER, *STAFF, *SUPPLIER],
        exception_handlers={
            ApiDown: api_down,
            SessionOver: session_over,
            Unconfirmed: unconfirmed,
            Refused: refused,
            HTTPException: http_trouble,
            Exception: broken,
        },
    )
    pages.state.api = Api(client)
    pages.state.secure_cookies = secure_cookies
    return pages
