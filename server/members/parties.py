"""Organisations that are no members and are named by one: parents, sending organisations, suppliers."""

from uuid import UUID

from server.kernel.session import ViewerSession
from server.kernel.viewer import Role, SeatRole
from server.members import rules
from server.members.models import Organisation, OrganisationKind, OrganisationStatus
from server.members.standing import refuse_unless_acting


async def name_party(
    session: ViewerSession,
    organisation_id: UUID,
    *,
    kind: OrganisationKind,
    name: dict[str, str],
    country: str,
    corporate_number: str | None,
) -> Organisation:
    """Name, for a member, an organisation that is no member: its parent, its sending organisation, a supplier.

    For owners and editors of the member, and membership officers. Nobody else sees it. Only in Japan are there
    corporate numbers.
    """
    party = Organisation(
        kind=kind,
        name=rules.name(name),
        corporate_number=rules.number_in(country, corporate_number),
        country=rules.country(country),
        status=OrganisationStatus.LISTED,
        listed_by=organisation_id,
    )

    member = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, Role.MEMBERSHIP_OFFICER, of=member.id)
    refuse_unless_acting(member, "organisation_id")

    session.add(party)
    await session.flush()

    session.record("name_party", party, organisation_id=member.id)
    return party
