"""The /graphql endpoint: GraphQL over HTTP, and the guard before it.

In this order: media type of the answer, another site's page, method, media type of the body, encoding, size, strict
JSON (`schema/parameters.py`), session, trusted documents; then what `schema/limits.py` and the planner refuse.

No cookie is ever read here, only `Authorization`, so a page elsewhere can do nothing in its visitor's name; JSON alone
is taken, so no form can ask; a mutation is never done by GET. What is left, a browser that tells that a page of another
site asks, is refused unless that site is on the allow-list (``cors_origins``). Without a cookie, Origin proves nothing.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec
from starlette.types import Receive, Scope, Send

from schema.answers import Answer, Answers
from schema.documents import Documents
from schema.errors import Failed, failed, top_level
from schema.execute import Asking, Executor
from schema.parameters import JSON, METHODS, Heard, malformed, parameters_of
from schema.planner.operation import Operation
from schema.rates import refuse_too_often, waiting_time
from server.identity.devices import touch
from server.kernel.errors import Unauthenticated
from server.kernel.languages import accepted
from server.kernel.rates import Rates, TooOften
from server.kernel.sealing import Token, parse_token

OPERATION_SECONDS = 5
GRAPHQL = "application/graphql-response+json"
OFFERED = {GRAPHQL: GRAPHQL, JSON: JSON, "application/*": JSON, "*/*": JSON}
"""What an Accept header may ask for, and what it then gets. The first of those equally wanted is taken."""

Headers = list[tuple[bytes, bytes]]
TYPES = {media: (b"content-type", f"{media}; charset=utf-8".encode()) for media in (GRAPHQL, JSON)}
VARY = (b"vary", b"Accept, Accept-Language, Authorization, GraphQL-Cost, Origin")
NO_STORE = (b"cache-control", b"no-store")
PUBLIC = (b"cache-control", b"public, max-age=60")
EXPOSED = (b"access-control-expose-headers", b"ETag, Retry-After")
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"Accept-Language, Authorization, Content-Type, GraphQL-Cost"),
    (b"access-control-max-age", b"600"),
]
PLAIN = ("BAD_USER_INPUT", "INTERNAL", "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_ONLY", "TOO_COMPLEX")
"""Refusals of a well-formed request: under application/json they are answered with 200."""


@dataclass(slots=True)
class Reply:
    """What goes back: a status, a body, and headers beside its length."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=Headers)

    async def say(self, send: Send) -> None:
        """Send it."""
        if self.status not in (204, 304):
            self.headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class GraphQLEndpoint:
    """One endpoint for one executor, its trusted documents, and the sites whose pages may ask: an application of its
    own, which needs no framework around it."""

    def __init__(
        self, executor: Executor, documents: Documents, origins: frozenset[str], rates: Rates, answers: Answers
    ) -> None:
        self.executor = executor
        self.rates = rates
        self.documents = documents
        self.answers = answers
        self.origins = frozenset(origin.encode() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever it is."""
        heard = Heard(scope, receive)
        reply = Reply(204) if heard.method == "OPTIONS" else await self._answered(heard)
        reply.headers += self.shared(heard, METHODS)
        await reply.say(send)

    def shared(self, heard: Heard, methods: str) -> Headers:
        """What lets pages of the sites on the allow-list read an answer, and ask by these methods."""
        headers: Headers = [VARY]
        origin = heard.headers.get(b"origin", b"")
        if listed := origin in self.origins:
            headers += [(b"access-control-allow-origin", origin), EXPOSED]
        if heard.method == "OPTIONS":
            headers += [(b"allow", methods.encode()), *(PREFLIGHT if listed else ())]
        return headers

    async def _answered(self, heard: Heard) -> Reply:
        language = accepted(heard.header(b"accept-language") or "")
        media, token = JSON, None
        try:
            media = negotiated(heard.header(b"accept"))
            self._refuse_other_sites(heard)
            parameters = await parameters_of(heard)
            token = token_of(heard.header(b"authorization"))
            asking = self._asking(parameters, token, language)
            seconds = waiting_time(self.rates, heard, token)
            operation = self.executor.operation(asking)
            refuse_too_often(seconds, operation.node)
            if heard.method != "POST" and operation.kind != "query":
                raise failed("METHOD_NOT_ALLOWED", "Only queries can be asked by GET.", 405, ("Allow", "POST"))
            shown = self._extensions(heard, asking, operation)
            answer = await self.answers.answer(asking, operation, media, shown, self._data)
            if token is not None:
                await touch(self.executor.door, token)
        except Exception as problem:  # noqa: BLE001  the edge: every exception becomes an answer, and an unexpected one a log entry
            confidential = token is None or token.audience == "worker"
            return _refused(top_level(problem, language, confidential=confidential), media)
        public = heard.method != "POST" and parameters.get("query") is None and token is None and not shown
        return _cached(heard, answer, media) if public else Reply(200, answer.body, [TYPES[media], NO_STORE])

    async def asking(self, heard: Heard, language: str) -> Asking:
        """What a request asks, past the same guard; for the streams (`schema/stream.py`)."""
        self._refuse_other_sites(heard)
        parameters = await parameters_of(heard)
        token = token_of(heard.header(b"authorization"))
        if seconds := waiting_time(self.rates, heard, token):
            raise TooOften(seconds)
        return self._asking(parameters, token, language)

    async def _data(self, asking: Asking, operation: Operation) -> Any:
        deadline = asyncio.timeout(OPERATION_SECONDS)
        try:
            async with deadline:
                return await self.executor.execute(asking, operation)
        except TimeoutError:
            if not deadline.expired():
                raise
            raise failed("OPERATION_TIMEOUT", f"This takes more than {OPERATION_SECONDS} seconds.", 503) from None

    def _refuse_other_sites(self, heard: Heard) -> None:
        elsewhere = heard.headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site")
        if elsewhere and heard.headers.get(b"origin") not in self.origins:
            raise failed("FORBIDDEN", "Pages of this site may not ask here.", 403)

    def _asking(self, parameters: Mapping[str, Any], token: Token | None, language: str) -> Asking:
        operation, variables = parameters.get("operationName"), parameters.get("variables")
        if not isinstance(operation, str | None) or not isinstance(variables, dict | None):
            raise malformed("Give `operationName` as text, and `variables` as an object.")
        if not isinstance(parameters.get("extensions"), dict | None):
            raise malformed("Give `extensions` as an object.")
        query = self.documents.named(parameters) or parameters.get("query")
        if not isinstance(query, str):
            raise malformed("Give `query` as text, or a trusted document's `documentId`.")
        self.documents.permit(query)
        return Asking(query, operation, variables or {}, token, language)

    def _extensions(self, heard: Heard, asking: Asking, operation: Operation) -> dict[str, Any]:
        """What the answer tells beside its data: with the header `GraphQL-Cost: 1`, what the operation costs."""
        if heard.headers.get(b"graphql-cost") != b"1":
            return {}
        return {"extensions": {"cost": self.executor.cost(asking, operation)}}


@lru_cache(256)
def negotiated(accept: str | None) -> str:
    """The media type of the answer: what is wanted most; plain JSON for who does not say.

    Raises Failed (406) where nothing that is offered is wanted.
    """
    wanted: list[tuple[float, str]] = []
    for part in (accept or "*/*").lower()[:1_000].split(","):
        kind, *given = (piece.strip() for piece in part.split(";"))
        parameters = dict(one.replace(" ", "").split("=", 1) for one in given if "=" in one)
        charset = parameters.get("charset", "utf-8").strip('"')
        quality = _quality(parameters.get("q", "1"))
        if kind in OFFERED and charset == "utf-8" and quality > 0:
            wanted.append((quality, OFFERED[kind]))
    if not wanted:
        raise failed("NOT_ACCEPTABLE", f"Answers are {GRAPHQL} or {JSON}, in UTF-8.", 406)
    return max(wanted, key=lambda one: one[0])[1]


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def token_of(given: str | None) -> Token | None:
    """The session token of the request; none where there is none. A malformed or expired one is nobody's."""
    if given is None:
        return None
    scheme, _, text = given.partition(" ")
    token = parse_token(text.strip(), int(time.time())) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthenticated
    return token


def _cached(heard: Heard, answer: Answer, media: str) -> Reply:
    """An answer that caches may keep, or the word that the one they have is still right."""
    tag = answer.etag
    headers = [PUBLIC, (b"etag", tag.encode()), (b"age", b"%d" % answer.age)]
    known = [one.strip().removeprefix("W/") for one in (heard.header(b"if-none-match") or "").split(",")]
    if tag in known or "*" in known:
        return Reply(304, b"", headers)
    return Reply(200, answer.body, [TYPES[media], *headers])


def _refused(problem: Failed, media: str) -> Reply:
    """Under application/json a well-formed request is answered with 200, whatever becomes of it."""
    plain = media == JSON and problem.code in PLAIN
    return refusal(problem, media, 200 if plain else problem.status)


def refusal(problem: Failed, media: str, status: int) -> Reply:
    """The top-level errors alone, and what else is to be told."""
    told = [(name.lower().encode(), value.encode()) for name, value in problem.headers]
    return Reply(status, msgspec.json.encode({"errors": problem.errors}), [TYPES[media], NO_STORE, *told])
