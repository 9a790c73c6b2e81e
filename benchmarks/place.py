"""Where it is measured: one PostgreSQL of its own, a database for each size, and who asks."""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks import seed
from benchmarks.report import tell
from server.database import migrate
from server.kernel import sealing
from server.kernel.embedded import EmbeddedPostgres
from server.kernel.logins import create_logins
from server.kernel.table import now, today

HERE = Path(__file__).parent
MEMORY = {
    "shared_buffers": "3GB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "shared_preload_libraries": "pg_stat_statements",
}
"""Everything stays in shared buffers."""

SEED_OF = ("benchmarks/seed.py", "benchmarks/content.py", "migrations/versions/*.py")
SEED_OF_SERVER = ("server/**/policies.sql", "server/kernel/grants.sql", "server/case_studies/search.py")


@dataclass(frozen=True)
class Place:
    """A running PostgreSQL with one seeded database."""

    owner_url: str
    secrets: Path
    postmaster: int
    size: seed.Size

    def connect(self) -> psycopg.Connection:
        """The owner's connection, each statement on its own."""
        return psycopg.connect(self.owner_url, autocommit=True)


def folder() -> Path:
    """The cache: database and packages, outside the repository. KAKEHASHI_BENCHMARK_DIR names another."""
    chosen = os.environ.get("KAKEHASHI_BENCHMARK_DIR")
    made = Path(chosen) if chosen else Path(tempfile.gettempdir()) / f"kakehashi-benchmark-{os.getuid()}"
    made.mkdir(mode=0o755, parents=True, exist_ok=True)
    if made.stat().st_uid != os.getuid():
        raise SystemExit(f"{made} belongs to somebody else. Set KAKEHASHI_BENCHMARK_DIR.")
    return made


@contextlib.contextmanager
def postgres() -> Generator[EmbeddedPostgres]:
    """A PostgreSQL with memory enough for the data: the system's where there is one, else the wheel's."""
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if systems and "PG_BIN" not in os.environ:
        os.environ["PG_BIN"] = str(systems[0])
    own = EmbeddedPostgres(folder() / "postgres")
    with own:
        with psycopg.connect(own.url, autocommit=True) as owner:
            for name, value in MEMORY.items():
                owner.execute(sql.SQL("alter system set {} = {}").format(sql.SQL(name), sql.Literal(value)))
        own.restart()
        with psycopg.connect(own.url, autocommit=True) as owner:
            owner.execute("alter system set pg_stat_statements.track = none")  # but while statements are counted
            owner.execute("select pg_reload_conf()")
        yield own


def seeded(own: EmbeddedPostgres, share: float) -> Place:
    """The database of that share of the full size: made once, and anew when what makes it has changed."""
    size = seed.Size.of(share)
    name = f"b_{size.grievances}_{_digest()}"
    url = make_url(own.url).set(database=name).render_as_string(hide_password=False)
    secrets = folder() / "secrets"
    with psycopg.connect(own.url, autocommit=True) as owner:
        for (old,) in owner.execute(
            "select datname from pg_database where datname like 'b\\_%%' and datname not like %s", [f"%{_digest()}"]
        ).fetchall():
            owner.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(old)))
        there = owner.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
        ).fetchone()
        if there is None or there[0] != "complete":
            owner.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            owner.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
            _make(url, secrets, size)
            owner.execute(sql.SQL("comment on database {} is 'complete'").format(sql.Identifier(name)))
    with psycopg.connect(url) as owner:
        create_logins(owner, secrets)
        owner.execute("drop schema if exists bench cascade")
        owner.execute((HERE / "views.sql").read_bytes())
    return Place(url, secrets, own.pid or 0, size)


def _digest() -> str:
    root = HERE.parent
    files = [file for pattern in (*SEED_OF, *SEED_OF_SERVER) for file in sorted(root.glob(pattern))]
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files), digest_size=4).hexdigest()


def _make(url: str, secrets: Path, size: seed.Size) -> None:
    began = time.monotonic()
    migrate(url, secrets)
    with psycopg.connect(url) as owner:
        seed.write(owner, size)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("create schema counting")
        for extension in ("pg_stat_statements", "pg_prewarm"):
            owner.execute(sql.SQL("create extension {} schema counting").format(sql.Identifier(extension)))
        owner.execute("vacuum analyze")
        owner.execute("checkpoint")
    tell(event="seeded", seconds=round(time.monotonic() - began, 1), **vars(size))


def sign_in(place: Place) -> dict[str, str]:
    """A fresh bearer token for each of the people, without an idle limit."""
    tokens: dict[str, str] = {}
    with place.connect() as owner:
        owner.execute("delete from session")
        for name in seed.PEOPLE:
            token = sealing.new_token("staff", int((now() + timedelta(hours=8)).timestamp()))
            owner.execute(
                "insert into session (id, token_hash, audience, person_id, expires_on)"
                " values (%s, %s, 'staff', %s, %s)",
                [token.id, token.lookup, seed.person(name), today() + timedelta(days=1)],
            )
            tokens[name] = token.text
    return tokens


def clean(place: Place) -> None:
    """Take away what measuring has filed, so that the next run finds the same rows."""
    with place.connect() as owner:
        owner.execute("set session_replication_role = replica")
        for table in (
            "grievance_message",
            "grievance_grant",
            "grievance_receipt",
            "grievance_exclusion",
            "audit_entry",
        ):
            taken = sql.SQL("delete from {} where grievance_id in (select id from grievance where filed_on > %s)")
            owner.execute(taken.format(sql.Identifier(table)), [seed.LAST_DAY])
        owner.execute("delete from grievance where filed_on > %s", [seed.LAST_DAY])
        owner.execute("truncate idempotency, session")
        owner.execute("vacuum analyze")


def warm(place: Place) -> None:
    """Read every table and index once, so that nothing waits for the disk."""
    with place.connect() as owner:
        owner.execute(
            "select counting.pg_prewarm(oid) from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')"
        )


def free_disk(need: int) -> None:
    """Refuse where the data would not fit."""
    if shutil.disk_usage(folder()).free < need:
        raise SystemExit(f"{folder()} has less than {need / 1e9:.0f} GB free. Set KAKEHASHI_BENCHMARK_DIR.")
