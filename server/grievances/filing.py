"""A new grievance, as rows that are sealed before any is sent. Pure functions, for filing and for demonstrations."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from server.grievances import rules, thread
from server.grievances.models import (
    Author,
    Grievance,
    GrievanceCategory,
    GrievanceExclusion,
    GrievanceGrant,
    GrievanceMessage,
    GrievanceReceipt,
    GrievanceState,
    MessageKind,
    Party,
)
from server.kernel import sealing
from server.kernel.entries import prose


@dataclass(frozen=True)
class Report:
    """What a worker tells. The employer is a member (``employer_id``), a name, or unknown (neither)."""

    category: GrievanceCategory
    language: str
    narrative: str = field(repr=False)
    employer_id: UUID | None = None
    employer_name: str | None = field(default=None, repr=False)
    prefecture: str | None = None
    fair_result: str | None = field(default=None, repr=False)
    parties: tuple[Party, ...] = ()
    excluded: tuple[UUID, ...] = ()

    def kept_from(self) -> list[UUID]:
        """The organisations whose people must not know: the employer named, and those the worker excludes."""
        return sorted({*self.excluded, *([self.employer_id] if self.employer_id else [])})


def checked(report: Report) -> Report:
    """The report as it will be sealed, or a refusal at the entry that cannot be."""
    rules.check_language(report.language)
    rules.check_prefecture(report.prefecture)
    rules.check_excluded((*report.parties, *report.excluded))
    name, fair = report.employer_name, report.fair_result
    return Report(
        category=report.category,
        language=report.language,
        narrative=prose(report.narrative, "narrative", rules.LONGEST_NARRATIVE),
        employer_id=report.employer_id,
        employer_name=None if name is None else prose(name, "employer.name", rules.LONGEST_EMPLOYER_NAME),
        prefecture=report.prefecture,
        fair_result=prose(fair, "fair_result", rules.LONGEST_FAIR_RESULT) if fair and fair.strip() else None,
        parties=tuple(dict.fromkeys(report.parties)),
        excluded=report.excluded,
    )


def grievance_of(report: Report, grievance_id: UUID, public: bytes, filed_on: date) -> Grievance:
    """The facts that triage needs, in clear."""
    return Grievance(
        id=grievance_id,
        state=GrievanceState.RECEIVED,
        category=report.category,
        language=report.language,
        prefecture=report.prefecture,
        employer_id=report.employer_id,
        must_not_know=[party.value for party in report.parties],
        public_key=public,
        filed_on=filed_on,
        due_on=rules.due_on_receipt(filed_on).on,
    )


def texts_of(report: Report, pepper: sealing.Pepper, grievance: Grievance) -> list[GrievanceMessage]:
    """The beginning of the thread: the narrative, what would be fair, and the employer's name where it is free text."""
    rows: list[GrievanceMessage] = []
    public, day = grievance.public_key, grievance.filed_on
    for kind, text in (
        (MessageKind.NARRATIVE, report.narrative),
        (MessageKind.FAIR_RESULT, report.fair_result),
        (MessageKind.EMPLOYER_NAME, report.employer_name),
    ):
        if text is not None:
            before = rows[-1] if rows else None
            rows.append(thread.write(pepper, public, grievance.id, before, kind, Author.WORKER, text, day))
    return rows


def exclusions_of(report: Report, grievance_id: UUID) -> list[GrievanceExclusion]:
    """One row for each organisation whose people must not know."""
    return [GrievanceExclusion(grievance_id=grievance_id, organisation_id=kept) for kept in report.kept_from()]


def grants_of(
    grievance_id: UUID, secret: bytes, handlers: Iterable[tuple[UUID, bytes]], day: date
) -> list[GrievanceGrant]:
    """The grievance's key sealed to each handler, given as person and public key."""
    return [
        GrievanceGrant(
            grievance_id=grievance_id,
            person_id=person_id,
            sealed_key=sealing.seal_grant(public, grievance_id, person_id, secret),
            granted_on=day,
        )
        for person_id, public in handlers
    ]


def receipt_of(grievance_id: UUID, secret: bytes, keys: sealing.ReceiptKeys) -> GrievanceReceipt:
    """How the receipt finds and opens the grievance."""
    return GrievanceReceipt(
        grievance_id=grievance_id, lookup=keys.lookup, wrapped_key=sealing.seal_receipt_wrap(keys, grievance_id, secret)
    )
