"""What changed, told after commit to whoever waits for it, in every process.

A verb's transaction carries a NOTIFY, which PostgreSQL delivers when it commits and never otherwise. Every login can
listen, so what is told is locked under the pepper, with a new nonce and at one length: without the pepper one message
is like another, and two about the same grievance have nothing in common. A message only wakes: what a viewer gets
is asked of the database, as that viewer.
"""

import asyncio
import base64
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import msgspec
import structlog

from server.kernel.sealing import Pepper, SealError
from server.kernel.sealing.boxes import lock, unlock

CHANNEL = "kakehashi"
PURPOSE = b"change/v1"
LENGTH = 256
"""Bytes of every message before it is locked; the rest is filled with spaces, which JSON allows."""

FIRST_WAIT, LONGEST_WAIT = 0.1, 10.0
"""Seconds between two attempts to listen again: doubled each time."""

LOOK = 30.0
"""Seconds between two looks whether the connection still answers."""

MOST_PENDING = 1_000

log = structlog.get_logger("kakehashi")


@dataclass(frozen=True)
class Change:
    """What was recorded: the row it was about, and whose. ``grievance_id`` where it is confidential."""

    table: str
    subject_id: UUID
    organisation_id: UUID | None = None
    grievance_id: UUID | None = None


Hearer = Callable[[Change | None], None]
"""Is told of every change; of None where anything may have changed. Must not wait, and must not raise."""


@dataclass
class News:
    """What a watch has seen since it was last asked. ``missed``: more than that, or nobody knows what."""

    changes: list[Change]
    missed: bool = False


@dataclass(eq=False)
class Watch:
    """One reader's changes, kept until it asks for them; when it is too slow, only that it missed some."""

    wants: Callable[[Change], bool]
    _pending: dict[Change, None] = field(default_factory=dict)
    _missed: bool = False
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, change: Change | None) -> None:
        """Keep the change, if it is wanted."""
        if change is not None and not self.wants(change):
            return
        if change is None or len(self._pending) >= MOST_PENDING:
            self._missed = True
        else:
            self._pending[change] = None
        self._woken.set()

    async def news(self, seconds: float) -> News | None:
        """What changed; waits for it at most so long. None where nothing did."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return None
        self._woken.clear()
        found, self._pending = News(list(self._pending), self._missed), {}
        self._missed = False
        return found


class Changes:
    """Tells changes to the hearers of this process, and through the database to those of the others."""

    def __init__(self, pepper: Pepper) -> None:
        self._key = pepper.derive("changes/v1")
        self._origin = os.urandom(8).hex()
        self._hearers: list[Hearer] = []
        self.listening = False
        """Whether the changes of other processes are heard."""

    def hear(self, hearer: Hearer) -> None:
        """Tell this hearer from now on."""
        self._hearers.append(hearer)

    @contextmanager
    def watching(self, wants: Callable[[Change], bool]) -> Generator[Watch]:
        """A watch for the changes that are wanted, for as long as the block lasts."""
        watch = Watch(wants)
        self._hearers.append(watch.hear)
        try:
            yield watch
        finally:
            self._hearers.remove(watch.hear)

    def statements(self, changes: Iterable[Change]) -> str:
        """What the transaction adds before its commit. Base64 needs no quoting."""
        return "".join(f"notify {CHANNEL}, '{self._locked(change)}'; " for change in dict.fromkeys(changes))

    def tell(self, changes: Iterable[Change | None]) -> None:
        """Tell this process, once it is committed: whoever wrote reads what was written."""
        for change in dict.fromkeys(changes):
            for hearer in tuple(self._hearers):
                hearer(change)

    async def listen_for_ever(self, connect: Callable[[], Awaitable[asyncpg.Connection]]) -> None:
        """Hear what other processes commit, until cancelled. After every gap anything may have changed."""
        wait = FIRST_WAIT
        while True:
            try:
                async with self._listening(connect) as ended:
                    wait, self.listening = FIRST_WAIT, True
                    self.tell([None])
                    await ended()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
                log.warning("not listening", kind=type(problem).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    @asynccontextmanager
    async def _listening(
        self, connect: Callable[[], Awaitable[asyncpg.Connection]]
    ) -> AsyncGenerator[Callable[[], Awaitable[None]]]:
        connection, over = await connect(), asyncio.Event()
        connection.add_termination_listener(lambda _: over.set())

        async def ended() -> None:
            while not over.is_set():
                try:
                    async with asyncio.timeout(LOOK):
                        await over.wait()
                except TimeoutError:
                    await connection.execute("select 1", timeout=5)

        try:
            await connection.add_listener(CHANNEL, self._hear)
            yield ended
        finally:
            self.listening = False
            connection.terminate()

    def _locked(self, change: Change) -> str:
        told = msgspec.json.encode((self._origin, change)).ljust(LENGTH)
        return base64.b64encode(lock(self._key, told, PURPOSE)).decode()

    def _hear(self, _connection: object, _process: int, _channel: str, payload: object) -> None:
        """A message of another process; a forged one is nothing. This process knows its own already."""
        try:
            told = unlock(self._key, base64.b64decode(str(payload)), PURPOSE)
            origin, change = msgspec.json.decode(told, type=tuple[str, Change])
        except (SealError, ValueError):
            return
        if origin != self._origin:
            self.tell([change])
