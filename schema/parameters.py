"""What a request over HTTP asks for: its method, its media type, its body within size and time, and strict JSON."""

import asyncio
from typing import Any

import msgspec
from starlette.requests import Request

from schema.errors import Failed, failed

LARGEST_BODY = 128 * 1024
BODY_SECONDS = 10
DEEPEST_JSON = 32
JSON = "application/json"
METHODS = "GET, HEAD, POST, OPTIONS"
IN_URL = ("query", "operationName", "documentId", "variables", "extensions")


async def parameters_of(request: Request) -> dict[str, Any]:
    """The parameters of a request: a URL's by GET, a body's by POST. Raises Failed for any other."""
    if request.method in ("GET", "HEAD"):
        given = {name: request.query_params[name] for name in IN_URL if request.query_params.get(name)}
        return {name: _json(text.encode()) if name in IN_URL[-2:] else text for name, text in given.items()}
    if request.method != "POST":
        raise failed("METHOD_NOT_ALLOWED", "Ask by POST, or queries by GET.", 405, ("Allow", METHODS))
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if kind.strip() != JSON or parameters.replace('"', "").replace(" ", "") not in ("", "charset=utf-8"):
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send application/json in UTF-8.", 415)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, without Content-Encoding.", 415)
    found = _json(await _body(request))
    if not isinstance(found, dict):
        raise malformed("The body must be one JSON object.")
    return found


async def _body(request: Request) -> bytes:
    """The body, at most 128 kB and within ten seconds."""
    too_large = failed("BODY_TOO_LARGE", "The request is too large: at most 128 kB.", 413)
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:20]) > LARGEST_BODY:
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


def malformed(text: str) -> Failed:
    """What is no GraphQL request at all: 400 under any media type."""
    return failed("MALFORMED", text)


def _json(body: bytes) -> Any:
    """Strict JSON: UTF-8, no NaN, no lone surrogates, no U+0000, at most 32 levels."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise malformed("This is not JSON in UTF-8.") from None
    _check(found, 0)
    return found


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST_JSON:
        raise malformed("The JSON is nested too deeply.")
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise malformed("A text is not Unicode.") from None
        if "\x00" in value:
            raise malformed("A text has a character that cannot be stored.")
    elif isinstance(value, dict):
        for name, part in value.items():
            _check(name, depth + 1)
            _check(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth + 1)
