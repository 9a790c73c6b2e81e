"""One request of one person: which language they read, which session they hold, and how a page answers them."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from frontend_stub import catalogues, labels, membership_labels, tie_labels
from frontend_stub.client import Api, Shown
from frontend_stub.forms import Form, new_key, read_form, read_upload, refusals, require_stamp, stamp_of
from frontend_stub.languages import COMPLETE, DEFAULT, LANGUAGES, Language, best

HERE = Path(__file__).parent
LANGUAGE_COOKIE = "language"
HALF_A_YEAR = 182 * 24 * 3600


class Area(Enum):
    """Whose pages they are. The value is the name of the cookie that holds the session; public pages hold none.

    A worker's cookie has a name that tells nothing, in case somebody looks at the phone.
    """

    PUBLIC = ""
    WORKER = "visit"
    SIGNED_IN = "session"
    SUPPLIER = "partner"


@cache
def style(name: str) -> str:
    """A style sheet without the white space that only its reader needs."""
    source = re.sub(r"/\*.*?\*/", "", (HERE / "static" / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    tight = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", source))
    return tight.replace(": ", ":").replace(";}", "}").strip()


@cache
def content_policy(*, scripted: bool = False) -> str:
    """What a page may load: nothing but its own style. Nobody may frame it, and its forms go nowhere else.

    ``scripted``: our own script files too, for the pages of passkeys, which no browser offers without a script.
    """
    digest = base64.b64encode(hashlib.sha256(style("page.css").encode()).digest()).decode()
    scripts = "script-src 'self'; " if scripted else ""
    return (
        f"default-src 'none'; style-src 'sha256-{digest}' 'self'; img-src 'self' data:; {scripts}"
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def templates(language: Language) -> Environment:
    """The templates as one language sees them."""
    environment = Environment(
        loader=FileSystemLoader([HERE / "pages", HERE / "layout"]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    cast(dict[str, Any], environment.globals).update(
        _=catalogues.rich_text(language),
        plain=catalogues.plain_text(language),
        said=catalogues.every_label(language),
        day=catalogues.day(language),
        language_name=catalogues.name_of(language),
        language=language,
        languages=LANGUAGES,
        complete_languages=COMPLETE,
        **{words.__name__.rpartition(".")[2]: words for words in (labels, membership_labels, tie_labels)},
        style=Markup(style("page.css")),  # noqa: S704  our own file
        new_key=new_key,
    )
    return environment


def language_of(request: Request) -> Language:
    """The language in the address; elsewhere the one that was chosen, else one that the browser reads."""
    chosen = language_in_address(request) or LANGUAGES.get(request.cookies.get(LANGUAGE_COOKIE, ""))
    return chosen or best(request.headers.get("accept-language", ""), COMPLETE) or DEFAULT


def language_in_address(request: Request) -> Language | None:
    """``/vi/…``; and ``?in=vi`` on the pages that have one address in all languages."""
    return LANGUAGES.get(request.url.path.split("/")[1]) or LANGUAGES.get(request.query_params.get("in", ""))


class Unconfirmed(Exception):
    """The API asks first that this person shows again who they are; ``problems`` say what was wrong about it."""

    def __init__(self, problems: dict[str, str] | None = None) -> None:
        super().__init__()
        self.problems = problems or {}


def needs_confirmation(shown: Shown) -> bool:
    """Whether a verb in this answer was refused until its person shows again who they are."""
    errors = [error for one in shown.values() if isinstance(one, dict) for error in one.get("errors") or ()]
    return any(error["code"] == "CONFIRMATION_NEEDED" for error in errors)


@dataclass(frozen=True)
class Visit:
    """What a page's view is given. ``token`` is the session in this area's cookie, None where there is none."""

    request: Request
    area: Area
    token: str | None = None

    @property
    def language(self) -> Language:
        """The language that this person reads and writes."""
        return language_of(self.request)

    @property
    def secure(self) -> bool:
        """Whether cookies travel over HTTPS only."""
        return self.request.app.state.secure_cookies

    def path(self, rest: str = "") -> str:
        """An address in this person's language."""
        return f"/{self.language.tag}/{rest}"

    async def ask(self, operation: str, **variables: Any) -> Shown:
        """What the API shows this person. ``$tag`` need not be named: it is their language."""
        api: Api = self.request.app.state.api
        shown = await api.ask(
            operation, {"tag": self.language.tag} | variables, language=self.language.tag, token=self.token
        )
        if needs_confirmation(shown):
            raise Unconfirmed
        return shown

    async def form(self) -> Form:
        """What this person entered; refused unless a page of ours sent it, made for this session where there is one.

        It is remembered, so that whatever goes wrong afterwards nothing that was typed is lost.
        """
        form = self.request.state.form = await read_form(self.request)
        if self.token:
            require_stamp(form, self.token)
            form = self.request.state.form = await self._confirmed(form)
        return form

    async def _confirmed(self, form: Form) -> Form:
        """The form without what showed, on the confirm page, that it is this person: that is told to the API first."""
        given = {name: form.exact(f"confirm-{name}") for name in ("password", "code")}
        kept = Form({name: entries for name, entries in form.entries.items() if not name.startswith("confirm-")})
        if kept.entries == form.entries:
            return form
        self.request.state.form = kept
        told = {name: text for name, text in given.items() if text.strip()} or {"password": ""}
        errors = (await self.ask("Reauthenticate", input=told))["reauthenticate"]["errors"]
        if errors:
            raise Unconfirmed(refusals(errors, {"password": "confirm-password", "code": "confirm-code"}))
        return kept

    async def upload(self, field: str) -> tuple[str, bytes]:
        """The file in this person's form, with its name; refused as any form is."""
        form, name, content = await read_upload(self.request, field)
        require_stamp(form, self.token or "")
        return name, content

    async def fetch(self, path: str, content: bytes | None = None, **query: str) -> httpx.Response:
        """A file of the API, or with ``content`` its answer to a file."""
        api: Api = self.request.app.state.api
        address = f"{path}?{urlencode(query)}" if query else path
        return await api.file(address, language=self.language.tag, token=self.token, content=content)

    async def problems(self, operation: str, fields: Mapping[str, str], **given: Any) -> dict[str, str]:
        """Have a verb done; gives what was refused, by form field as in ``refusals``."""
        (answer,) = (await self.ask(operation, input=given)).values()
        return refusals(answer["errors"], fields)

    def file(self, fetched: httpx.Response) -> Response:
        """A file of the API passed on, to be saved; 404 where there is none for this person."""
        if fetched.status_code != 200:
            raise HTTPException(404)
        kept = {name: fetched.headers[name] for name in ("content-type", "content-disposition")}
        return guarded(Response(fetched.content, headers=kept))

    def page(self, template: str, status: int = 200, *, scripted: bool = False, **shown: Any) -> Response:
        """The page. It is kept by no cache: neither on the phone nor on the way."""
        body = (
            templates(self.language)
            .get_template(template)
            .render(
                path=self.path,
                here=self.request.url.path,
                worker=self.area is Area.WORKER,
                stamp=stamp_of(self.token) if self.token else "",
                signed_in=self.area is Area.SIGNED_IN and bool(self.token),
                **({"problems": {}} | shown),
            )
        )
        response = guarded(HTMLResponse(body, status), scripted=scripted)
        if language_in_address(self.request) and self.request.cookies.get(LANGUAGE_COOKIE) != self.language.tag:
            response.set_cookie(
                LANGUAGE_COOKIE,
                self.language.tag,
                max_age=HALF_A_YEAR,
                secure=self.secure,
                httponly=True,
                samesite="lax",
            )
        return response

    def say(self, source: str, **fields: Any) -> Markup:
        """A text of the catalogue in this person's language."""
        return catalogues.rich_text(self.language)(source, **fields)

    def say_plainly(self, source: str) -> str:
        """The same for titles: without markup."""
        return catalogues.plain_text(self.language)(source)

    def go(self, path: str) -> Response:
        """To another page after something was done (303), so that reloading does not do it again."""
        return guarded(RedirectResponse(path, 303))

    def keep(self, response: Response, token: str) -> Response:
        """Set this area's session cookie: gone with the browser, unreadable by scripts, not sent by other sites."""
        response.set_cookie(
            cookie_name(self.area, secure=self.secure),
            token,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict" if self.area is Area.WORKER else "lax",
        )
        return response

    def carried(self, name: str) -> str:
        """What a step before has left in a short cookie; empty where there is none."""
        return self.request.cookies.get(self._short(name), "")

    def carry(self, response: Response, name: str, value: str | None) -> Response:
        """Leave something to the next step, for ten minutes; None removes it."""
        response.set_cookie(
            self._short(name),
            value or "",
            max_age=600 if value else 0,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def _short(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def forget(self, response: Response) -> Response:
        """Remove this area's session cookie."""
        name = cookie_name(self.area, secure=self.secure)
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True)
        return response


def cookie_name(area: Area, *, secure: bool) -> str:
    """With HTTPS a name that no other host and no plain connection can set."""
    return f"__Host-{area.value}" if secure else area.value


def guarded(response: Response, *, scripted: bool = False) -> Response:
    """The headers of every page. ``no-transform`` also stops proxies from compressing what holds a session's stamp."""
    response.headers.update(
        {
            "Cache-Control": "no-store, no-transform",
            "Content-Security-Policy": content_policy(scripted=scripted),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return response


View = Callable[[Visit], Awaitable[Response]]


def of(area: Area, view: View) -> Callable[[Request], Awaitable[Response]]:
    """A view as a route's endpoint."""

    async def answer(request: Request) -> Response:
        request.state.area = area
        name = cookie_name(area, secure=request.app.state.secure_cookies)
        request.state.token = request.cookies.get(name) if area.value else None
        return await view(Visit(request, area, request.state.token))

    return answer
