"""The /graphql/stream endpoint: subscriptions as Server-Sent Events, each on a connection of its own.

The protocol is graphql-sse's in its distinct-connections mode. What is wrong with the request (method, media types,
body, token, too many streams) is answered by a status; what is wrong with the operation comes as a ``next`` event with
errors, then ``complete``. No connection to the database is held while a stream waits, and nothing about one is logged.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractContextManager, aclosing, contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from graphql import GraphQLObjectType
from graphql.execution.values import get_argument_values
from starlette.types import Receive, Scope, Send

from schema.errors import failed, top_level
from schema.execute import Asking, Executor
from schema.http import NO_STORE, GraphQLEndpoint, Headers, Reply, refusal
from schema.parameters import JSON, Heard
from schema.planner.mapping import TABLES
from schema.planner.run import answer
from schema.planner.selection import Reading
from schema.planner.statement import Call
from schema.subscriptions import Beginning, Event, Source
from server.kernel.changes import News, Watch
from server.kernel.errors import NotFound, Unauthenticated
from server.kernel.languages import accepted
from server.kernel.sealing import Token
from server.kernel.session import Door, audience_of

EVENT_STREAM = "text/event-stream"
HEARTBEAT = 12.0
"""Seconds of silence after which a comment is sent, so that nothing between takes the connection for dead."""

LOOK = 60.0
"""Seconds after which a silent stream looks whether its session still lives."""

SLOWEST = 20.0
"""Seconds that one event may take to be taken. Who is slower is dropped."""

MOST_OF_ONE, MOST_OF_ALL = 5, 500
"""Streams of one person or receipt, and of all, in one process."""

UNBUFFERED = (b"x-accel-buffering", b"no")
COMPLETE = b"event: complete\ndata:\n\n"
BEAT = b":\n\n"
METHODS = "POST, OPTIONS"


class Subscribed:
    """A subscription that was found valid: its plan, and where its events come from."""

    def __init__(self, executor: Executor, asking: Asking) -> None:
        """Raises Failed for whatever is wrong with the operation."""
        operation = executor.operation(asking)
        if operation.kind != "subscription":
            raise failed("BAD_USER_INPUT", "Only subscriptions are streamed. Ask everything else at /graphql.")
        executor.cost(asking, operation)
        coerced = operation.coerced(asking.variables)
        document, node = operation.document, operation.node
        root: Any = executor.planner.schema.subscription_type
        reading = Reading(executor.planner.schema, document.fragments, coerced.coerced, document.decides)
        fields = reading.fields(root, [node.selection_set])
        if len(fields) != 1:
            raise failed("BAD_USER_INPUT", "Subscribe to one field.")
        definition: Any = fields[0].definition
        self.audience = audience_of(asking.token)
        self.call = Call(coerced.coerced, asking.language)
        self.begin = definition.extensions["strawberry-definition"].metadata["source"]
        self.given = get_argument_values(definition, fields[0].node, coerced)
        shows: GraphQLObjectType = definition.type.of_type
        # An object that is no row is planned by its own fields, like a payload, and put under its response key.
        self.key = None if shows.name in TABLES else fields[0].key
        of, selections = (shows, fields[0].selections) if self.key else (root, [node.selection_set])
        self.plan = executor.planner.plan(operation, of, selections, self.audience, coerced.coerced)

    async def event(self, door: Door, token: Token, shown: Event) -> bytes:
        """One event, read in a transaction of its own. NotFound where its subject has vanished meanwhile."""
        call = replace(self.call, shown=shown)
        found = await answer(self.plan, door, token, call, enter=True)
        if self.key is None and None in msgspec.structs.astuple(found):
            raise NotFound
        return _next({"data": {self.key: found} if self.key else found})


class StreamEndpoint:
    """All streams of one process. Requests are heard by the guard of /graphql."""

    def __init__(self, graphql: GraphQLEndpoint, *, beat: float = HEARTBEAT, most: int = MOST_OF_ALL) -> None:
        self.graphql = graphql
        self.beat = beat
        self.most = most
        self.open: Counter[UUID] = Counter()
        self._watches: set[Watch] = set()
        self._over = False

    def end(self) -> None:
        """Complete every stream: the server stops."""
        self._over = True
        for watch in self._watches:
            watch.hear(None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a stream, or refuse the request."""
        heard = Heard(scope, receive)
        answer = Reply(204) if heard.method == "OPTIONS" else await self._begun(heard)
        answer.headers += self.graphql.shared(heard, METHODS)
        if isinstance(answer, Reply):
            await answer.say(send)
        else:
            await answer(receive, send)

    async def _begun(self, heard: Heard) -> "Reply | EventStream":
        language = accepted(heard.header(b"accept-language") or "")
        try:
            if EVENT_STREAM not in (heard.header(b"accept") or "").lower():
                raise failed("NOT_ACCEPTABLE", f"Streams are {EVENT_STREAM}.", 406)
            if heard.method != "POST":
                raise failed("METHOD_NOT_ALLOWED", "Subscribe by POST.", 405, ("Allow", METHODS))
            asking = await self.graphql.asking(heard, language)
            if asking.token is None:
                raise Unauthenticated
            viewer = await self._viewer(asking.token)
            if self._over or self.open[viewer] >= MOST_OF_ONE or self.open.total() >= self.most:
                raise failed("TOO_MANY_STREAMS", "Too many streams are open.", 429, ("Retry-After", "60"))
        except Exception as problem:  # noqa: BLE001  the edge, as in schema/http.py
            problem = top_level(problem, language, confidential=True)
            return refusal(problem, JSON, problem.status)
        return EventStream(self._chunks(asking, asking.token), self._place(viewer))

    async def _viewer(self, token: Token) -> UUID:
        """Whose streams are counted together: a person's, or a receipt's."""
        async with self.graphql.executor.door.reading(token) as connection:
            found: Any = await connection.fetchval("select coalesce(viewer_person(), viewer_receipt())")
        return found

    @contextmanager
    def _place(self, viewer: UUID) -> Generator[None]:
        self.open[viewer] += 1
        try:
            yield
        finally:
            self.open[viewer] -= 1
            if not self.open[viewer]:
                del self.open[viewer]

    async def _chunks(self, asking: Asking, token: Token) -> AsyncGenerator[bytes]:
        try:
            subscribed = Subscribed(self.graphql.executor, asking)
            async with aclosing(self._events(subscribed, token)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except Exception as problem:  # noqa: BLE001  the edge: it is told within the stream
            told = top_level(problem, asking.language, confidential=token.audience == "worker")
            yield _next({"errors": told.errors})
        yield COMPLETE

    async def _events(self, subscribed: Subscribed, token: Token) -> AsyncGenerator[bytes]:
        """Events as they happen, and a comment where none does. Nothing of the database is held while it waits."""
        door = self.graphql.executor.door
        async with door.reading(token) as connection:
            source: Source = await subscribed.begin(Beginning(connection, subscribed.audience, subscribed.given))
        with door.changes.watching(source.wants) as watch, self._ended_with(watch):
            yield BEAT
            news: News | None = News([])  # what happened between the beginning and the watch
            looked = time.monotonic()
            while not self._over:
                if news or time.monotonic() - looked >= LOOK or token.expires_at <= time.time():
                    for shown in await self._found(source, token, news or News([])):
                        yield await subscribed.event(door, token, shown)
                    looked = time.monotonic()
                news = await watch.news(self.beat)
                if news is None:
                    yield BEAT

    async def _found(self, source: Source, token: Token, news: News) -> list[Event]:
        """What the viewer may see of the news. Unauthenticated where the session is over."""
        if token.expires_at <= time.time():
            raise Unauthenticated
        async with self.graphql.executor.door.reading(token) as connection:
            return await source.events(connection, news)

    @contextmanager
    def _ended_with(self, watch: Watch) -> Generator[None]:
        self._watches.add(watch)
        try:
            yield
        finally:
            self._watches.discard(watch)


class EventStream:
    """Sends chunks as they come, until they end, the reader leaves, or is too slow."""

    def __init__(
        self, chunks: AsyncGenerator[bytes], place: AbstractContextManager[None], slowest: float = SLOWEST
    ) -> None:
        self.headers: Headers = [(b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode()), NO_STORE, UNBUFFERED]
        self.chunks = chunks
        self.place = place
        self.slowest = slowest

    async def __call__(self, receive: Receive, send: Send) -> None:
        """Send, and stop when the reader leaves."""
        with self.place:
            sending = asyncio.create_task(self._send(send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (sending, leaving):
                    task.cancel()
                await asyncio.wait((sending, leaving))
        if not sending.cancelled():
            sending.result()

    async def _send(self, send: Send) -> None:
        """What is cut short has no end, and the server closes the connection."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        async with aclosing(self.chunks) as chunks:
            async for chunk in chunks:
                try:
                    async with asyncio.timeout(self.slowest):
                        await send(_body(chunk, more=True))
                except TimeoutError:
                    return
        await send(_body(b"", more=False))


def _body(chunk: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


def _next(told: Any) -> bytes:
    return b"event: next\ndata: " + msgspec.json.encode(told, enc_hook=str) + b"\n\n"


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
