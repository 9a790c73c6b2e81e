"""What the platform does by itself, put together: every domain's jobs, and a process that does only them."""

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from server.database import open_door
from server.due_process import services as _due_process  # noqa: F401  # pyright: ignore[reportUnusedImport]  its jobs
from server.kernel import jobs, mail
from server.kernel.logins import login_urls
from server.kernel.logs import configure_logs
from server.kernel.models import JobRun
from server.kernel.session import Door
from server.members import services as members
from server.reporting import daily as reporting
from server.settings import settings


def post() -> mail.Post | None:
    """The mail server of the settings; None where letters stay."""
    chosen = settings()
    if not chosen.smtp_host:
        return None
    password = chosen.smtp_password.get_secret_value() if chosen.smtp_password else None
    way = chosen.smtp_host, chosen.smtp_port, chosen.smtp_security, chosen.mail_from
    return mail.Post(*way, chosen.smtp_user, password)


@jobs.every_minute("send_letters")
async def send_letters(door: Door) -> None:
    """Send the letters that wait, where there is a mail server."""
    if leaving := post():
        await mail.deliver(door, leaving)


def all_jobs() -> Mapping[str, jobs.Daily]:
    """Every daily job by its name: importing this module has brought them together."""
    return jobs.DAILY


DOMAINS = (reporting, members)
"""The modules in which domains define their jobs."""


async def work(door: Door, owner_url: str, secrets_dir: Path, *, signals: bool = False) -> None:
    """Do the jobs until cancelled, or with ``signals`` until SIGINT or SIGTERM."""
    steward_url = login_urls(owner_url, secrets_dir)["steward"]
    await jobs.work_for_ever(door, steward_url, settings().jobs_hour, signals=signals)


def work_alone(owner_url: str, secrets_dir: Path) -> None:
    """Do the jobs in a process of their own, until SIGINT or SIGTERM."""

    async def working() -> None:
        door = await open_door(owner_url, secrets_dir, settings().pool_size)
        try:
            await work(door, owner_url, secrets_dir, signals=True)
        finally:
            await door.pools.close()

    configure_logs(settings().log_format)
    asyncio.run(working())


def run_once(owner_url: str, secrets_dir: Path, name: str, day: date) -> JobRun:
    """Do one job for one day, unless that is done."""

    async def running() -> JobRun:
        door = await open_door(owner_url, secrets_dir, 1)
        try:
            return await jobs.run(door, name, day)
        finally:
            await door.pools.close()

    return asyncio.run(running())
