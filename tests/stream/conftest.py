"""The platform of a test behind a real socket, and people who subscribe over plain HTTP."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from schema.stream import StreamEndpoint

BEAT = ":"


@dataclass
class Stream:
    """An open stream: its answer's head, and its events as (event, data) one by one."""

    answer: httpx.Response
    lines: AsyncIterator[str]

    async def event(self) -> Any:
        """The next event; a comment is BEAT. Fails after ten seconds, and at the end of the stream."""
        async with asyncio.timeout(10):
            told: dict[str, str] = {}
            async for line in self.lines:
                if not line and told:
                    return told.get("event") or BEAT, json.loads(told.get("data") or "null")
                name, _, value = line.partition(":")
                told[name] = value.strip()
        raise EOFError

    async def next(self) -> Any:
        """The next event that is no comment."""
        while (found := await self.event())[0] == BEAT:
            pass
        return found

    async def ends(self) -> bool:
        """Whether nothing follows."""
        try:
            await self.event()
        except EOFError:
            return True
        return False


class Listening:
    """The place's application, served on a socket of this machine."""

    def __init__(self, app: Any, port: int) -> None:
        self.streams: StreamEndpoint = app.state.streams
        self.address = f"http://127.0.0.1:{port}"

    @asynccontextmanager
    async def subscribed(
        self, document: str, who: Any = None, headers: Any = None, **variables: Any
    ) -> AsyncGenerator[Stream]:
        """A stream, which has begun when this is entered (its first comment is read), if it was not refused."""
        token = getattr(who, "token", who)
        sent = {"Accept": "text/event-stream", **({"Authorization": f"Bearer {token}"} if token else {})}
        body = {"query": document, "variables": variables}
        async with (
            httpx.AsyncClient(timeout=20) as client,
            client.stream(
                "POST", f"{self.address}/graphql/stream", json=body, headers=sent | (headers or {})
            ) as answer,
        ):
            stream = Stream(answer, answer.aiter_lines())
            yield stream


@pytest.fixture
async def served(place: Any) -> AsyncGenerator[Listening]:
    """The place's application behind a socket. Comments come every 0.2 seconds."""
    app = place.client._transport.app
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="off", log_config=None, ws="none", http="httptools")
        server = uvicorn.Server(config)
        before, app.state.streams = app.state.streams, StreamEndpoint(app.state.graphql, beat=0.2)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        for _ in range(500):
            if server.started:
                break
            await asyncio.sleep(0.01)
        yield Listening(app, listener.getsockname()[1])
        app.state.streams.end()
        server.should_exit = True
        await task
        app.state.streams = before
