"""A member's right to speak beside its lapses. A lapse is a public fact, never a score; so is what its member says."""

from uuid import UUID

from sqlmodel import func, select

from server.conduct.models import Commitment
from server.kernel.entries import prose
from server.kernel.errors import Conflict, LimitReached, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import LapseComment, MembershipCause, MembershipEvent

LONGEST = 2000
MOST = 5
"""Comments beside one lapse."""

LAPSES = frozenset(
    {
        MembershipCause.REPORT_OVERDUE,
        MembershipCause.GRACE_OVER,
        MembershipCause.SUSPENDED,
        MembershipCause.EXPELLED,
    }
)


async def comment_on_event(session: ViewerSession, id: UUID, text: dict[str, str]) -> LapseComment:
    """Say something, in public and dated, beside a change of standing that is a lapse. For owners of the member.

    Nothing said is taken back or changed; there may be more of it, up to five beside one lapse.
    """
    event = await session.find(MembershipEvent, id)

    session.permit(SeatRole.OWNER, of=event.organisation_id)
    if event.cause not in LAPSES:
        raise Conflict("id", message("This is no lapse. You can comment on lapses only."))

    return await said(session, event.organisation_id, text, membership_event_id=event.id)


async def comment_on_commitment(session: ViewerSession, id: UUID, text: dict[str, str]) -> LapseComment:
    """Say something, in public and dated, beside a commitment that is late. For owners of the member."""
    commitment = await session.find(Commitment, id)

    session.permit(SeatRole.OWNER, of=commitment.organisation_id)
    if commitment.due_on >= today() or (commitment.met_until and commitment.met_until >= today()):
        raise Conflict("id", message("This is no lapse. You can comment on lapses only."))

    return await said(session, commitment.organisation_id, text, commitment_id=commitment.id)


async def said(session: ViewerSession, organisation_id: UUID, text: dict[str, str], **beside: UUID) -> LapseComment:
    """The comment, written and recorded."""
    words = {language: prose(one, "text", LONGEST) for language, one in (text or {"": ""}).items()}
    comment = LapseComment(
        organisation_id=organisation_id,
        text=words,
        membership_event_id=beside.get("membership_event_id"),
        commitment_id=beside.get("commitment_id"),
    )
    [(name, lapse)] = beside.items()
    there = await session.rows.scalar(select(func.count()).where(getattr(LapseComment, name) == lapse)) or 0
    if there >= MOST:
        raise LimitReached("id", message("There are %(most)s comments here already."), most=MOST)
    session.add(comment)
    await session.flush()

    session.record("comment_on_lapse", comment, organisation_id=organisation_id)
    return comment
