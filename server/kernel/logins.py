"""The database's logins: made by the owner, one for each audience, with passwords kept beside the other secrets."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from server.kernel.pools import SERVING

LOOKUP = "viewer_lookup"
"""Owns the viewer functions; nobody signs in as it."""


def create_logins(owner: psycopg.Connection, secrets_dir: Path) -> None:
    """Make the logins that are missing. A password reaches the server only as a SCRAM verifier."""
    file = secrets_dir / "logins.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    known = dict(kept)
    there = {
        name for (name,) in owner.execute("select rolname from pg_roles where rolname = any(%s)", [[*SERVING, LOOKUP]])
    }
    if LOOKUP not in there:
        owner.execute(f"create role {LOOKUP} nologin")
        owner.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(LOOKUP)))
    for login in SERVING:
        if login in there and login in known:
            continue
        password = known.setdefault(login, secrets.token_urlsafe(32))
        verifier = owner.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
        verb = "alter" if login in there else "create"
        owner.execute(
            sql.SQL(f"{verb} role {login} login nosuperuser nocreatedb nocreaterole nobypassrls password {{}}").format(
                verifier
            )
        )
    database = sql.Identifier(owner.info.dbname)
    owner.execute(sql.SQL("revoke all on database {} from public").format(database))
    owner.execute(
        sql.SQL("grant connect on database {} to {}").format(database, sql.SQL(", ").join(map(sql.Identifier, SERVING)))
    )
    if known != kept:
        _keep(file, known)


def _keep(file: Path, passwords: Mapping[str, str]) -> None:
    """Write the passwords readable by this user alone, never half."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump(passwords, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def login_urls(owner_url: str, secrets_dir: Path) -> dict[str, str]:
    """The URL of each login: the owner's, with another name and password."""
    passwords: dict[str, str] = json.loads((secrets_dir / "logins.json").read_text())
    owner = make_url(owner_url).set(drivername="postgresql")
    return {
        login: owner.set(username=login, password=passwords[login]).render_as_string(hide_password=False)
        for login in SERVING
    }
