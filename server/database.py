"""The database of an installation: brought up to date by its owner, and opened for serving."""

import asyncio
import os
import tomllib
from pathlib import Path
from typing import Any, LiteralString

import asyncpg
import psycopg
from alembic import command
from alembic.config import Config
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from server.kernel import sealing
from server.kernel.logins import create_logins, login_urls
from server.kernel.policies import apply_policies
from server.kernel.pools import SERVER_SETTINGS, SERVING, Pools
from server.kernel.session import Door, Secrets
from server.kernel.table import uuid7
from server.kernel.viewer import Audience

HERE = Path(__file__).parent
MIGRATING = 7_350_027
"""The advisory lock that lets one migration run at a time."""


class CannotServe(Exception):
    """The database or the secrets are not as they must be; the message says what is wrong and what to do."""


def owner_connection(owner_url: str) -> psycopg.Connection:
    """The owner's connection, for migration and administration."""
    url = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=False)


def migrate(owner_url: str, secrets_dir: Path) -> None:
    """Bring tables, logins, policies, secrets and reference data up to date. Doing it again changes nothing."""
    with owner_connection(owner_url) as owner:
        if owner.info.server_version < 150000:
            raise CannotServe("PostgreSQL 15 or later is needed.")
        owner.execute("select pg_advisory_lock(%s)", [MIGRATING])
        create_logins(owner, secrets_dir)
        owner.commit()
        _upgrade(owner_url)
        apply_policies(owner)
        _belong(owner, secrets_dir)
        load_reference(owner)
        _load_questionnaire(owner)
        owner.commit()


def alembic_config(owner_url: str) -> Config:
    """Alembic's configuration; the project keeps no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(HERE.parent / "migrations"))
    config.attributes["url"] = make_url(owner_url).set(drivername="postgresql+psycopg")
    return config


def _upgrade(owner_url: str) -> None:
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    config = alembic_config(owner_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _belong(owner: psycopg.Connection, secrets_dir: Path) -> None:
    """Tie the database to its pepper. A database that has one never gets another silently."""
    row = owner.execute("select pepper_fingerprint from installation").fetchone()
    pepper = sealing.load_pepper(secrets_dir / "pepper", create=row is None)
    if row is None:
        owner.execute(
            "insert into installation (id, pepper_fingerprint, system_salt) values (1, %s, %s)",
            [pepper.fingerprint(), os.urandom(16)],
        )


def load_reference(owner: psycopg.Connection) -> None:
    """Load the prefectures, the ways of taking part, the code of conduct and the ladder. What is in force stays."""
    prefectures = tomllib.loads((HERE / "reference" / "prefectures.toml").read_text())["prefecture"]
    for one in prefectures:
        owner.execute(
            "insert into prefecture (code, name) values (%s, %s) on conflict (code) do update set name = excluded.name",
            [one["code"], Jsonb(one["name"])],
        )
    for one in tomllib.loads((HERE / "reference" / "participation.toml").read_text())["participation"]:
        owner.execute(
            "update participation_terms set name = %s, description = %s, pledges = %s, reports = %s, publishes = %s"
            " where code = %s",
            [
                Jsonb(one["name"]),
                Jsonb(one["description"]),
                one["pledges"],
                one["reports"],
                one["publishes"],
                one["code"],
            ],
        )
    _load_code(owner)
    _load_ladder(owner)


def _load_code(owner: psycopg.Connection) -> None:
    code = tomllib.loads((HERE / "reference" / "code_of_conduct.toml").read_text())
    if owner.execute("select 1 from code_of_conduct where version = %s", [code["version"]]).fetchone():
        return
    key = uuid7()
    owner.execute(
        "insert into code_of_conduct (id, version, adopted_on, preamble, closing, translation_note, original_language)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        [
            key,
            code["version"],
            code["adopted_on"],
            *(Jsonb(code[part]) for part in ("preamble", "closing", "translation_note")),
            code["original_language"],
        ],
    )
    for article in code["article"]:
        owner.execute(
            "insert into article (id, code_of_conduct_id, number, title, text) values (%s, %s, %s, %s, %s)",
            [uuid7(), key, article["number"], Jsonb(article["title"]), Jsonb(article["text"])],
        )
    for part, number, language, words in first_revisions(code):
        owner.execute(
            "insert into code_text_revision (id, code_of_conduct_id, part, article_number, language, revision, text,"
            " revised_on) values (%s, %s, %s, %s, %s, 1, %s, %s)",
            [uuid7(), key, part, number, language, words, code["adopted_on"]],
        )


def first_revisions(code: dict[str, Any]) -> list[tuple[str, int | None, str, str]]:
    """Every text of a version as it is adopted: which part, of which article, in which language, what it says."""
    places: list[tuple[str, int | None, dict[str, str]]] = [
        (part, None, code[part]) for part in ("preamble", "closing", "translation_note")
    ]
    places += [(part, one["number"], one[part]) for one in code["article"] for part in ("title", "text")]
    return [(part, number, language, words) for part, number, texts in places for language, words in texts.items()]


def _load_ladder(owner: psycopg.Connection) -> None:
    ladder = tomllib.loads((HERE / "reference" / "ladder.toml").read_text())
    for rung in ladder["rung"]:
        owner.execute(
            "insert into ladder_rung (id, version, published_on, article_number, level, practice, evidence, kinds)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (version, article_number, level) do nothing",
            [
                uuid7(),
                ladder["version"],
                ladder["published_on"],
                rung["article"],
                rung["level"],
                Jsonb(rung["practice"]),
                Jsonb(rung["evidence"]),
                rung["kinds"],
            ],
        )


def _load_questionnaire(owner: psycopg.Connection) -> None:
    """Load the self-assessment of suppliers. A question in use is never edited."""
    asked = tomllib.loads((HERE / "reference" / "questionnaire.toml").read_text())
    for position, one in enumerate(asked["question"], 1):
        owner.execute(
            "insert into question (code, version, position, article_number, text, evidence)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (code) do nothing",
            [one["code"], asked["version"], position, one["article"], Jsonb(one["text"]), Jsonb(one["evidence"])],
        )


async def open_door(owner_url: str, secrets_dir: Path, pool_size: int = 8) -> Door:
    """Connect as those who serve. Refuses a wrong pepper, an over-privileged login, and a database that may forget."""
    urls = login_urls(owner_url, secrets_dir)
    for login in SERVING:
        await _check_login(urls[login], login)
    pepper = sealing.load_pepper(secrets_dir / "pepper", create=False)
    pools = Pools(urls, pool_size)
    async with pools.connection("authenticator") as connection:
        row: Any = await connection.driver.fetchrow("select pepper_fingerprint, system_salt from installation")
    if row is None or row["pepper_fingerprint"] != pepper.fingerprint():
        await pools.close()
        raise CannotServe("The pepper file does not belong to this database. Put back the one it was created with.")
    return Door(pools, Secrets(pepper, row["system_salt"]))


OVER_PRIVILEGED: LiteralString = """
select r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
    or exists (select from pg_class where relowner = r.oid)
    or exists (select from pg_auth_members where member = r.oid)
    or session_user <> $1
from pg_roles r where r.rolname = session_user"""


async def _check_login(url: str, login: str) -> None:
    connection = await asyncpg.connect(url, server_settings=SERVER_SETTINGS, timeout=10)
    try:
        if await connection.fetchval(OVER_PRIVILEGED, login):
            raise CannotServe(
                f"The login {login} may do more than it must. Run `kakehashi migrate` as the owner; see grants.sql."
            )
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            if await connection.fetchval("select current_setting($1)", name) == "off":
                raise CannotServe(
                    f"PostgreSQL runs with {name} off: what it has confirmed could be lost. Switch it on."
                )
    finally:
        await connection.close()


async def readable_tables(door: Door) -> dict[Audience, frozenset[str]]:
    """Which tables each audience may read at all, as the database itself says."""
    readable: dict[Audience, frozenset[str]] = {}
    for audience in Audience:
        async with door.pools.connection(audience) as connection:
            rows: Any = await connection.driver.fetch(
                "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
                " and has_table_privilege(oid, 'select')"
            )
        readable[audience] = frozenset(row["relname"] for row in rows)
    return readable


def check(owner_url: str, secrets_dir: Path) -> None:
    """Raise CannotServe where a server would refuse to start."""

    async def opened() -> None:
        door = await open_door(owner_url, secrets_dir)
        await door.pools.close()

    asyncio.run(opened())
