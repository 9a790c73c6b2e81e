"""The commands about what the platform does by itself: `worker`, `jobs list`, `jobs run`, `mail test`."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

jobs = typer.Typer(help="What is done every day.", no_args_is_help=True)
mail = typer.Typer(help="Letters by e-mail.", no_args_is_help=True)


def worker() -> None:
    """Do the jobs of the day and send letters, until Ctrl-C or SIGTERM. `serve` does so too unless KAKEHASHI_JOBS=0."""
    from server.cli import database
    from server.worker import work_alone

    with database() as (owner_url, secrets_dir):
        typer.echo("Doing what is to be done. Ctrl-C stops it.", err=True)
        work_alone(owner_url, secrets_dir)


@jobs.command("list")
def list_jobs() -> None:
    """Every daily job, what it does, and how it ended last."""
    from server.cli import database, language
    from server.database import owner_connection
    from server.kernel.languages import say
    from server.worker import all_jobs

    ended = "select distinct on (name) name, day, outcome, problem from job_run order by name, day desc"
    with database() as (owner_url, _), owner_connection(owner_url) as owner:
        last = {name: (day, outcome, problem) for name, day, outcome, problem in owner.execute(ended)}
    for name, job in all_jobs().items():
        day, outcome, problem = last.get(name, ("-", "never done", None))
        typer.echo(f"{name:<24} {day!s:<11} {outcome} {problem or ''}\n    {say(job.does, language())}")


@jobs.command("run")
def run_job(
    name: Annotated[str, typer.Argument(help="One of `kakehashi jobs list`.")],
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today if none.")] = None,
) -> None:
    """Do one job for one day, now. A day that is done is not done again."""
    from server.cli import database
    from server.kernel.jobs import JobFailed
    from server.kernel.table import today
    from server.worker import run_once

    with database() as (owner_url, secrets_dir):
        try:
            done = run_once(owner_url, secrets_dir, name, on.date() if on else today())
        except JobFailed as problem:
            raise SystemExit(f"kakehashi: {problem}") from None
    typer.echo(f"{done.name} is done for {done.day}.")


@mail.command("test")
def test_mail(to: Annotated[str, typer.Option(help="Whom to send it to.")]) -> None:
    """Send a letter at once by the mail server of the settings, and show what that says."""
    from server.cli import language
    from server.kernel.mail import test_letter
    from server.worker import post

    leaving = post()
    if leaving is None:
        raise SystemExit("kakehashi: No mail server is set. Set KAKEHASHI_SMTP_HOST, and see server/settings.py.")
    if not asyncio.run(test_letter(leaving, to, language(), typer.echo)):
        raise SystemExit("kakehashi: The mail server did not take the letter.")


@mail.callback()
def about_mail() -> None:
    """Letters by e-mail."""
