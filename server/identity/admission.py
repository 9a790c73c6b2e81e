"""From who has given the right password to a session: at once, after a second step, or after enrolling one."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import select

from server.identity import tickets
from server.identity.factors import asked_of, check_code
from server.identity.models import Person
from server.identity.proof import begin
from server.kernel import sealing
from server.kernel.errors import Conflict
from server.kernel.session import Door, ViewerSession

PENDING = "sign-in"


@dataclass(frozen=True)
class Admission:
    """What signing in has led to: a session's token, or a ticket for the second step."""

    person: Person
    token: sealing.Token | None = field(default=None, repr=False)
    ticket: str | None = field(default=None, repr=False)
    enrols: bool = False
    """Whether the second step is to enrol a second factor, because there is none and one is required."""
    passkey: bool = False
    """Whether the second step can be made with a passkey."""


async def admit(session: ViewerSession, door: Door, person: Person, secret: bytes | None, device: str) -> Admission:
    """Begin a session for who has proven to know the password, unless a second step is needed.

    What the password opened (a handler's key) waits in the ticket, boxed under the pepper, for ten minutes at most.
    """
    asked = await asked_of(session, person.id, appointed=door.rules.second_factor)
    if not asked.any and not asked.required:
        return Admission(person, token=await begin(session, person, secret, device))
    ticket = tickets.issue(
        session.secrets, PENDING, person=str(person.id), secret=secret.hex() if secret else None, enrols=not asked.any
    )
    return Admission(person, ticket=ticket, enrols=not asked.any, passkey=asked.passkey)


async def complete_sign_in(door: Door, language: str, ticket: str, code: str, device: str) -> Admission:
    """The second step of signing in: a one-time code, or a recovery code. Refuses a ticket that asks for enrolment."""
    person_id, _ = waiting(door, ticket)
    await check_code(door, language, person_id, code)
    return await enter(door, language, ticket, device)


def waiting(door: Door, ticket: str, *, enrols: bool = False) -> tuple[UUID, bytes | None]:
    """Who waits with this ticket for which second step, and what the password has opened."""
    content = tickets.read(door.secrets, PENDING, ticket, "pending")
    if content["enrols"] is not enrols:
        raise Conflict("pending", tickets.OVER)
    return UUID(content["person"]), bytes.fromhex(content["secret"]) if content["secret"] else None


async def enter(door: Door, language: str, ticket: str, device: str, *, enrols: bool = False) -> Admission:
    """A session for who has made the second step. The ticket works once."""
    async with door.authenticating(language) as session:
        return await entered(session, door, ticket, device, enrols=enrols)


async def entered(session: ViewerSession, door: Door, ticket: str, device: str, *, enrols: bool = False) -> Admission:
    """The same, in a transaction that is under way."""
    person_id, secret = waiting(door, ticket, enrols=enrols)
    person = (await session.rows.scalars(select(Person).where(Person.id == person_id))).one()
    await tickets.spend(session, ticket, "pending")

    token = await begin(session, person, secret, device)

    session.record("sign_in", person)
    return Admission(person, token=token)
