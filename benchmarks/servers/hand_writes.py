"""Filing, by hand: one statement. What the product seals comes as random bytes of the same size."""

import os
import secrets
from typing import Any
from uuid import uuid4

import asyncpg

FILE = """
with day as (select (now() at time zone 'Asia/Tokyo')::date as today),
visit as (insert into session (id, token_hash, audience, grievance_id, expires_on)
    select $5::bytea, $6::bytea, 'worker', $1, today from day),
filed as (insert into grievance (id, state, category, language, must_not_know, public_key, filed_on, due_on)
    select $1::uuid, 'received', $2::text, $3::text, '{}', $7::bytea, today, today + 5 from day returning id),
told as (insert into grievance_message (id, grievance_id, kind, seq, author, prev_hash, sealed, row_mac, sent_on)
    select $4::uuid, $1, 'narrative', 0, 'worker', $8::bytea, $9::bytea, $10::bytea, today from day),
granted as (insert into grievance_grant (id, grievance_id, person_id, sealed_key, granted_on)
    select gen_random_uuid(), $1, person_id, $11::bytea, today from intake_handlers('{}'), day),
receipted as (insert into grievance_receipt (grievance_id, lookup, wrapped_key) values ($1, $12::bytea, $13::bytea)),
noted as (insert into audit_entry (id, verb, audience, subject, subject_id, grievance_id, happened_on)
    select gen_random_uuid(), 'file_grievance', 'worker', 'grievance', $1, $1, today from day),
kept as (insert into idempotency (id, body_hash, result_id, box, created_on)
    select $14::bytea, $15::bytea, $1, $16::bytea, today from day)
select id from filed"""


def ready() -> list[bytes]:
    """What would be sealed, in the order of the statement: session to lookup and box."""
    sizes = (32, 32, 32, 32, 1160, 32, 80, 32, 72, 32, 32, 120)
    return [os.urandom(size) for size in sizes]


def receipt() -> str:
    """A receipt that opens nothing."""
    digits = f"{secrets.randbelow(10**20):020d}"
    return " ".join(digits[start : start + 4] for start in range(0, 20, 4))


async def file_grievance(connection: asyncpg.Connection, variables: dict[str, Any], _: str, __: str) -> Any:
    """M1."""
    given = variables["input"]
    await connection.fetchval(FILE, uuid4(), given["category"].lower(), given["language"], uuid4(), *ready())
    return {"fileGrievance": {"receipt": receipt(), "errors": []}}
