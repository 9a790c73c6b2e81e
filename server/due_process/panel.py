"""Who decides a case: people without ties to the member, named one by one; how they vote, and what comes of it."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from server.due_process import rules
from server.due_process.effects import conclude
from server.due_process.models import (
    Instance,
    Measure,
    PanelMember,
    PanelVote,
    Proceeding,
    ProceedingDecision,
    ProceedingStage,
    ProceedingStatement,
    Recusal,
)
from server.identity.models import Person, Seat
from server.kernel import clocks
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role
from server.ties.services import connected


async def name_panel(session: ViewerSession, id: UUID, people: Sequence[UUID]) -> Proceeding:
    """Name people to the panel that sits now; for an appeal, others than before. For membership officers.

    Refused at ``people`` for whoever has a seat at the member or at anyone tied to it, opened or served the case, or
    sits or sat on a panel of it.
    """
    proceeding = await session.find(Proceeding, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    proceeding = await session.find(Proceeding, id, lock=True)
    instance = rules.instance_of(proceeding.stage)
    sitting = await panel(session, proceeding, instance)
    if len(sitting) + len(people) > rules.LARGEST_PANEL:
        raise Invalid("people", message("A panel has at most nine members."))
    await refuse_tied(session, proceeding, people)
    for person_id in people:
        person = await session.find(Person, person_id, "people")
        session.add(
            PanelMember(
                proceeding_id=proceeding.id,
                organisation_id=proceeding.organisation_id,
                person_id=person.id,
                name=person.name,
                instance=instance,
            )
        )
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("people", message("Somebody sits on a panel of this case already, or did.")) from None
        raise

    session.record("name_panel", proceeding, organisation_id=proceeding.organisation_id)
    return proceeding


async def recuse_panel_member(session: ViewerSession, id: UUID, reason: str) -> PanelMember:
    """Leave a panel, or take somebody off it, and say why. For the panel member, and for membership officers.

    Conflict where they have voted, or have left it already.
    """
    why = line(reason, "reason", rules.WORDS)

    sitting = await session.find(PanelMember, id)

    if session.viewer.person_id != sitting.person_id:
        session.permit(Role.MEMBERSHIP_OFFICER)
    if await session.rows.get(PanelVote, sitting.id):
        raise Conflict("id", message("The vote has been cast already."))

    session.add(Recusal(panel_member_id=sitting.id, proceeding_id=sitting.proceeding_id, reason=why))
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("id", message("This panel member has left the panel already.")) from None
        raise

    session.record("recuse_panel_member", sitting, organisation_id=sitting.organisation_id)
    return sitting


async def cast_vote(session: ViewerSession, id: UUID, measure: Measure, reasons: str) -> Proceeding:
    """Vote in the panel on which one sits, once, with reasons. Conflict before the member's time to reply is over,
    unless it has replied; or where one has voted."""
    why = prose(reasons, "reasons", rules.WORDS)

    proceeding = await session.find(Proceeding, id)

    instance = rules.instance_of(proceeding.stage)
    seats = {sitting.person_id: sitting for sitting in await panel(session, proceeding, instance)}
    mine = seats.get(session.viewer.person_id) if session.viewer.person_id else None
    if mine is None:
        raise NotPermitted
    await refuse_early(session, proceeding)

    session.add(PanelVote(panel_member_id=mine.id, proceeding_id=proceeding.id, measure=measure, reasons=why))
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("id", message("The vote has been cast already.")) from None
        raise

    session.record("cast_vote", proceeding, organisation_id=proceeding.organisation_id)
    return proceeding


async def decide_proceeding(
    session: ViewerSession, id: UUID, *, reasons: str, public_text: dict[str, str]
) -> Proceeding:
    """Write down what the panel has decided by its votes, with the reasons for the member and a text for everybody.

    For a membership officer who is not on the panel. The first decision waits for an appeal, unless it dismisses the
    case; the decision on an appeal is final, and never graver than the first. Conflict before everybody has voted,
    where the panel is too small or even, or where a panel member has become tied to the member.
    """
    why = prose(reasons, "reasons", rules.WORDS)
    if not public_text:
        raise Invalid("public_text", message("Please give a text in at least one language."))
    texts = {language: prose(text, "public_text", rules.WORDS) for language, text in public_text.items()}

    proceeding = await session.find(Proceeding, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    proceeding = await session.find(Proceeding, id, lock=True)
    instance = rules.instance_of(proceeding.stage)
    votes = await all_votes(session, proceeding, instance)
    gravest = await first_measure(session, proceeding) if instance is Instance.APPEAL else proceeding.sought
    measure = rules.majority(votes, gravest)
    session.add(
        ProceedingDecision(
            proceeding_id=proceeding.id,
            organisation_id=proceeding.organisation_id,
            instance=instance,
            measure=measure,
            reasons=why,
        )
    )
    proceeding.public_text = texts
    if instance is Instance.APPEAL or measure is Measure.DISMISSED:
        await conclude(session.rows, proceeding, measure, today())
    else:
        due = rules.appeal_due(today())
        proceeding.stage, proceeding.decided_on = ProceedingStage.DECIDED, today()
        proceeding.appeal_by, proceeding.appeal_due = due.on, clocks.as_texts(due)

    session.record("decide_proceeding", proceeding, organisation_id=proceeding.organisation_id)
    return proceeding


async def panel(session: ViewerSession, proceeding: Proceeding, instance: Instance) -> list[PanelMember]:
    """Who sits on a panel: those named, without those recused."""
    gone = select(Recusal.panel_member_id).where(col(Recusal.proceeding_id) == proceeding.id)
    found = await session.rows.scalars(
        select(PanelMember).where(
            col(PanelMember.proceeding_id) == proceeding.id,
            col(PanelMember.instance) == instance,
            col(PanelMember.id).not_in(gone),
        )
    )
    return list(found)


async def all_votes(session: ViewerSession, proceeding: Proceeding, instance: Instance) -> list[Measure]:
    """The votes of a panel that can decide now; else a Conflict."""
    await refuse_early(session, proceeding)
    sitting = {one.id: one for one in await panel(session, proceeding, instance)}
    if any(one.person_id == session.viewer.person_id for one in sitting.values()):
        raise NotPermitted
    rules.refuse_small_panel(len(sitting))
    votes = await session.rows.scalars(select(PanelVote).where(col(PanelVote.proceeding_id) == proceeding.id))
    measures = [vote.measure for vote in votes if vote.panel_member_id in sitting]
    if len(measures) < len(sitting):
        raise Conflict("id", message("Not everybody on the panel has voted yet."))
    await refuse_tied(session, proceeding, [one.person_id for one in sitting.values()], "id")
    return measures


async def first_measure(session: ViewerSession, proceeding: Proceeding) -> Measure:
    """What the first panel has decided."""
    found = await session.rows.scalars(
        select(ProceedingDecision).where(col(ProceedingDecision.proceeding_id) == proceeding.id)
    )
    return found.one().measure


async def refuse_early(session: ViewerSession, proceeding: Proceeding) -> None:
    """Conflict while the member may still reply, and has not."""
    if proceeding.reply_by is None or today() > proceeding.reply_by:
        return
    said = select(ProceedingStatement.id).where(col(ProceedingStatement.proceeding_id) == proceeding.id).limit(1)
    if not await session.rows.scalar(said):
        raise Conflict("id", message("The member still has time to reply."))


async def refuse_tied(
    session: ViewerSession, proceeding: Proceeding, people: Sequence[UUID], path: str = "people"
) -> None:
    """Conflict where somebody is not free to decide: by a seat at the member or at anyone tied to it, or by their part
    in bringing the case."""
    tied = await connected(session, proceeding.organisation_id, today()) | {proceeding.organisation_id}
    seats = select(Seat.person_id).where(
        col(Seat.person_id).in_(people), col(Seat.organisation_id).in_(tied), col(Seat.revoked_on).is_(None)
    )
    if {proceeding.opened_by, proceeding.served_by} & set(people) or await session.rows.scalar(seats.limit(1)):
        raise Conflict(path, message("Somebody is not free to decide: by a tie to the member, or to the case."))
