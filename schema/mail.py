"""Letters, as the secretariat sees them."""

from datetime import datetime

import strawberry

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Order, Side, column, connection, filtering, planned, to_one
from schema.scalars import LanguageTag
from server.kernel import mail, models
from server.kernel.models import LetterState
from server.kernel.session import ViewerSession

TEXT = Side(models.LetterText, lambda own, side: side.id == own.id)

closed(
    LetterState,
    "What has become of a letter.",
    {
        LetterState.QUEUED: "It waits to be sent, for the first time or again.",
        LetterState.SENT: "The mail server has taken it.",
        LetterState.FAILED: "It was given up; it can be tried again.",
    },
)


@planned(models.Letter)
class Letter(Node):
    """A letter by e-mail. For the secretariat; what it says only for admins, and only until it is sent."""

    template: str = column("What kind of letter it is.")
    address: str = column("To whom it goes.")
    language: LanguageTag = column("The language it was to be written in.")
    organisation: Organisation | None = to_one("The organisation it is about.", via="organisation_id")
    state: LetterState = column("What has become of it.")
    attempts: int = column("How often it was tried.")
    queued_at: datetime = column("When it was written.")
    next_attempt_at: datetime = column("When it is tried next, while it waits.")
    sent_at: datetime | None = column("When it was sent; null before.")
    answer: str | None = column("What the mail server said last.")
    subject: str | None = column("Its subject; null once it is sent, and for everybody but admins.", side=TEXT)
    body: str | None = column("What it says; null once it is sent, and for everybody but admins.", side=TEXT)


@strawberry.input(description="Which letters; every condition that is given must hold.")
class LetterFilter:
    state: LetterState | None = filtering("In this state.", lambda t, value: t.state == value)


@strawberry.type
class MailQueries:
    """What letters add to the root."""

    letters: Connection[Letter] = connection(
        "Letters, the newest first. Empty for everybody outside the secretariat.",
        order=Order(("queued_at", "id"), descending=True),
        filter=LetterFilter,
    )


@strawberry.input(description="Which letter is tried again.")
class RetryLetterInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The letter's global id.")


@verb(letter=Letter)
async def retry_letter(session: ViewerSession, input: RetryLetterInput) -> Done:
    """Send a letter that was given up, or waits, at the next minute. For membership officers and admins.

    CONFLICT where it was sent.
    """
    letter = await mail.retry_letter(session, key_of("Letter", input.id, "id"))
    return Done(letter.id, {"letter": letter.id})
