"""The verbs of membership: apply and be asked, be admitted or turned down, leave and come back."""

from datetime import datetime

import strawberry

from schema.applications import MembershipApplication
from schema.connections import global_id, key_of
from schema.member_lists import OrganisationKind, Participation, Sector
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.scalars import CorporateNumber, MunicipalityCode
from schema.texts import LocalizedText, TextInput, texts_of, told
from server.identity.letters import invitation_link
from server.kernel.session import ViewerSession
from server.members import services
from server.members.models import ApplicationSide, ApplicationStage


@strawberry.input(description="An application for membership.")
class ApplyForMembershipInput(VerbInput):
    kind: OrganisationKind = strawberry.field(description="What sort of member it would be.")
    name: list[TextInput] = strawberry.field(description="Its name, in at least one language.")
    corporate_number: CorporateNumber | None = strawberry.field(
        default=None,
        description="Its 13-digit corporate number. Companies, municipalities and government bodies must give it; "
        "individuals have none. Full-width digits, spaces, hyphens and a leading T are accepted.",
    )
    municipality_code: MunicipalityCode | None = strawberry.field(
        default=None,
        description="The six-digit code of where it is; a prefecture's own code says the prefecture only. "
        "Municipalities must give theirs.",
    )
    sector: Sector | None = strawberry.field(default=None, description="The industry it belongs to.")
    contact_name: str = strawberry.field(description="Whom the secretariat should write to.")
    contact_email: str = strawberry.field(description="That person's e-mail address; the invitation is made out to it.")
    motivation: str | None = strawberry.field(default=None, description="Why it wants to join; up to 4,000 characters.")
    participation: Participation | None = strawberry.field(
        default=None,
        description="In which way it would take part. Left out: public bodies, international organisations and media "
        "as partners, all others as members.",
    )


@verb(
    replay=lambda subject_id, secrets: Done(
        subject_id, {"organisation_id": global_id("Organisation", subject_id)}, secrets
    ),
    organisation_id=(strawberry.ID, "The applicant's global id, to refer to. It is not public yet."),
    application_link=(str, "Where the applicant sees how far it has come, and answers. Shown only now; for 90 days."),
)
async def apply_for_membership(session: ViewerSession, input: ApplyForMembershipInput) -> Done:
    """Apply for membership, without an account or with one. The secretariat decides.

    CONFLICT at `corporateNumber` where an application waits or a member is admitted under that number.
    """
    organisation, token = await services.apply_for_membership(
        session,
        kind=input.kind,
        name=texts_of(input.name, "name"),
        corporate_number=input.corporate_number,
        municipality_code=input.municipality_code,
        sector=input.sector,
        contact_name=input.contact_name,
        contact_email=input.contact_email,
        motivation=input.motivation,
        participation=input.participation,
    )
    shown = {"organisation_id": global_id("Organisation", organisation.id)}
    return Done(organisation.id, shown, {"application_link": services.application_link(token)})


@strawberry.input(description="Whose application is approved.")
class ApproveMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The applicant's global id.")
    participation: Participation | None = strawberry.field(
        default=None, description="In which way it will take part; left out, as it asked."
    )


@verb(
    organisation=Organisation,
    invitation_link=(str, "The one-time link to the owner's seat, for the contact. Shown only now: send it to them."),
)
async def approve_membership(session: ViewerSession, input: ApproveMembershipInput) -> Done:
    """Admit an applicant as of today. For membership officers. CONFLICT where the application has been decided."""
    organisation, _, token = await services.approve_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.participation
    )
    secrets = {"invitation_link": invitation_link(token)}
    return Done(organisation.id, {"organisation": organisation.id}, secrets)


@strawberry.input(description="Whose application is declined, and why.")
class DeclineMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The applicant's global id.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters.")


@verb(organisation=Organisation)
async def decline_membership(session: ViewerSession, input: DeclineMembershipInput) -> Done:
    """Turn an applicant down. For membership officers. CONFLICT where the application has been decided."""
    organisation = await services.decline_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.reason
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="What the secretariat asks an applicant.")
class RequestInformationInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The applicant's global id.")
    question: str = strawberry.field(description="What is missing, in words; up to 4,000 characters.")


@verb(
    application=MembershipApplication,
    application_link=(str, "Where the applicant answers. Shown only now: send it to the contact. It ends older links."),
)
async def request_information(session: ViewerSession, input: RequestInformationInput) -> Done:
    """Ask an applicant something. For membership officers. CONFLICT where the application has been decided."""
    application, token = await services.request_information(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.question
    )
    secrets = {"application_link": services.application_link(token)}
    return Done(application.organisation_id, {"application": application.organisation_id}, secrets)


@strawberry.type(description="A question about an application, or its answer, as the link shows it.")
class OpenedMessage:
    side: ApplicationSide = strawberry.field(description="Who wrote it.")
    body: str = strawberry.field(description="What was written, in the writer's own words.")
    sent_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="An application as its link shows it. No person is named in it.")
class OpenedApplication:
    name: LocalizedText = strawberry.field(description="The applicant's name.")
    stage: ApplicationStage = strawberry.field(description="How far it has come.")
    submitted_at: datetime = strawberry.field(description="When it was handed in.")
    motivation: str | None = strawberry.field(description="Why it wants to join, in its own words.")
    reason: str | None = strawberry.field(description="Why it was declined.")
    messages: list[OpenedMessage] = strawberry.field(description="Questions and answers, oldest first.")


@strawberry.input(description="The link of an application.")
class OpenApplicationInput(VerbInput):
    token: str = strawberry.field(description="The last part of the application's link.")


@verb(edge=True, application=(OpenedApplication, "The application; null where the link does not open."))
async def open_application(edge: Edge, input: OpenApplicationInput) -> Done:
    """See how far an application has come, without an account. Changes nothing."""
    opened = await services.open_application(edge.door, edge.language, input.token)
    shown = OpenedApplication(
        name=told(opened.name, edge.language),
        stage=opened.stage,
        submitted_at=opened.submitted_at,
        motivation=opened.motivation,
        reason=opened.reason,
        messages=[OpenedMessage(side=one.side, body=one.body, sent_at=one.sent_at) for one in opened.messages],
    )
    return Done(opened.organisation_id, {"application": shown})


@strawberry.input(description="The answer to the secretariat's question.")
class AnswerApplicationInput(VerbInput):
    token: str = strawberry.field(description="The last part of the application's link.")
    answer: str = strawberry.field(description="The answer; up to 4,000 characters.")


@verb(edge=True)
async def answer_application(edge: Edge, input: AnswerApplicationInput) -> Done:
    """Answer what the secretariat asked about an application, without an account: who holds the newest link may.

    CONFLICT where nothing is asked, which is also so once an answer has arrived.
    """
    opened = await services.answer_application(edge.door, edge.language, input.token, input.answer)
    return Done(opened.organisation_id)


@strawberry.input(description="A former member that applies again.")
class RejoinMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The former member's global id.")
    motivation: str | None = strawberry.field(default=None, description="Why it wants to come back.")


@verb(organisation=Organisation)
async def rejoin_membership(session: ViewerSession, input: RejoinMembershipInput) -> Done:
    """Apply again for a member that left or was expelled, under its name and with its history. For its owners."""
    organisation = await services.rejoin_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.motivation
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="Who leaves, and why.")
class WithdrawMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member's global id.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters. Not public.")


@verb(organisation=Organisation)
async def withdraw_membership(session: ViewerSession, input: WithdrawMembershipInput) -> Done:
    """Leave as of today. For owners of the member, and for membership officers who were told in writing."""
    organisation = await services.withdraw_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.reason
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="Whose suspension ends, and why.")
class ReinstateMembershipInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member's global id.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters. Not public.")


@verb(organisation=Organisation)
async def reinstate_membership(session: ViewerSession, input: ReinstateMembershipInput) -> Done:
    """End a suspension that was decided. For membership officers. What a missed report does, only reporting ends."""
    organisation = await services.reinstate_membership(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.reason
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="In which way an organisation takes part from now on.")
class ChangeParticipationInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation's global id.")
    participation: Participation = strawberry.field(description="The way of taking part.")


@verb(organisation=Organisation)
async def change_participation(session: ViewerSession, input: ChangeParticipationInput) -> Done:
    """Let an organisation take part in another way. For membership officers. What was pledged and reported stays."""
    organisation = await services.change_participation(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.participation
    )
    return Done(organisation.id, {"organisation": organisation.id})
