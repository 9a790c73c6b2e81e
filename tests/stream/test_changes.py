"""What changed is told to every process: after commit, to nobody else, and again after a gap."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from server.kernel.changes import CHANNEL, Change, Changes
from tests.makers import key
from tests.world import gid

ANYTHING = [None]


@asynccontextmanager
async def another_process(place: Any) -> AsyncGenerator[list[Change | None]]:
    """What a process beside the place's own hears, from the moment that it listens."""
    beside, heard = Changes(place.door.secrets.pepper), []
    beside.hear(heard.append)
    listening = asyncio.create_task(beside.listen_for_ever(place.door.pools.listener))
    await until(lambda: heard == ANYTHING)
    heard.clear()
    yield heard
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening


async def until(holds: Any) -> None:
    for _ in range(1_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never happened")


async def test_what_is_committed_is_told_to_the_other_processes(place: Any, do: Any, handler: Any, fresh: None) -> None:
    async with another_process(place) as heard:
        done = await do("acknowledgeGrievance", handler, id=gid("Grievance", "wages"))
        assert done == {"errors": []}

        await until(lambda: heard)
        assert heard == [Change("grievance", key("wages"), None, key("wages"))]


async def test_what_is_refused_is_told_to_nobody(place: Any, do: Any, rival: Any, fresh: None) -> None:
    async with another_process(place) as heard:
        refused = await do("withdrawCaseStudy", rival, id=gid("CaseStudy", "in_review"))
        assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
        with pytest.raises(RuntimeError):
            async with place.door.writing(None, "en") as session:
                session.changes.append(Change("case_study", uuid4(), uuid4()))
                raise RuntimeError

        async with place.door.writing(None, "en") as session:
            session.changes.append(Change("pledge", key("pledge"), key("aozora")))
        await until(lambda: heard)
        assert heard == [Change("pledge", key("pledge"), key("aozora"))]


async def test_a_message_tells_nothing_to_who_has_no_pepper(place: Any) -> None:
    payloads: list[str] = []
    async with place.door.pools.connection("member") as connection:
        await connection.driver.add_listener(CHANNEL, lambda *told: payloads.append(told[3]))
        grievance, organisation = uuid4(), uuid4()
        for change in (
            Change("grievance", grievance, None, grievance),
            Change("grievance", grievance, None, grievance),
            Change("case_study", uuid4(), organisation),
        ):
            async with place.door.writing(None, "en") as session:
                session.changes.append(change)
        await until(lambda: len(payloads) == 3)
        await connection.driver.reset()

    raw = [base64.b64decode(payload) for payload in payloads]
    assert len(set(map(len, raw))) == 1
    assert len({one[at : at + 8] for one in raw for at in range(0, len(one), 8)}) == 3 * len(raw[0]) // 8
    words = b"".join(raw) + "".join(payloads).encode()
    for secret in (grievance, organisation):
        assert secret.bytes not in words
        assert str(secret).encode() not in words
        assert secret.hex.encode() not in words


async def test_a_forged_message_is_nothing(place: Any, visitor: None) -> None:
    async with another_process(place) as heard:
        async with place.door.pools.connection("visitor") as connection:
            for payload in ("", "x", base64.b64encode(bytes(300)).decode(), "é"):
                await connection.driver.execute(f"notify {CHANNEL}, '{payload}'")
        async with place.door.writing(None, "en") as session:
            session.changes.append(Change("pledge", key("pledge"), key("aozora")))

        await until(lambda: heard)
        assert heard == [Change("pledge", key("pledge"), key("aozora"))]


async def test_after_a_lost_connection_anything_may_have_changed(place: Any, behind: Any, fresh: None) -> None:
    opened: list[asyncpg.Connection] = []

    async def connect() -> asyncpg.Connection:
        opened.append(await place.door.pools.listener())
        return opened[-1]

    beside, heard = Changes(place.door.secrets.pepper), []
    beside.hear(heard.append)
    listening = asyncio.create_task(beside.listen_for_ever(connect))
    await until(lambda: heard == ANYTHING)

    behind.rows("select pg_terminate_backend(%s)", opened[0].get_server_pid())

    await until(lambda: heard == [*ANYTHING, *ANYTHING])
    assert len(opened) == 2
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening


async def test_a_reader_who_is_too_slow_learns_that_it_missed_some(place: Any) -> None:
    changes = Changes(place.door.secrets.pepper)
    with changes.watching(lambda change: change.table == "pledge") as watch:
        changes.tell([Change("pledge", uuid4()) for _ in range(1_001)])
        changes.tell([Change("organisation", uuid4())])

        news = await watch.news(1)
        assert news
        assert (len(news.changes), news.missed) == (1_000, True)
        assert await watch.news(0.01) is None
