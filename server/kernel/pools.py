"""Connections: one small pool for each login of the database."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

SERVING = ("visitor", "worker", "member", "staff", "authenticator", "steward")
"""The logins that a server uses. None of them owns anything."""

SERVER_SETTINGS = {
    "application_name": "kakehashi",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "statement_timeout": "3s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "synchronous_commit": "on",
}

LISTS = "select '{}'::uuid[], '{}'::varchar[], '{}'::text[], '{}'::integer[]"
"""Asked once at connect: the driver looks a type up in the catalog when it first meets it."""


@dataclass
class Connection:
    """One physical connection: ``driver`` for planned statements, ``engine`` for verbs, which write through the ORM.

    Transactions are begun and ended on the driver; the engine sees autocommit and adds savepoints only.
    """

    driver: asyncpg.Connection
    _engine: AsyncEngine | None = field(default=None, repr=False)

    @property
    def engine(self) -> AsyncEngine:
        """SQLAlchemy on this very connection, made at first need."""
        if self._engine is None:

            async def itself() -> asyncpg.Connection:
                return self.driver

            self._engine = create_async_engine(
                "postgresql+asyncpg://",
                async_creator=itself,
                poolclass=StaticPool,
                isolation_level="AUTOCOMMIT",
                hide_parameters=True,
            )
        return self._engine


class Pool:
    """A last-in-first-out list of connections behind a semaphore: no reset trip, and a fair queue under load."""

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._idle: list[Connection] = []
        self._places = asyncio.Semaphore(size)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """A live connection outside any transaction. It is given back clean, or dropped."""
        async with self._places:
            connection = await self._take()
            try:
                yield connection
            except BaseException:
                # A statement may still be under way: whether it begins a transaction, the driver does not know yet.
                await self._give_back(connection, roll_back=True)
                raise
            await self._give_back(connection, roll_back=connection.driver.is_in_transaction())

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.driver.is_closed():
                return connection
        driver = await self.connect()
        try:
            await driver.fetchrow(LISTS)
        except BaseException:
            driver.terminate()
            raise
        return Connection(driver)

    async def connect(self) -> asyncpg.Connection:
        """A new connection that belongs to no pool: who listens keeps it."""
        return await asyncpg.connect(self._url, server_settings=SERVER_SETTINGS, statement_cache_size=1000, timeout=10)

    async def _give_back(self, connection: Connection, *, roll_back: bool) -> None:
        driver = connection.driver
        if roll_back and not driver.is_closed():
            try:
                await asyncio.shield(driver.execute("rollback"))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                driver.terminate()
            except asyncio.CancelledError:
                driver.terminate()
                raise
        if not driver.is_closed():
            self._idle.append(connection)

    async def close(self) -> None:
        """Close what is idle; what is in use closes when the process does."""
        while self._idle:
            await self._idle.pop().driver.close(timeout=5)


class Pools:
    """The pools of all serving logins."""

    def __init__(self, urls: Mapping[str, str], size: int = 8) -> None:
        self._pools = {login: Pool(urls[login], size) for login in SERVING}

    def connection(self, login: str):
        """A connection of that login, for one request."""
        return self._pools[login].connection()

    async def listener(self) -> asyncpg.Connection:
        """A connection outside the pools, to listen on: the steward's, which may read nothing of what is told."""
        return await self._pools["steward"].connect()

    async def close(self) -> None:
        """Close every pool."""
        for pool in self._pools.values():
            await pool.close()
