"""What the platform does by itself: once a day by date, and every minute. The queue is procrastinate's.

A daily job is done once for each day, in one transaction with the row that says so (`job_run`): whatever happens on
the way, a day is done whole or not at all, and doing it again changes nothing. Days that were missed are made up for,
oldest first. A day that fails is tried again, each time later, and everybody who looks after the platform can see it.

The queue itself holds nothing that lasts: it is filled every minute from what `job_run` lacks. Its tables have a schema
of their own, which only `steward` enters.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from server.kernel.errors import Conflict, NotFound, message
from server.kernel.models import JobOutcome, JobRun
from server.kernel.session import Door
from server.kernel.table import TOKYO, now

SCHEMA = "procrastinate"
"""Where the queue's tables are."""

RUNNING = 7_350_032
"""The first half of the advisory lock under which a job runs; the second is made of its name."""

MOST_MISSED = 400
"""How many days are made up for at most; what happened longer ago nobody waits for."""

AGAIN = procrastinate.RetryStrategy(max_attempts=6, wait=60, linear_wait=300)
"""When a day that failed is tried again: after 1, 6, 11, 16, 21 minutes, and then anew from the start."""

ALIVE = 30.0
"""Seconds after which a process that was silent is taken for dead, and what it was doing is done by another."""

log = structlog.get_logger("kakehashi")


@dataclass(frozen=True)
class Daily:
    """A daily job; ``does`` says in words what it does, a source text of the catalogue."""

    name: str
    does: str
    work: Callable[[AsyncSession, date], Awaitable[None]]


DAILY: dict[str, Daily] = {}
"""Every daily job by its name, in the order in which they are done."""

EVERY_MINUTE: dict[str, Callable[[Door], Awaitable[None]]] = {}
"""What is looked at every minute."""


class JobFailed(Exception):
    """A job has failed. The message names it and the kind of failure, never a value."""


def daily(name: str, does: str) -> Callable[[Callable[[AsyncSession, date], Awaitable[None]]], Daily]:
    """Make a function a daily job. It gets the steward's rows and the day, and is done once for each day."""

    def make(work: Callable[[AsyncSession, date], Awaitable[None]]) -> Daily:
        made = DAILY[name] = Daily(name, does, work)
        return made

    return make


def every_minute(name: str) -> Callable[[Callable[[Door], Awaitable[None]]], Callable[[Door], Awaitable[None]]]:
    """Make a function one that is called every minute. Nothing is written about it unless it fails."""

    def make(work: Callable[[Door], Awaitable[None]]) -> Callable[[Door], Awaitable[None]]:
        EVERY_MINUTE[name] = work
        return work

    return make


def latest_day(moment: datetime, hour: int) -> date:
    """The latest day whose jobs are to be done: today in Japan from that hour on, else yesterday."""
    return (moment.astimezone(TOKYO) - timedelta(hours=hour)).date()


def missed(last: date | None, until: date) -> list[date]:
    """The days still to be done, oldest first: all since the last that was done; only the latest where none was."""
    days = 1 if last is None else min((until - last).days, MOST_MISSED)
    return [until - timedelta(days=back) for back in reversed(range(days))]


async def run(door: Door, name: str, day: date) -> JobRun:
    """Do a job for a day, unless that is done. Conflict while another process does it; JobFailed where it failed."""
    job = DAILY.get(name)
    if job is None:
        raise NotFound("name", message("There is no job of this name."))
    started = now()
    try:
        async with door.stewarding() as rows:
            if not await rows.scalar(select(func.pg_try_advisory_xact_lock(RUNNING, crc32(name.encode()) >> 1))):
                raise Conflict("name", message("This job is just being done by another process."))
            done = await _run_of(rows, name, day)
            if done.outcome is not JobOutcome.DONE:
                await job.work(rows, day)
                _ended(rows, done, started, JobOutcome.DONE)
            return done
    except Conflict:
        raise
    except Exception as problem:  # noqa: BLE001  whatever it is, it is written down, and the server goes on
        kind = type(getattr(problem, "orig", None) or problem).__name__
    async with door.stewarding() as rows:
        _ended(rows, await _run_of(rows, name, day), started, JobOutcome.FAILED, kind)
    log.error("job failed", name=name, day=day.isoformat(), kind=kind)
    raise JobFailed(f"{name} for {day}: {kind}") from None


async def _run_of(rows: AsyncSession, name: str, day: date) -> JobRun:
    found = await rows.scalar(select(JobRun).where(col(JobRun.name) == name, col(JobRun.day) == day))
    return found or JobRun(name=name, day=day, outcome=JobOutcome.FAILED)


def _ended(rows: AsyncSession, run: JobRun, started: datetime, outcome: JobOutcome, kind: str | None = None) -> None:
    run.attempts += 1
    run.started_at, run.finished_at, run.outcome, run.problem = started, now(), outcome, kind
    rows.add(run)


async def still_to_do(door: Door, until: date) -> list[tuple[str, date]]:
    """Every job and day that is not done yet, up to a day."""
    async with door.stewarding() as rows:
        found = await rows.execute(
            select(col(JobRun.name), func.max(JobRun.day))
            .where(JobRun.outcome == JobOutcome.DONE)
            .group_by(JobRun.name)
        )
        last: dict[str, date] = {str(name): day for name, day in found}
    return [(name, day) for name in DAILY for day in missed(last.get(name), until)]


def queue(door: Door, steward_url: str, hour: int) -> procrastinate.App:
    """The queue of one process. Jobs of one name are done one after another, also when the first has to be repeated."""
    connector = procrastinate.PsycopgConnector(
        conninfo=steward_url, kwargs={"options": f"-c search_path={SCHEMA}"}, min_size=1, max_size=4
    )
    app = procrastinate.App(connector=connector)

    @app.task(name="daily", retry=AGAIN)
    async def for_a_day(name: str, day: str) -> None:
        with suppress(Conflict):
            await run(door, name, date.fromisoformat(day))

    @app.periodic(cron="* * * * *")
    @app.task(name="look", queueing_lock="look")
    async def look(timestamp: int) -> None:  # noqa: ARG001  procrastinate says which minute it is
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=ALIVE):
            await app.job_manager.retry_job(stalled)
        for name, day in await still_to_do(door, latest_day(now(), hour)):
            with suppress(AlreadyEnqueued):
                waiting = for_a_day.configure(lock=name, queueing_lock=f"{name} {day}")
                await waiting.defer_async(name=name, day=day.isoformat())

    @app.periodic(cron="* * * * *")
    @app.task(name="minute", queueing_lock="minute")
    async def minute(timestamp: int) -> None:  # noqa: ARG001  as above
        for name, work in EVERY_MINUTE.items():
            try:
                await work(door)
            except Exception as problem:  # noqa: BLE001  the next minute is another try, and the others go on
                log.error("job failed", name=name, kind=type(problem).__name__)

    return app


async def work_for_ever(door: Door, steward_url: str, hour: int, *, signals: bool = False) -> None:
    """Do what is to be done until cancelled; with ``signals`` until SIGINT or SIGTERM. Waits for a lost database."""
    while True:
        try:
            async with queue(door, steward_url, hour).open_async() as app:
                await app.run_worker_async(install_signal_handlers=signals, concurrency=2, delete_jobs="always")
            if signals:
                return
        except (OSError, ConnectorException, psycopg.Error) as problem:
            log.warning("jobs wait for the database", kind=type(problem).__name__)
        await asyncio.sleep(5)
