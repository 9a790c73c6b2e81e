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

from schema.execute import Asking
from schema.planner.mapping import TABLES
from schema.planner.operation import Operation
from server.kernel.changes import Change, Changes
from server.kernel.viewer import Audience

KEPT_FOR = 60.0
"""Seconds. What changes without a verb (a day, an import from the command line) is seen after so long."""

LARGEST = 1024 * 1024
"""Bytes of one answer that is kept."""

OVERHEAD = 1_000
"""Bytes that an answer takes beside its text and its question."""

encode = msgspec.json.Encoder(enc_hook=str).encode
alike = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode
Key = tuple[str, str | None, bytes, str, str]


Execute = Callable[[Asking, Operation], Awaitable[Any]]


@dataclass(slots=True)
class Answer:
    """A body, ready to be sent."""

    body: bytes
    media: str = ""
    made_at: float = 0.0

    @property
    def etag(self) -> str:
        """The name of its content under its media type."""
        return f'"{blake2b(self.body, key=self.media.encode(), digest_size=16).hexdigest()}"'

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
        self._flights: dict[Key, asyncio.Future[Answer | None]] = {}
        changes.hear(self._changed)

    async def answer(
        self, asking: Asking, operation: Operation, media: str, shown: Mapping[str, Any], execute: Execute
    ) -> Answer:
        """The answer to a request, kept or made by ``execute``; ``shown`` stands beside its data, and keeps it away."""
        if asking.token is not None or shown or operation.kind != "query":
            return Answer(_encoded(await execute(asking, operation), shown))
        given = alike(asking.variables) if asking.variables else b""
        key = (asking.query, asking.operation, given, asking.language, media)
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept.made_at < KEPT_FOR:
            self._kept.move_to_end(key)
            return kept
        return await self._together(key, asking, operation, execute)

    async def _together(self, key: Key, asking: Asking, operation: Operation, execute: Execute) -> Answer:
        """Made once for all who wait. Where the one who makes it leaves, the next who waits does."""
        while flight := self._flights.get(key):
            if made := await asyncio.shield(flight):
                return made
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        made = None
        try:
            made = await self._make(key, asking, operation, execute)
            return made
        except Exception as problem:
            flight.set_exception(problem)
            flight.exception()  # whoever waits is told; if nobody does, it is no news
            raise
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            if not flight.done():
                flight.set_result(made)

    async def _make(self, key: Key, asking: Asking, operation: Operation, execute: Execute) -> Answer:
        version, began = self._version, time.monotonic()
        body = _encoded(await execute(asking, operation), {})
        made = Answer(body, key[4], began)
        if version == self._version and self._changes.listening and self._size and len(body) <= LARGEST:
            self._keep(key, made)
        return made

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
    return encode({"data": data, **shown})


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + 4 * len(key[0]) + len(key[2]) + OVERHEAD
