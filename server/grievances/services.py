"""What can be done about a grievance: file it, come back to it, write, acknowledge, close."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import asyncpg
from sqlalchemy import func, text
from sqlmodel import col, select

from server.grievances import filing, opening, rules, thread
from server.grievances.models import (
    Author,
    Grievance,
    GrievanceGrant,
    GrievanceMessage,
    GrievanceReceipt,
    GrievanceState,
    MessageKind,
    Outcome,
)
from server.identity.models import Session
from server.kernel import sealing
from server.kernel.entries import prose
from server.kernel.errors import Invalid, NotFound, message
from server.kernel.idempotency import Request, recall, remember
from server.kernel.rows import write
from server.kernel.session import Door, ViewerSession
from server.kernel.table import TOKYO, now, today
from server.kernel.viewer import HANDLERS, Audience, Viewer

VISIT = timedelta(hours=2)
"""How long a receipt's session lasts."""

FILING = timedelta(minutes=5)
"""How long the session lasts in which a grievance is filed. Nobody ever holds its token."""

# Whoever presses twice waits here for the first press, at the cost of one Argon2; between processes the database rules.
_pressed: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

NOT_A_RECEIPT = {
    "LENGTH": message("A receipt has 20 digits. Please count them again."),
    "CHECK_DIGIT": message("One digit is wrong. Please compare it with your receipt, group by group."),
    "CHARACTER": message("A receipt has digits only, no letters."),
}


class Filed(NamedTuple):
    """What whoever files gets: the receipt, 20 digits in groups of four, and the day by which a person must answer."""

    receipt: str
    due_on: date


async def file_grievance(door: Door, language: str, request: Request, report: filing.Report) -> Filed:
    """Take a grievance in, from whoever tells it, and give its receipt.

    The receipt is made before the transaction opens and exists nowhere else; the same request gives it again for
    fifteen minutes, afterwards ALREADY_RECEIVED. Nobody signed in is recorded, even where somebody is. The keys go to
    every enrolled case handler without a seat in an organisation that must not know. If there is none, the grievance
    is kept all the same: its worker opens it, and who takes it in is decided at the worker's next visit.
    """
    report = filing.checked(report)
    async with _pressed.setdefault(request.key, asyncio.Lock()):
        return await _file(door, language, request, report)


async def _file(door: Door, language: str, request: Request, report: filing.Report) -> Filed:
    async with door.reading(None) as visitor:
        if known := await recall(visitor, door.secrets, request):
            return _again(known[1])
        await _known(visitor, report)
    grievance_id, pair, digits = uuid4(), sealing.new_case_pair(), sealing.new_receipt()
    keys = await _receipt_keys(door, digits)
    grievance = filing.grievance_of(report, grievance_id, pair.public, today())
    texts = filing.texts_of(report, door.secrets.pepper, grievance)
    token = await _begin(door, grievance_id, FILING)

    itself = Viewer(Audience.WORKER, language, grievance_id=grievance_id)
    async with door.writing(token, language, itself) as session:
        if known := await recall(session.connection.driver, door.secrets, request):  # another process was faster
            return _again(known[1])
        handlers = await _intake_handlers(session.connection.driver, report.kept_from())

        rows = (
            grievance,
            *filing.exclusions_of(report, grievance_id),
            *texts,
            *filing.grants_of(grievance_id, pair.secret, handlers, grievance.filed_on),
            filing.receipt_of(grievance_id, pair.secret, keys),
        )
        for row in rows:
            session.add(row)

        filed = Filed(sealing.format_receipt(digits), grievance.due_on)
        session.record("file_grievance", grievance, grievance_id=grievance_id)
        remember(session, request, grievance_id, {"receipt": filed.receipt, "due_on": filed.due_on.isoformat()})
    return filed


def _again(secrets: Mapping[str, str]) -> Filed:
    return Filed(secrets["receipt"], date.fromisoformat(secrets["due_on"]))


async def open_grievance(door: Door, language: str, receipt: str) -> tuple[sealing.Token, UUID]:
    """A session of two hours for one grievance, for who holds its receipt.

    Any script's digits and any separators are read. Slips are refused in words before anything is looked up; an
    unknown receipt costs the same work as a known one. No visit is recorded. A grievance that no handler holds is
    granted now to those who could: only its worker's session can do that.
    """
    try:
        digits = sealing.read_receipt(receipt)
    except sealing.ReceiptError as slip:
        raise Invalid("receipt", NOT_A_RECEIPT[slip.code]) from None
    keys = await _receipt_keys(door, digits)

    async with door.authenticating(language) as session:
        found = await session.rows.scalar(select(GrievanceReceipt).where(GrievanceReceipt.lookup == keys.lookup))
        # Whoever guesses gets the same work done for nothing; the refusal undoes it.
        grievance_id = found.grievance_id if found else uuid4()
        wrapped = found.wrapped_key if found else sealing.seal_receipt_wrap(keys, grievance_id, bytes(32))
        secret = sealing.open_receipt_wrap(keys, grievance_id, wrapped)
        token, row = _session_for(grievance_id, VISIT, secret)
        session.add(row)
        await session.flush()
        if found is None:
            raise NotFound("receipt", message("We found nothing under this receipt. Please compare every digit."))

    async with door.writing(token, language) as session:
        stand_ins = await session.rows.execute(text("select person_id, public_key from stand_in_handlers()"))
        for grant in filing.grants_of(grievance_id, secret, [(row[0], row[1]) for row in stand_ins], today()):
            session.add(grant)
    return token, grievance_id


async def send_message(session: ViewerSession, grievance_id: UUID, body: str) -> GrievanceMessage:
    """Write to the other side: the worker with the receipt, or a handler with a grant; 1 to 10,000 characters.

    Also after closing: what a worker still has to say is never lost, and the state stays as it is.
    """
    body = prose(body, "body", rules.LONGEST_MESSAGE)

    grievance = await session.find(Grievance, grievance_id, "grievance_id")

    author = _author(session)

    await _alone_in(session, grievance_id)
    written = await _write(session, grievance, MessageKind.MESSAGE, author, body)

    session.record("send_message", written, grievance_id=grievance_id)
    return written


async def acknowledge_grievance(session: ViewerSession, id: UUID) -> Grievance:
    """Tell the worker that a person has read it: received → acknowledged. The answer is due 30 days after filing."""
    grievance = await session.find(Grievance, id, lock=True)

    session.permit(*HANDLERS)
    rules.check_state(grievance, GrievanceState.RECEIVED)

    grievance.state = GrievanceState.ACKNOWLEDGED
    grievance.acknowledged_on = today()
    grievance.due_on = rules.due_on_acknowledgement(grievance.filed_on).on

    session.record("acknowledge_grievance", grievance, grievance_id=id)
    return grievance


async def close_grievance(session: ViewerSession, id: UUID, outcome: Outcome, reason: str) -> Grievance:
    """End it with an outcome and a reason: acknowledged → closed. The worker reads the reason, so it is sealed too."""
    reason = prose(reason, "reason", rules.LONGEST_REASON)

    # The thread before the row: whoever writes holds the thread and then waits for the row.
    await _alone_in(session, id)
    grievance = await session.find(Grievance, id, lock=True)

    session.permit(*HANDLERS)
    rules.check_state(grievance, GrievanceState.ACKNOWLEDGED)

    await _write(session, grievance, MessageKind.CLOSING_REASON, Author.HANDLER, reason)
    grievance.state = GrievanceState.CLOSED
    grievance.closed_on = today()
    grievance.outcome = outcome

    session.record("close_grievance", grievance, grievance_id=id)
    return grievance


def _author(session: ViewerSession) -> Author:
    """Whose words the viewer's are. Policies let the worker see one grievance, and a handler those with a grant."""
    if session.viewer.audience is Audience.WORKER:
        return Author.WORKER
    session.permit(*HANDLERS)
    return Author.HANDLER


async def _alone_in(session: ViewerSession, grievance_id: UUID) -> None:
    """Wait until nobody else writes in this thread, to the end of the transaction: a chain has one end.

    An advisory lock, because a worker may not change the grievance's row and so cannot lock it.
    """
    place = int.from_bytes(grievance_id.bytes[:8], "big", signed=True)
    await session.rows.execute(select(func.pg_advisory_xact_lock(place)))


async def _write(
    session: ViewerSession, grievance: Grievance, kind: MessageKind, author: Author, words: str
) -> GrievanceMessage:
    thread_of = select(GrievanceMessage).where(GrievanceMessage.grievance_id == grievance.id)
    last = await session.rows.scalar(thread_of.order_by(col(GrievanceMessage.seq).desc()).limit(1))
    public = await _public_key(session, grievance)
    written = thread.write(session.secrets.pepper, public, grievance.id, last, kind, author, words, today())
    session.add(written)
    await session.flush()
    return written


async def _public_key(session: ViewerSession, grievance: Grievance) -> bytes:
    """What to seal to. Who holds the secret half computes it: a thief who writes could have replaced the column."""
    grants = select(GrievanceGrant.sealed_key).where(GrievanceGrant.grievance_id == grievance.id)
    grant = None if session.viewer.audience is Audience.WORKER else await session.rows.scalar(grants)
    secret = opening.grievance_key(session.viewer, grievance.id, grant)
    return sealing.public_key(secret) if secret else grievance.public_key


async def _receipt_keys(door: Door, digits: str) -> sealing.ReceiptKeys:
    return await sealing.in_argon(sealing.receipt_keys, door.secrets.pepper, door.secrets.system_salt, digits)


async def _begin(door: Door, grievance_id: UUID, length: timedelta) -> sealing.Token:
    """A receipt's session, committed before anything is written in it. Without a grievance it is harmless and swept."""
    token, row = _session_for(grievance_id, length, None)
    async with door.pools.driver("authenticator") as authenticator:
        await write(authenticator, [row])
    return token


def _session_for(grievance_id: UUID, length: timedelta, secret: bytes | None) -> tuple[sealing.Token, Session]:
    ends = now() + length
    token = sealing.new_token("worker", int(ends.timestamp()))
    row = Session(
        id=token.id,
        token_hash=token.lookup,
        audience=Audience.WORKER,
        grievance_id=grievance_id,
        box=sealing.seal_session_box(token, secret) if secret else None,
        expires_on=ends.astimezone(TOKYO).date(),
    )
    return token, row


async def _known(visitor: asyncpg.Connection, report: filing.Report) -> None:
    """Refuse organisations that a visitor cannot see: whoever cannot be named cannot be kept away either."""
    kept_from = report.kept_from()
    if not kept_from:
        return
    found: Any = await visitor.fetchval("select array(select id from organisation where id = any ($1))", kept_from)
    if report.employer_id and report.employer_id not in found:
        raise NotFound("employer.organisation_id")
    if not set(kept_from).issubset(found):
        raise NotFound("must_not_know")


async def _intake_handlers(driver: asyncpg.Connection, kept_from: Sequence[UUID]) -> list[tuple[UUID, bytes]]:
    """Who takes it in: every enrolled case handler without a seat in one of these organisations."""
    rows: Any = await driver.fetch("select person_id, public_key from intake_handlers($1)", kept_from)
    return [(row["person_id"], row["public_key"]) for row in rows]
