"""Answers to anonymous queries, kept in memory until published data changes, and never longer than a minute.

Only what a visitor asks is kept: with a token, or for a mutation, everything is read anew. Equal questions at the same
moment are answered by one reading. Bounded by bytes; what was asked least recently goes first. While the changes of
other processes are not heard, nothing new is kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
from graphql import OperationDefinitionNode, OperationType

from schema.execute import Asking
from schema.planner.mapping import TABLES
from server.kernel.changes import Change, Changes
from server.kernel.viewer import Audience

KEPT_FOR = 60.0
"""Seconds. What changes without a verb (a day, an import from the command line) is seen after so long."""

LARGEST = 1024 * 1024
"""Bytes of one answer that is kept."""

OVERHEAD = 1_000
"""Bytes that an answer takes beside its text and its question."""

Key = tuple[str, str | None, bytes, str, str]


@dataclass(frozen=True)
class Answer:
    """A body, ready to be sent. ``etag`` names its content under its media type; empty where it is one viewer's."""

    body: bytes
    etag: str = ""
    made_at: float = 0.0

    @property
    def age(self) -> int:
        """Seconds since it was read."""
        return int(time.monotonic() - self.made_at)


class Answers:
    """The answers kept by one process: at most ``megabytes`` in all, and none where that is 0."""

    def __init__(self, changes: Changes, readable: Mapping[Audience, frozenset[str]], megabytes: int) -> None:
        self._changes = changes
        self._published = readable[Audience.VISITOR] & {str(table.__tablename__) for table in TABLES.values()}
        self._size = megabytes * 1024 * 1024
        self._used = 0
        self._version = 0
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._flights: dict[Key, asyncio.Task[Answer]] = {}
        changes.hear(self._changed)

    async def answer(
        self,
        asking: Asking,
        operation: OperationDefinitionNode,
        media: str,
        shown: Mapping[str, Any],
        execute: Callable[[], Awaitable[Any]],
    ) -> Answer:
        """The answer to a request, kept or made by ``execute``; ``shown`` stands beside its data, and keeps it away."""
        if asking.token is not None or shown or operation.operation is not OperationType.QUERY:
            return Answer(_encoded(await execute(), shown))
        given = msgspec.json.encode(asking.variables, order="deterministic") if asking.variables else b""
        key = (asking.query, asking.operation, given, asking.language, media)
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept.made_at < KEPT_FOR:
            self._kept.move_to_end(key)
            return kept
        return await self._together(key, execute)

    async def _together(self, key: Key, execute: Callable[[], Awaitable[Any]]) -> Answer:
        """Made once for all who wait; who stops waiting does not stop the others."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._make(key, execute))
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)

    async def _make(self, key: Key, execute: Callable[[], Awaitable[Any]]) -> Answer:
        version, began = self._version, time.monotonic()
        body = _encoded(await execute(), {})
        etag = f'"{blake2b(body, key=key[4].encode(), digest_size=16).hexdigest()}"'
        made = Answer(body, etag, began)
        if version == self._version and self._changes.listening and self._size and len(body) <= LARGEST:
            self._keep(key, made)
        return made

    def _landed(self, key: Key, flight: asyncio.Task[Answer]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # whoever waited was told; if nobody does any more, it is no news

    def _keep(self, key: Key, made: Answer) -> None:
        if old := self._kept.pop(key, None):
            self._used -= _weight(key, old)
        self._kept[key] = made
        self._used += _weight(key, made)
        while self._used > self._size:
            gone, answer = self._kept.popitem(last=False)
            self._used -= _weight(gone, answer)

    def _changed(self, change: Change | None) -> None:
        """Forget everything where what visitors read may have changed; what is being read now is not kept either."""
        if change is None or change.table in self._published:
            self._version += 1
            self._kept.clear()
            self._flights.clear()
            self._used = 0


def _encoded(data: Any, shown: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({"data": data, **shown}, enc_hook=str)


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + 4 * len(key[0]) + len(key[2]) + OVERHEAD
