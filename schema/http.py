"""The /graphql endpoint: GraphQL over HTTP, and the guard before it.

In this order: method, media type, encoding, size and pace of the body, strict JSON, names, session; then what
``schema/limits.py`` and the planner refuse. Only JSON is taken, so no form of another site can ask anything, and a
mutation is never done by GET.
"""

import asyncio
import re
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import Failed, failed, top_level
from schema.execute import Asking, Executor
from schema.limits import MAX_NAME
from server.identity.services import touch
from server.kernel.errors import Unauthenticated
from server.kernel.languages import accepted
from server.kernel.sealing import Token, parse_token

LARGEST_BODY = 128 * 1024
BODY_SECONDS = 10
OPERATION_SECONDS = 10
DEEPEST_JSON = 32
JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
LONG_NAME = re.compile(rf"[_A-Za-z][_0-9A-Za-z]{{{MAX_NAME},}}")
STRING = re.compile(r'"""(?:\\.|[^"\\]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*', re.DOTALL)


class GraphQLEndpoint:
    """One endpoint for one executor."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    async def __call__(self, request: Request) -> Response:
        """Answer one request, whatever it is."""
        language = accepted(request.headers.get("accept-language", ""))
        media = _negotiated(request.headers.get("accept"))
        token: Token | None = None
        try:
            parameters = await _parameters(request)
            token = _token(request.headers)
            asking = _asking(parameters, token, language)
            async with asyncio.timeout(OPERATION_SECONDS):
                document, operation = self.executor.operation(asking)
                if request.method == "GET" and operation.operation.value != "query":
                    raise failed("METHOD_NOT_ALLOWED", "Only queries can be asked by GET.", 405, ("Allow", "POST"))
                data = await self.executor.execute(asking, document, operation)
            if token is not None:
                await touch(self.executor.door, token)
        except Exception as problem:  # noqa: BLE001  the edge: every exception becomes an answer, and an unexpected one a log entry
            confidential = token is None or token.audience == "worker"
            return _refused(top_level(problem, language, confidential=confidential), media)
        return _answer(msgspec.json.encode({"data": data}, enc_hook=str), media)


def _answer(body: bytes, media: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    answer = Response(
        body, status, {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Authorization", **(headers or {})}
    )
    answer.headers["content-type"] = f"{media}; charset=utf-8"
    return answer


def _refused(problem: Failed, media: str) -> Response:
    """Under application/json a well-formed request is answered with 200, whatever becomes of it."""
    plain = media == JSON and problem.code in ("BAD_USER_INPUT", "TOO_COMPLEX", "INTERNAL") and problem.status != 415
    body = msgspec.json.encode({"errors": problem.errors})
    return _answer(body, media, 200 if plain else problem.status, dict(problem.headers))


def _negotiated(accept: str | None) -> str:
    """The GraphQL media type for who asks for it by name; plain JSON for everyone else."""
    return GRAPHQL if accept and GRAPHQL in accept.lower() else JSON


async def _parameters(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        query = request.query_params
        return {
            "query": query.get("query"),
            "operationName": query.get("operationName") or None,
            "variables": _json(query["variables"].encode()) if query.get("variables") else None,
        }
    if request.method != "POST":
        raise failed("METHOD_NOT_ALLOWED", "Ask by POST, or queries by GET.", 405, ("Allow", "GET, POST"))
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if kind.strip() != JSON or parameters.replace('"', "").replace(" ", "") not in ("", "charset=utf-8"):
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send application/json in UTF-8.", 415)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, without Content-Encoding.", 415)
    found = _json(await _body(request))
    if not isinstance(found, dict):
        raise _malformed("The body must be one JSON object.")
    return found


async def _body(request: Request) -> bytes:
    """The body, at most 128 kB and within ten seconds."""
    too_large = failed("BODY_TOO_LARGE", "The request is too large: at most 128 kB.", 413)
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise too_large
    chunks = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                chunks += chunk
                if len(chunks) > LARGEST_BODY:
                    raise too_large
    except TimeoutError:
        raise failed("REQUEST_TIMEOUT", "The request came too slowly.", 408, ("Connection", "close")) from None
    return bytes(chunks)


def _malformed(text: str) -> Failed:
    return failed("MALFORMED", text, 400)


def _json(body: bytes) -> Any:
    """Strict JSON: UTF-8, no NaN, no lone surrogates, no U+0000, at most 32 levels."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _malformed("The body is not JSON in UTF-8.") from None
    _check(found, 0)
    return found


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST_JSON:
        raise _malformed("The JSON is nested too deeply.")
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _malformed("A text is not Unicode.") from None
        if "\x00" in value:
            raise _malformed("A text has a character that cannot be stored.")
    elif isinstance(value, dict):
        for name, part in value.items():
            _check(name, depth + 1)
            _check(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth + 1)


def _token(headers: Headers) -> Token | None:
    """The session token of the request; none where there is none. A malformed or expired one is nobody's."""
    given = headers.get("authorization")
    if given is None:
        return None
    scheme, _, text = given.partition(" ")
    token = parse_token(text.strip(), int(time.time())) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthenticated
    return token


def _asking(parameters: dict[str, Any], token: Token | None, language: str) -> Asking:
    query, operation, variables = parameters.get("query"), parameters.get("operationName"), parameters.get("variables")
    if not isinstance(query, str) or not isinstance(operation, str | None) or not isinstance(variables, dict | None):
        raise _malformed("Give `query` as text, `operationName` as text, and `variables` as an object.")
    if not isinstance(parameters.get("extensions"), dict | None):
        raise _malformed("Give `extensions` as an object.")
    if LONG_NAME.search(STRING.sub('""', query[:LARGEST_BODY])):
        raise failed("BAD_USER_INPUT", f"A name may have at most {MAX_NAME} characters.")
    return Asking(query, operation, variables or {}, token, language)
