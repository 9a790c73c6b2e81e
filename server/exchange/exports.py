"""Everything that is held about a member, read as its own people or the secretariat may read it.

What is about a member is found by the tables themselves: whatever names an organisation, and whatever hangs under that.
So a table that somebody adds is exported from its first day, unless it is named in ``LEFT_OUT`` with a reason.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column, ColumnElement, LargeBinary, Select, Table, Uuid, and_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlmodel import SQLModel

from server.exchange.models import ExportFormat, ExportPurpose, MemberExport
from server.kernel.errors import NotFound
from server.kernel.session import ViewerSession
from server.kernel.table import now
from server.kernel.viewer import Role, SeatRole
from server.members.models import Organisation

FETCHED_WITHIN = timedelta(minutes=15)
"""After being asked for, the file can be fetched for so long, by the same person."""

AT_ONCE = 500
"""Rows in memory at a time."""

DIALECT: Any = asyncpg_dialect.dialect()

LEFT_OUT: Mapping[str, str] = {
    "grievance": "a worker's words are the worker's, and no part of an employer's record",
    "grievance_exclusion": "who must not know of a grievance would learn by this that there is one",
    "letter_text": "it holds links that open seats, and is gone when the letter is sent",
    "application_link": "only the hash of a secret, and its day",
    "case_study_search": "the words of a published case study once more, in another form",
    "session": "hashes of what opens a session, and days",
    "identity_provider_secret": "a secret, with which somebody could pretend to be the platform",
    "supplier_link": "it would tell which supplier is behind an invitation",
}
"""Tables that name a member and are not exported, each with its reason."""

NAMED_BY_OTHERS: Mapping[str, str] = {"tie.declared_for": "the tie itself is found by its two ends"}
"""Columns by which a member is named in rows that are exported by another column."""


async def export_member(
    session: ViewerSession, organisation_id: UUID, purpose: ExportPurpose, format: ExportFormat
) -> MemberExport:
    """Ask for everything held about a member, for a named purpose: its owners, and membership officers."""
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, Role.MEMBERSHIP_OFFICER, of=organisation.id)

    asked = MemberExport(
        organisation_id=organisation.id,
        person_id=session.viewer.person_id,  # pyright: ignore[reportArgumentType]  who holds a seat or a role is a person
        purpose=purpose,
        format=format,
    )
    session.add(asked)

    session.record("export_member", asked, organisation_id=organisation.id)
    return asked


async def asked_for(session: ViewerSession, id: UUID) -> MemberExport:
    """An export that the viewer asked for just now; NotFound for everybody else's, and later."""
    asked = await session.find(MemberExport, id)
    if asked.person_id != session.viewer.person_id or asked.asked_at + FETCHED_WITHIN < now():
        raise NotFound("id")
    return asked


def about(member: ColumnElement[Any]) -> dict[str, tuple[Table, ColumnElement[bool]]]:
    """Every table that is about a member, with the condition that finds the member's rows."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]
    found = {"organisation": (tables_by_name()["organisation"], tables_by_name()["organisation"].c.id == member)}
    for table in tables:
        named = [column for column in naming(table) if f"{table.name}.{column.name}" not in NAMED_BY_OTHERS]
        own = [found[table.name][1]] if table.name in found else []
        if named:
            found[table.name] = (table, or_(*own, *(column == member for column in named)))
    found["audit_entry"] = (found["audit_entry"][0], and_(found["audit_entry"][1], is_open(found["audit_entry"][0])))
    for table in tables:
        above = [column for column in table.columns if hangs_under(column, found)]
        if table.name not in found and above:
            found[table.name] = (table, or_(*(column.in_(keys(found[target_of(column)])) for column in above)))
    seat, person = found["seat"], tables_by_name()["person"]
    found["person"] = (person, person.c.id.in_(select(seat[0].c.person_id).where(seat[1])))
    return found


def tables_by_name() -> Mapping[str, Table]:
    """All tables."""
    return SQLModel.metadata.tables


def naming(table: Table) -> Iterator[Column[Any]]:
    """The columns that name an organisation: by a foreign key, or by name where history must outlive the row."""
    for column in table.columns:
        if column.name == "organisation_id" or any(
            key.target_fullname == "organisation.id" for key in column.foreign_keys
        ):
            yield column


def is_open(entries: Table) -> ColumnElement[bool]:
    """What happened, but for what happened about a grievance."""
    return entries.c.grievance_id.is_(None)


def target_of(column: Column[Any]) -> str:
    """The table to which a column points; empty where it points to none."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def hangs_under(column: Column[Any], found: Mapping[str, object]) -> bool:
    """Whether the column says that its row is a part of one that is found, not only that it speaks of it."""
    return target_of(column) in found.keys() - {"organisation"}


def keys(of: tuple[Table, ColumnElement[bool]]) -> Select[Any]:
    """The keys of a table's rows."""
    table, condition = of
    return select(next(iter(table.primary_key.columns))).where(condition)


Held = AsyncIterator[tuple[str, dict[str, bool], Any]]
"""Table by table: name, columns (and whether each holds JSON), rows."""

READABLE = """
select relname from pg_class where relnamespace = 'public'::regnamespace and has_table_privilege(oid, 'select')"""


async def held(connection: asyncpg.Connection, member: UUID) -> Held:
    """What the viewer may read about a member. Hashes of secrets are left out.

    Within a transaction; a few hundred rows are in memory at a time.
    """
    readable: Any = await connection.fetch(READABLE)
    names = {row["relname"] for row in readable}
    for name, (table, condition) in about(bindparam("member", type_=Uuid())).items():
        if name not in names:
            continue
        columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
        wanted = select(*columns).where(condition).order_by(*table.primary_key.columns)
        text = wanted.compile(dialect=DIALECT)
        values = [member for _ in text.positiontup or ()]
        told = {column.name: isinstance(column.type, JSONB) for column in columns}
        yield name, told, connection.cursor(str(text), *values, prefetch=AT_ONCE)
