"""Invitations that wait: sending one again, and withdrawing it."""

import secrets
from uuid import UUID

from server.identity import rules
from server.identity.letters import send_invitation
from server.identity.models import Invitation
from server.kernel.errors import Conflict, message
from server.kernel.session import ViewerSession
from server.kernel.table import now, today
from server.kernel.viewer import Role, SeatRole


async def resend_invitation(session: ViewerSession, id: UUID) -> tuple[Invitation, str]:
    """A new token for an invitation that nobody has accepted, valid for 14 days from now; the old one is dead.

    For owners of the organisation and for admins. Conflict where it was accepted or withdrawn.
    """
    invitation = await _waiting(session, id)

    token = secrets.token_urlsafe(32)
    invitation.token_hash = rules.invitation_hash(token)
    invitation.expires_at = now() + rules.INVITED_FOR
    send_invitation(session, invitation, token)

    session.record("resend_invitation", invitation, organisation_id=invitation.organisation_id)
    return invitation, token


async def withdraw_invitation(session: ViewerSession, id: UUID) -> Invitation:
    """Take an invitation back: its link is dead at once. For owners of the organisation and for admins.

    Conflict where it was accepted or withdrawn.
    """
    invitation = await _waiting(session, id)

    invitation.withdrawn_on = today()

    session.record("withdraw_invitation", invitation, organisation_id=invitation.organisation_id)
    return invitation


async def _waiting(session: ViewerSession, id: UUID) -> Invitation:
    """The invitation, locked, for who may decide on it. Who accepts it at that moment is first, or finds it gone."""
    seen = await session.find(Invitation, id)
    session.permit(Role.ADMIN, SeatRole.OWNER, of=seen.organisation_id)
    session.require_recent()
    invitation = await session.find(Invitation, id, lock=True)
    if invitation.accepted_at:
        raise Conflict("id", message("This invitation was accepted already."))
    if invitation.withdrawn_on:
        raise Conflict("id", message("This invitation was withdrawn already."))
    return invitation
