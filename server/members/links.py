"""How an applicant without an account reaches its application: by the newest link that was made for it.

The link is as good as the application, so it shows no person. Reading changes nothing; an answer is taken once, while a
question is open; and each question makes a new link and ends those before.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from server.kernel.entries import prose
from server.kernel.errors import Conflict, NotFound, message
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now
from server.members import life_cycle, rules
from server.members.models import (
    ApplicationLink,
    ApplicationMessage,
    ApplicationSide,
    ApplicationStage,
    MembershipApplication,
    MembershipCause,
    Organisation,
    OrganisationStatus,
)
from server.members.standing import add_event
from server.settings import settings


@dataclass(frozen=True)
class OpenedApplication:
    """An application as its link shows it. No person is named in it."""

    organisation_id: UUID
    name: dict[str, str]
    stage: ApplicationStage
    submitted_at: datetime
    motivation: str | None
    reason: str | None
    messages: Sequence[ApplicationMessage]


async def open_application(door: Door, language: str, token: str) -> OpenedApplication:
    """The application that a link opens. NotFound for a link that never was or was replaced; Conflict once over."""
    async with door.authenticating(language) as session:
        return await opened(session, await linked(session, token))


async def answer_application(door: Door, language: str, token: str, answer: str) -> OpenedApplication:
    """Answer the secretariat's question, by the link that came with it.

    Conflict where nothing is asked, or it has been answered or decided meanwhile.
    """
    words = prose(answer, "answer", rules.QUESTION_LIMIT)

    async with door.authenticating(language) as session:
        organisation = await linked(session, token)
        application = await session.find(MembershipApplication, organisation.id, "token", lock=True)
        if application.stage is not ApplicationStage.INFORMATION_REQUESTED:
            raise Conflict("token", message("Nothing is asked at the moment. Your answer may have arrived already."))

        await move(session, organisation, application, ApplicationStage.ANSWERED)
        session.add(ApplicationMessage(organisation_id=organisation.id, side=ApplicationSide.APPLICANT, body=words))

        session.record("answer_application", organisation, organisation_id=organisation.id)
        await session.flush()
        return await opened(session, organisation)


async def move(
    session: ViewerSession, organisation: Organisation, application: MembershipApplication, stage: ApplicationStage
) -> None:
    """Bring an application one step on; and the standing of who was never a member, which is the same."""
    application.stage = stage
    if organisation.status in life_cycle.FORMER:
        return
    asked = stage is ApplicationStage.INFORMATION_REQUESTED
    wanted = OrganisationStatus.INFORMATION_REQUESTED if asked else OrganisationStatus.APPLIED
    if organisation.status is not wanted:
        organisation.status = wanted
        add_event(
            session.rows, organisation, MembershipCause.INFORMATION_REQUESTED if asked else MembershipCause.ANSWERED
        )


def add_link(session: ViewerSession, organisation: Organisation) -> str:
    """A new link to the application, in place of those before; gives its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    expires_at = now() + timedelta(days=rules.LINK_DAYS)
    session.add(
        ApplicationLink(organisation_id=organisation.id, token_hash=rules.link_hash(token), expires_at=expires_at)
    )
    return token


async def linked(session: ViewerSession, token: str) -> Organisation:
    """The organisation whose newest link this is."""
    link = await session.rows.scalar(
        select(ApplicationLink).where(col(ApplicationLink.token_hash) == rules.link_hash(token))
    )
    if link is None or await session.rows.scalar(
        select(ApplicationLink.id).where(
            col(ApplicationLink.organisation_id) == link.organisation_id, col(ApplicationLink.id) > link.id
        )
    ):
        raise NotFound("token", message("This link does not exist, or a newer one has been sent."))
    if link.expires_at <= now():
        raise Conflict("token", message("This link has expired. Ask the secretariat for a new one."))
    return await session.find(Organisation, link.organisation_id, "token")


async def opened(session: ViewerSession, organisation: Organisation) -> OpenedApplication:
    """What a link shows."""
    application = await session.find(MembershipApplication, organisation.id, "token")
    messages = await session.rows.scalars(
        select(ApplicationMessage)
        .where(col(ApplicationMessage.organisation_id) == organisation.id)
        .order_by(col(ApplicationMessage.id))
    )
    return OpenedApplication(
        organisation.id,
        organisation.name,
        application.stage,
        application.submitted_at,
        application.motivation,
        application.reason,
        messages.all(),
    )


def application_link(token: str) -> str:
    """The page of an application. The token stands in the path, as an invitation's does: paths are not logged."""
    return f"{settings().public_url}/application/{token}"
