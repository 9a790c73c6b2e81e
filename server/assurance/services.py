"""What can be done about evidence: add it, link it, show it to others, withdraw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from server.assurance import rules
from server.assurance.models import (
    CommitmentEvidence,
    Evidence,
    EvidenceContent,
    EvidenceKind,
    EvidenceVisibility,
    LadderRung,
    RungEvidence,
)
from server.conduct.models import Commitment
from server.conduct.services import reckon
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, LimitReached, NotFound, message
from server.kernel.models import StoredFile
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import Organisation


@dataclass(frozen=True)
class Shows:
    """What a piece of evidence is meant to show: commitments, and levels of the ladder."""

    commitments: Sequence[UUID] = ()
    rungs: Sequence[UUID] = ()


async def add_evidence(
    session: ViewerSession,
    organisation_id: UUID,
    *,
    kind: EvidenceKind,
    title: dict[str, str],
    source: str,
    dated_on: date,
    expires_on: date | None,
    visibility: EvidenceVisibility,
    file_id: UUID | None,
    shows: Shows,
) -> Evidence:
    """Add evidence, and say what it shows. For owners and editors.

    It counts until ``expires_on``, two years from its day where left out, five at most. Only what somebody outside may
    look at counts towards a state or a level.
    """
    named = {language: prose(text, "title", rules.TITLE_LIMIT) for language, text in title.items()}
    if not named:
        raise Invalid("title", message("Please fill this in."))
    origin = line(source, "source", rules.SOURCE_LIMIT)
    dated, ends = rules.dates(dated_on, expires_on, today())

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)
    if file_id is not None:
        file = await session.find(StoredFile, file_id, "file_id")
        if file.organisation_id != organisation.id:
            raise NotFound("file_id")

    evidence = Evidence(
        organisation_id=organisation.id, kind=kind, visibility=visibility, dated_on=dated, expires_on=ends
    )
    session.add(evidence)
    await session.flush()
    session.add(
        EvidenceContent(
            evidence_id=evidence.id,
            organisation_id=organisation.id,
            visibility=visibility,
            title=named,
            source=origin,
            file_id=file_id,
        )
    )
    await linked(session, evidence, shows)

    session.record("add_evidence", evidence, organisation_id=organisation.id)
    return evidence


async def link_evidence(session: ViewerSession, id: UUID, shows: Shows) -> Evidence:
    """Say of evidence that is there what else it shows. For owners and editors. Conflict where that has been said."""
    evidence = await own_evidence(session, id)
    if not shows.commitments and not shows.rungs:
        raise Invalid("commitment_ids", message("Please fill this in."))

    await linked(session, evidence, shows)

    session.record("link_evidence", evidence, organisation_id=evidence.organisation_id)
    return evidence


async def share_evidence(session: ViewerSession, id: UUID, visibility: EvidenceVisibility) -> Evidence:
    """Say who may look at evidence. For owners and editors. What only the member itself sees no longer counts."""
    evidence = await own_evidence(session, id)

    evidence.visibility = visibility
    content = await session.find(EvidenceContent, id)
    content.visibility = visibility
    await reckon_shown(session, evidence)

    session.record("share_evidence", evidence, organisation_id=evidence.organisation_id)
    return evidence


async def withdraw_evidence(session: ViewerSession, id: UUID) -> Evidence:
    """Take evidence back: it counts no more from today, and only its member still sees what it says. Its owners may."""
    evidence = await own_evidence(session, id)
    session.permit(SeatRole.OWNER, of=evidence.organisation_id)

    evidence.withdrawn_on = today()
    content = await session.find(EvidenceContent, id)
    content.visibility = EvidenceVisibility.OWN
    await reckon_shown(session, evidence)

    session.record("withdraw_evidence", evidence, organisation_id=evidence.organisation_id)
    return evidence


async def own_evidence(session: ViewerSession, id: UUID) -> Evidence:
    """The evidence, for an owner or editor of its member. Conflict where it is withdrawn."""
    found = await session.find(Evidence, id)
    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=found.organisation_id)
    evidence = await session.find(Evidence, id, lock=True)
    if evidence.withdrawn_on:
        raise Conflict("id", message("This evidence has been withdrawn."))
    return evidence


async def linked(session: ViewerSession, evidence: Evidence, shows: Shows) -> None:
    """Link evidence to commitments of its own member and to levels for which its kind counts."""
    if max(len(shows.commitments), len(shows.rungs)) > rules.MOST_LINKS:
        raise LimitReached("commitment_ids", message("These are too many at once."))
    rows: list[CommitmentEvidence | RungEvidence] = []
    for place, id in enumerate(dict.fromkeys(shows.commitments)):
        commitment = await session.find(Commitment, id, f"commitment_ids.{place}")
        if commitment.organisation_id != evidence.organisation_id:
            raise NotFound(f"commitment_ids.{place}")
        rows.append(
            CommitmentEvidence(commitment_id=id, evidence_id=evidence.id, organisation_id=evidence.organisation_id)
        )
    for place, id in enumerate(dict.fromkeys(shows.rungs)):
        rung = await session.find(LadderRung, id, f"rung_ids.{place}")
        if evidence.kind.value not in rung.kinds:
            raise Invalid(f"rung_ids.{place}", message("This kind of evidence does not count for this level."))
        rows.append(RungEvidence(rung_id=id, evidence_id=evidence.id, organisation_id=evidence.organisation_id))
    session.rows.add_all(rows)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("id", message("That has been said of this evidence already.")) from None
        raise
    await reckon_shown(session, evidence)


async def reckon_shown(session: ViewerSession, evidence: Evidence) -> None:
    """Reckon anew every commitment that the evidence is meant to show; in one order, so that nobody waits for ever."""
    await session.flush()
    shown = await session.rows.scalars(
        select(CommitmentEvidence.commitment_id)
        .where(col(CommitmentEvidence.evidence_id) == evidence.id)
        .order_by(col(CommitmentEvidence.commitment_id))
    )
    for id in shown.all():
        await reckon(session, await session.find(Commitment, id, lock=True))
