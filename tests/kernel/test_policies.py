"""Migrations and policies: applied from nothing, applied anew, and what a server refuses to start with."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from server.database import OVER_PRIVILEGED, CannotServe, alembic_config, migrate, open_door
from server.kernel import policies
from server.kernel.logins import login_urls
from server.kernel.pools import SERVING
from tests.house import Behind, Cluster


def test_migrating_an_empty_database_twice_makes_it_complete_and_then_changes_nothing(cluster: Cluster):
    with cluster.database(None) as url:
        migrate(url, cluster.secrets)
        behind = Behind(url)
        with behind.unchanged():
            migrate(url, cluster.secrets)
        assert behind.rows("select count(*) from prefecture") == [{"count": 47}]
        assert behind.rows("select count(*) from article") == [{"count": 5}]
        behind.close()


def test_the_models_are_what_the_migrations_make(behind):
    engine = create_engine(make_url(behind.url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    config = alembic_config(behind.url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()


@pytest.fixture
def own_database(cluster: Cluster) -> Iterator[str]:
    """The owner's URL of a database that nobody else uses."""
    with cluster.database() as url:
        yield url


def test_policies_are_applied_again_when_a_file_has_changed(own_database):
    with psycopg.connect(own_database) as owner:
        assert policies.apply_policies(owner) is False
        owner.execute("drop policy seen_by_visitor on case_study")
        owner.execute("create policy too_open on case_study for select to visitor using (true)")
        owner.execute("grant update on audit_entry to member")
        assert policies.apply_policies(owner) is False
        owner.execute("update policy_file set digest = 'x' where name = 'case_studies/policies.sql'")

        assert policies.apply_policies(owner) is True

        names = {name for (name,) in owner.execute("select policyname from pg_policies where tablename = 'case_study'")}
        assert "seen_by_visitor" in names
        assert "too_open" not in names
        may = owner.execute("select has_table_privilege('member', 'audit_entry', 'update')").fetchone()
        assert may == (False,)


async def test_the_server_refuses_a_login_that_owns_something(own_database, cluster):
    door = await open_door(own_database, cluster.secrets)
    await door.pools.close()
    with psycopg.connect(own_database) as owner:
        owner.execute("grant visitor to current_user")
        owner.execute("alter table case_study owner to visitor")

    with pytest.raises(CannotServe, match="visitor may do more"):
        await open_door(own_database, cluster.secrets)


@pytest.mark.parametrize("right", ["superuser", "bypassrls", "createrole", "createdb", "replication"])
def test_a_login_with_this_right_is_over_privileged(right, own_database):
    # Rights belong to the whole PostgreSQL, in which other tests serve: they are given and taken back unseen.
    with psycopg.connect(own_database) as owner:
        for given, expected in ((None, False), (right, True)):
            if given:
                owner.execute(sql.SQL("reset session authorization; alter role staff {}").format(sql.SQL(given)))
            owner.execute("set session authorization staff")
            found: Any = owner.execute(OVER_PRIVILEGED.replace("$1", "'staff'")).fetchone()
            assert found[0] is expected
        owner.rollback()


async def test_another_pepper_than_the_databases_is_refused(own_database, cluster, tmp_path):
    (tmp_path / "logins.json").write_text((cluster.secrets / "logins.json").read_text())
    (tmp_path / "pepper").touch(mode=0o600)
    (tmp_path / "pepper").write_bytes(b"p" * 32)

    with pytest.raises(CannotServe, match="does not belong"):
        await open_door(own_database, tmp_path)


def test_no_password_of_a_login_is_known_to_the_database(behind, cluster):
    urls = login_urls(behind.url, cluster.secrets)
    verifiers = behind.rows("select rolname, rolpassword from pg_authid where rolname = any(%s)", list(SERVING))
    for verifier in verifiers:
        assert verifier["rolpassword"].startswith("SCRAM-SHA-256$")
        assert str(make_url(urls[verifier["rolname"]]).password) not in verifier["rolpassword"]
