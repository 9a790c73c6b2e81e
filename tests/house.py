"""The databases of a test run, and the platform opened on one of them."""

import contextlib
import fcntl
import json
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import make_url
from sqlmodel import SQLModel

from server.app import create_app
from server.database import migrate
from server.kernel.embedded import EmbeddedPostgres
from server.kernel.logins import create_logins
from server.kernel.session import Door
from server.settings import Settings
from server.sweep import SWEEP
from tests import world
from tests.makers import Somebody

RUN = 7_350_031
"""The advisory lock of a run: the serving logins belong to the whole PostgreSQL; two runs would lock each other out."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL for the whole run. ``owner_url`` leads to a database that stays as it is."""

    owner_url: str
    folder: Path
    run: str

    @property
    def secrets(self) -> Path:
        """The pepper, the logins' passwords, and the tokens of the world: one set for all databases of the run."""
        return self.folder / "secrets"

    def url(self, database: str) -> str:
        """The owner's URL of one of the run's databases."""
        return make_url(self.owner_url).set(database=database).render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str | None = "template") -> Generator[str]:
        """A database for a while: a copy of the run's template, or an empty one. Gives the owner's URL."""
        name = f"{self.run}_{uuid4().hex[:12]}"
        self.create(name, template and f"{self.run}_{template}")
        try:
            if template:
                with psycopg.connect(self.url(name)) as owner:  # what belongs to a database itself is not copied
                    create_logins(owner, self.secrets)
            yield self.url(name)
        finally:
            self.command(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def create(self, name: str, template: str | None) -> None:
        """Make a database."""
        source = sql.Identifier(template or "template0")
        self.command(sql.SQL("create database {} template {}").format(sql.Identifier(name), source))

    def command(self, statement: sql.Composed) -> None:
        """Run a statement that no transaction may hold."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute(statement)

    def told(self) -> str:
        """What another process of the run must know."""
        return json.dumps([self.owner_url, str(self.folder), self.run])

    @classmethod
    def heard(cls, told: str) -> "Cluster":
        """The cluster that ``told`` described."""
        owner_url, folder, run = json.loads(told)
        return cls(owner_url, Path(folder), run)


@contextmanager
def cluster_running(database_url: str | None) -> Generator[Cluster]:
    """A PostgreSQL with the template, until the end: the one at ``database_url``, else an embedded one of our own."""
    folder = _folder()
    postgres = None if database_url else EmbeddedPostgres(folder / "postgres")
    try:
        if postgres:
            postgres.start()
        cluster = Cluster(
            database_url or (postgres and postgres.url) or "", folder, f"kakehashi_test_{uuid4().hex[:6]}"
        )
        with psycopg.connect(cluster.owner_url, autocommit=True) as held:
            _alone(held)
            _sweep(cluster, held)
            cluster.create(f"{cluster.run}_template", None)
            migrate(cluster.url(f"{cluster.run}_template"), cluster.secrets)
            world.build(cluster.url(f"{cluster.run}_template"), cluster.secrets)
            try:
                yield cluster
            finally:
                _sweep(cluster, held)
    finally:
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    """A new folder: in memory where there is room, because a database that forgets nothing waits for the disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2_000_000_000
    parent = memory if roomy else Path(tempfile.gettempdir())
    for left in parent.glob("kakehashi-tests-*"):  # by a run that was killed: nobody holds its lock any more
        with contextlib.suppress(OSError), (left / "postgres.lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-tests-", dir=parent))
    folder.chmod(0o755)  # an unprivileged owner of the database must pass; its own folder and the secrets stay closed
    return folder


def _alone(held: psycopg.Connection) -> None:
    taken: Any = held.execute("select pg_try_advisory_lock(%s)", [RUN]).fetchone()
    if not taken[0]:
        pytest.exit(
            "Another test run uses the PostgreSQL at DATABASE_URL. Wait for its end, or use another.", returncode=3
        )


def _sweep(cluster: Cluster, held: psycopg.Connection) -> None:
    """Drop what this run, or one that was killed, has left."""
    for (name,) in held.execute("select datname from pg_database where datname like 'kakehashi\\_test\\_%'").fetchall():
        cluster.command(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


class Behind:
    """A look behind the policies: rows as they are, seen by the owner. Never to prove what somebody may see."""

    def __init__(self, owner_url: str) -> None:
        self.url = owner_url
        self.connection: psycopg.Connection[Any] = psycopg.connect(owner_url, autocommit=True)
        self.connection.row_factory = dict_row

    def close(self) -> None:
        """Look no more."""
        self.connection.close()

    def rows(self, statement: LiteralString | sql.Composed, *values: Any) -> list[dict[str, Any]]:
        """The rows of a statement with ``%s`` for each value."""
        done = self.connection.execute(statement, values)
        return done.fetchall() if done.description else []

    def row(self, table: type[SQLModel] | str, key: Any = None, **where: Any) -> dict[str, Any] | None:
        """The one row of a table with this id, or with these values; None where there is none."""
        wanted = where if key is None else {"id": key}
        name = table if isinstance(table, str) else str(table.__tablename__)
        conditions = [sql.SQL("{} = {}").format(sql.Identifier(of), sql.Placeholder()) for of in wanted]
        condition = sql.SQL(" and ").join(conditions) if conditions else sql.SQL("true")
        statement = sql.SQL("select * from {} where {}").format(sql.Identifier(name), condition)
        found = self.rows(statement, *wanted.values())
        assert len(found) <= 1
        return found[0] if found else None

    def add(self, *rows: SQLModel) -> None:
        """Write rows, for the scene of a test."""
        world.write(self.url, rows)

    def everything(self) -> dict[str, tuple[int, str]]:
        """How many rows each table has, and a digest of them all."""
        tables = [
            row["tablename"]
            for row in self.rows("select tablename from pg_tables where schemaname = 'public' order by 1")
        ]
        counts = sql.SQL(" union all ").join(
            sql.SQL(
                "select {}, count(*), coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {} t"
            ).format(sql.Literal(table), sql.Identifier(table))
            for table in tables
        )
        with self.connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
            return {table: (count, digest) for table, count, digest in cursor.execute(counts).fetchall()}

    @contextmanager
    def unchanged(self, *but: str) -> Generator[None]:
        """Fails if the block changed any row of any table, except in the tables named."""
        for statement in SWEEP:  # the sweep of every minute finds nothing to do meanwhile
            self.connection.execute(statement)
        before = self.everything()
        yield
        after = self.everything()
        changed = {table: (before[table][0], after[table][0]) for table in before if before[table] != after[table]}
        assert set(changed) <= set(but), f"rows before and after: {changed}"


Who = Somebody | str | None
"""Who asks: one of the world's people, a bearer token, or nobody."""


@dataclass(frozen=True)
class Place:
    """The platform on one database: the door to the serving logins, a client of the application, what lies behind."""

    door: Door
    client: httpx.AsyncClient
    behind: Behind

    async def answer(self, document: str, who: Who = None, language: str = "en", **variables: Any) -> httpx.Response:
        """The answer to a GraphQL request, as a client gets it."""
        token = who.token if isinstance(who, Somebody) else who
        headers = {"Accept-Language": language, **({"Authorization": f"Bearer {token}"} if token else {})}
        return await self.client.post(
            "/graphql", json={"query": document, "variables": plain(variables)}, headers=headers
        )

    async def ask(self, document: str, who: Who = None, *, language: str = "en", **variables: Any) -> dict[str, Any]:
        """The data of the answer. Fails where there are top-level errors: those have `answer`."""
        answer = await self.answer(document, who, language, **variables)
        told = answer.json()
        assert "errors" not in told, told
        assert answer.status_code == 200
        return told["data"]

    async def do(
        self, verb: str, who: Who = None, shows: str = "", given: Mapping[str, Any] | None = None, **input: Any
    ) -> dict[str, Any]:
        """A verb's payload: its fields named by ``shows``, and its errors by code and path; ``given`` is more input."""
        title = verb[0].upper() + verb[1:]
        document = f"mutation($input: {title}Input!) {{ {verb}(input: $input) {{ {shows} errors {{ code path }} }} }}"
        return (await self.ask(document, who, input={**(given or {}), **input}))[verb]


def plain(value: Any) -> Any:
    """A value as JSON has it: keys and days are texts."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return (
        value
        if value is None or (isinstance(value, str | bool | int | float) and not isinstance(value, UUID))
        else str(value)
    )


@asynccontextmanager
async def opened(owner_url: str, secrets: Path) -> AsyncGenerator[Place]:
    """The whole application on a database, asked through ASGI; its lifespan is run."""
    settings = Settings(
        pool_size=12,
        rate_token=0,
        kept_answers=0,
        jobs=False,
        data_dir=secrets.parent,
        require_second_factor=False,
    )
    app = create_app(owner_url, secrets, settings)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kakehashi.example")
    async with app.router.lifespan_context(app), client:
        with contextlib.closing(Behind(owner_url)) as behind:
            yield Place(app.state.door, client, behind)
