"""Applying, step by step: handed in, asked about, decided."""

from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError

from server.identity.models import Invitation
from server.identity.services import invite
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, NotPermitted, message
from server.kernel.mail import Template, send
from server.kernel.session import ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import Audience, Role, SeatRole
from server.members import life_cycle, places, rules
from server.members.letters import ADMITTED, ASKED, DECLINED
from server.members.links import add_link, application_link, move
from server.members.models import (
    ApplicationMessage,
    ApplicationSide,
    ApplicationStage,
    FormerApplication,
    MemberContact,
    MembershipApplication,
    MembershipCause,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Participation,
    Sector,
)
from server.members.standing import add_event, change_standing

DECIDED = frozenset({ApplicationStage.APPROVED, ApplicationStage.DECLINED})


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
    participation: Participation | None = None,
) -> tuple[Organisation, str]:
    """Take in an application: an organisation that waits, its contact, and why it wants to join.

    Anybody outside the secretariat may apply. The second value is the token of the link that opens the application.
    Refused with Invalid at the entry that is wrong, with Conflict at ``corporate_number`` where an application waits or
    a member is or was admitted under that number, by whoever came first.
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
        participation=rules.participation_for(kind, participation),
    )
    contact = MemberContact(
        organisation_id=organisation.id,
        name=line(contact_name, "contact_name", rules.NAME_LIMIT),
        email=rules.email(contact_email),
    )
    application = MembershipApplication(organisation_id=organisation.id, motivation=rules.motivation(motivation))

    if session.viewer.audience not in (Audience.VISITOR, Audience.MEMBER):
        raise NotPermitted
    await places.check(session, organisation.prefecture, organisation.municipality_code)

    await add_unique(session, organisation)
    session.add(contact)
    session.add(application)
    add_event(session.rows, organisation, MembershipCause.APPLIED)
    token = add_link(session, organisation)

    session.record("apply_for_membership", organisation, organisation_id=organisation.id)
    return organisation, token


async def rejoin_membership(session: ViewerSession, organisation_id: UUID, motivation: str | None) -> Organisation:
    """Apply again under the same name. For an owner of a member that left or was expelled; its history stays.

    Conflict where it is a member, or where its application waits already.
    """
    why = rules.motivation(motivation)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, of=organisation.id)
    if organisation.status not in life_cycle.FORMER:
        raise Conflict("organisation_id", message("Only who was a member and left can apply again here."))

    application = await session.find(MembershipApplication, organisation.id, "organisation_id", lock=True)
    if application.stage not in DECIDED:
        raise Conflict("organisation_id", message("Your application waits already."))
    session.add(FormerApplication(**application.model_dump()))
    application.motivation, application.submitted_at, application.stage = why, now(), ApplicationStage.SUBMITTED
    application.reason = application.decided_by = application.decided_at = None

    session.record("rejoin_membership", organisation, organisation_id=organisation.id)
    return organisation


async def request_information(
    session: ViewerSession, organisation_id: UUID, question: str
) -> tuple[MembershipApplication, str]:
    """Ask an applicant something. For membership officers. Nothing is decided before it answers, or the officer does.

    The second value is the token of the link by which it answers: it replaces the link before. Conflict where the
    application has been decided.
    """
    words = prose(question, "question", rules.QUESTION_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    application = await undecided(session, organisation)
    await move(session, organisation, application, ApplicationStage.INFORMATION_REQUESTED)
    session.add(ApplicationMessage(organisation_id=organisation.id, side=ApplicationSide.SECRETARIAT, body=words))
    token = add_link(session, organisation)
    await write_to_contact(session, organisation, ASKED, link=application_link(token))

    session.record("request_information", organisation, organisation_id=organisation.id)
    return application, token


async def approve_membership(
    session: ViewerSession, organisation_id: UUID, participation: Participation | None = None
) -> tuple[Organisation, Invitation, str]:
    """Admit an applicant as of today, and invite its contact to the owner's seat.

    For membership officers. Gives the organisation, the invitation, and the one-time token that goes into its link.
    ``participation`` is the way in which it will take part; left out, the one it asked for. Who was a member before is
    admitted again. Conflict where the application has been decided.
    """
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    again = organisation.status in life_cycle.FORMER
    await decided(session, organisation, ApplicationStage.APPROVED)
    cause = MembershipCause.REJOINED if again else MembershipCause.APPROVED
    await change_standing(session, organisation, OrganisationStatus.ACTIVE, cause)
    organisation.member_since = today()
    organisation.participation = participation or organisation.participation
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

    application = await decided(session, organisation, ApplicationStage.DECLINED)
    application.reason = why
    if organisation.status not in life_cycle.FORMER:
        await change_standing(session, organisation, OrganisationStatus.DECLINED, MembershipCause.DECLINED, why)
    await write_to_contact(session, organisation, DECLINED, reason=why)

    session.record("decline_membership", organisation, organisation_id=organisation.id)
    return organisation


async def write_to_contact(session: ViewerSession, organisation: Organisation, letter: Template, **fields: str) -> None:
    """A letter to whom the applicant has named."""
    contact = await session.find(MemberContact, organisation.id, "organisation_id")
    language = session.viewer.language
    send(session.rows, letter, contact.email, language, organisation_id=organisation.id, **fields)


async def undecided(session: ViewerSession, organisation: Organisation) -> MembershipApplication:
    """The organisation's application while it waits. A second officer waits here, and may meet a Conflict."""
    application = await session.find(MembershipApplication, organisation.id, "organisation_id", lock=True)
    if application.stage in DECIDED:
        raise Conflict("organisation_id", message("This application has been decided already."))
    return application


async def decided(
    session: ViewerSession, organisation: Organisation, outcome: ApplicationStage
) -> MembershipApplication:
    """The organisation's application, now decided by the viewer."""
    application = await undecided(session, organisation)
    application.stage = outcome
    application.decided_by = session.viewer.person_id
    application.decided_at = now()
    return application


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
