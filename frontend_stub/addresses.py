"""How a page gets its address: for everybody, for who is signed in, or whatever an old cookie says."""

from dataclasses import replace

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from frontend_stub.client import SessionOver
from frontend_stub.languages import LANGUAGES
from frontend_stub.visit import Area, View, Visit, of


class LanguageTag(StringConvertor):
    """``{tag:language}`` in a route: one of the languages offered, nothing else."""

    regex = "|".join(sorted(LANGUAGES, key=len, reverse=True))


register_url_convertor("language", LanguageTag())


def at(path: str, area: Area, show: View, post: View | None = None) -> list[BaseRoute]:
    """An address that shows a page; some take a form too."""
    shown = Route(path, of(area, show), methods=["GET"])
    return [shown, Route(path, of(area, post), methods=["POST"])] if post else [shown]


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
