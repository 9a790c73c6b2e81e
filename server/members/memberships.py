"""What is done about a membership that has begun: leave it, end a suspension, take part in another way."""

from uuid import UUID

from server.kernel.entries import prose
from server.kernel.errors import Conflict, message
from server.kernel.session import ViewerSession
from server.kernel.viewer import Role, SeatRole
from server.members import rules
from server.members.models import MembershipCause, Organisation, OrganisationStatus, Participation
from server.members.standing import change_standing


async def withdraw_membership(session: ViewerSession, organisation_id: UUID, reason: str) -> Organisation:
    """Leave, as of today. For an owner of the member, or a membership officer who was told in writing.

    The member's page stays and says that it left. Conflict where it is no member.
    """
    why = prose(reason, "reason", rules.REASON_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER, SeatRole.OWNER, of=organisation.id)

    organisation = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    await change_standing(session, organisation, OrganisationStatus.WITHDRAWN, MembershipCause.WITHDREW, why)

    session.record("withdraw_membership", organisation, organisation_id=organisation.id)
    return organisation


async def reinstate_membership(session: ViewerSession, organisation_id: UUID, reason: str) -> Organisation:
    """End a suspension that was decided. For membership officers. A report that is overdue keeps its effect.

    Conflict where the member is not suspended by decision: what a missed report does ends by reporting only.
    """
    why = prose(reason, "reason", rules.REASON_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    organisation = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    if organisation.status is not OrganisationStatus.SUSPENDED:
        raise Conflict("organisation_id", message("This member was not suspended by decision."))
    await change_standing(session, organisation, OrganisationStatus.ACTIVE, MembershipCause.REINSTATED, why)

    session.record("reinstate_membership", organisation, organisation_id=organisation.id)
    return organisation


async def change_participation(
    session: ViewerSession, organisation_id: UUID, participation: Participation
) -> Organisation:
    """Let an organisation take part in another way from now on. For membership officers.

    What was pledged and reported stays. Conflict where it takes part in this way already.
    """
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    organisation = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    if organisation.participation is participation:
        raise Conflict("participation", message("It takes part in this way already."))
    organisation.participation = participation

    session.record("change_participation", organisation, organisation_id=organisation.id)
    return organisation
