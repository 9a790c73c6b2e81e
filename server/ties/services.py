"""What can be done about ties: declare one, end it, confirm or dispute it; and who is connected with whom."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from server.identity.models import Seat
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from server.members.models import MembershipCause, Organisation, OrganisationStatus
from server.members.services import change_standing, standing_of
from server.ties import rules
from server.ties.models import Tie, TieAnswer, TieKind, TieSource

LIVING = (OrganisationStatus.ACTIVE, OrganisationStatus.GRACE, OrganisationStatus.SUSPENDED)
"""The standings of a membership that can end."""


async def declare_tie(
    session: ViewerSession,
    *,
    from_id: UUID,
    to_id: UUID,
    kind: TieKind,
    valid_from: date,
    valid_to: date | None,
    source: TieSource,
) -> Tie:
    """Say what one organisation (``to_id``) is to another (``from_id``), from a day on.

    For owners of either side, and for membership officers. Conflict at ``to_id`` where the same tie or another parent
    holds on some of these days, or where an organisation would stand above itself.
    """
    rules.span(valid_from, valid_to, today())
    if from_id == to_id:
        raise Invalid("to_id", message("An organisation cannot be tied to itself."))

    near = await session.find(Organisation, from_id, "from_id")
    far = await session.find(Organisation, to_id, "to_id")

    side = own_side(session, near.id, far.id)

    await refuse_contradiction(session, near.id, far.id, kind, valid_from, valid_to)
    tie = Tie(
        from_id=near.id,
        to_id=far.id,
        kind=kind,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        declared_for=side,
        declared_by=session.viewer.person_id,
    )
    session.add(tie)
    await session.flush()

    session.record("declare_tie", tie, organisation_id=side)
    return tie


async def end_tie(session: ViewerSession, id: UUID, valid_to: date) -> Tie:
    """Say on which day a tie held last; the day may lie ahead. For owners of either side, and membership officers.

    Conflict where it has ended earlier.
    """
    tie = await session.find(Tie, id)

    side = own_side(session, tie.from_id, tie.to_id)

    tie = await session.find(Tie, id, lock=True)
    rules.ended(tie.valid_from, tie.valid_to, valid_to)
    tie.valid_to = valid_to

    session.record("end_tie", tie, organisation_id=side)
    return tie


async def confirm_tie(session: ViewerSession, id: UUID) -> Tie:
    """Say that a tie is right, for the side that did not declare it. For its owners."""
    tie = await answered(session, id, TieAnswer.CONFIRMED, None)

    session.record("confirm_tie", tie, organisation_id=tie.from_id if tie.declared_for == tie.to_id else tie.to_id)
    return tie


async def dispute_tie(session: ViewerSession, id: UUID, reason: str) -> Tie:
    """Say that a tie is wrong, and why, for the side that did not declare it. For its owners.

    The tie still counts until it is ended: the other side or the secretariat decides.
    """
    why = prose(reason, "reason", rules.REASON_LIMIT)

    tie = await answered(session, id, TieAnswer.DISPUTED, why)

    session.record("dispute_tie", tie, organisation_id=tie.from_id if tie.declared_for == tie.to_id else tie.to_id)
    return tie


async def succeed_organisation(
    session: ViewerSession, organisation_id: UUID, successor_id: UUID, on: date, reason: str, *, move_seats: bool
) -> Organisation:
    """Record that an organisation has gone over into another one on a day, by a merger or otherwise.

    For membership officers. The old one keeps its id, its pledges and its history, and names its successor; its
    membership ends. Its seats end, or with ``move_seats`` go on at the successor, for who has none there. Conflict
    where it has a successor already, or would succeed itself.
    """
    rules.beginning(on, today(), "on")
    why = prose(reason, "reason", rules.REASON_LIMIT)
    if organisation_id == successor_id:
        raise Invalid("successor_id", message("An organisation cannot be tied to itself."))

    old = await session.find(Organisation, organisation_id, "organisation_id")
    new = await session.find(Organisation, successor_id, "successor_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    old = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    if old.succeeded_by:
        raise Conflict("organisation_id", message("This organisation has a successor already."))
    await refuse_contradiction(session, old.id, new.id, TieKind.SUCCESSOR, on, None, "successor_id")
    old.succeeded_by = new.id
    if standing_of(old) in LIVING:
        await change_standing(session, old, OrganisationStatus.WITHDRAWN, MembershipCause.WITHDREW, why)
    await end_seats(session, old, new if move_seats else None)
    session.add(
        Tie(
            from_id=old.id,
            to_id=new.id,
            kind=TieKind.SUCCESSOR,
            valid_from=on,
            source=TieSource.DOCUMENT,
            declared_by=session.viewer.person_id,
        )
    )

    session.record("succeed_organisation", old, organisation_id=old.id)
    return old


async def end_seats(session: ViewerSession, old: Organisation, new: Organisation | None) -> None:
    """End every seat at an organisation; each goes on at the new one, if there is one, for who has none there."""
    living = select(Seat).where(col(Seat.revoked_on).is_(None))
    found = await session.rows.scalars(living.where(Seat.organisation_id == (new or old).id))
    there = {seat.person_id for seat in found} if new else set[UUID]()
    for seat in (await session.rows.scalars(living.where(Seat.organisation_id == old.id).with_for_update())).all():
        seat.revoked_on, seat.revoked_by = today(), session.viewer.person_id
        if new and seat.person_id not in there:
            moved: dict[str, Any] = {"person_id": seat.person_id, "role": seat.role, "ends_on": seat.ends_on}
            session.add(Seat(**moved, organisation_id=new.id, granted_by=session.viewer.person_id))
            await session.flush()
            await session.rows.execute(text("select revoke_tied_grants(:holder)"), {"holder": seat.person_id})


async def connected(session: ViewerSession, organisation_id: UUID, day: date) -> set[UUID]:
    """Everyone connected with an organisation on a day, itself included, whatever the viewer may see; staff's alone.

    The rule stands in policies.sql, at ``connected_organisations``. Empty for everyone who is not of the secretariat.
    """
    found = await session.rows.scalars(text("select viewer_connected(:id, :day)"), {"id": organisation_id, "day": day})
    return set(found)


async def refuse_contradiction(
    session: ViewerSession,
    from_id: UUID,
    to_id: UUID,
    kind: TieKind,
    first: date,
    last: date | None,
    path: str = "to_id",
) -> None:
    """Refuse a tie that contradicts another. Whoever declares at the same moment waits until this one is committed."""
    rules.consistent(
        await session.rows.scalar(
            text("select tie_contradiction(:near, :far, :kind, :first, :last)"),
            {"near": from_id, "far": to_id, "kind": kind.value, "first": first, "last": last},
        ),
        path,
    )


async def answered(session: ViewerSession, id: UUID, answer: TieAnswer, reason: str | None) -> Tie:
    """The tie with the other side's answer. An answer may be changed."""
    tie = await session.find(Tie, id)

    others = {tie.from_id, tie.to_id} - {tie.declared_for}
    if not any(session.viewer.seats.get(side) is SeatRole.OWNER for side in others):
        raise NotPermitted

    tie = await session.find(Tie, id, lock=True)
    if tie.answer is answer:
        raise Conflict("id", message("This has been answered so already."))
    tie.answer = answer
    tie.answer_reason = reason
    tie.answered_by = session.viewer.person_id
    tie.answered_on = today()
    return tie


def own_side(session: ViewerSession, from_id: UUID, to_id: UUID) -> UUID | None:
    """The side for which the viewer acts: one of which they are an owner, else none for a membership officer."""
    for side in (from_id, to_id):
        if session.viewer.seats.get(side) is SeatRole.OWNER:
            return side
    session.permit(Role.MEMBERSHIP_OFFICER)
    return None
