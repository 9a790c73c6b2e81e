"""New rows of several tables go out as one statement."""

from uuid import uuid4

import asyncpg
import pytest

from server.kernel.models import AuditEntry, Idempotency
from server.kernel.rows import write
from server.kernel.table import today


def entry() -> AuditEntry:
    return AuditEntry(verb="x", audience="visitor", subject="x", subject_id=uuid4(), happened_on=today())


async def test_rows_of_two_tables_are_written_and_are_what_they_were(door, behind):
    entries = [entry(), entry()]
    done = Idempotency(id=uuid4().bytes, body_hash=b"\x00\xff", result_id=uuid4(), created_on=today())

    async with door.pools.driver("visitor") as driver:
        await write(driver, [entries[0], done, entries[1]])
        await write(driver, [])

    for row in (*entries, done):
        found = behind.row(str(row.__tablename__), row.id)
        assert found == row.model_dump()


async def test_all_are_written_or_none(door, behind):
    once = entry()
    with behind.unchanged(), pytest.raises(asyncpg.UniqueViolationError):
        async with door.pools.driver("visitor") as driver:
            await write(driver, [entry(), once, once])
