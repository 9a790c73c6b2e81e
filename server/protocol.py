"""The first line of the request guard: what a connection may send, how fast, and to whom. Source: SECURITY.md §4.3.

uvicorn's own protocol waits for ever for a head and holds one of any length. Here a head has ten seconds and 16 kB, a
body a pace, an answer a reader; and where no more connections can be held, the one that has said nothing for longest
makes room for the next. Refusals are answered in plain text, then the connection ends; no address is noted.
"""

import asyncio
import resource
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.settings import Settings

WHOLE_BODY = "kakehashi.body"
"""Where in a request's state the application finds a body that was there before it begins."""

IDLE, HEAD, BODY = "idle", "head", "body"
HERE = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  what a default public URL is made of when every address listens
KEPT_FREE = 64
"""File descriptors left to the database connections, the logs and the files of pages."""


@dataclass(frozen=True)
class Guard:
    """What is refused. Seconds, bytes, bytes a second; ``hosts`` as a Host header spells them, with a port or any."""

    hosts: frozenset[bytes] = HERE
    head_seconds: float = 10
    head_bytes: int = 16 * 1024
    url_bytes: int = 8 * 1024
    body_seconds: float = 300
    body_free_seconds: float = 10
    body_pace: int = 1000
    answer_seconds: float = 30
    linger_seconds: float = 1
    connections: int = 1000
    silent: "dict[GuardedProtocol, None]" = field(default_factory=dict[Any, None], compare=False)
    """Connections without a request under way, the one that waits longest first."""


def guard_of(chosen: Settings) -> Guard:
    """The guard of an installation: its own hosts, and as many connections as it may have files open."""
    address = urlsplit(chosen.public_url)
    hosts = {address.netloc.lower().encode(), *(host.lower().encode() for host in chosen.allowed_hosts)}
    named = (address.hostname or "").lower()
    here = named in EVERYWHERE or named.encode() in HERE or named == "::1"
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    most = 10_000 if files == resource.RLIM_INFINITY else min(10_000, max(16, files - KEPT_FREE))
    return Guard(hosts=frozenset(hosts | HERE if here else hosts), connections=most)


def guarded(guard: Guard) -> type[HttpToolsProtocol]:
    """The protocol class for ``uvicorn.Config(http=…)``."""
    return type("Guarded", (GuardedProtocol,), {"guard": guard})


class GuardedProtocol(HttpToolsProtocol):
    """One connection. ``stage`` says what its client is sending: nothing, a head, or a body."""

    guard: Guard
    stage: str = IDLE
    refused: bool = False
    size: int = 0
    """Bytes of the head so far, or of the body."""
    began: float = 0
    """When the body began, on the loop's clock."""
    kept_alive: bool = False
    """Whether the connection stays once the body is complete. An answer before that tells the client that it ends."""
    deadline: asyncio.TimerHandle | None = None
    reader: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Wait for a head. Where there are too many connections, the one silent for longest goes."""
        super().connection_made(transport)
        self.guard.silent[self] = None
        if len(self.connections) > self.guard.connections:
            oldest = next(iter(self.guard.silent))
            del self.guard.silent[oldest]
            oldest.transport.abort()
        self._until(self.guard.head_seconds, self._head_too_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._over()
        self.resume_writing()
        self.guard.silent.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless it is refused or too long; then set the deadline of what has begun and is not complete."""
        if self.refused:
            return
        super().data_received(data)
        if self.refused or self.transport.is_closing():
            return
        if self.stage == HEAD:
            self._look_at_head(len(data))
        if self.deadline is not None or self.refused:
            return
        if self.stage == BODY:
            self._until(self.guard.body_free_seconds, self._look_at_pace)
            self.kept_alive, self.cycle.keep_alive = self.cycle.keep_alive, False
            self.cycle.transport = _Ending(self)  # pyright: ignore[reportAttributeAccessIssue]  as much of one as is used
        elif self.stage == HEAD or self._answered:
            self._until(self.guard.head_seconds, self._head_too_late)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.stage, self.size = HEAD, 0

    def on_headers_complete(self) -> None:
        """The head is there: pass it on, if it is short enough and meant for us."""
        if self.refused:
            return
        self._look_at_head(len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers))
        hosts = [value for name, value in self.headers if name == b"host"]
        if not self.refused and len(hosts) != 1:
            self._refuse(HTTPStatus.BAD_REQUEST, "Name one Host.")
        if not self.refused and not self._ours(hosts[0].lower()):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This is not that host. See KAKEHASHI_ALLOWED_HOSTS.")
        if self.refused:
            return
        self._over()
        self.guard.silent.pop(self, None)
        self.stage, self.size, self.began = BODY, 0, self.loop.time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if not self.refused:
            self.size += len(body)
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        if not self.refused:
            self._over()
            self.stage = IDLE
            self.scope.setdefault("state", {})[WHOLE_BODY] = self.cycle.body
            if not self.cycle.response_started and self.cycle.transport is not self.transport:
                self.cycle.keep_alive, self.cycle.transport = self.kept_alive, self.transport
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """The request is answered. What still comes of a body that nobody wanted is not waited for."""
        super().on_response_complete()
        if self.stage == BODY:
            self.end()
        elif not self.transport.is_closing() and self.cycle.response_complete:
            self.guard.silent[self] = None

    def pause_writing(self) -> None:
        """The client does not read: it has a while."""
        super().pause_writing()
        self.reader = self.reader or self.loop.call_later(self.guard.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        if self.reader is not None:
            self.reader.cancel()
            self.reader = None

    @property
    def _answered(self) -> bool:
        """Whether no request waits for its answer."""
        return not self.cycle or self.cycle.response_complete

    def _ours(self, host: bytes) -> bool:
        name, colon, port = host.rpartition(b":")
        if not colon or not port.isdigit():
            name = host
        return host in self.guard.hosts or name in self.guard.hosts

    def _look_at_head(self, more: int) -> None:
        self.size += more
        if len(self.url) > self.guard.url_bytes:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, f"At most {self.guard.url_bytes} bytes.")
        elif self.size > self.guard.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"At most {self.guard.head_bytes} bytes.")

    def _head_too_late(self) -> None:
        if self.stage == IDLE:
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly.")

    def _look_at_pace(self) -> None:
        """Each second from the first ten on. While nobody here reads, the client is not to blame."""
        took = self.loop.time() - self.began
        owed = (took - self.guard.body_free_seconds) * self.guard.body_pace
        if took > self.guard.body_seconds or (self.size <= owed and not self.flow.read_paused):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly.")
        else:
            self._until(min(1, self.guard.body_free_seconds), self._look_at_pace)

    def _until(self, seconds: float, then: Any) -> None:
        self._over()
        self.deadline = self.loop.call_later(seconds, then)

    def _over(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        """Say why, if nothing else is being said, and end the connection."""
        if self.refused:
            return
        self.refused = True
        if self._answered or (self.stage == BODY and not self.cycle.response_started):
            text = f"{status.phrase}. {words}\n".encode()
            self.transport.write(
                b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
                b"connection: close\r\n\r\n%s" % (status, status.phrase.encode(), len(text), text)
            )
        self.end()

    def end(self) -> None:
        """End the connection, but let the client read the answer first: closed at once, what it still sends is met by
        a reset, which would take the answer away."""
        self.refused = True
        if not self._answered:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._unset_keepalive_if_required()
        self._until(self.guard.linger_seconds, self.transport.abort)


class _Ending:
    """The transport of an answer that is given before the whole request is there: closing it lets the client read."""

    def __init__(self, protocol: GuardedProtocol) -> None:
        self.write = protocol.transport.write
        self.is_closing = protocol.transport.is_closing
        self.close = protocol.end
