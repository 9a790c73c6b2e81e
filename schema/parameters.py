"""What a request over HTTP asks for: its method, its media type, its body within size and time, and strict JSON."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from schema.errors import Failed, failed
from server.protocol import WHOLE_BODY

LARGEST_BODY = 128 * 1024
BODY_SECONDS = 10
DEEPEST_JSON = 32
JSON = "application/json"
METHODS = "GET, HEAD, POST, OPTIONS"
IN_URL = ("query", "operationName", "documentId", "variables", "extensions")

decode = msgspec.json.Decoder().decode


class Heard:
    """One request as the guard reads it: straight from the server's scope, each header looked up once.

    A header that comes several times is one list, as HTTP has it; of what must be one (a token, an origin, a media
    type) such a list is none.
    """

    __slots__ = ("headers", "method", "receive", "scope")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        given: list[tuple[bytes, bytes]] = scope["headers"]
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.headers: Mapping[bytes, bytes] = dict(given)
        if len(self.headers) != len(given):
            self.headers = {one: b", ".join(value for name, value in given if name == one) for one in self.headers}

    def header(self, name: bytes) -> str | None:
        """A header, by its name in lower case; none where it is not given."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def peer(self) -> str:
        """The address of who holds the connection; empty where there is none."""
        client = self.scope.get("client")
        return client[0] if client else ""


async def parameters_of(heard: Heard) -> dict[str, Any]:
    """The parameters of a request: a URL's by GET, a body's by POST. Raises Failed for any other."""
    if heard.method in ("GET", "HEAD"):
        asked = parse_qs(heard.scope["query_string"].decode("latin-1"))
        given = {name: asked[name][-1] for name in IN_URL if name in asked}
        return {name: _json(text.encode()) if name in IN_URL[-2:] else text for name, text in given.items()}
    if heard.method != "POST":
        raise failed("METHOD_NOT_ALLOWED", "Ask by POST, or queries by GET.", 405, ("Allow", METHODS))
    if heard.headers.get(b"content-type") != b"application/json" and not _is_json(heard.header(b"content-type")):
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send application/json in UTF-8.", 415)
    if heard.headers.get(b"content-encoding", b"identity") != b"identity":
        raise failed("UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, without Content-Encoding.", 415)
    found = _json(await _body(heard))
    if not isinstance(found, dict):
        raise malformed("The body must be one JSON object.")
    return found


def _is_json(given: str | None) -> bool:
    kind, _, parameters = (given or "").lower().partition(";")
    return kind.strip() == JSON and parameters.replace('"', "").replace(" ", "") in ("", "charset=utf-8")


async def _body(heard: Heard) -> bytearray:
    """The body, at most 128 kB and within ten seconds."""
    announced = heard.headers.get(b"content-length", b"0")
    if not announced.isdigit() or int(announced[:20]) > LARGEST_BODY:
        raise _too_large()
    there = heard.scope.get("state", {}).get(WHOLE_BODY)
    if there is not None:
        if len(there) > LARGEST_BODY:
            raise _too_large()
        return there
    whole = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            more = True
            while more:
                message = await heard.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                more = message.get("more_body", False)
                whole += message.get("body", b"")
                if len(whole) > LARGEST_BODY:
                    raise _too_large()
    except TimeoutError:
        raise failed("REQUEST_TIMEOUT", "The request came too slowly.", 408, ("Connection", "close")) from None
    return whole


def _too_large() -> Failed:
    return failed("BODY_TOO_LARGE", "The request is too large: at most 128 kB.", 413)


def malformed(text: str) -> Failed:
    """What is no GraphQL request at all: 400 under any media type."""
    return failed("MALFORMED", text)


def _json(body: bytes | bytearray) -> Any:
    """Strict JSON: UTF-8, no NaN, no lone surrogates, no U+0000, at most 32 levels.

    What has no escape has no such character (the decoder refuses them as they are), and so few brackets nest no deeper.
    """
    try:
        found = decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise malformed("This is not JSON in UTF-8.") from None
    if b"\\u" in body or body.count(b"{") + body.count(b"[") > DEEPEST_JSON:
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
