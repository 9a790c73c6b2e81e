"""The database itself: what the catalog says about rights, and what the serving logins get when they try."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from server.kernel import policies
from server.kernel.logins import LOOKUP
from server.kernel.pools import SERVER_SETTINGS, SERVING
from server.kernel.table import now, today
from server.kernel.viewer import Audience
from tests.makers import key

ROLES = (*SERVING, LOOKUP)
GRANT = re.compile(
    r"^grant (?P<what>.+?) on (?P<function>function )?(?P<objects>.+?) to (?P<roles>[\w, ]+);", re.MULTILINE | re.DOTALL
)
PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]*)\))?")


def granted_by_file() -> set[tuple[str, str, str, str]]:
    """Role, privilege, table or function, and column ("" for all) of every grant in grants.sql."""
    text = (Path(policies.__file__).parent / "grants.sql").read_text().replace("grant usage on schema", "")
    text = re.sub("^.* in schema procrastinate .*$", "", text, flags=re.MULTILINE)
    found: set[tuple[str, str, str, str]] = set()
    for grant in GRANT.finditer(re.sub("--.*", "", text)):
        objects = re.findall(r"\w+(?:\([\w\[\], ]*\))?", grant["objects"])
        for role, one, (what, columns) in product(
            grant["roles"].split(", "), objects, PRIVILEGE.findall(grant["what"])
        ):
            found |= {(role, what.upper(), one, column.strip()) for column in (columns or "").split(",")}
    return found


IN_CATALOG = """
select g.rolname, a.privilege_type, c.relname::text, '' from pg_class c, aclexplode(c.relacl) a
    left join pg_roles g on g.oid = a.grantee where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
union all
select g.rolname, a.privilege_type, c.relname::text, t.attname::text
    from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
    left join pg_roles g on g.oid = a.grantee where c.relnamespace = 'public'::regnamespace
union all
select g.rolname, a.privilege_type, p.oid::regprocedure::text, '' from pg_proc p, aclexplode(p.proacl) a
    left join pg_roles g on g.oid = a.grantee
    where p.pronamespace = 'public'::regnamespace and a.grantee <> p.proowner"""


def test_the_catalog_grants_exactly_what_the_file_says(behind):
    catalog = {tuple(row.values()) for row in behind.rows(as_columns(IN_CATALOG))}

    # viewer_lookup owns the functions, so its right to call them is not a grant.
    assert catalog == {grant for grant in granted_by_file() if (grant[0], grant[1]) != (LOOKUP, "EXECUTE")}
    assert len(catalog) > 150


def as_columns(statement: str) -> sql.Composed:
    """The same statement with names for its columns."""
    return sql.SQL("select role, privilege, object, part from ({}) as grants(role, privilege, object, part)").format(
        sql.SQL(statement)  # pyright: ignore[reportArgumentType]  written above
    )


def test_every_table_has_row_level_security_and_a_policy(behind):
    tables = behind.rows(
        "select relname, relrowsecurity, (select count(*) from pg_policy where polrelid = c.oid) policies"
        " from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    lax = {table["relname"] for table in tables if not (table["relrowsecurity"] and table["policies"])}
    assert lax == set(policies.EXEMPT)
    assert {table["relname"] for table in tables} == {*SQLModel.metadata.tables, *policies.EXEMPT}


def test_what_is_absent_is_null_and_not_the_word_null():
    """SQL meets a scalar where it expects texts by language, once a JSON null has been stored."""
    columns = (column for table in SQLModel.metadata.tables.values() for column in table.columns)
    stored = [column for column in columns if column.nullable and isinstance(column.type, JSONB)]

    assert len(stored) > 5
    assert [str(column) for column in stored if not column.type.none_as_null] == []


def test_no_login_touches_the_exempt_tables(behind):
    for table, role in product(policies.EXEMPT, ROLES):
        for privilege in ("select", "insert", "update", "delete", "truncate", "references", "trigger"):
            may = behind.rows("select has_table_privilege(%s, %s, %s) may", role, table, privilege)
            assert may == [{"may": False}]


def test_who_serves_owns_nothing_and_is_nothing(behind):
    roles = behind.rows(
        "select rolname, rolcanlogin, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication m,"
        " exists (select from pg_auth_members where member = r.oid) as member,"
        " exists (select from pg_class where relowner = r.oid) as owner from pg_roles r where rolname = any(%s)",
        list(ROLES),
    )
    assert {role.pop("rolname"): role for role in roles} == {
        role: {"rolcanlogin": role != LOOKUP, "m": False, "member": False, "owner": False} for role in ROLES
    }


def test_definer_functions_belong_to_the_lookup_and_find_only_what_is_meant(behind):
    functions = behind.rows(
        "select proname, prosecdef, pg_get_userbyid(proowner) as owner, proconfig, lanname,"
        " exists (select from aclexplode(proacl) where grantee = 0) or proacl is null as everybody"
        " from pg_proc p join pg_language l on l.oid = prolang where pronamespace = 'public'::regnamespace"
    )
    assert len(functions) >= 10
    for function in functions:
        name = function.pop("proname")
        assert (name, function) == (
            name,
            {
                "prosecdef": True,
                "owner": LOOKUP,
                "proconfig": ["search_path=pg_catalog, public, pg_temp"],
                "lanname": "plpgsql",
                "everybody": False,
            },
        )


@pytest.mark.parametrize(
    "question",
    [
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')",
        "select typname from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'",
        (
            "select adrelid::regclass, adnum from pg_attrdef d join pg_class c on c.oid = d.adrelid"
            " where relnamespace <> 'procrastinate'::regnamespace"
        ),
        (
            "select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where not tgisinternal and relnamespace <> 'procrastinate'::regnamespace"
        ),
        "select extname from pg_extension where extname <> 'plpgsql'",
        "select datname from pg_database d, aclexplode(datacl) where datname = current_database() and grantee = 0",
        "select nspname from pg_namespace, aclexplode(nspacl) where grantee = 0 and privilege_type = 'CREATE'",
        "select conname from pg_constraint where connamespace = 'public'::regnamespace and not convalidated",
    ],
    ids=["views", "native enums", "defaults", "triggers", "extensions", "rights of all", "creating", "lax constraints"],
)
def test_the_database_has_none_of(question, behind):
    assert behind.rows(question) == []


@pytest.mark.parametrize("login", SERVING)
async def test_nobody_who_serves_can_change_what_happened(login, door, behind):
    with behind.unchanged():
        for attempt in (
            "update audit_entry set verb = 'nothing'",
            "delete from audit_entry",
            "truncate audit_entry",
            "alter table audit_entry disable row level security",
            "drop table audit_entry",
            "create table audit_entry_2 ()",
            "create temporary table audit_entry_2 ()",
            "set session authorization owner",
            f"set role {LOOKUP}",
            "select passwd from pg_shadow",
            "select pg_read_file('/etc/passwd')",
            "copy audit_entry to program 'true'",
            "set row_security = off; select count(*) from person",
        ):
            async with door.pools.connection(login) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.driver.execute(attempt)
                await connection.driver.execute("reset all")


@pytest.mark.parametrize("login", SERVING)
async def test_a_serving_connection_has_its_limits_and_forgets_nothing(login, door):
    async with door.pools.connection(login) as connection:
        shown = {name: await connection.driver.fetchval("select current_setting($1)", name) for name in SERVER_SETTINGS}
        durable = [await connection.driver.fetchval(f"show {name}") for name in ("fsync", "full_page_writes")]

    assert {name: value.lower() for name, value in shown.items()} == {
        name: value.lower() for name, value in SERVER_SETTINGS.items()
    }
    assert durable == ["on", "on"]


async def test_a_forged_token_is_nobody(door, behind, people, as_built):
    owner = people["owner"]
    row = behind.row("session", id=owner.parsed.id)
    guesses = [
        "",
        "0" * 64,
        owner.token,
        str(owner.id),
        row["id"].hex(),
        row["token_hash"].hex(),
        "'; drop table seat; --",
    ]
    async with door.pools.connection(Audience.MEMBER) as connection:
        for guess in guesses:
            async with connection.driver.transaction():
                await connection.driver.execute("select set_config('viewer.token', $1, true)", guess)
                assert await seen(connection.driver) == (None, 0, 0)
        async with connection.driver.transaction():
            await connection.driver.execute("select set_config('viewer.token', $1, true)", owner.parsed.database_token)
            assert await seen(connection.driver) == (owner.id, 4, 4)


async def test_a_token_serves_no_other_login(door, people):
    for name, audience in product(("owner", "handler", "worker"), (Audience.WORKER, Audience.MEMBER, Audience.STAFF)):
        who = people[name]
        async with door.pools.connection(audience) as connection:
            driver = connection.driver
            if audience is who.audience:
                await driver.execute(f"begin; select viewer_enter('{who.parsed.database_token}'); commit")
                continue
            with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
                await driver.execute("select viewer_enter($1)", who.parsed.database_token)


async def seen(driver: Any) -> tuple[Any, int, int]:
    """Who the database says one is, and how many of Aozora's seats and case studies that person sees."""
    return (
        await driver.fetchval("select viewer_person()"),
        await driver.fetchval("select count(*) from seat where organisation_id = $1", key("aozora")),
        await driver.fetchval("select count(*) from case_study where organisation_id = $1", key("aozora")) - 1,
    )


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 200),
        ({"seen_at": timedelta(minutes=29)}, 200),
        ({"seen_at": timedelta(minutes=31)}, 401),
        ({"expires_on": timedelta(days=1)}, 401),
    ],
    ids=["fresh", "seen lately", "idle", "over"],
)
async def test_a_session_that_is_over_is_nobodys(fields, status, answer, make, behind):
    at = {name: (now() if name == "seen_at" else today()) - ago for name, ago in fields.items()}
    session, token = make.session(Audience.MEMBER, person=key("owner"), **at)
    behind.add(session)

    told = await answer("{ viewer { person { id } } }", token.text)

    assert told.status_code == status


async def test_nothing_of_a_viewer_stays_on_the_connection(door, ask, do, owner):
    assert (await ask("{ viewer { person { id } } }", owner))["viewer"]
    assert (await do("publishCaseStudy", owner, id="none"))["errors"]

    async with door.pools.connection(Audience.MEMBER) as connection:
        assert await connection.driver.fetchval("select coalesce(current_setting('viewer.token', true), '')") == ""
        assert await seen(connection.driver) == (None, 0, 0)


async def test_two_people_on_one_connection_see_their_own(place, people):
    question = "{ viewer { person { id } } }"
    first = await place.ask(question, people["owner"])
    second = await place.ask(question, people["rival"])
    assert first != second
    assert (await place.ask(question)) == {"viewer": None}
