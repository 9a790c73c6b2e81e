"""Which page answers at which address."""

from dataclasses import replace
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from frontend_stub.client import Api, ApiDown, Refused, SessionOver
from frontend_stub.forms import Form
from frontend_stub.languages import LANGUAGES, text
from frontend_stub.pages.identity.invitation import page as invitation
from frontend_stub.pages.identity.sign_in import page as sign_in
from frontend_stub.pages.member.commitment import page as commitment
from frontend_stub.pages.member.home import page as member_home
from frontend_stub.pages.public.about import page as about
from frontend_stub.pages.public.member import page as member
from frontend_stub.pages.public.members import page as members
from frontend_stub.pages.public.practice import page as practice
from frontend_stub.pages.public.practices import page as practices
from frontend_stub.pages.staff.grievance import page as grievance
from frontend_stub.pages.staff.home import page as desk
from frontend_stub.pages.worker.case import page as case
from frontend_stub.pages.worker.exit import page as leaving
from frontend_stub.pages.worker.help import page as helping
from frontend_stub.pages.worker.language import page as choosing
from frontend_stub.pages.worker.receipt import page as receipt
from frontend_stub.pages.worker.start import page as start
from frontend_stub.visit import Area, View, Visit, of

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


class LanguageTag(StringConvertor):
    """``{tag:language}`` in a route: one of the languages offered, nothing else."""

    regex = "|".join(sorted(LANGUAGES, key=len, reverse=True))


register_url_convertor("language", LanguageTag())


def at(path: str, area: Area, show: View, post: View | None = None) -> list[BaseRoute]:
    """An address that shows a page; some take a form too."""
    shown = Route(path, of(area, show), methods=["GET"])
    return [shown, Route(path, of(area, post), methods=["POST"])] if post else [shown]


def worker_routes() -> list[BaseRoute]:
    """For workers: no account, no name."""
    tag = "/{tag:language}"
    return [
        *at("/", Area.WORKER, choosing.show),
        *at("/exit", Area.WORKER, leaving.leave),
        *at(f"{tag}/", Area.WORKER, start.show),
        *at(f"{tag}/help", Area.WORKER, helping.begin, anew(helping.proceed)),
        *at(f"{tag}/help/receipt", Area.WORKER, helping.begin, anew(receipt.confirm)),
        *at(f"{tag}/case", Area.WORKER, case.show, anew(case.open_with_code)),
        *at(f"{tag}/case/earlier", Area.WORKER, case.show, signed_in(case.earlier)),
        *at(f"{tag}/case/message", Area.WORKER, case.show, signed_in(case.send_message)),
        *at(f"{tag}/case/close", Area.WORKER, case.show, signed_in(case.close)),
    ]


def public_routes() -> list[BaseRoute]:
    """For everybody."""
    tag = "/{tag:language}"
    return [
        *at(f"{tag}/practices", Area.PUBLIC, practices.show),
        *at(f"{tag}/practices/{{slug}}", Area.PUBLIC, practice.show),
        *at(f"{tag}/members", Area.PUBLIC, members.show),
        *at(f"{tag}/members/{{id}}", Area.PUBLIC, member.show),
        *at(f"{tag}/about", Area.PUBLIC, about.show),
    ]


def signed_in_routes() -> list[BaseRoute]:
    """For members and the secretariat."""
    return [
        *at("/{tag:language}/sign-in", Area.SIGNED_IN, sign_in.show, anew(sign_in.sign_in)),
        *at("/{tag:language}/sign-out", Area.SIGNED_IN, sign_in.show, sign_in.sign_out),
        *at("/invitation/{token}", Area.SIGNED_IN, invitation.choose_language),
        *at("/{tag:language}/invitation/{token}", Area.SIGNED_IN, invitation.show, anew(invitation.accept)),
        *own("/m/", member_home.show),
        *own("/m/commitments/{id}", commitment.show, commitment.update),
        *own("/s/", desk.show),
        *own("/s/applications/approve", desk.show, desk.approve),
        *own("/s/applications/decline", desk.show, desk.decline),
        *own("/s/case-studies/publish", desk.show, desk.publish),
        *own("/s/case-studies/request-changes", desk.show, desk.request_changes),
        *own("/s/grievances/{id}", grievance.show),
        *own("/s/grievances/{id}/acknowledge", grievance.show, grievance.acknowledge),
        *own("/s/grievances/{id}/answer", grievance.show, grievance.answer),
        *own("/s/grievances/{id}/close", grievance.show, grievance.close),
    ]


def own(path: str, show: View, post: View | None = None) -> list[BaseRoute]:
    """An address for who is signed in; everybody else is asked to sign in first."""
    return at(path, Area.SIGNED_IN, signed_in(show), post and signed_in(post))


def signed_in(view: View) -> View:
    """The view, for who holds a session. Whether it is still good, and for what, the API says."""

    async def shown(visit: Visit) -> Response:
        if visit.token is None:
            if visit.request.method == "POST":
                await visit.form()
            raise SessionOver
        return await view(visit)

    return shown


def anew(view: View) -> View:
    """The view, whatever session an old cookie names: for filing, and for opening another session."""

    async def shown(visit: Visit) -> Response:
        return await view(replace(visit, token=None))

    return shown


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


async def session_over(request: Request, _: Exception) -> Response:
    """To the place where one signs in or types the code. Who was writing gets the text back first."""
    visit = visit_of(request)
    if texts := written(request):
        return visit.forget(visit.page("paused.html", 401, texts=texts))
    return visit.forget(visit.go(visit.path("case" if visit.area is Area.WORKER else "sign-in")))


def written(request: Request) -> list[str]:
    """The prose that had been typed: what nobody wants to write twice."""
    return [typed(request).one(name) for name in ("body", "reason", "note") if typed(request).one(name)]


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
        routes=[static, *worker_routes(), *public_routes(), *signed_in_routes()],
        exception_handlers={
            ApiDown: api_down,
            SessionOver: session_over,
            Refused: refused,
            HTTPException: http_trouble,
            Exception: broken,
        },
    )
    pages.state.api = Api(client)
    pages.state.secure_cookies = secure_cookies
    return pages
