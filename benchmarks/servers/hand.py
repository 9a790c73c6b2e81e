"""(a) Hand-written SQL behind a bare ASGI app: every document is known beforehand, nothing is checked or protected."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

from benchmarks.servers.hand_reads import feed, member, overdue_members, own_board
from benchmarks.servers.hand_writes import file_grievance
from benchmarks.workloads import M1, Q1, Q2, Q3, Q4, Q5, B

SETTINGS = {"jit": "off", "plan_cache_mode": "force_generic_plan", "timezone": "UTC"}
LARGEST = 10

Answerer = Callable[[asyncpg.Connection, dict[str, Any], str, str], Awaitable[Any]]
ANSWERERS: dict[str, Answerer] = {
    Q1: feed,
    Q2: member,
    Q3: overdue_members,
    Q4: feed,
    Q5: feed,
    B: own_board,
    M1: file_grievance,
}
encode = msgspec.json.Encoder().encode


class Connections:
    """Connections without a reset trip, last in, first out."""

    def __init__(self) -> None:
        self.idle: list[asyncpg.Connection] = []
        self.places = asyncio.Semaphore(LARGEST)

    @asynccontextmanager
    async def one(self):
        """A connection for one request."""
        async with self.places:
            connection = self.idle.pop() if self.idle else await self._new()
            try:
                yield connection
            finally:
                self.idle.append(connection)

    async def _new(self) -> asyncpg.Connection:
        return await asyncpg.connect(os.environ["BENCHMARK_URL"], server_settings=SETTINGS, statement_cache_size=1000)


connections = Connections()


class Request(msgspec.Struct):
    """What is posted."""

    query: str
    variables: dict[str, Any]


decode = msgspec.json.Decoder(Request).decode


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The whole application."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message["body"]
        more = message.get("more_body", False)
    request = decode(body)
    language, person = "en", ""
    for name, value in scope["headers"]:
        if name == b"accept-language":
            language = value.decode()
        elif name == b"x-person":
            person = value.decode()
    async with connections.one() as connection:
        answer = await ANSWERERS[request.query](connection, request.variables, language, person)
    encoded = encode({"data": answer})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(encoded)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": encoded})
