"""The command `kakehashi`: everything an operator does from a terminal.

Each command imports what it needs when it runs, so that `--help` answers at once. It leaves with 0 when all is done,
with 1 and a sentence on stderr when it is not, with 2 when it was called wrongly, and with 130 after Ctrl-C.
"""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli_jobs import jobs, mail, worker

if TYPE_CHECKING:
    from server.members.municipalities import Report

app = typer.Typer(
    help="Kakehashi: a membership platform for employers of migrant workers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Take a register in.", no_args_is_help=True)
contract = typer.Typer(help="The GraphQL contract.", no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(contract, name="schema")
app.add_typer(jobs, name="jobs")
app.add_typer(mail, name="mail")
app.command()(worker)

ROOT = Path(__file__).parent.parent
PRINTED = ROOT / "schema" / "schema.graphql"
RELEASED = ROOT / "schema" / "released.graphql"
CHANGELOG = ROOT / "schema" / "CHANGELOG.md"


def main() -> None:
    """Run the command of this process's arguments, and leave with its exit code."""
    try:
        app(prog_name="kakehashi")
    except Exception as problem:
        words = words_for(problem)
        if words is None:
            raise
        raise SystemExit(f"kakehashi: {words}") from None


def language() -> str:
    """The terminal's language, of those in which the command speaks: Japanese or English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "ja" if named.startswith("ja") else "en"


def words_for(problem: Exception) -> str | None:
    """What to tell an operator of a failure that can happen to anybody; None where it is a fault of the program."""
    import psycopg
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from server.database import CannotServe
    from server.kernel.embedded import EmbeddedPostgresError
    from server.kernel.errors import Refusal
    from server.kernel.languages import say
    from server.kernel.sealing import PepperError

    match problem:
        case EmbeddedPostgresError() | CannotServe() | PepperError():
            return str(problem)
        case Refusal():
            return say(problem.text, language(), **problem.fields)
        case ValidationError():
            return " ".join(f"{error['loc'][0]} is not right: {error['msg']}." for error in problem.errors())
        case ArgumentError():
            return "DATABASE_URL is no address of a PostgreSQL (postgresql://name:password@host/database)."
        case DBAPIError(orig=psycopg.Error() as cause):
            return words_for(cause)
        case psycopg.errors.UndefinedTable():
            return "The database has no tables yet. Run `kakehashi migrate` first."
        case psycopg.errors.InsufficientPrivilege():
            return f"DATABASE_URL must name the owner of the database, who may create roles: {problem}"
        case psycopg.OperationalError():
            return f"The database cannot be reached: {problem}"
        case OSError(filename=str(name)):
            return f"{name}: {problem.strerror}."
        case _:
            return None


@app.command()
def serve(demo: Annotated[bool, typer.Option("--demo", help="Load the demonstration first, once.")] = False) -> None:
    """Serve API and pages until Ctrl-C or SIGTERM; brings the database up to date first."""
    from server.serve import serve as served

    raise SystemExit(served(demo=demo))


@app.command()
def migrate() -> None:
    """Bring tables, logins, policies, secrets and reference data up to date. Doing it again changes nothing."""
    from server.database import migrate as migrated

    with database() as (owner_url, secrets_dir):
        migrated(owner_url, secrets_dir)
    typer.echo("The database is up to date.")


@app.command()
def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of log-ins with fresh tokens.")] = False,
) -> None:
    """Load the demonstration data into an empty installation, once, and say who can sign in."""
    from server.database import migrate as migrated
    from server.demo import load
    from server.demo.log_ins import log_ins

    with database() as (owner_url, secrets_dir):
        migrated(owner_url, secrets_dir)
        loaded = load(owner_url, secrets_dir, None if as_json else typer.echo)
        if as_json:
            people = log_ins(owner_url, secrets_dir, loaded)
            typer.echo(json.dumps([asdict(one) for one in people], ensure_ascii=False, indent=2))


@app.command("create-admin")
def create_admin(email: Annotated[str, typer.Option(help="Whom to appoint.")]) -> None:
    """Print a one-time link, valid for 30 minutes, by which this person becomes admin and chooses a password."""
    from server.identity import letters, services

    with database() as (owner_url, _):
        token = services.create_admin(owner_url, email)
    typer.echo(letters.invitation_link(token))


@imports.command("municipalities")
def import_municipalities(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8.")],
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Keep the right rows where others are wrong.")] = False,
) -> None:
    """Take in the register of all local governments (columns pid, city, citykana, lat, lng, lgcode).

    The same file a second time changes nothing. One wrong row and nothing is written, unless --keep-good. A code that
    has disappeared is closed, never deleted.
    """
    from rich.console import Console
    from rich.progress import Progress

    from server.members import municipalities

    with database() as (owner_url, _), Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        report = municipalities.import_municipalities(
            owner_url, file, keep_good, lambda done, total: bar.update(task, completed=done, total=total)
        )
    _tell(report)
    raise SystemExit(0 if report.written else 1)


@imports.command("members")
def import_members(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="XLSX, ODS, XLS or CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look at every row and write nothing.")] = False,
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Keep the right rows where others are wrong.")] = False,
) -> None:
    """Take members in as active members. Who is known by number or reference is left as it is.

    One wrong row and nothing is written, unless --keep-good. Every fault is told by row and column.
    """
    from rich.console import Console
    from rich.progress import Progress

    from server.exchange.imports import heading_of, import_file
    from server.kernel.languages import say

    with database() as (owner_url, _), Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        sheet, checked, written = import_file(
            owner_url,
            file.read_bytes(),
            keep_good=keep_good,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for one in checked.problems:
        words = say(one.text, language(), **one.fields)
        typer.echo(f"{one.row} {heading_of(one, sheet)}: {words}{f' ({one.value})' if one.value else ''}", err=True)
    counts = f"{len(checked.new):,} new, {checked.known:,} known, {checked.wrong:,} wrong; {written:,} written."
    typer.echo(counts)
    raise SystemExit(0 if written == len(checked.new) or dry_run else 1)


def _tell(report: "Report") -> None:
    for problem in report.problems:
        typer.echo(f"line {problem.row}: {problem.text}" if problem.row else problem.text, err=True)
    if not any(problem.row is None for problem in report.problems):
        done = "" if report.written else "Nothing was written. It would have been: "
        counts = {name: getattr(report, name) for name in ("inserted", "changed", "closed", "unchanged")}
        typer.echo(f"{done}{', '.join(f'{count:,} {name}' for name, count in counts.items())}.")


@app.command()
def doctor() -> None:
    """Look at everything the platform needs and say in words what is wrong (in Japanese where LANG is Japanese)."""
    from server.doctor import examine

    raise SystemExit(examine(language(), typer.echo))


@contract.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to; - prints it.", allow_dash=True)] = PRINTED,
    check: Annotated[bool, typer.Option("--check", help="Write nothing: fail where FILE differs.")] = False,
) -> None:
    """Write the GraphQL schema, sorted, to schema/schema.graphql or FILE."""
    text = contract_text()
    if str(file) == "-":
        typer.echo(text, nl=False)
    elif check:
        _compare(file, text)
    else:
        file.write_text(text, encoding="utf-8")
        typer.echo(f"{file} is written.")


@contract.command("changelog")
def changelog(
    name: Annotated[str | None, typer.Option("--release", help="Release the contract under this name.")] = None,
) -> None:
    """Write what has changed in the contract since its last release to schema/CHANGELOG.md."""
    from schema import releases
    from server.kernel.table import today

    text = contract_text()
    written = releases.changelog(CHANGELOG.read_text("utf-8"), RELEASED.read_text("utf-8"), text)
    if name:
        written = releases.release(written, name, today())
        RELEASED.write_text(text, "utf-8")
    CHANGELOG.write_text(written, "utf-8")
    typer.echo(f"{CHANGELOG} is written.")


def _compare(file: Path, text: str) -> None:
    from difflib import unified_diff

    there = file.read_text(encoding="utf-8")
    if there == text:
        typer.echo(f"{file} is what the code says.")
        return
    changes = unified_diff(there.splitlines(), text.splitlines(), str(file), "the code", n=1, lineterm="")
    typer.echo("\n".join(changes), err=True)
    raise SystemExit(f"kakehashi: {file} is not what the code says. Run `kakehashi schema export` and commit it.")


def contract_text() -> str:
    """The GraphQL schema as it is checked in: in SDL, sorted, with what Strawberry alone prints (`@oneOf`)."""
    from copy import copy

    from graphql import lexicographic_sort_schema
    from strawberry.printer import print_schema

    from schema import schema

    # Sorting Strawberry's own schema (`sort_schema=True`) breaks its enums at run time: only a copy is sorted.
    ordered = copy(schema)
    ordered._schema = lexicographic_sort_schema(schema._schema)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  no other way to it
    return print_schema(ordered) + "\n"


@contextmanager
def database() -> Generator[tuple[str, Path]]:
    """The owner's URL and the folder of the secrets; an embedded PostgreSQL that nobody runs is started meanwhile."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    from server.kernel.embedded import owner_database
    from server.settings import settings

    with owner_database() as url:
        named = make_url(url)
        if named.get_backend_name() not in ("postgresql", "postgres"):
            raise ArgumentError
        yield named.set(drivername="postgresql").render_as_string(hide_password=False), settings().secrets_dir
