"""How policies are applied: all of them anew, in the migration's transaction, whenever a file or the tables changed."""

from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from server.kernel.logins import LOOKUP

SERVER = Path(__file__).parent.parent
DOMAINS = (
    "kernel",
    "identity",
    "members",
    "assurance",
    "conduct",
    "case_studies",
    "grievances",
    "exchange",
    "ties",
    "sites",
    "reporting",
    "dues",
    "due_process",
    "supply_chain",
)
FILES = (*(f"{domain}/policies.sql" for domain in DOMAINS), "kernel/grants.sql")
EXEMPT = ("alembic_version",)
"""Tables of tools, which no serving login may touch at all."""


def apply_policies(owner: psycopg.Connection) -> bool:
    """Bring row-level security, policies, functions and grants to what the files say. True if anything had changed."""
    tables = [
        name for (name,) in owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    ]
    texts = {name: (SERVER / name).read_text() for name in FILES}
    digests = {name: sha256(text.encode()).digest() for name, text in texts.items()}
    digests["tables"] = sha256(" ".join(tables).encode()).digest()
    known = dict(owner.execute("select name, digest from policy_file").fetchall())
    if known == digests:
        return False
    for table, policy in owner.execute(
        "select tablename, policyname from pg_policies where schemaname = 'public'"
    ).fetchall():
        owner.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), sql.Identifier(table)))
    for table in set(tables) - set(EXEMPT):
        owner.execute(sql.SQL("alter table {} enable row level security").format(sql.Identifier(table)))
    for text in texts.values():
        owner.execute(text.encode())
    _hand_over_functions(owner)
    owner.execute("delete from policy_file")
    with owner.cursor() as cursor:
        cursor.executemany("insert into policy_file (name, digest) values (%s, %s)", list(digests.items()))
    return True


def _hand_over_functions(owner: psycopg.Connection) -> None:
    """Definer functions belong to a role that owns nothing else and passes no policy by itself."""
    owner.execute(f"grant create on schema public to {LOOKUP}")
    functions = owner.execute(
        "select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef"
    ).fetchall()
    for (function,) in functions:
        owner.execute(f"alter function {function} owner to {LOOKUP}".encode())
    owner.execute(f"revoke create on schema public from {LOOKUP}")
