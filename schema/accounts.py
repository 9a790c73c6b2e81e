"""What admins do to the accounts and appointments of others, and the list of who is appointed."""

from datetime import date

import strawberry
from sqlalchemy import func

from schema.connections import Node, key_of
from schema.identity import Person
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import Order, column, listing, planned, to_one
from schema.seats import Invitation
from schema.security import Intervention, SecondFactor
from server.identity import accounts, models
from server.kernel.viewer import Role


@planned(models.Appointment)
class Appointment(Node):
    """What a person does for the platform. Seen by that person and the secretariat."""

    role: Role = column("The appointment.")
    granted_on: date = column("Since when.")
    revoked_on: date | None = column("Since when it is revoked; null while it is not.")
    reason: str | None = column("Why it was revoked.")
    person: Person | None = to_one("Who.", via="person_id")
    second_factor: SecondFactor | None = to_one("Whether they have an app for one-time codes.", via="person_id")


@strawberry.type
class AccountQueries:
    """What the secretariat asks of its own people."""

    appointments: list[Appointment] = listing(
        "Who is appointed to what today, longest first: one's own, for the secretariat all.",
        order=Order(("granted_on", "id")),
        where=lambda t: t.revoked_on.is_(None),
        usually=20,
    )
    appointment_invitations: list[Invitation] = listing(
        "The invitations to appointments, oldest first; for the secretariat.",
        order=Order(("invited_on", "id")),
        where=lambda t: t.role.is_not(None),
        usually=20,
    )
    organisations_without_owner: list[Organisation] = listing(
        "The members that nobody owns; for membership officers and admins.",
        order=Order(("id",)),
        where=lambda t: t.id == func.any(func.organisations_without_owner()),
        usually=5,
    )
    interventions: list[Intervention] = listing(
        "What the secretariat did to accounts, oldest first: to one's own, for the secretariat to all.",
        order=Order(("done_on", "id")),
        usually=20,
    )


@strawberry.input(description="Whose password is replaced by a link, and why.")
class OfferPasswordResetInput(VerbInput):
    person_id: strawberry.ID = strawberry.field(description="The person.")
    reason: str = strawberry.field(description="Why, in up to 500 characters. The person sees it.")


@verb(
    edge=True,
    person=Person,
    link=(str, "Where a new password is chosen: shown once, works once, for a day. Hand it over yourself."),
)
async def offer_password_reset(edge: Edge, input: OfferPasswordResetInput) -> Done:
    """Make a one-time link to a new password. For admins. CONFLICT for who handles grievances, and for oneself."""
    id = key_of("Person", input.person_id, "person_id")
    _, token = await accounts.offer_password_reset(edge.door, edge.language, edge.token, id, input.reason)
    return Done(id, {"person": id, "link": accounts.reset_link(edge.door, token)})


@strawberry.input(description="Whose second factors are deleted, and why.")
class ResetSecondFactorInput(VerbInput):
    person_id: strawberry.ID = strawberry.field(description="The person.")
    reason: str = strawberry.field(description="Why, in up to 500 characters. The person sees it.")


@verb(edge=True, person=Person)
async def reset_second_factor(edge: Edge, input: ResetSecondFactorInput) -> Done:
    """Delete somebody's app, passkeys and recovery codes and end their sessions. For admins; CONFLICT for oneself."""
    id = key_of("Person", input.person_id, "person_id")
    await accounts.reset_second_factor(edge.door, edge.language, edge.token, id, input.reason)
    return Done(id, {"person": id})


@strawberry.input(description="Which appointment ends, and why.")
class RevokeAppointmentInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The appointment.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@verb(edge=True, appointment=Appointment)
async def revoke_appointment(edge: Edge, input: RevokeAppointmentInput) -> Done:
    """End an appointment and the person's sessions at once. For admins. CONFLICT for the only admin."""
    id = key_of("Appointment", input.id, "id")
    await accounts.revoke_appointment(edge.door, edge.language, edge.token, id, input.reason)
    return Done(id, {"appointment": id})
