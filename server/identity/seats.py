"""Seats: changing what they are for, ending them, handing an organisation over, and helping one that has no owner.

Every verb here locks the organisation's seats first, so that of two owners who decide at once the second meets what the
first has done. An organisation keeps an owner without a last day: who is the only one hands over before leaving.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from server.identity import rules
from server.identity.models import Person, Seat, SeatRule
from server.identity.services import invite
from server.kernel.entries import line
from server.kernel.errors import Conflict, Invalid, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from server.members.models import Organisation

REASON = 500
OVER = message("This seat has ended already.")
LAST_OWNER = message("This is the only owner. Hand the organisation over to a colleague first.")


async def change_seat(
    session: ViewerSession, id: UUID, role: SeatRole, ends_on: date | None, reason: str | None = None
) -> Seat:
    """Give a colleague another role, or another last day (none: until it is revoked), from today on.

    For owners of the organisation and for admins, who must say why. What it was stays behind as a seat that has ended.
    Conflict where the seat has ended, or where no owner without a last day would be left.
    """
    seat = await session.find(Seat, id)
    rules.check_last_day(ends_on, today())

    seats = await _decided_on(session, seat.organisation_id)
    why = _why(session, reason)

    old = _living(seats, seat)
    if (old.role, old.ends_on) == (role, ends_on):
        raise Conflict("role", message("The seat is like that already."))
    if role is not SeatRole.OWNER or ends_on:
        _keep_an_owner(seats, old)
    await _change(session, old, role, ends_on, why)

    session.record("change_seat", old, organisation_id=old.organisation_id)
    return old


async def revoke_seat(session: ViewerSession, id: UUID, reason: str | None = None) -> Seat:
    """End a seat at once: an owner any seat of the organisation, an admin any seat (and says why), everybody their own.

    What it gave is gone with the next request, in sessions that are open and for API tokens too. Conflict where it has
    ended, and for the only owner.
    """
    seat = await session.find(Seat, id)
    own = seat.person_id == session.viewer.person_id

    seats = await _decided_on(session, seat.organisation_id, own=own)
    why = None if own and not reason else _why(session, reason)

    old = _living(seats, seat)
    _keep_an_owner(seats, old)
    await _end(session, old, why)

    session.record("revoke_seat", old, organisation_id=old.organisation_id)
    return old


async def hand_over(session: ViewerSession, id: UUID, stay_as: SeatRole | None) -> Seat:
    """Make the holder of another seat owner, and in the same step take another role, or (none) leave.

    For owners. Conflict where the successor's seat has ended; Invalid where it is one's own.
    """
    seat = await session.find(Seat, id)

    seats = await _decided_on(session, seat.organisation_id, secretariat=False)

    successor = _living(seats, seat)
    if successor.person_id == session.viewer.person_id:
        raise Invalid("id", message("Name a colleague’s seat, not your own."))
    if stay_as is SeatRole.OWNER:
        raise Invalid("stay_as", message("Who hands over is owner no longer."))
    own = next(one for one in seats if one.person_id == session.viewer.person_id)
    if successor.role is not SeatRole.OWNER or successor.ends_on:
        await _change(session, successor, SeatRole.OWNER, None, None)
    session.record("hand_over", successor, organisation_id=successor.organisation_id)
    if stay_as:
        await _change(session, own, stay_as, None, None)
    else:
        await _end(session, own, None)
    return successor


async def appoint_owner(
    session: ViewerSession, organisation_id: UUID, email: str, reason: str
) -> tuple[Organisation, str | None]:
    """Give an organisation that has no owner one: a person with a seat there at once, anybody else by an invitation.

    For membership officers and admins, who say why. The second value is the invitation's token, or none. Conflict where
    somebody is owner.
    """
    organisation = await session.find(Organisation, organisation_id, "organisation_id")
    email = rules.email_of(email)
    rules.check_email(email)

    session.permit(Role.MEMBERSHIP_OFFICER, Role.ADMIN)
    session.require_recent()
    why = line(reason, "reason", REASON)

    seats = await _locked(session, organisation_id)
    if any(_lasting_owner(one) for one in seats):
        raise Conflict("organisation_id", message("This organisation has an owner."))
    person = await session.rows.scalar(select(Person).where(Person.email == email))
    old = next((one for one in seats if person and one.person_id == person.id), None)
    if old:
        seat = await _change(session, old, SeatRole.OWNER, None, why)
        session.record("appoint_owner", seat, organisation_id=organisation_id)
        return organisation, None
    invitation, token = await invite(session, email=email, organisation_id=organisation_id, seat_role=SeatRole.OWNER)
    session.record("appoint_owner", invitation, organisation_id=organisation_id)
    return organisation, token


async def require_second_factor(session: ViewerSession, organisation_id: UUID, required: bool) -> Organisation:
    """Ask everybody with a seat for a second factor, from their next sign-in on; or no longer. For owners."""
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, of=organisation_id)
    session.require_recent()

    rule = await session.rows.get(SeatRule, organisation_id)
    if rule is None:
        rule = SeatRule(organisation_id=organisation_id, second_factor=required)
        session.add(rule)
    rule.second_factor = required
    rule.changed_by, rule.changed_on = session.viewer.person_id, today()

    session.record("require_second_factor", organisation, organisation_id=organisation_id)
    return organisation


async def _decided_on(
    session: ViewerSession, organisation_id: UUID, *, own: bool = False, secretariat: bool = True
) -> Sequence[Seat]:
    """The organisation's seats, locked, for who may decide on them; one's own seat everybody may leave."""
    roles = (Role.ADMIN, SeatRole.OWNER) if secretariat else (SeatRole.OWNER,)
    if not own:
        session.permit(*roles, of=organisation_id)
    session.require_recent()
    seats = await _locked(session, organisation_id)
    here = {seat.person_id: seat.role for seat in seats}.get(session.viewer.person_id)  # pyright: ignore[reportArgumentType]  a person's session
    if not own and here is not SeatRole.OWNER and not (secretariat and Role.ADMIN in session.viewer.roles):
        raise NotPermitted  # another owner was faster
    return seats


async def _locked(session: ViewerSession, organisation_id: UUID) -> Sequence[Seat]:
    found = await session.rows.scalars(
        select(Seat)
        .where(Seat.organisation_id == organisation_id, col(Seat.revoked_on).is_(None))
        .order_by(col(Seat.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [seat for seat in found if not seat.ends_on or seat.ends_on >= today()]


def _living(seats: Sequence[Seat], meant: Seat) -> Seat:
    found = next((seat for seat in seats if seat.id == meant.id), None)
    if found is None:
        raise Conflict("id", OVER)
    return found


def _lasting_owner(seat: Seat) -> bool:
    return seat.role is SeatRole.OWNER and seat.ends_on is None


def _keep_an_owner(seats: Sequence[Seat], leaving: Seat) -> None:
    if _lasting_owner(leaving) and not any(_lasting_owner(seat) for seat in seats if seat.id != leaving.id):
        raise Conflict("id", LAST_OWNER)


def _why(session: ViewerSession, reason: str | None) -> str | None:
    """The reason as it is kept. The secretariat gives one."""
    if reason or Role.ADMIN in session.viewer.roles:
        return line(reason or "", "reason", REASON)
    return None


async def _end(session: ViewerSession, seat: Seat, reason: str | None) -> None:
    seat.revoked_on = today()
    seat.revoked_by = session.viewer.person_id
    seat.reason = reason
    await session.flush()


async def _change(session: ViewerSession, seat: Seat, role: SeatRole, ends_on: date | None, reason: str | None) -> Seat:
    """The same seat with another role from today on; what it was stays behind as a row that has ended.

    In this order, because who changes their own seat must hold one while the row is written.
    """
    actor = session.viewer.person_id
    was = {name: getattr(seat, name) for name in ("person_id", "organisation_id", "role", "granted_on", "granted_by")}
    session.add(Seat(**was, ends_on=seat.ends_on, revoked_on=today(), revoked_by=actor, reason=seat.reason))
    await session.flush()
    seat.role, seat.ends_on, seat.granted_on, seat.granted_by = role, ends_on, today(), actor
    seat.reason = reason
    await session.flush()
    return seat
