"""One's own security: second factors, passkeys, sessions, the password; and the verbs that sign in with them."""

from datetime import date, datetime

import strawberry
from sqlalchemy import func, literal_column

from schema.connections import Node, key_of
from schema.enums import closed
from schema.identity import Person, Viewer, of
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import column, expression, planned, to_one
from server.identity import admission, devices, enrolment, models, passwords, seats
from server.identity.models import InterventionKind
from server.kernel.session import ViewerSession

closed(
    InterventionKind,
    "What the secretariat did to an account.",
    {
        InterventionKind.SECOND_FACTOR_RESET: "Its second factors were deleted.",
        InterventionKind.PASSWORD_LINK: "A link to a new password was made.",
    },
)

CODES = (list[str], "Ten recovery codes, each for one sign-in without the app. Shown once: keep them apart from it.")
TOKEN = (str, "The bearer token of the session that begins: shown once.")
DEVICE = "What the session is listed as (“Firefox (Windows)”), in up to 60 characters. No address, no serial number."


@planned(models.Device)
class Device(Node):
    """A session of the viewer's own, as its person sees it."""

    label: str = column("Browser and system, roughly.")
    started_on: date = column("Since when.")
    seen_at: datetime = column("When it was last used, to five minutes.")
    this_one: bool = expression(
        "Whether it is the one that asks.",
        lambda t: func.coalesce(t.id == func.viewer_device(), literal_column("false")),
    )


@planned(models.SecondFactor)
class SecondFactor:
    """That a person has an app for one-time codes. Seen by that person and the secretariat."""

    enrolled_on: date = column("Since when.")


@planned(models.Passkey)
class Passkey(Node):
    """A passkey of the viewer's own."""

    name: str = column("What the person calls it.")
    created_on: date = column("Since when.")
    last_used_on: date | None = column("The day of its last use; null where it was never used.")


@planned(models.Intervention)
class Intervention(Node):
    """What the secretariat did to an account, and why. Seen by its person and the secretariat."""

    kind: InterventionKind = column("What was done.")
    reason: str = column("Why, in the words of who did it.")
    done_on: date = column("When.")
    person: Person | None = to_one("Whose account.", via="person_id")
    done_by: Person | None = to_one("Who did it, where the viewer may see them.", via="done_by")


@planned(models.SeatRule)
class SeatRule:
    """What an organisation asks of everybody who has a seat there."""

    second_factor: bool = column("Whether everybody with a seat must have a second factor.")
    changed_on: date = column("Since when.")


@strawberry.input(description="The second step of signing in.")
class CompleteSignInInput(VerbInput):
    pending: str = strawberry.field(description="What `signIn` gave; it lasts ten minutes.")
    code: str = strawberry.field(description="A one-time code of the app, or a recovery code.")
    device: str = strawberry.field(default="", description=DEVICE)


@verb(edge=True, token=TOKEN, viewer=Viewer)
async def complete_sign_in(edge: Edge, input: CompleteSignInInput) -> Done:
    """Begin the session for which the password was given. Each code works once; guesses are limited by account."""
    return of(await admission.complete_sign_in(edge.door, edge.language, input.pending, input.code, input.device))


@strawberry.input(description="For whom an app is enrolled.")
class BeginSecondFactorInput(VerbInput):
    pending: str | None = strawberry.field(
        default=None, description="What `signIn` gave where it needs enrolment; without it, for the session that asks."
    )


@verb(
    edge=True,
    enrolment=(str, "What `confirmSecondFactor` takes; it lasts ten minutes."),
    key=(str, "The key, for typing into an app."),
    uri=(str, "The key's address (`otpauth:`), for a QR code."),
)
async def begin_second_factor(edge: Edge, input: BeginSecondFactorInput) -> Done:
    """Make a key for an app for one-time codes (RFC 6238). Nothing changes until it is confirmed."""
    ticket, key, uri = await enrolment.begin_second_factor(edge.door, edge.language, edge.token, input.pending)
    return Done(shown={"enrolment": ticket, "key": key, "uri": uri})


@strawberry.input(description="The proof that the app has the key.")
class ConfirmSecondFactorInput(VerbInput):
    enrolment: str = strawberry.field(description="What `beginSecondFactor` gave.")
    code: str = strawberry.field(description="A code that the app shows.")
    device: str = strawberry.field(default="", description=DEVICE)


@verb(edge=True, recovery_codes=CODES, token=TOKEN, viewer=Viewer)
async def confirm_second_factor(edge: Edge, input: ConfirmSecondFactorInput) -> Done:
    """Enrol the app, in place of an earlier one; where signing in waited for it, begin the session."""
    made = await enrolment.confirm_second_factor(
        edge.door, edge.language, edge.token, input.enrolment, input.code, input.device
    )
    session = {"token": made.token.text} if made.token else {}
    shown = {"recovery_codes": made.codes, "viewer": made.person.id, **session}
    return Done(made.person.id, shown, token=made.token)


@strawberry.input(description="Nothing: they are one's own.")
class RenewRecoveryCodesInput(VerbInput):
    pass


@verb(edge=True, recovery_codes=CODES)
async def renew_recovery_codes(edge: Edge, input: RenewRecoveryCodesInput) -> Done:  # noqa: ARG001  every verb has an input
    """Make new recovery codes; the old ones are dead. CONFLICT for who has no second factor."""
    made = await enrolment.renew_recovery_codes(edge.door, edge.language, edge.token)
    return Done(made.person.id, {"recovery_codes": made.codes})


@strawberry.input(description="Nothing: it is one's own.")
class RemoveSecondFactorInput(VerbInput):
    pass


@verb(edge=True, viewer=Viewer)
async def remove_second_factor(edge: Edge, input: RemoveSecondFactorInput) -> Done:  # noqa: ARG001  every verb has an input
    """Give up the app for one-time codes. CONFLICT where there is none, or where no other second factor is left."""
    person = await enrolment.remove_second_factor(edge.door, edge.language, edge.token)
    return Done(person.id, {"viewer": person.id})


@strawberry.input(description="Which session ends.")
class EndSessionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The device, one of `viewer.devices`.")


@verb(edge=True)
async def end_session(edge: Edge, input: EndSessionInput) -> Done:
    """End a session of yours at once."""
    await devices.end_session(edge.door, edge.language, edge.token, key_of("Device", input.id, "id"))
    return Done()


@strawberry.input(description="Nothing: all but the one that asks.")
class EndOtherSessionsInput(VerbInput):
    pass


@verb(edge=True)
async def end_other_sessions(edge: Edge, input: EndOtherSessionsInput) -> Done:  # noqa: ARG001  every verb has an input
    """End every session of yours but the one that asks. API tokens stay."""
    await devices.end_other_sessions(edge.door, edge.language, edge.token)
    return Done()


@strawberry.input(description="Another password.")
class ChangePasswordInput(VerbInput):
    current: str = strawberry.field(description="The password as it is.")
    password: str = strawberry.field(description="The new one: 12 characters, 15 for the secretariat and for handlers.")


@verb(edge=True, viewer=Viewer)
async def change_password(edge: Edge, input: ChangePasswordInput) -> Done:
    """Change your password. Your other sessions end; what a handler can open stays open."""
    person = await passwords.change_password(edge.door, edge.language, edge.token, input.current, input.password)
    return Done(person.id, {"viewer": person.id})


@strawberry.input(description="A new password, by a one-time link.")
class ResetPasswordInput(VerbInput):
    token: str = strawberry.field(description="The last part of the link.")
    password: str = strawberry.field(description="The new one: 12 characters at least, 15 for the secretariat.")


@verb(edge=True)
async def reset_password(edge: Edge, input: ResetPasswordInput) -> Done:
    """Choose a new password by a one-time link. All sessions end; a second factor stays as it is. CONFLICT for who
    handles grievances: they are sealed with the old one."""
    await passwords.reset_password(edge.door, edge.language, input.token, input.password)
    return Done()


@strawberry.input(description="What an organisation asks of its seats.")
class RequireSecondFactorInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation.")
    required: bool = strawberry.field(description="Whether everybody with a seat must have a second factor.")


@verb(organisation=Organisation)
async def require_second_factor(session: ViewerSession, input: RequireSecondFactorInput) -> Done:
    """Ask everybody with a seat for a second factor, from their next sign-in on; or no longer. For owners."""
    id = key_of("Organisation", input.organisation_id, "organisation_id")
    await seats.require_second_factor(session, id, input.required)
    return Done(id, {"organisation": id})
