"""What can be done about membership: apply, approve, decline."""

from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError

from server.identity.models import Invitation
from server.identity.services import invite
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, NotPermitted, message
from server.kernel.mail import send
from server.kernel.session import ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import Audience, Role, SeatRole
from server.members import rules
from server.members.letters import ADMITTED, DECLINED
from server.members.models import (
    MemberContact,
    MembershipApplication,
    MembershipCause,
    Municipality,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Prefecture,
    Sector,
)
from server.members.standing import (
    add_event,
    change_standing,
    evaluate_memberships,
    refuse_unless_acting,
    set_report_due,
    standing_of,
    terms_of,
)

__all__ = [
    "apply_for_membership",
    "approve_membership",
    "decline_membership",
    "evaluate_memberships",
    "refuse_unless_acting",
    "set_report_due",
    "standing_of",
    "terms_of",
]

NAME_LIMIT = rules.NAME_LIMIT
number_for, municipality_code, email = rules.number_for, rules.municipality_code, rules.email
"""What entries about a member must be, for those who take them in from elsewhere (`server/exchange`)."""


async def apply_for_membership(
    session: ViewerSession,
    *,
    kind: OrganisationKind,
    name: dict[str, str],
    corporate_number: str | None,
    municipality_code: str | None,
    sector: Sector | None,
    contact_name: str,
    contact_email: str,
    motivation: str | None,
) -> Organisation:
    """Take in an application: an organisation that waits, its contact, and why it wants to join.

    Anybody outside the secretariat may apply. Refused with Invalid at the entry that is wrong, with Conflict at
    ``corporate_number`` where an application waits or a member is admitted under that number, by whoever came first.
    """
    code = rules.code_for(kind, municipality_code)
    organisation = Organisation(
        kind=kind,
        name=rules.name(name),
        corporate_number=rules.number_for(kind, corporate_number),
        prefecture=rules.prefecture_of(code) if code else None,
        municipality_code=None if code and rules.is_prefectural(code) else code,
        sector=sector,
        status=OrganisationStatus.APPLIED,
    )
    contact = MemberContact(
        organisation_id=organisation.id,
        name=line(contact_name, "contact_name", rules.NAME_LIMIT),
        email=rules.email(contact_email),
    )
    application = MembershipApplication(organisation_id=organisation.id, motivation=rules.motivation(motivation))

    if session.viewer.audience not in (Audience.VISITOR, Audience.MEMBER):
        raise NotPermitted
    await check_place(session, organisation)

    await add_unique(session, organisation)
    session.add(contact)
    session.add(application)
    add_event(session, organisation, MembershipCause.APPLIED)

    session.record("apply_for_membership", organisation, organisation_id=organisation.id)
    return organisation


async def approve_membership(session: ViewerSession, organisation_id: UUID) -> tuple[Organisation, Invitation, str]:
    """Admit an applicant as of today, and invite its contact to the owner's seat.

    For membership officers. Gives the organisation, the invitation, and the one-time token that goes into its link.
    Conflict where the application has been decided.
    """
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    await decided(session, organisation, approved=True)
    await change_standing(session, organisation, OrganisationStatus.ACTIVE, MembershipCause.APPROVED)
    organisation.member_since = today()
    contact = await session.find(MemberContact, organisation.id, "organisation_id")
    invitation, token = await invite(
        session, email=contact.email, organisation_id=organisation.id, seat_role=SeatRole.OWNER, letter=ADMITTED
    )

    session.record("approve_membership", organisation, organisation_id=organisation.id)
    return organisation, invitation, token


async def decline_membership(session: ViewerSession, organisation_id: UUID, reason: str) -> Organisation:
    """Turn an applicant down, and say why. For membership officers. It may apply again.

    Conflict where the application has been decided.
    """
    why = prose(reason, "reason", rules.REASON_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    application = await decided(session, organisation, approved=False)
    application.reason = why
    await change_standing(session, organisation, OrganisationStatus.DECLINED, MembershipCause.DECLINED, why)
    contact = await session.find(MemberContact, organisation.id, "organisation_id")
    send(session.rows, DECLINED, contact.email, session.viewer.language, organisation_id=organisation.id, reason=why)

    session.record("decline_membership", organisation, organisation_id=organisation.id)
    return organisation


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


async def decided(session: ViewerSession, organisation: Organisation, *, approved: bool) -> MembershipApplication:
    """The organisation's application, now decided by the viewer. A second officer waits here, and meets a Conflict."""
    application = await session.find(MembershipApplication, organisation.id, "organisation_id", lock=True)
    if application.approved is not None:
        raise Conflict("organisation_id", message("This application has been decided already."))
    application.approved = approved
    application.decided_by = session.viewer.person_id
    application.decided_at = now()
    return application


async def check_place(session: ViewerSession, organisation: Organisation) -> None:
    """Refuse a code that passes its check digit and names no local government of today."""
    code = organisation.municipality_code
    place = await session.rows.get(Municipality, code) if code else None
    region = await session.rows.get(Prefecture, organisation.prefecture) if organisation.prefecture else None
    if (code and (place is None or place.closed_on)) or (organisation.prefecture and region is None):
        raise Invalid("municipality_code", message("No municipality of today has this code."))


async def add_unique(session: ViewerSession, organisation: Organisation) -> None:
    """Add an organisation, or refuse it where its number is taken. The constraint decides between two at once."""
    session.add(organisation)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict(
                "corporate_number", message("An organisation with this corporate number has applied, or is a member.")
            ) from None
        raise
