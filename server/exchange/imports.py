"""Taking members in from a file: checked first, row by row, then written as a whole, or the good rows alone.

A member that is known already, by the register's reference or by corporate number, is left as it is: what a member has
corrected since is worth more than an old file. So the same file a second time changes nothing.
"""

import asyncio
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel, col, select

from server.exchange import members_file, tables
from server.exchange.members_file import Checked, Entry, Known, Problem
from server.exchange.models import ImportState, MemberImport, MemberImportProblem, RegisterEntry
from server.exchange.tables import Sheet, plain
from server.exchange.words import COLUMNS
from server.identity.services import invite
from server.kernel.changes import Change
from server.kernel.errors import Conflict, NotPermitted, message
from server.kernel.languages import say
from server.kernel.models import AuditEntry
from server.kernel.sealing import Token
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import Role, SeatRole
from server.members.models import (
    MemberContact,
    MembershipCause,
    MembershipEvent,
    Municipality,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Prefecture,
    Sector,
)

TOLD_EVERY = 100
"""Rows between two notes of how far a check has come."""

SHOWN = 2_000
"""Problems of a file that are kept; who has more mends these first."""

REPORTED_IN = ("ja", "ja-simple", "en")

WAITING = (OrganisationStatus.APPLIED, OrganisationStatus.INFORMATION_REQUESTED)

_checks: set[asyncio.Task[None]] = set()
"""Checks under way: a task that nobody holds may be forgotten before it is done."""


def read(content: bytes) -> Sheet:
    """The rows of a file of members. Blocking. Refused at ``file`` where there are none."""
    return tables.read(content, COLUMNS, members_file.NEEDED)


async def hand_in(door: Door, token: Token | None, language: str, file_name: str, content: bytes) -> UUID:
    """Take a file in and begin to check it. For membership officers. Gives the import, which tells how far it is.

    A process that ends meanwhile leaves the import as it stood: it is handed in again.
    """
    if token is None or token.api:
        raise NotPermitted
    async with door.writing(token, language) as session:
        session.permit(Role.MEMBERSHIP_OFFICER)
    sheet = await asyncio.to_thread(read, content)

    async with door.writing(token, language) as session:
        session.permit(Role.MEMBERSHIP_OFFICER)
        shown = "".join(sign for sign in file_name[-200:] if unicodedata.category(sign) not in ("Cc", "Cs"))
        made = MemberImport(person_id=session.viewer.person_id, file_name=shown, total=len(sheet.rows))  # pyright: ignore[reportArgumentType]  an officer is a person
        session.add(made)
        await session.flush()
        known = await known_now(session)
        session.record("hand_in_members", made)
    task = asyncio.create_task(_check(door, token, language, made.id, sheet, known))
    _checks.add(task)
    task.add_done_callback(_checks.discard)
    return made.id


async def _check(door: Door, token: Token, language: str, id: UUID, sheet: Sheet, known: Known) -> None:
    """Look at every row, tell now and then how many are done, and keep what was found."""
    done = 0

    def told(count: int, _: int) -> None:
        nonlocal done
        done = count

    checking = asyncio.create_task(asyncio.to_thread(members_file.check, sheet, known, told))
    while not checking.done():
        await asyncio.wait([checking], timeout=1)
        async with door.writing(token, language) as session:
            under_way = await session.find(MemberImport, id)
            under_way.done, under_way.seen_at = done, now()
    checked = await checking
    async with door.writing(token, language) as session:
        made = await session.find(MemberImport, id, lock=True)
        made.state, made.done, made.entries = ImportState.CHECKED, made.total, checked.new
        made.new, made.known, made.wrong = len(checked.new), checked.known, checked.wrong
        session.rows.add_all(problem_rows(id, checked, sheet))


def problem_rows(id: UUID, checked: Checked, sheet: Sheet) -> Iterator[MemberImportProblem]:
    """What is wrong, each in every language in which it may be read."""
    for one in checked.problems[:SHOWN]:
        yield MemberImportProblem(
            member_import_id=id,
            row=one.row,
            heading=heading_of(one, sheet),
            text={language: say(one.text, language, **one.fields) for language in REPORTED_IN},
            value=one.value,
            note=one.note,
        )


def heading_of(problem: Problem, sheet: Sheet) -> str:
    """The column as the file calls it; as the template does where the file has none."""
    return sheet.headings.get(problem.column, COLUMNS[problem.column][0])[:200]


async def import_members(session: ViewerSession, id: UUID, *, good_rows: bool, invite_owners: bool) -> MemberImport:
    """Take the members of a checked file in, all at once. For membership officers. With ``invite_owners`` each contact
    gets a letter with the link to the owner's seat.

    Conflict where it is not checked or written already; where rows are wrong, unless ``good_rows`` takes the others;
    and where somebody else has become a member since under one of its numbers.
    """
    made = await session.find(MemberImport, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    made = await session.find(MemberImport, id, lock=True)
    if made.state is not ImportState.CHECKED or made.entries is None:
        raise Conflict("id", message("This file is not ready to be taken in, or it was taken in already."))
    if made.wrong and not good_rows:
        raise Conflict("good_rows", message("Some rows are wrong. Mend the file, or take in the good rows only."))
    known = await known_now(session)
    entries = [entry for entry in made.entries if not members_file.known_as(entry, known)]
    if any(entry["corporate_number"] in known.applied for entry in entries):
        raise Conflict("id", message("Somebody has applied since under a number of this file. Hand it in again."))
    made.state, made.entries, made.written = ImportState.WRITTEN, None, len(entries)

    for table, rows in rows_of(entries, today(), session.viewer.audience, session.viewer.person_id):
        await session.rows.execute(insert(table), rows)
        if table is Organisation:
            session.changes.append(Change("organisation", rows[0]["id"]))
        for row in rows if invite_owners and table is MemberContact else ():
            await invite(session, email=row["email"], organisation_id=row["organisation_id"], seat_role=SeatRole.OWNER)
    return made


async def problems_of(session: ViewerSession, id: UUID) -> Sequence[MemberImportProblem]:
    """What was found in a file, row by row."""
    order = (col(MemberImportProblem.row), col(MemberImportProblem.id))
    wanted = select(MemberImportProblem).where(MemberImportProblem.member_import_id == id).order_by(*order)
    return (await session.rows.scalars(wanted)).all()


def rows_of(
    entries: Iterable[Entry], day: date, audience: str, actor: UUID | None
) -> Iterator[tuple[type[SQLModel], list[dict[str, Any]]]]:
    """What is written for new members, table by table, parents first. Nothing for no entries."""
    for rows in zip(*(taken_in(entry, day, audience, actor) for entry in entries), strict=True):
        yield type(rows[0]), [row.model_dump() for row in rows]


def taken_in(entry: Entry, day: date, audience: str, actor: UUID | None) -> tuple[SQLModel, ...]:
    """A new member: itself, its contact, its standing, how it came in, and what is recorded of that."""
    since = date.fromisoformat(entry["member_since"]) if entry["member_since"] else day
    member = Organisation(
        kind=OrganisationKind(entry["kind"]),
        name=entry["name"],
        corporate_number=entry["corporate_number"],
        prefecture=entry["prefecture"],
        municipality_code=entry["municipality_code"],
        sector=Sector(entry["sector"]) if entry["sector"] else None,
        status=OrganisationStatus.ACTIVE,
        member_since=since,
    )
    event = MembershipEvent(
        organisation_id=member.id,
        becomes=OrganisationStatus.ACTIVE,
        cause=MembershipCause.RECORDED,
        happened_on=since,
    )
    audit = AuditEntry(
        verb="import_members",
        actor_id=actor,
        audience=audience,
        subject="organisation",
        subject_id=member.id,
        organisation_id=member.id,
        happened_on=day,
        happened_at=now(),
    )
    contact = MemberContact(organisation_id=member.id, name=entry["contact_name"], email=entry["contact_email"])
    register = RegisterEntry(organisation_id=member.id, reference=entry["reference"], taken_in_on=day)
    return member, contact, event, register, audit


async def known_now(session: ViewerSession) -> Known:
    """What a file is compared with, as it is now."""
    found = [(await session.rows.execute(one)).all() for one in QUESTIONS]
    return known_from(*found)


QUESTIONS = (
    select(Prefecture.code, Prefecture.name),
    select(Municipality.code, Municipality.name).where(col(Municipality.closed_on).is_(None)),
    select(Organisation.id, Organisation.corporate_number, Organisation.status).where(
        col(Organisation.corporate_number).is_not(None), col(Organisation.status) != OrganisationStatus.DECLINED
    ),
    select(RegisterEntry.reference, RegisterEntry.organisation_id).where(col(RegisterEntry.reference).is_not(None)),
)
"""Prefectures, today's municipalities, numbers that are taken, and references of the register."""


def known_from(regions: Iterable[Any], places: Iterable[Any], taken: Iterable[Any], register: Iterable[Any]) -> Known:
    """What is known, from the answers to ``QUESTIONS``."""
    prefectures: dict[str, str] = {}
    for code, names in regions:
        ja = names["ja"]
        short = ja if ja == "北海道" else ja[:-1]
        words = (ja, short, names["en"], names["ja-simple"], code, code[3:], f"{int(code[3:])}")
        prefectures |= {plain(word): code for word in words}
    municipalities: dict[str, list[str]] = {}
    for code, name in places:
        municipalities.setdefault(plain(name), []).append(code)
        municipalities[code] = [code]
    rows = list(taken)
    waiting = frozenset(number for _, number, status in rows if status in WAITING)
    return Known(
        prefectures=prefectures,
        municipalities=municipalities,
        numbers={number: str(id) for id, number, _ in rows if number not in waiting},
        applied=waiting,
        references={reference: str(id) for reference, id in register},
        today=today(),
    )


def import_file(
    owner_url: str,
    content: bytes,
    *,
    keep_good: bool,
    dry_run: bool,
    progress: Callable[[int, int], None],
) -> tuple[Sheet, Checked, int]:
    """For the command line, as the database's owner: check a file and take it in. Gives how many were written."""
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.orm import Session as Rows
    from sqlalchemy.pool import NullPool

    sheet = read(content)
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with Rows(engine) as rows, rows.begin():
        checked = members_file.check(sheet, known_from(*(rows.execute(one).all() for one in QUESTIONS)), progress)
        if dry_run or (checked.wrong and not keep_good):
            return sheet, checked, 0
        for table, made in rows_of(checked.new, today(), "owner", None):
            rows.execute(insert(table), made)
    return sheet, checked, len(checked.new)
