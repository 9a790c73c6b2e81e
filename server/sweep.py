"""What is not kept: sessions that are over, replay boxes after their 15 minutes, throttles that have opened again."""

import asyncio
import time

import asyncpg
import structlog

from server.kernel.idempotency import REPLAYED_FOR, SWEPT
from server.kernel.session import Door

EVERY = 60
"""Seconds between two sweeps."""

SWEEP = (
    "delete from session where expires_on < (now() at time zone 'Asia/Tokyo')::date",
    "delete from device where ends_on < (now() at time zone 'Asia/Tokyo')::date",
    "delete from spent_ticket where spent_on < (now() at time zone 'Asia/Tokyo')::date - 1",
    "delete from sign_in_throttle where reset_at < now()",
    "delete from idempotency where created_on < (now() at time zone 'Asia/Tokyo')::date - 7",
)

log = structlog.get_logger("kakehashi")


async def sweep_for_ever(door: Door) -> None:
    """Sweep every minute until cancelled. A sweep that fails is tried again at the next."""
    first_seen: dict[bytes, float] = {}
    while True:
        try:
            await sweep(door, first_seen)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
            log.warning("sweep failed", kind=type(problem).__name__)
        await asyncio.sleep(EVERY)


async def sweep(door: Door, first_seen: dict[bytes, float]) -> None:
    """One sweep. A box has no time in clear, so it goes when this process has seen it for its whole life."""
    async with door.pools.connection("steward") as connection:
        for statement in SWEEP:
            await connection.driver.execute(statement)
        boxes = [
            row["id"] for row in await connection.driver.fetch("select id from idempotency where box <> $1", SWEPT)
        ]
        for gone in first_seen.keys() - set(boxes):
            del first_seen[gone]
        now = time.monotonic()
        old = [box for box in boxes if now - first_seen.setdefault(box, now) >= REPLAYED_FOR]
        if old:
            await connection.driver.execute("update idempotency set box = $1 where id = any($2)", SWEPT, old)
