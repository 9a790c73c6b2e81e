"""A server behind the protocol guard, with deadlines that a test can wait for, and raw connections to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import uvicorn

from server.protocol import Guard, guarded

SHORT = Guard(
    head_seconds=0.4,
    body_seconds=3,
    body_free_seconds=0.4,
    body_pace=1000,
    answer_seconds=0.4,
    linger_seconds=0.2,
    connections=20,
)


@dataclass
class Guarded:
    """A server with an application that reads the body and answers with its length, in time or never."""

    port: int
    server: uvicorn.Server

    async def say(self, *parts: bytes, pause: float = 0.0) -> str:
        """What comes back on a new connection until it is closed, after these parts were sent; "" for nothing."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answering = asyncio.create_task(reader.read())
        try:
            for part in parts:
                if answering.done():
                    break
                writer.write(part)
                await asyncio.sleep(pause)
            return (await asyncio.wait_for(answering, 5)).decode()
        finally:
            writer.close()


async def told_length(scope: Any, receive: Any, send: Any) -> None:
    """The application: how long the body was; at /much, more than anybody reads at once."""
    length, more = 0, scope["path"] != "/unread"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message["more_body"]
    text = b"x" * 50_000_000 if scope["path"] == "/much" else str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Any]]:
    """Starts a server with the short guard, changed as told."""
    running: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def start(**changes: Any) -> Guarded:
        guard = replace(SHORT, silent={}, **changes)
        config = uvicorn.Config(
            told_length, http=guarded(guard), ws="none", lifespan="off", log_config=None, timeout_keep_alive=1
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        running.append((server, asyncio.create_task(server._serve([listener]))))
        while not server.started:  # noqa: ASYNC110  uvicorn tells by this flag alone
            await asyncio.sleep(0.01)
        return Guarded(listener.getsockname()[1], server)

    yield start
    for server, serving in running:
        server.should_exit = server.force_exit = True
        await serving
