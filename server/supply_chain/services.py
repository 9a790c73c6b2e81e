"""What can be done about suppliers: ask, take it back, commit or decline, answer the questionnaire and share it."""

import secrets
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from server.kernel.entries import line
from server.kernel.errors import Conflict, NotFound, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Audience, SeatRole
from server.members.models import Organisation, OrganisationStatus
from server.supply_chain import rules
from server.supply_chain.letters import link, send_invitation
from server.supply_chain.models import (
    Assessment,
    AssessmentAnswer,
    Question,
    Supplier,
    SupplierAnswer,
    SupplierContact,
    SupplierInvitation,
    SupplierInvitationState,
)
from server.supply_chain.rules import Asked, Reply, Stand


async def invite_suppliers(
    session: ViewerSession, organisation_id: UUID | None, entries: Sequence[Asked]
) -> list[tuple[SupplierInvitation, str | None]]:
    """Ask suppliers to commit to the five articles: for owners and editors of a member, or for a supplier that has.

    Gives each invitation with its link, which is told only now; none where a letter of the member's brings it to the
    supplier, so that nobody else comes by it.
    """
    wanted = rules.asked(entries)

    organisation = await asking_member(session, organisation_id) if organisation_id else None
    supplier = None if organisation else await asking_supplier(session)
    await refuse_asked(session, organisation_id, supplier and supplier.id, wanted)

    made: list[tuple[SupplierInvitation, str | None]] = []
    for one in wanted:
        token = secrets.token_urlsafe(32)
        invitation = SupplierInvitation(
            organisation_id=organisation_id,
            inviting_supplier_id=supplier and supplier.id,
            inviter_name=supplier and supplier.name,
            token_hash=rules.secret_hash(token),
            expires_on=today() + rules.ASKED_FOR,
            **one._asdict(),
        )
        session.add(invitation)
        if organisation and one.email:
            send_invitation(session, organisation, invitation, token)
        made.append((invitation, None if organisation and one.email else link(token)))

    session.record("invite_suppliers", made[0][0], organisation_id=organisation_id)
    return made


async def revoke_supplier_invitation(session: ViewerSession, id: UUID) -> SupplierInvitation:
    """Take an invitation back that was not answered. For who sent it: owners and editors, or the asking supplier."""
    invitation = await session.find(SupplierInvitation, id)

    if invitation.organisation_id:
        session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=invitation.organisation_id)
    elif invitation.inviting_supplier_id != (await viewer_supplier(session)).id:
        raise NotPermitted

    invitation = await session.find(SupplierInvitation, id, lock=True)
    rules.revocable(invitation.state)
    invitation.state = SupplierInvitationState.REVOKED

    session.record("revoke_supplier_invitation", invitation, organisation_id=invitation.organisation_id)
    return invitation


async def commit_as_supplier(
    session: ViewerSession, *, company: str, contact_name: str, contact_email: str, entries: Sequence[Stand]
) -> Supplier:
    """Say how one stands to the five articles: once, to everybody who asked and was not declined.

    It may be said anew at any time; the answers of each inviter are then those of today.
    """
    stands = rules.stands(entries)
    named = line(company, "company", rules.NAME_LIMIT)
    contact = line(contact_name, "contact_name", rules.NAME_LIMIT)
    email = rules.needed_address(contact_email, "contact_email")

    supplier = await viewer_supplier(session)
    asked = await invitations(session, rules.HOLDS)
    if not asked:
        raise Conflict("", message("Nobody waits for your answer."))

    supplier.name = named
    for invitation in asked:
        invitation.state = SupplierInvitationState.COMMITTED
        told = SupplierContact(supplier_invitation_id=invitation.id, company=named, name=contact, email=email)
        await session.rows.merge(told)
        known = {one.article_number: one for one in await answers(session, invitation.id)}
        for number, stand, plan in stands:
            answer = known.get(number) or SupplierAnswer(
                supplier_invitation_id=invitation.id, article_number=number, stand=stand
            )
            answer.stand, answer.plan, answer.answered_on = stand, plan, today()
            session.add(answer)

    session.record("commit_as_supplier", supplier)
    return supplier


async def decline_supplier_invitation(session: ViewerSession, id: UUID) -> SupplierInvitation:
    """Tell an inviter that one will not commit. For the supplier that was asked; what it told others stays."""
    await viewer_supplier(session)
    invitation = await session.find(SupplierInvitation, id)
    if id not in {one.id for one in await invitations(session, frozenset(SupplierInvitationState))}:
        raise NotPermitted

    invitation = await session.find(SupplierInvitation, id, lock=True)
    rules.revocable(invitation.state)
    invitation.state = SupplierInvitationState.DECLINED

    session.record("decline_supplier_invitation", invitation)
    return invitation


async def answer_questionnaire(
    session: ViewerSession, version: int, entries: Sequence[Reply], share_with: Collection[UUID]
) -> Assessment:
    """Answer every question of a version, for twelve months, and share the answers with some of those who asked.

    Earlier answers end, shared ones too: nobody goes on reading what holds no more.
    """
    wanted = select(Question).where(Question.version == version).order_by(col(Question.position))
    questions = {one.code: one for one in await session.rows.scalars(wanted)}
    if not questions:
        raise NotFound("version")
    replies = rules.replies(entries, questions)

    supplier = await viewer_supplier(session)
    asked = {one.id for one in await invitations(session, rules.HOLDS)}
    if not asked.issuperset(share_with):
        raise NotFound("share_with")

    for old in await assessments(session):
        old.ended_on = today()
    own = await write_assessment(session, replies, version, supplier_id=supplier.id)
    for invitation_id in share_with:
        await write_assessment(session, replies, version, supplier_invitation_id=invitation_id)

    session.record("answer_questionnaire", own)
    return own


async def share_assessment(session: ViewerSession, invitation_id: UUID, *, share: bool) -> SupplierInvitation:
    """Give one inviter the answers to the questionnaire, or take them back. For the supplier that was asked."""
    supplier = await viewer_supplier(session)
    invitation = next((one for one in await invitations(session, rules.HOLDS) if one.id == invitation_id), None)
    if invitation is None:
        raise NotFound("invitation_id")
    current = await assessments(session)
    own = next((one for one in current if one.supplier_id == supplier.id), None)
    if own is None:
        raise Conflict("invitation_id", message("Please answer the questionnaire first."))

    shared = [one for one in current if one.supplier_invitation_id == invitation_id]
    for one in shared if not share else ():
        one.ended_on = today()
    if share and not shared:
        kept = await session.rows.scalars(select(AssessmentAnswer).where(AssessmentAnswer.assessment_id == own.id))
        replies = [Reply(one.question_code, one.reply, one.note) for one in kept]
        copy = await write_assessment(session, replies, own.version, supplier_invitation_id=invitation_id)
        copy.answered_on, copy.expires_on = own.answered_on, own.expires_on

    session.record("share_assessment", invitation)
    return invitation


async def asking_member(session: ViewerSession, id: UUID) -> Organisation:
    """The active member for which the viewer may ask."""
    organisation = await session.find(Organisation, id, "organisation_id")
    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)
    if organisation.status is not OrganisationStatus.ACTIVE:
        raise Conflict("organisation_id", message("This organisation is not an active member."))
    return organisation


async def asking_supplier(session: ViewerSession) -> Supplier:
    """The supplier that may ask its own, because it has answered."""
    supplier = await viewer_supplier(session)
    if not await invitations(session, {SupplierInvitationState.COMMITTED}):
        raise Conflict("", message("Please answer who asked you first; then you can ask your own suppliers."))
    return supplier


async def viewer_supplier(session: ViewerSession) -> Supplier:
    """The supplier whose session this is, or NotPermitted."""
    if session.viewer.audience is not Audience.MEMBER:
        raise NotPermitted
    id = await session.rows.scalar(select(func.viewer_supplier()))
    supplier = await session.rows.get(Supplier, id, with_for_update=True) if id else None
    if supplier is None:
        raise NotPermitted
    return supplier


async def invitations(
    session: ViewerSession, states: Collection[SupplierInvitationState]
) -> Sequence[SupplierInvitation]:
    """The invitations in these states by which the viewer's supplier has come, oldest first; nobody else moves them."""
    mine: list[UUID] = await session.rows.scalar(select(func.viewer_asked())) or []
    wanted = select(SupplierInvitation).where(
        col(SupplierInvitation.id).in_(mine), col(SupplierInvitation.state).in_(list(states))
    )
    return (await session.rows.scalars(wanted.order_by(col(SupplierInvitation.id)).with_for_update())).all()


async def answers(session: ViewerSession, invitation_id: UUID) -> Sequence[SupplierAnswer]:
    """What this inviter was told."""
    wanted = select(SupplierAnswer).where(SupplierAnswer.supplier_invitation_id == invitation_id)
    return (await session.rows.scalars(wanted)).all()


async def assessments(session: ViewerSession) -> Sequence[Assessment]:
    """The supplier's answers to the questionnaire that hold, its own and the copies."""
    mine: list[UUID] = await session.rows.scalar(select(func.viewer_asked())) or []
    own = col(Assessment.supplier_id) == select(func.viewer_supplier()).scalar_subquery()
    wanted = select(Assessment).where(
        col(Assessment.ended_on).is_(None), own | col(Assessment.supplier_invitation_id).in_(mine)
    )
    return (await session.rows.scalars(wanted)).all()


async def write_assessment(
    session: ViewerSession,
    replies: Sequence[Reply],
    version: int,
    supplier_id: UUID | None = None,
    supplier_invitation_id: UUID | None = None,
) -> Assessment:
    """Keep the answers, as the supplier's own or as one inviter's copy."""
    made = Assessment(
        supplier_id=supplier_id,
        supplier_invitation_id=supplier_invitation_id,
        version=version,
        expires_on=rules.expires(today()),
    )
    session.add(made)
    await session.flush()
    session.rows.add_all(
        AssessmentAnswer(assessment_id=made.id, question_code=one.question, reply=one.reply, note=one.note)
        for one in replies
    )
    return made


async def refuse_asked(
    session: ViewerSession, organisation_id: UUID | None, supplier_id: UUID | None, wanted: Sequence[Asked]
) -> None:
    """Refuse an address to which the same inviter's invitation still waits."""
    waiting = await session.rows.scalars(
        select(SupplierInvitation.email).where(
            col(SupplierInvitation.organisation_id).is_not_distinct_from(organisation_id),
            col(SupplierInvitation.inviting_supplier_id).is_not_distinct_from(supplier_id),
            col(SupplierInvitation.state).in_(list(rules.WAITS)),
            col(SupplierInvitation.expires_on) >= today(),
        )
    )
    known = set(waiting)
    for place, one in enumerate(wanted):
        if one.email and one.email in known:
            raise Conflict(f"suppliers.{place}.email", message("This supplier is asked already."))
