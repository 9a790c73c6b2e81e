"""Seats and invitations: what is asked of them, and the verbs that change, end and hand them over."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry
from sqlalchemy import case, func

from schema.connections import Node, key_of
from schema.enums import closed
from schema.identity import Person, Seat
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import column, expression, planned, to_one
from server.identity import confirming, invitations, models, seats
from server.identity.letters import invitation_link
from server.kernel.session import ViewerSession
from server.kernel.viewer import Role, SeatRole


class InvitationState(StrEnum):
    """What has become of an invitation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


closed(
    InvitationState,
    "What has become of an invitation.",
    {
        InvitationState.WAITING: "Its link can be used.",
        InvitationState.ACCEPTED: "It was accepted.",
        InvitationState.WITHDRAWN: "It was taken back.",
        InvitationState.EXPIRED: "Its 14 days are over. It can be sent again.",
    },
)


def state_of(invitation: Any) -> Any:
    """An invitation's state, at this moment."""
    return case(
        (invitation.accepted_at.is_not(None), InvitationState.ACCEPTED.value),
        (invitation.withdrawn_on.is_not(None), InvitationState.WITHDRAWN.value),
        (invitation.expires_at <= func.now(), InvitationState.EXPIRED.value),
        else_=InvitationState.WAITING.value,
    )


@planned(models.Invitation)
class Invitation(Node):
    """An invitation to a seat or to an appointment. Seen by the organisation's people and the secretariat."""

    email: str = column("Whom it is for.")
    seat_role: SeatRole | None = column("The role of the seat it offers.")
    role: Role | None = column("The appointment it offers.")
    ends_on: date | None = column("The last day of the seat it offers.")
    state: InvitationState = expression("What has become of it.", state_of)
    invited_on: date = column("Since when.")
    expires_at: datetime = column("Until when its link can be used.")
    organisation: Organisation | None = to_one("Where the seat is.", via="organisation_id")
    invited_by: Person | None = to_one("Who invited, where the viewer may see them.", via="invited_by")


@strawberry.input(description="How a seat is to be from today on.")
class ChangeSeatInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The seat.")
    role: SeatRole = strawberry.field(description="What the person may do there.")
    ends_on: date | None = strawberry.field(default=None, description="Its last day; none: until it is revoked.")
    reason: str | None = strawberry.field(default=None, description="Why, in up to 500 characters. Admins must say.")


@verb(seat=Seat)
async def change_seat(session: ViewerSession, input: ChangeSeatInput) -> Done:
    """Change a seat's role or last day. For owners of the organisation, and admins. CONFLICT where it has ended, where
    it is like that already, or where no owner without a last day would be left."""
    id = key_of("Seat", input.id, "id")
    await seats.change_seat(session, id, input.role, input.ends_on, input.reason)
    return Done(id, {"seat": id})


@strawberry.input(description="Which seat ends.")
class RevokeSeatInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The seat, a colleague's or your own.")
    reason: str | None = strawberry.field(default=None, description="Why, in up to 500 characters. Admins must say.")


@verb(seat=Seat)
async def revoke_seat(session: ViewerSession, input: RevokeSeatInput) -> Done:
    """End a seat at once, in open sessions and for API tokens too. Owners end every seat of their organisation, admins
    every seat, everybody their own. CONFLICT for the only owner, who hands over first."""
    id = key_of("Seat", input.id, "id")
    await seats.revoke_seat(session, id, input.reason)
    return Done(id, {"seat": id})


@strawberry.input(description="Who becomes owner, and what becomes of you.")
class HandOverInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The successor's seat in the same organisation.")
    stay_as: SeatRole | None = strawberry.field(default=None, description="Your role from now on; none: you leave.")


@verb(seat=Seat)
async def hand_over(session: ViewerSession, input: HandOverInput) -> Done:
    """Make a colleague owner, and leave or take another role, in one step. For owners."""
    id = key_of("Seat", input.id, "id")
    await seats.hand_over(session, id, input.stay_as)
    return Done(id, {"seat": id})


@strawberry.input(description="Which organisation gets which owner, and why.")
class AppointOwnerInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="An organisation that has no owner.")
    email: str = strawberry.field(description="The new owner's e-mail. Who has a seat there is promoted at once.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@verb(
    organisation=Organisation,
    invitation_link=(str, "Where a person without a seat accepts; shown once. Null where a seat was promoted."),
)
async def appoint_owner(session: ViewerSession, input: AppointOwnerInput) -> Done:
    """Give an organisation without an owner one. For membership officers and admins. CONFLICT where it has one."""
    organisation, token = await seats.appoint_owner(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.email, input.reason
    )
    secrets = {"invitation_link": invitation_link(token)} if token else {}
    return Done(organisation.id, {"organisation": organisation.id}, secrets)


@strawberry.input(description="Which invitation is sent again.")
class ResendInvitationInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invitation.")


@verb(
    invitation=Invitation,
    invitation_link=(str, "Where it is accepted: shown once, works once, for 14 days. The link before is dead."),
)
async def resend_invitation(session: ViewerSession, input: ResendInvitationInput) -> Done:
    """Make a new link for an invitation that nobody has accepted. For owners of the organisation, and admins."""
    invitation, token = await invitations.resend_invitation(session, key_of("Invitation", input.id, "id"))
    return Done(invitation.id, {"invitation": invitation.id}, {"invitation_link": invitation_link(token)})


@strawberry.input(description="Which invitation is taken back.")
class WithdrawInvitationInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invitation.")


@verb(invitation=Invitation)
async def withdraw_invitation(session: ViewerSession, input: WithdrawInvitationInput) -> Done:
    """Take an invitation back; its link is dead at once. For owners of the organisation, and admins."""
    invitation = await invitations.withdraw_invitation(session, key_of("Invitation", input.id, "id"))
    return Done(invitation.id, {"invitation": invitation.id})


@strawberry.input(description="What shows that it is you: a password, a code, or a passkey's proof.")
class ReauthenticateInput(VerbInput):
    password: str | None = strawberry.field(default=None, description="The password.")
    code: str | None = strawberry.field(default=None, description="A one-time code of the app, or a recovery code.")
    ceremony: str | None = strawberry.field(default=None, description="What `beginPasskeySignIn` gave.")
    credential: str | None = strawberry.field(default=None, description="What the browser gave for it, as JSON.")


@verb(edge=True)
async def reauthenticate(edge: Edge, input: ReauthenticateInput) -> Done:
    """Show again that it is you. For ten minutes this session may then do what answers CONFIRMATION_NEEDED."""
    passkey = (input.ceremony, input.credential) if input.ceremony and input.credential else None
    await confirming.reauthenticate(edge.door, edge.language, edge.token, input.password, input.code, passkey)
    return Done()
