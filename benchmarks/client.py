"""The load: closed-loop connections over keep-alive HTTP/1.1, every answer counted and waited for."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httptools


@dataclass
class Asking:
    """One request as bytes, made anew each time where ``renew`` is given."""

    bodies: Sequence[bytes]
    headers: str
    path: str = "/graphql"
    renew: Callable[[bytes], bytes] | None = None
    turn: int = 0

    def request(self) -> bytes:
        """The bytes of the next request."""
        body = self.bodies[self.turn % len(self.bodies)]
        self.turn += 1
        if self.renew:
            body = self.renew(body)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass
class Taken:
    """What a measurement gave: seconds in all, and of each answer."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    failed: int = 0
    failure: bytes = b""


class _Connection(asyncio.Protocol):
    def __init__(self, asking: Asking, taken: Taken, until: float, done: asyncio.Future[None]) -> None:
        self.asking, self.taken, self.until, self.done = asking, taken, until, done
        self.transport: Any = None
        self.body = bytearray()
        self.began = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        moment = time.perf_counter()
        self.taken.each.append(moment - self.began)
        if self.parser.get_status_code() != 200 or b'"errors":[{' in self.body[:2000]:
            self.taken.failed += 1
            self.taken.failure = bytes(self.body[:500])
        if moment < self.until:
            self._ask()
        else:
            self.done.set_result(None)
            self.transport.close()

    def _ask(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.body.clear()
        self.began = time.perf_counter()
        self.transport.write(self.asking.request())


async def load(ports: Sequence[int], asking: Asking, connections: int, seconds: float) -> Taken:
    """Ask for so long over so many connections, spread over the ports. What was asked is waited for."""
    loop = asyncio.get_running_loop()
    taken, began = Taken(), time.perf_counter()
    waits: list[asyncio.Future[None]] = []
    for number in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        waits.append(done)
        await loop.create_connection(
            lambda done=done: _Connection(asking, taken, began + seconds, done), "127.0.0.1", ports[number % len(ports)]
        )
    await asyncio.wait_for(asyncio.gather(*waits), seconds + 60)
    taken.seconds = time.perf_counter() - began
    return taken


async def answer(port: int, asking: Asking) -> bytes:
    """One answer's body, whatever it says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = bytearray()

    class Body:
        complete = False

        def on_body(self, part: bytes) -> None:
            found.extend(part)

        def on_message_complete(self) -> None:
            self.complete = True

    told = Body()
    parser = httptools.HttpResponseParser(told)
    writer.write(asking.request())
    while not told.complete:
        data = await asyncio.wait_for(reader.read(1 << 16), 60)
        if not data:
            break
        parser.feed_data(data)
    writer.close()
    return bytes(found)
