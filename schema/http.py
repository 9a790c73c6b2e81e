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
from functools import lru_cache
from typing import Any

import msgspec
from graphql import OperationDefinitionNode
from starlette.requests import Request
from starlette.responses import Response

from schema.answers import Answer, Answers
from schema.documents import Documents
from schema.errors import Failed, failed, top_level
from schema.execute import Asking, Executor
from schema.parameters import JSON, METHODS, malformed, parameters_of
from schema.planner.cache import Document
from schema.rates import refuse_too_often, waiting_time
from server.identity.services import touch
from server.kernel.errors import Unauthenticated
from server.kernel.languages import accepted
from server.kernel.rates import Rates, TooOften
from server.kernel.sealing import Token, parse_token

OPERATION_SECONDS = 5
GRAPHQL = "application/graphql-response+json"
OFFERED = {GRAPHQL: GRAPHQL, JSON: JSON, "application/*": JSON, "*/*": JSON}
"""What an Accept header may ask for, and what it then gets. The first of those equally wanted is taken."""

VARY = "Accept, Accept-Language, Authorization, GraphQL-Cost, Origin"
PUBLIC = "public, max-age=60"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept-Language, Authorization, Content-Type, GraphQL-Cost",
    "Access-Control-Max-Age": "600",
}
PLAIN = ("BAD_USER_INPUT", "INTERNAL", "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_ONLY", "TOO_COMPLEX")
"""Refusals of a well-formed request: under application/json they are answered with 200."""


class GraphQLEndpoint:
    """One endpoint for one executor, its trusted documents, and the sites whose pages may ask."""

    def __init__(
        self, executor: Executor, documents: Documents, origins: frozenset[str], rates: Rates, answers: Answers
    ) -> None:
        self.executor = executor
        self.rates = rates
        self.documents = documents
        self.answers = answers
        self.origins = origins

    async def __call__(self, request: Request) -> Response:
        """Answer one request, whatever it is."""
        answer = Response(status_code=204) if request.method == "OPTIONS" else await self._answered(request)
        return self.shared(request, answer, METHODS)

    def shared(self, request: Request, answer: Response, methods: str) -> Response:
        """The answer, with what lets pages of the sites on the allow-list read it, and ask by these methods."""
        answer.headers["Vary"] = VARY
        if (origin := request.headers.get("origin")) in self.origins:
            answer.headers["Access-Control-Allow-Origin"] = str(origin)
            answer.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        if request.method == "OPTIONS":
            answer.headers.update({"Allow": methods, **(PREFLIGHT if origin in self.origins else {})})
        return answer

    async def _answered(self, request: Request) -> Response:
        language = accepted(request.headers.get("accept-language", ""))
        media, token = JSON, None
        try:
            media = negotiated(request.headers.get("accept"))
            self._refuse_other_sites(request)
            parameters = await parameters_of(request)
            token = _token(request.headers.get("authorization"))
            asking = self._asking(parameters, token, language)
            seconds = waiting_time(self.rates, request, token)
            document, operation = self.executor.operation(asking)
            refuse_too_often(seconds, operation)
            if request.method != "POST" and operation.operation.value != "query":
                raise failed("METHOD_NOT_ALLOWED", "Only queries can be asked by GET.", 405, ("Allow", "POST"))
            shown = self._extensions(request, asking, document, operation)
            answer = await self.answers.answer(
                asking, operation, media, shown, lambda: self._data(asking, document, operation)
            )
            if token is not None:
                await touch(self.executor.door, token)
        except Exception as problem:  # noqa: BLE001  the edge: every exception becomes an answer, and an unexpected one a log entry
            confidential = token is None or token.audience == "worker"
            return _refused(top_level(problem, language, confidential=confidential), media)
        public = request.method != "POST" and parameters.get("query") is None and token is None and not shown
        return _cached(request, answer, media) if public else _answer(answer.body, media)

    async def asking(self, request: Request, language: str) -> Asking:
        """What a request asks, past the same guard; for the streams (`schema/stream.py`)."""
        self._refuse_other_sites(request)
        parameters = await parameters_of(request)
        token = _token(request.headers.get("authorization"))
        if seconds := waiting_time(self.rates, request, token):
            raise TooOften(seconds)
        return self._asking(parameters, token, language)

    async def _data(self, asking: Asking, document: Document, operation: OperationDefinitionNode) -> Any:
        deadline = asyncio.timeout(OPERATION_SECONDS)
        try:
            async with deadline:
                return await self.executor.execute(asking, document, operation)
        except TimeoutError:
            if not deadline.expired():
                raise
            raise failed("OPERATION_TIMEOUT", f"This takes more than {OPERATION_SECONDS} seconds.", 503) from None

    def _refuse_other_sites(self, request: Request) -> None:
        elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if elsewhere and request.headers.get("origin") not in self.origins:
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

    def _extensions(
        self, request: Request, asking: Asking, document: Document, operation: OperationDefinitionNode
    ) -> dict[str, Any]:
        """What the answer tells beside its data: with the header `GraphQL-Cost: 1`, what the operation costs."""
        if request.headers.get("graphql-cost") != "1":
            return {}
        return {"extensions": {"cost": self.executor.cost(asking, document, operation)}}


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


def _token(given: str | None) -> Token | None:
    """The session token of the request; none where there is none. A malformed or expired one is nobody's."""
    if given is None:
        return None
    scheme, _, text = given.partition(" ")
    token = parse_token(text.strip(), int(time.time())) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthenticated
    return token


def _answer(body: bytes, media: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    answer = Response(body, status, {"Cache-Control": "no-store", **(headers or {})})
    answer.headers["content-type"] = f"{media}; charset=utf-8"
    return answer


def _cached(request: Request, answer: Answer, media: str) -> Response:
    """An answer that caches may keep, or the word that the one they have is still right."""
    tag = answer.etag
    headers = {"Cache-Control": PUBLIC, "ETag": tag, "Age": str(answer.age)}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return _answer(answer.body, media, headers=headers)


def _refused(problem: Failed, media: str) -> Response:
    """Under application/json a well-formed request is answered with 200, whatever becomes of it."""
    plain = media == JSON and problem.code in PLAIN
    body = msgspec.json.encode({"errors": problem.errors})
    return _answer(body, media, 200 if plain else problem.status, dict(problem.headers))
