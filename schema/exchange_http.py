"""Files, which never travel through GraphQL: the template of an import, the file itself, and its report.

A file is the body of a POST with a bearer token, as at /graphql: no cookie is read here, so no page elsewhere can send
one in its visitor's name. What is refused is told as GraphQL tells it.
"""

import csv
import io
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec
import xlsxwriter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.connections import global_id, key_of
from schema.errors import top_level, user_error
from server.exchange import imports
from server.exchange.models import MemberImport
from server.exchange.tables import LARGEST
from server.exchange.words import COLUMNS, EXAMPLE
from server.kernel.errors import Invalid, Refusal, Unauthenticated, message
from server.kernel.languages import accepted, chain, say
from server.kernel.sealing import Token, parse_token
from server.kernel.session import Door

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
STATUS = {"NOT_FOUND": 404, "NOT_PERMITTED": 403, "LIMIT_REACHED": 429, "CONFLICT": 409}

Answering = Callable[[Request, Token | None, str], Awaitable[Response]]


def answered(view: Answering) -> Callable[[Request], Awaitable[Response]]:
    """The view as an endpoint: who asks and in which language is read, and a refusal becomes a user error."""

    async def answer(request: Request) -> Response:
        language = accepted(request.headers.get("accept-language", ""))
        try:
            response = await view(request, token_of(request), language)
        except Refusal as refusal:
            error = user_error(refusal, language)
            body = {"message": error.message, "code": refusal.code, "path": list(refusal.path)}
            response = Response(msgspec.json.encode(body), STATUS.get(refusal.code, 422), media_type=JSON)
        except Exception as problem:  # noqa: BLE001  the edge: every exception becomes an answer, an unexpected one a log entry
            failed = top_level(problem, language, confidential=False)
            response = Response(msgspec.json.encode({"errors": failed.errors}), failed.status, media_type=JSON)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def token_of(request: Request) -> Token | None:
    """The session token of the request; none where there is none."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    token = parse_token(text.strip(), int(time.time())) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthenticated
    return token


async def body_of(request: Request, largest: int) -> bytes:
    """The whole body, refused as soon as it is larger."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise Invalid("file", message("The file is larger than %(megabytes)s MB."), megabytes=largest // 1_000_000)
    return bytes(body)


def file_of(content: bytes, name: str, media: str) -> Response:
    """A file to be saved, which no browser shows."""
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def defused(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: those that begin like one get an apostrophe.

    Source: OWASP, CSV injection.
    """
    text = str(value) if value is not None else ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_of(rows: Iterable[Iterable[Any]]) -> bytes:
    """A table as CSV that spreadsheets open rightly: UTF-8 with a byte order mark, lines ended by CR LF."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([defused(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


async def template(request: Request, _token: Token | None, _language: str) -> Response:
    """The file that an import understands best, with one row as an example."""
    headings = [names[0] for names in COLUMNS.values()]
    example = [EXAMPLE[column] for column in COLUMNS]
    if request.url.path.endswith(".csv"):
        return file_of(csv_of([headings, example]), "members.csv", CSV)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page, text = book.add_worksheet("会員"), book.add_format({"num_format": "@"})
        page.set_column(0, len(headings) - 1, 22, text)
        for place, (name, value) in enumerate(zip(headings, example, strict=True)):
            page.write_string(0, place, name, book.add_format({"bold": True}))
            page.write_string(1, place, value, text)
        page.freeze_panes(1, 0)
    return file_of(content.getvalue(), "members.xlsx", XLSX)


async def hand_in(request: Request, token: Token | None, language: str) -> Response:
    """Take a file of members in, to be checked. Gives the global id of the import."""
    door: Door = request.app.state.door
    content = await body_of(request, LARGEST)
    id = await imports.hand_in(door, token, language, request.query_params.get("name", ""), content)
    return Response(msgspec.json.encode({"id": global_id("MemberImport", id)}), 201, media_type=JSON)


async def report(request: Request, token: Token | None, language: str) -> Response:
    """What is wrong in a file, as a table in the reader's language."""
    door: Door = request.app.state.door
    id: UUID = key_of("MemberImport", request.path_params["id"], "id")
    async with door.writing(token, language) as session:
        await session.find(MemberImport, id)
        found = await imports.problems_of(session, id)
    words = [say(one, language) for one in HEADINGS]
    kinds = {False: say(WRONG, language), True: say(NOTE, language)}
    rows = [[one.row, one.heading, one.value, kinds[one.note], in_language(one.text, language)] for one in found]
    return file_of(csv_of([words, *rows]), "report.csv", CSV)


HEADINGS = (message("Row"), message("Column"), message("Entry"), message("Sort"), message("What to do"))
WRONG, NOTE = message("Wrong"), message("To look at")


def in_language(texts: dict[str, str], language: str) -> str:
    """A stored text in a language, or in the one that stands in for it."""
    return next(texts[tag] for tag in chain(language) if tag in texts)


ROUTES = [
    Route("/exchange/members/template.csv", answered(template), methods=["GET"]),
    Route("/exchange/members/template.xlsx", answered(template), methods=["GET"]),
    Route("/exchange/members", answered(hand_in), methods=["POST"]),
    Route("/exchange/members/{id}/report.csv", answered(report), methods=["GET"]),
]
"""Where files go in and out."""
