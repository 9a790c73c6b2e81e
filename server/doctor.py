"""What `kakehashi doctor` looks at: everything the platform needs, each said in words, with what to do about it.

Nothing is changed. Libraries are imported where they are needed, so that missing ones can be told too.
"""

import errno
import http.client
import importlib.metadata
import re
import shutil
import socket
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from server.kernel.errors import message

if TYPE_CHECKING:
    import psycopg

ROOT = Path(__file__).parent.parent
FREE_GIGABYTES = 1
CLOCKS_SECONDS = 5


class Finding(NamedTuple):
    """One thing that was looked at: whether it is right, and the words for it."""

    right: bool
    text: str
    fields: dict[str, Any]


def examine(language: str, tell: Callable[[str], None]) -> int:
    """Look at everything and tell what was found, in English or in ``ja``; 1 where anything is wrong, else 0."""
    wrong = 0
    for finding in findings():
        wrong += not finding.right
        tell(f"{'✔' if finding.right else '✘'} {_said(finding.text, language, finding.fields)}")
    found = message("%(count)s of these must be mended.") if wrong else message("All is well.")
    tell(_said(found, language, {"count": wrong}))
    return 1 if wrong else 0


def findings() -> Iterator[Finding]:
    """Every finding, in the order in which one would mend what is wrong."""
    yield from _python()
    libraries = list(_libraries())
    yield from libraries
    if all(library.right for library in libraries):
        yield from _settings()


def _right(text: str, **fields: Any) -> Finding:
    return Finding(True, text, fields)


def _wrong(text: str, **fields: Any) -> Finding:
    return Finding(False, text, fields)


def _said(text: str, language: str, fields: dict[str, Any]) -> str:
    try:
        from server.kernel.languages import say
    except ImportError:  # the libraries of the catalogues may be what is missing
        return text % fields
    return say(text, language, **fields)


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= (3, 11):  # noqa: UP036  whoever has an older one is told so here
        yield _right(message("Python %(version)s."), version=version)
    else:
        yield _wrong(message("Python %(version)s is too old: 3.11 or later is needed."), version=version)


def _libraries() -> Iterator[Finding]:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    other = [line for line in wanted if not _installed(line)]
    if other:
        words = message("These libraries are missing or have another version: %(names)s. Run `make setup`.")
        yield _wrong(words, names=", ".join(other))
    else:
        yield _right(message("All %(count)s libraries have the versions that were tested."), count=len(wanted))


def _installed(requirement: str) -> bool:
    name, version = requirement.split("==")
    try:
        return importlib.metadata.version(re.sub(r"\[.*\]", "", name)) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def _settings() -> Iterator[Finding]:
    from pydantic import ValidationError

    from server.settings import settings

    try:
        chosen = settings()
    except ValidationError as problem:
        for error in problem.errors():
            words = message("The setting %(name)s is not right: %(problem)s.")
            yield _wrong(words, name=".".join(map(str, error["loc"])), problem=error["msg"])
        return
    yield from _port(chosen.host, chosen.port)
    yield from _folder(chosen.data_dir)
    yield from _database(chosen.database_url, chosen.data_dir, chosen.secrets_dir)
    yield from _catalogues()


def _port(host: str, port: int) -> Iterator[Finding]:
    fields = {"host": host, "port": port}
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        yield _right(message("Port %(port)s of %(host)s is free."), **fields)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            words = message("Kakehashi cannot listen on %(host)s, port %(port)s: %(problem)s.")
            yield _wrong(words, problem=problem.strerror, **fields)
        elif _kakehashi_answers(host, port):
            yield _right(message("Kakehashi answers on port %(port)s of %(host)s."), **fields)
        else:
            yield _wrong(message("Another program has port %(port)s of %(host)s. Set PORT to a free one."), **fields)


def _kakehashi_answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=3)  # noqa: S104  compared, not listened on
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(10) == b"alive"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _folder(folder: Path) -> Iterator[Finding]:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as problem:
        words = message("%(folder)s cannot be written to: %(problem)s. Set KAKEHASHI_DATA_DIR to a folder that can.")
        yield _wrong(words, folder=folder, problem=problem.strerror)
        return
    free = shutil.disk_usage(there).free / 1e9
    if free < FREE_GIGABYTES:
        words = message("The disk of %(folder)s has only %(free)s GB left. Make room: %(needed)s GB or more.")
        yield _wrong(words, folder=folder, free=f"{free:.1f}", needed=FREE_GIGABYTES)
    else:
        yield _right(message("%(folder)s can be written to; %(free)s GB are free."), folder=folder, free=f"{free:.1f}")


def _database(database_url: str | None, data_dir: Path, secrets_dir: Path) -> Iterator[Finding]:
    import psycopg
    from sqlalchemy.exc import ArgumentError

    from server.database import owner_connection
    from server.kernel.embedded import EmbeddedPostgresError, owner_database

    if not database_url and not (data_dir / "postgres" / "PG_VERSION").exists():
        yield _wrong(message("There is no database yet. `kakehashi migrate` makes it, and `kakehashi serve` too."))
        return
    try:
        with owner_database() as url, owner_connection(url) as owner:
            owner.read_only = True
            yield from _of_database(owner, url, secrets_dir)
    except ArgumentError:
        yield _wrong(message("DATABASE_URL is no address of a PostgreSQL (postgresql://name:password@host/database)."))
    except (EmbeddedPostgresError, psycopg.Error) as problem:
        yield _wrong(message("The database cannot be used: %(problem)s"), problem=problem)


def _of_database(owner: "psycopg.Connection", url: str, secrets_dir: Path) -> Iterator[Finding]:
    version = owner.info.server_version // 10000
    if version < 15:
        yield _wrong(message("PostgreSQL %(version)s is too old: 15 or later is needed."), version=version)
        return
    yield _right(message("PostgreSQL %(version)s answers."), version=version)
    current = _is_migrated(owner, url)
    yield current
    if current.right:
        yield from _policies(owner)
        yield from _secrets(owner, url, secrets_dir)
        yield from _clock(owner)
        yield from _people(owner)
        yield from _troubles(owner)


def _is_migrated(owner: "psycopg.Connection", url: str) -> Finding:
    from alembic.script import ScriptDirectory

    from server.database import alembic_config

    head = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    (made,) = owner.execute("select to_regclass('public.alembic_version') is not null").fetchone() or (False,)
    rows = owner.execute("select version_num from alembic_version").fetchall() if made else []
    if rows == [(head,)]:
        return _right(message("All migrations have been done (%(head)s)."), head=head)
    return _wrong(message("The tables are not those of this version. Run `kakehashi migrate`."))


def _policies(owner: "psycopg.Connection") -> Iterator[Finding]:
    from psycopg.errors import ReadOnlySqlTransaction

    from server.kernel.policies import apply_policies

    try:
        with owner.transaction():
            apply_policies(owner)  # which reads only where all are in force; this connection can do no more
    except ReadOnlySqlTransaction:
        yield _wrong(message("The policies are not those of this version. Run `kakehashi migrate`."))
    else:
        yield _right(message("Everybody sees what the policies of this version say."))


def _secrets(owner: "psycopg.Connection", url: str, secrets_dir: Path) -> Iterator[Finding]:
    from server.database import CannotServe, check
    from server.kernel.sealing import PepperError, load_pepper

    ((fingerprint,),) = owner.execute("select pepper_fingerprint from installation").fetchall()
    try:
        right = load_pepper(secrets_dir / "pepper", create=False).fingerprint() == fingerprint
    except PepperError as problem:
        yield _wrong(message("The pepper cannot be used: %(problem)s"), problem=problem)
        return
    if not right:
        words = message("The pepper in %(folder)s is another database's. Put back the one this database was made with.")
        yield _wrong(words, folder=secrets_dir)
        return
    yield _right(message("The pepper is there, closed to others, and this database's own."))
    try:
        check(url, secrets_dir)
    except (CannotServe, OSError, KeyError, ValueError) as problem:
        words = message("The logins that serve cannot be used: %(problem)s Run `kakehashi migrate`.")
        yield _wrong(words, problem=problem)
    else:
        yield _right(message("The logins that serve may do what they must and no more."))


def _clock(owner: "psycopg.Connection") -> Iterator[Finding]:
    from server.kernel.table import now

    ((theirs, latest),) = owner.execute("select clock_timestamp(), max(happened_at) from audit_entry").fetchall()
    apart = abs((now() - theirs).total_seconds())
    if apart > CLOCKS_SECONDS:
        words = message("The clocks of this machine and of the database are %(seconds)s seconds apart. Set them right.")
        yield _wrong(words, seconds=round(apart))
    elif latest and (latest - now()).total_seconds() > CLOCKS_SECONDS:
        words = message("The clock is wrong, or was: something was recorded on %(day)s, which is yet to come.")
        yield _wrong(words, day=latest.date())
    else:
        yield _right(message("The clock agrees with the database and with what was recorded."))


def _people(owner: "psycopg.Connection") -> Iterator[Finding]:
    ((admins, handlers),) = owner.execute(
        "select count(*) filter (where role = 'admin'), count(public_key) filter (where role = 'case_handler')"
        " from appointment left join handler_key using (person_id) where revoked_on is null"
    ).fetchall()
    if not admins:
        yield _wrong(message("Nobody is admin. `kakehashi create-admin --email …` prints a link for the first one."))
    if handlers:
        yield _right(message("Grievances are taken in by %(count)s case handlers."), count=handlers)
    else:
        words = message("Nobody can take grievances in: no case handler has accepted an invitation yet.")
        yield _wrong(words)


def _troubles(owner: "psycopg.Connection") -> Iterator[Finding]:
    from psycopg.rows import dict_row

    from server.troubles import TROUBLES

    for words, query in TROUBLES.items():
        for fields in owner.cursor(row_factory=dict_row).execute(query):
            yield Finding(False, words, fields)


def _catalogues() -> Iterator[Finding]:
    from server.kernel.languages import catalogue, sources

    missing = [text for text in sources() if text not in catalogue("ja")]
    if missing:
        words = message("The Japanese catalogue lacks %(count)s sentences, such as “%(first)s”.")
        yield _wrong(words, count=len(missing), first=missing[0])
    else:
        yield _right(message("The Japanese catalogue is complete."))
