"""Connections: one small pool for each login of the database."""

import asyncio
from collections.abc import Mapping
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
        self.places = asyncio.Semaphore(size)

    async def take(self) -> Connection:
        """An idle connection, or a new one."""
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

    async def give_back(self, connection: Connection, *, roll_back: bool) -> None:
        """Keep it, if it lives."""
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


class Lent:
    """A connection of a pool, for the length of a block."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Connection:
        await self._pool.places.acquire()
        try:
            self._connection = await self._pool.take()
        except BaseException:
            self._pool.places.release()
            raise
        return self._connection

    async def __aexit__(self, kind: object, problem: object, trace: object) -> None:
        # After an exception a statement may still be under way: whether it begins a transaction, the driver does not
        # know yet.
        roll_back = kind is not None or self._connection.driver.is_in_transaction()
        try:
            await self._pool.give_back(self._connection, roll_back=roll_back)
        finally:
            self._pool.places.release()


class LentDriver(Lent):
    """The same, for who needs the driver alone."""

    __slots__ = ()

    async def __aenter__(self) -> asyncpg.Connection:  # pyright: ignore[reportIncompatibleMethodOverride]  never used as a Lent
        return (await super().__aenter__()).driver


class Pools:
    """The pools of all serving logins."""

    def __init__(self, urls: Mapping[str, str], size: int = 8) -> None:
        self._pools = {login: Pool(urls[login], size) for login in SERVING}

    def connection(self, login: str) -> Lent:
        """A connection of that login, for one request."""
        return Lent(self._pools[login])

    def driver(self, login: str) -> LentDriver:
        """Its driver, for planned statements."""
        return LentDriver(self._pools[login])

    async def listener(self) -> asyncpg.Connection:
        """A connection outside the pools, to listen on: the steward's, which may read nothing of what is told."""
        return await self._pools["steward"].connect()

    async def close(self) -> None:
        """Close every pool."""
        for pool in self._pools.values():
            await pool.close()
