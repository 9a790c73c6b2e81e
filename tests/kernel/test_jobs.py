"""What is done every day is done once for each day, made up for, tried again, and seen when it fails."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zlib import crc32

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from server.kernel import jobs
from server.kernel.errors import Conflict, NotFound
from server.kernel.logins import login_urls
from server.kernel.models import JobOutcome, JobRun
from server.kernel.table import today

DAY = date(2026, 4, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def counted(monkeypatch):
    """A job that counts how often it is done, and fails while it is told to."""
    done: dict = {"days": [], "fails": False}

    async def count(rows, day):
        await rows.execute(text("insert into sign_in_throttle values (:b, 1, now())"), {"b": str(day).encode()})
        if done["fails"]:
            raise ValueError("a secret value")
        done["days"].append(day)

    monkeypatch.setattr(jobs, "DAILY", {"count": jobs.Daily("count", "Counts.", count)})
    return done


@given(st.none() | DAYS, DAYS)
def test_all_days_since_the_last_are_made_up_for_in_order(last, until):
    days = jobs.missed(last, until)
    assert days == sorted(set(days))
    assert len(days) <= jobs.MOST_MISSED
    assert not days or days[-1] == until
    if last is None:
        assert days == [until]
    elif (until - last).days <= jobs.MOST_MISSED:
        assert days == [last + timedelta(days=n + 1) for n in range(max(0, (until - last).days))]


def test_the_day_begins_at_its_hour_in_japan():
    three_in_tokyo = datetime(2026, 4, 1, 18, tzinfo=UTC)
    assert jobs.latest_day(three_in_tokyo, 3) == date(2026, 4, 2)
    assert jobs.latest_day(three_in_tokyo - timedelta(seconds=1), 3) == date(2026, 4, 1)


async def allowed_to_count(behind):
    behind.connection.execute("grant insert on sign_in_throttle to steward")
    behind.connection.execute("create policy counting on sign_in_throttle to steward using (true)")


@pytest.mark.usefixtures("fresh")
async def test_a_day_is_done_once(door, behind, counted):
    await allowed_to_count(behind)

    first = await jobs.run(door, "count", DAY)
    again = await jobs.run(door, "count", DAY)

    assert counted["days"] == [DAY]
    assert (first.id, first.outcome, first.attempts) == (again.id, JobOutcome.DONE, 1)


@pytest.mark.usefixtures("fresh")
async def test_what_failed_left_nothing_but_its_mark_and_is_done_later(door, behind, counted, ask, admin):
    await allowed_to_count(behind)
    counted["fails"] = True
    with behind.unchanged("job_run"), pytest.raises(jobs.JobFailed) as failed:
        await jobs.run(door, "count", DAY)
    assert str(failed.value) == "count for 2026-04-01: ValueError"
    asked = "{ jobRuns(first: 1) { nodes { name day outcome attempts problem } } }"
    assert (await ask(asked, admin))["jobRuns"]["nodes"] == [
        {"name": "count", "day": "2026-04-01", "outcome": "FAILED", "attempts": 1, "problem": "ValueError"}
    ]
    assert (await ask(asked))["jobRuns"]["nodes"] == []

    counted["fails"] = False
    await jobs.run(door, "count", DAY)
    assert (await ask(asked, admin))["jobRuns"]["nodes"] == [
        {"name": "count", "day": "2026-04-01", "outcome": "DONE", "attempts": 2, "problem": None}
    ]


@pytest.mark.usefixtures("fresh")
async def test_two_processes_do_not_do_it_at_once(door, behind, counted):
    await allowed_to_count(behind)
    behind.rows("select pg_advisory_lock(%s, %s)", jobs.RUNNING, crc32(b"count") >> 1)

    with behind.unchanged(), pytest.raises(Conflict):
        await jobs.run(door, "count", DAY)

    behind.rows("select pg_advisory_unlock_all()")
    await jobs.run(door, "count", DAY)
    assert counted["days"] == [DAY]


async def test_a_job_that_nobody_knows_is_not_done(door, behind):
    with behind.unchanged(), pytest.raises(NotFound):
        await jobs.run(door, "nothing", DAY)


@pytest.mark.usefixtures("fresh", "counted")
async def test_what_is_still_to_do_begins_after_the_last_day_that_was_done(door, behind):
    assert await jobs.still_to_do(door, DAY) == [("count", DAY)]

    behind.add(
        JobRun(name="count", day=DAY, outcome=JobOutcome.DONE),
        JobRun(name="count", day=DAY + timedelta(days=1), outcome=JobOutcome.FAILED),
    )
    later = [DAY + timedelta(days=days) for days in (1, 2, 3)]
    assert await jobs.still_to_do(door, later[-1]) == [("count", day) for day in later]


@pytest.mark.usefixtures("fresh")
async def test_the_queue_does_it_as_the_steward_and_keeps_nothing(door, behind, cluster, counted, monkeypatch):
    await allowed_to_count(behind)
    looked = asyncio.Event()

    async def look(of):
        looked.set()

    monkeypatch.setattr(jobs, "EVERY_MINUTE", {"look": look})
    behind.add(JobRun(name="count", day=today() - timedelta(days=2), outcome=JobOutcome.DONE))
    steward = login_urls(behind.url, cluster.secrets)["steward"]

    working = asyncio.create_task(jobs.work_for_ever(door, steward, hour=0))
    try:
        async with asyncio.timeout(30):
            await looked.wait()
            while len(counted["days"]) < 2 or behind.rows("select id from procrastinate.procrastinate_jobs"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    finally:
        working.cancel()
        await asyncio.wait([working])

    assert counted["days"] == [today() - timedelta(days=1), today()]
    assert [row["outcome"] for row in behind.rows("select outcome from job_run where name = 'count'")] == ["done"] * 3


@pytest.mark.parametrize("login", ["visitor", "worker", "member", "staff", "authenticator"])
async def test_nobody_but_the_steward_enters_the_queue(door, login):
    async with door.pools.connection(login) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.driver.fetch("select * from procrastinate.procrastinate_jobs")


async def test_what_is_ready_says_which_job_fails(client, behind):
    assert (await client.get("/readyz")).text == "ready"
    failed = JobRun(name="count", day=DAY, outcome=JobOutcome.FAILED, problem="ValueError")
    behind.add(failed)
    try:
        said = "The job count failed for 2026-04-01 (ValueError). It is tried again by itself."
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text) == (200, f"ready\n{said}")
    finally:
        behind.rows("delete from job_run where id = %s", failed.id)
