"""What can be done in a case against a member. Whoever opens it does not serve it, and decides nothing in it."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError

from server.due_process import rules
from server.due_process.effects import conclude, conclude_proceedings
from server.due_process.models import (
    Measure,
    Proceeding,
    ProceedingStage,
    ProceedingStatement,
    StatementKind,
)
from server.due_process.panel import cast_vote, decide_proceeding, name_panel, recuse_panel_member
from server.kernel import clocks
from server.kernel.entries import prose
from server.kernel.errors import Conflict, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from server.members.models import MembershipCause, Organisation, OrganisationStatus
from server.members.services import change_standing

__all__ = [
    "appeal_decision",
    "cast_vote",
    "conclude",
    "conclude_proceedings",
    "decide_proceeding",
    "name_panel",
    "open_proceeding",
    "recuse_panel_member",
    "reply_to_notice",
    "serve_notice",
    "suspend_meanwhile",
]


async def open_proceeding(
    session: ViewerSession, organisation_id: UUID, *, sought: Measure, grounds: str, articles: Sequence[int]
) -> Proceeding:
    """Draft a case against a member: what it is about, and what is asked for. For membership officers.

    The member sees nothing before another officer serves it. Conflict where it is no member, or another case is open.
    """
    rules.sought(sought)
    words = prose(grounds, "grounds", rules.WORDS)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    person = officer(session)
    if organisation.status not in (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED):
        raise Conflict("organisation_id", message("Only against members can a case be opened."))

    made = Proceeding(
        organisation_id=organisation.id,
        sought=sought,
        grounds=words,
        articles=sorted(set(articles)),
        opened_by=person,
    )
    session.add(made)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("organisation_id", message("A case against this member is open already.")) from None
        raise

    session.record("open_proceeding", made, organisation_id=organisation.id)
    return made


async def serve_notice(session: ViewerSession, id: UUID) -> Proceeding:
    """Give the member notice: from now on it sees the case, and may reply until the day that is set.

    For a membership officer who did not open the case (four eyes). Conflict where it was served.
    """
    proceeding = await session.find(Proceeding, id)

    person = officer(session)
    if proceeding.opened_by == person:
        raise NotPermitted

    proceeding = await at(session, id, ProceedingStage.DRAFT)
    due = rules.reply_due(today())
    proceeding.stage, proceeding.served_by, proceeding.served_on = ProceedingStage.SERVED, person, today()
    proceeding.reply_by, proceeding.reply_due = due.on, clocks.as_texts(due)

    session.record("serve_notice", proceeding, organisation_id=proceeding.organisation_id)
    return proceeding


async def suspend_meanwhile(session: ViewerSession, id: UUID, reason: str) -> Proceeding:
    """Suspend the member at once until the case is decided, where waiting would do harm; the reason is told to it.

    For a membership officer who did not open the case. Conflict before the notice, after the decision, or twice.
    """
    why = prose(reason, "reason", rules.WORDS)

    proceeding = await session.find(Proceeding, id)

    person = officer(session)
    if proceeding.opened_by == person:
        raise NotPermitted

    proceeding = await at(session, id, ProceedingStage.SERVED)
    if proceeding.interim_on:
        raise Conflict("id", message("This member is suspended already until the case is decided."))
    proceeding.interim_on, proceeding.interim_reason = today(), why
    organisation = await session.find(Organisation, proceeding.organisation_id, lock=True)
    await change_standing(session, organisation, OrganisationStatus.SUSPENDED, MembershipCause.SUSPENDED, why)

    session.record("suspend_meanwhile", proceeding, organisation_id=proceeding.organisation_id)
    return proceeding


async def reply_to_notice(session: ViewerSession, id: UUID, body: str) -> ProceedingStatement:
    """Answer the notice, several times if there is more to say. For owners of the member, until the day set."""
    return await state(session, id, body, StatementKind.REPLY)


async def appeal_decision(session: ViewerSession, id: UUID, body: str) -> ProceedingStatement:
    """Appeal against the decision, with the reasons; another panel hears it. For owners of the member, in time."""
    return await state(session, id, body, StatementKind.APPEAL)


async def state(session: ViewerSession, id: UUID, body: str, kind: StatementKind) -> ProceedingStatement:
    """Take in what a member says in its case."""
    words = prose(body, "body", rules.WORDS)

    proceeding = await session.find(Proceeding, id)

    session.permit(SeatRole.OWNER, of=proceeding.organisation_id)
    person = session.viewer.person_id
    if person is None:
        raise NotPermitted

    reply = kind is StatementKind.REPLY
    proceeding = await at(session, id, ProceedingStage.SERVED if reply else ProceedingStage.DECIDED)
    last_day = proceeding.reply_by if reply else proceeding.appeal_by
    if last_day is None or today() > last_day:
        raise Conflict("id", message("The time for this has passed."))
    made = ProceedingStatement(
        proceeding_id=proceeding.id,
        organisation_id=proceeding.organisation_id,
        person_id=person,
        kind=kind,
        body=words,
    )
    session.add(made)
    if not reply:
        proceeding.stage = ProceedingStage.APPEALED

    verb = "reply_to_notice" if reply else "appeal_decision"
    session.record(verb, proceeding, organisation_id=proceeding.organisation_id)
    return made


async def at(session: ViewerSession, id: UUID, stage: ProceedingStage) -> Proceeding:
    """The case, held, where it is at this stage; else a Conflict."""
    proceeding = await session.find(Proceeding, id, lock=True)
    if proceeding.stage is not stage:
        raise Conflict("id", message("This case is at another stage by now."))
    return proceeding


def officer(session: ViewerSession) -> UUID:
    """The membership officer who acts."""
    session.permit(Role.MEMBERSHIP_OFFICER)
    if session.viewer.person_id is None:
        raise NotPermitted
    return session.viewer.person_id
