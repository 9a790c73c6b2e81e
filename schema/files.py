"""Files beside the API: sent to /files as a stream, fetched from /files/<id> by whoever may see a row that shows them.

Files never travel through GraphQL. As there, only `Authorization` says who asks, never a cookie, and a browser that
tells that a page of another site asks is refused: no form elsewhere can send anything in its visitor's name.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from sqlalchemy import func
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from schema.connections import Node, global_id, key_of
from schema.errors import Failed, failed, top_level, user_error
from schema.http import token_of
from schema.parameters import Heard
from schema.planner.mapping import column, expression, planned
from schema.rates import waiting_time
from schema.tokens import permit_scope, permit_verb
from server.kernel import files, models
from server.kernel.errors import LimitReached, NotFound, Refusal, Unauthenticated
from server.kernel.files import Files
from server.kernel.languages import accepted
from server.kernel.rates import Rates, TooOften
from server.kernel.session import Door

STATUS = {"NOT_FOUND": 404, "NOT_PERMITTED": 403, "LIMIT_REACHED": 413}
GUARDED = {
    "Cache-Control": "no-store, no-transform",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""A file that somebody sent is saved, never run in our own name."""


@planned(models.StoredFile)
class StoredFile(Node):
    """A file that was sent. Its bytes are at `/files/<id>`, for whoever sees it here."""

    name: str = column("Its name, as its sender calls it.")
    media_type: str = column("What it is, found by its own bytes.")
    size: int = column("Its size in bytes.")
    sha256: str = expression("Its SHA-256, in hexadecimal.", lambda t: func.encode(t.sha256, "hex"))
    uploaded_at: datetime = column("When it was sent.")


class FileEndpoint:
    """Takes files in and gives them out. ``origins`` are other sites whose pages may ask."""

    def __init__(self, door: Door, kept: Files, rates: Rates, origins: frozenset[str]) -> None:
        self.door, self.kept, self.rates, self.origins = door, kept, rates, origins

    async def send(self, request: Request) -> Response:
        """POST /files?organisation=<id>: the body is the file, its name is in `Content-Disposition`."""
        return await self._guarded(request, self._send)

    async def fetch(self, request: Request) -> Response:
        """GET /files/<id>: the file, to be saved."""
        return await self._guarded(request, self._fetch)

    async def _guarded(self, request: Request, act: Any) -> Response:
        language = accepted(request.headers.get("accept-language", ""))
        try:
            if request.headers.get("sec-fetch-site") in ("cross-site", "same-site") and (
                request.headers.get("origin") not in self.origins
            ):
                raise failed("FORBIDDEN", "Pages of this site may not ask here.", 403)
            token = token_of(request.headers.get("authorization"))
            if seconds := waiting_time(self.rates, Heard(request.scope, request.receive), token):
                raise TooOften(seconds)
            return await act(request, token, language)
        except Refusal as refusal:
            error = user_error(refusal, language)
            told = {"code": error.code.name, "message": error.message, "path": error.path[1:]}
            return _json({"errors": [told]}, STATUS.get(error.code.name, 422))
        except Exception as problem:  # noqa: BLE001  the edge: every exception becomes an answer
            answer: Failed = top_level(problem, language, confidential=False)
            return _json({"errors": list(answer.errors)}, answer.status, dict(answer.headers))

    async def _send(self, request: Request, token: Any, language: str) -> Response:
        if token is None:
            raise Unauthenticated
        named = request.query_params.get("organisation")
        organisation_id = key_of("Organisation", named, "organisation") if named else None
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > self.kept.largest:
            raise LimitReached("file")
        permit_verb(token, "keep_file")
        async with self.door.writing(token, language) as session:
            await permit_scope(token, session, "keep_file")
            await files.may_keep_file(session, organisation_id)
        arrived = await self.kept.take_in(request.stream(), _name(request.headers.get("content-disposition", "")))
        async with self.kept.keeping(arrived), self.door.writing(token, language) as session:
            row = await files.keep_file(session, arrived, organisation_id)
        return _json({"id": global_id("StoredFile", row.id), "mediaType": row.media_type, "size": row.size}, 201)

    async def _fetch(self, request: Request, token: Any, language: str) -> Response:
        key = key_of("StoredFile", request.path_params["id"], "id")
        async with self.door.reading(token) as connection:
            row: Any = await connection.fetchrow(
                "select object_name, name, media_type, size from stored_file where id = $1", key
            )
        if row is None:
            raise NotFound("id")
        headers = GUARDED | {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['name'], safe='')}",
            "Content-Length": str(row["size"]),
        }
        return StreamingResponse(self._bytes(row["object_name"]), headers=headers, media_type=row["media_type"])

    async def _bytes(self, object_name: str) -> AsyncIterator[bytes]:
        async for part in self.kept.read(object_name):
            yield part


def _name(disposition: str) -> str:
    """The name in `Content-Disposition`: RFC 6266's `filename*`, or a plain one."""
    given: dict[str, str] = {}
    for part in disposition[:1_000].split(";")[1:]:
        key, _, value = part.strip().partition("=")
        given[key] = value
    coded = given.get("filename*", "").partition("''")[2]
    return unquote(coded) or given.get("filename", "").strip('"')


def _json(told: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode(told), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json"
    )
