"""The rows of invented grievances: sealed like real ones, and with the trail that handling them would have left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from server.demo.entries import Entry
from server.grievances import filing, rules, thread
from server.grievances.models import (
    Author,
    Grievance,
    GrievanceCategory,
    GrievanceMessage,
    GrievanceReading,
    GrievanceState,
    MessageKind,
    Outcome,
    Party,
)
from server.kernel import sealing
from server.kernel.models import AuditEntry


@dataclass(frozen=True)
class Said:
    """One text of the thread after what was filed."""

    on: date
    author: Author
    kind: MessageKind
    words: str


def report_of(entry: Entry, organisations: Mapping[str, UUID]) -> filing.Report:
    """What the worker tells, checked as filing checks it."""
    employer = entry["employer"]
    return filing.checked(
        filing.Report(
            category=GrievanceCategory(entry["category"]),
            language=entry["language"],
            narrative=entry["narrative"],
            employer_id=organisations[employer["organisation"]] if "organisation" in employer else None,
            employer_name=employer.get("name"),
            prefecture=entry["prefecture"],
            fair_result=entry["fair_result"],
            parties=tuple(map(Party, entry["must_not_know"])),
        )
    )


def grievance(
    entry: Entry,
    report: filing.Report,
    pepper: sealing.Pepper,
    keys: sealing.ReceiptKeys,
    handlers: Sequence[tuple[UUID, bytes]],
    handler: UUID | None,
    day: date,
) -> Iterator[SQLModel]:
    """A grievance with its thread, its receipt, a grant for each of ``handlers``, and what ``handler`` did about it."""
    pair = sealing.new_case_pair()
    filed_on = day - timedelta(days=entry["filed_days_ago"])
    row = filing.grievance_of(report, uuid4(), pair.public, filed_on)
    _bring_to_state(row, entry, day)
    yield row
    texts = filing.texts_of(report, pepper, row)
    yield _done("file_grievance", row, row, filed_on, None)
    yield from filing.exclusions_of(report, row.id)
    yield from filing.grants_of(row.id, pair.secret, handlers, filed_on)
    yield filing.receipt_of(row.id, pair.secret, keys)
    if row.acknowledged_on:
        yield GrievanceReading(grievance_id=row.id, person_id=handler, read_on=row.acknowledged_on)
        yield _done("acknowledge_grievance", row, row, row.acknowledged_on, handler)
    for said in _said(entry, day):
        written = thread.write(pepper, pair.public, row.id, texts[-1], said.kind, said.author, said.words, said.on)
        texts.append(written)
        by = handler if said.author is Author.HANDLER else None
        verb, subject = (
            ("close_grievance", row) if said.kind is MessageKind.CLOSING_REASON else ("send_message", written)
        )
        yield _done(verb, row, subject, said.on, by)
    yield from texts


def _bring_to_state(row: Grievance, entry: Entry, day: date) -> None:
    row.state = GrievanceState(entry["state"])
    if "acknowledged_days_ago" in entry:
        row.acknowledged_on = day - timedelta(days=entry["acknowledged_days_ago"])
        row.due_on = rules.due_on_acknowledgement(row.filed_on).on
    if closed := entry.get("closed"):
        row.closed_on = day - timedelta(days=closed["days_ago"])
        row.outcome = Outcome(closed["outcome"])


def _said(entry: Entry, day: date) -> list[Said]:
    """The messages and the reason for closing, in the order of their days."""
    texts = [(one["days_ago"], Author(one["author"]), MessageKind.MESSAGE, one["body"]) for one in entry["messages"]]
    if closed := entry.get("closed"):
        texts.append((closed["days_ago"], Author.HANDLER, MessageKind.CLOSING_REASON, closed["reason"]))
    said = [Said(day - timedelta(days=ago), author, kind, words) for ago, author, kind, words in texts]
    return sorted(said, key=lambda one: one.on)


def _done(verb: str, of: Grievance, subject: Grievance | GrievanceMessage, on: date, by: UUID | None) -> AuditEntry:
    return AuditEntry(
        id=uuid4(),
        verb=verb,
        actor_id=by,
        audience="staff" if by else "worker",
        subject=str(subject.__tablename__),
        subject_id=subject.id,
        grievance_id=of.id,
        happened_on=on,
    )
