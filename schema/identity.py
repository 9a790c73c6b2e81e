"""Who one is: the viewer, people, seats, and the verbs of signing in and inviting."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import func, select

from schema.connections import Node, key_of
from schema.enums import closed
from schema.expressions import held
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import Order, column, expression, listing, own, planned, single, to_one
from schema.scalars import LanguageTag
from server.identity import letters, models, services
from server.identity.admission import Admission
from server.kernel.session import ViewerSession
from server.kernel.viewer import Role, SeatRole

if TYPE_CHECKING:
    from schema.security import Device, Intervention, Passkey, SecondFactor
    from schema.tokens import ApiToken

closed(
    SeatRole,
    "What a person may do for an organisation.",
    {
        SeatRole.OWNER: "Speaks for the organisation: signs the pledge, invites, and all that editors do.",
        SeatRole.EDITOR: "Reports on commitments and writes case studies.",
        SeatRole.READER: "Reads what the organisation may read.",
    },
)
closed(
    Role,
    "What a person is appointed to do for the platform.",
    {
        Role.MEMBERSHIP_OFFICER: "Secretariat: admits members.",
        Role.CASE_HANDLER: "Secretariat: takes grievances in and answers them.",
        Role.CONTENT_EDITOR: "Secretariat: reviews and publishes case studies.",
        Role.CUSTODIAN: "Secretariat: guards who a worker is.",
        Role.ANALYST: "Secretariat: works with numbers, never with single grievances.",
        Role.ADMIN: "Secretariat: appoints and invites.",
        Role.ADVISER: "From outside: gives expert advice.",
        Role.PARTNER_HANDLER: "From a partner organisation: answers the grievances shared with it.",
    },
)

APPOINTED: Any = models.Appointment.__table__.c  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it


@planned(models.Person)
class Person(Node):
    """Somebody with an account. Seen by themselves, by colleagues in an organisation, and by the secretariat."""

    name: str = column("As the person writes it.")
    email: str = column("What the person signs in with.")
    language: LanguageTag = column("The language the person reads.")


@planned(models.Seat)
class Seat(Node):
    """A person's place in an organisation. In its subsidiaries it gives none."""

    role: SeatRole = column("What the person may do there.")
    granted_on: date = column("Since when.")
    ends_on: date | None = column("Its last day, where it was given one.")
    revoked_on: date | None = column("Since when it is revoked; null while it is not.")
    reason: str | None = column("Why it was granted or revoked, in the words of who did.")
    granted_by: Person | None = to_one("Who granted it, where the viewer may see them.", via="granted_by")
    revoked_by: Person | None = to_one("Who revoked it, where the viewer may see them.", via="revoked_by")
    organisation: Organisation | None = to_one("Where.", via="organisation_id")
    person: Person | None = to_one("Who.", via="person_id")


@planned(models.Person)
class Viewer:
    """Who is asking: a person with a session."""

    person: Person = own("The person.")
    seats: list[Seat] = listing(
        "The organisations the person acts for, longest first.",
        via="person_id",
        order=Order(("granted_on", "id")),
        usually=2,
        where=held,
    )
    api_tokens: list[Annotated["ApiToken", strawberry.lazy("schema.tokens")]] = listing(
        "The person's API tokens, oldest first; without those that are revoked.",
        via="person_id",
        order=Order(("created_on", "id")),
        where=lambda token: token.revoked_on.is_(None),
        usually=5,
    )
    devices: list[Annotated["Device", strawberry.lazy("schema.security")]] = listing(
        "The person's sessions, oldest first.", via="person_id", order=Order(("started_on", "id")), usually=3
    )
    passkeys: list[Annotated["Passkey", strawberry.lazy("schema.security")]] = listing(
        "The person's passkeys, oldest first.", via="person_id", order=Order(("created_on", "id")), usually=2
    )
    second_factor: Annotated["SecondFactor", strawberry.lazy("schema.security")] | None = to_one(
        "The app for one-time codes; null where there is none.", via="id"
    )
    recovery_codes_left: int = expression(
        "How many recovery codes were not used yet.", lambda person: func.viewer_recovery_codes()
    )
    interventions: list[Annotated["Intervention", strawberry.lazy("schema.security")]] = listing(
        "What the secretariat did to this account, oldest first.",
        via="person_id",
        order=Order(("done_on", "id")),
        usually=2,
    )
    roles: list[Role] = expression(
        "What the person is appointed to do for the platform.",
        lambda person: func.array(
            select(APPOINTED.role)
            .where(APPOINTED.person_id == person.id, APPOINTED.revoked_on.is_(None))
            .order_by(APPOINTED.granted_on, APPOINTED.id)
            .scalar_subquery()
        ),
    )
    grievances_without_handler: int | None = expression(
        "How many open grievances nobody can read, because no handler without ties was enrolled when they were filed. "
        "Enrol one: each opens to that handler when its worker comes back. For admins and custodians; null for others.",
        lambda person: func.grievances_without_handler(),
    )


@strawberry.type
class IdentityQueries:
    """What is asked of who one is."""

    viewer: Viewer | None = single(
        "Who is asking; null for a visitor and for who holds a receipt.",
        where=lambda person: person.id == select(func.viewer_person()).scalar_subquery(),
    )


@strawberry.input(description="Who signs in.")
class SignInInput(VerbInput):
    email: str = strawberry.field(description="The e-mail of the account; capitals do not matter.")
    password: str = strawberry.field(description="The password.")
    code: str | None = strawberry.field(
        default=None, description="The second factor's code; without it, who has one completes the sign-in with it."
    )
    device: str = strawberry.field(default="", description="What the session is listed as, in up to 60 characters.")


PENDING: Any = {
    "pending": (
        str,
        "Where a second step is due: what `completeSignIn` takes, for ten minutes.",
    ),
    "enrolment_needed": (bool, "Where a second step is due: whether it is to enrol one (`beginSecondFactor`)."),
    "passkey_possible": (bool, "Where a second step is due: whether a passkey can make it."),
}


def of(admitted: Admission) -> Done:
    """What a sign-in has led to, as a payload."""
    shown: dict[str, Any] = {}
    if admitted.ticket:
        shown["pending"] = admitted.ticket
        shown |= {"enrolment_needed": admitted.enrols, "passkey_possible": admitted.passkey}
    if admitted.token:
        shown |= {"token": admitted.token.text, "viewer": admitted.person.id}
    return Done(admitted.person.id, shown, token=admitted.token)


@verb(
    edge=True,
    token=(str, "The bearer token, for eight hours; half an hour without use ends it."),
    viewer=Viewer,
    **PENDING,
)
async def sign_in(edge: Edge, input: SignInInput) -> Done:
    """Begin a session. The answer, and the time it takes, do not tell whether an account exists; failures are limited
    by account and in total. An idempotency key changes nothing: each time begins a session of its own."""
    return of(await services.sign_in(edge.door, edge.language, input.email, input.password, input.code, input.device))


@strawberry.input(description="Nothing: the session is the one that asks.")
class SignOutInput(VerbInput):
    pass


@verb(edge=True)
async def sign_out(edge: Edge, input: SignOutInput) -> Done:  # noqa: ARG001  every verb has an input
    """End the session that asks, of a person or of a receipt. Where there is none any more, nothing is to be ended, and
    nothing is refused: whoever asks twice, or late, reaches the same, and learns nothing of the token's past.
    """
    await services.sign_out(edge.door, edge.language, edge.token)
    return Done()


@strawberry.input(description="A seat to offer.")
class SeatInput:
    organisation_id: strawberry.ID = strawberry.field(description="The organisation, an active member.")
    role: SeatRole = strawberry.field(description="What the person may do there.")
    ends_on: date | None = strawberry.field(default=None, description="The seat's last day; none: until it is revoked.")


@strawberry.input(one_of=True, description="What somebody is invited to: one of the two.")
class InvitationTarget:
    seat: SeatInput | None = strawberry.field(default=strawberry.UNSET, description="A seat in an organisation.")
    role: Role | None = strawberry.field(default=strawberry.UNSET, description="An appointment by the platform.")


@strawberry.input(description="Whom to invite, and to what.")
class InvitePersonInput(VerbInput):
    email: str = strawberry.field(description="The invited person's e-mail; it becomes what they sign in with.")
    to: InvitationTarget = strawberry.field(description="A seat or an appointment.")


@verb(invitation_link=(str, "Where it is accepted: shown once, works once, for 14 days. Hand it over yourself."))
async def invite_person(session: ViewerSession, input: InvitePersonInput) -> Done:
    """Invite somebody. Owners of an organisation to its seats; admins to every seat and appointment."""
    seat, role = input.to.seat or None, input.to.role or None
    invitation, token = await services.invite_person(
        session,
        email=input.email,
        organisation_id=key_of("Organisation", seat.organisation_id, "to.seat.organisation_id") if seat else None,
        seat_role=seat.role if seat else None,
        ends_on=seat.ends_on if seat else None,
        role=role,
    )
    return Done(invitation.id, secrets={"invitation_link": letters.invitation_link(token)})


@strawberry.input(description="Who accepts an invitation.")
class AcceptInvitationInput(VerbInput):
    token: str = strawberry.field(description="The last part of the invitation's link.")
    name: str | None = strawberry.field(default=None, description="A new person's name; a known person keeps theirs.")
    password: str = strawberry.field(
        description="A new person's password: 12 characters at least, 15 for the secretariat and for handlers. A known "
        "person (by the invited e-mail) gives the password they have."
    )
    device: str = strawberry.field(default="", description="What the session is listed as, in up to 60 characters.")


@verb(edge=True, token=(str, "The bearer token of the session that begins: shown once."), viewer=Viewer, **PENDING)
async def accept_invitation(edge: Edge, input: AcceptInvitationInput) -> Done:
    """Take the seat or the appointment one was invited to, and begin a session. An invitation works once."""
    return of(
        await services.accept_invitation(
            edge.door, edge.language, input.token, input.name, input.password, input.device
        )
    )
