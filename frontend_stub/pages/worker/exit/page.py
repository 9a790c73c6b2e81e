"""Leaving at once: to a page that fits any phone in Japan, with the session gone here and at the API."""

from starlette.background import BackgroundTask
from starlette.responses import Response

from frontend_stub.pages.worker.case.page import end_session
from frontend_stub.visit import Visit

WEATHER = "https://www.jma.go.jp/"
"""Japan's weather agency: a public office's page, of interest to everybody, without advertisements that follow one."""


async def leave(visit: Visit) -> Response:
    """A plain link leads here, so it needs no script. The way out waits for nothing: the API hears of it afterwards."""
    response = visit.forget(visit.go(WEATHER))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if visit.token:
        response.background = BackgroundTask(end_session, visit)
    return response
