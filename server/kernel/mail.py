"""Letters by e-mail: written in the transaction of the verb that causes them, sent later by a job, their state visible.

A letter is plain text in its reader's language. Its subject never holds a name or a word of anybody's, because subjects
are shown on locked phones and kept in the logs of others. Its text stands in a table of its own, which only admins
read, and goes when the letter is sent: a link in it opens a seat to whoever has it. Where no mail server is set,
letters stay and can be read there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any, Literal
from uuid import UUID

import aiosmtplib
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from server.kernel.errors import Conflict, message
from server.kernel.languages import chain, say, spoken
from server.kernel.models import Letter, LetterState, LetterText
from server.kernel.session import Door, ViewerSession
from server.kernel.table import now
from server.kernel.viewer import Role

AT_ONCE = 50
"""How many letters a minute's work sends at most."""

MOST_ATTEMPTS = 12
"""Attempts, each twice as long after the one before (at most six hours), until a letter is given up after a day."""

TAKEN_FOR = timedelta(minutes=10)
"""How long a letter is one process's: when that dies while sending, another may send it after this."""

LONGEST_ANSWER = 300


@dataclass(frozen=True)
class Template:
    """A kind of letter. Subject and paragraphs are source texts of the catalogue; the subject has no fields."""

    name: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Post:
    """The mail server: how letters leave. ``starttls`` and ``tls`` both encrypt; ``none`` is for one's own machine."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


CLOSING = (
    message("You get this letter because you act for an organisation on Kakehashi, or were invited to."),
    message("Please do not answer it: nobody reads the answers."),
)


def tongue(language: str) -> str:
    """The language in which a letter to a reader of this language is written."""
    return next(tag for tag in chain(language) if tag in spoken())


def written(template: Template, language: str, **fields: Any) -> tuple[str, str]:
    """Subject and text, in the language or the one that stands in for it."""
    tag = tongue(language)
    paragraphs = [say(paragraph, tag, **fields) for paragraph in template.paragraphs]
    return say(template.subject, tag), "\n\n".join(
        [*paragraphs, "\n".join(["-- ", *(say(one, tag) for one in CLOSING)])]
    )


def send(
    rows: AsyncSession,
    template: Template,
    to: str,
    language: str,
    *,
    organisation_id: UUID | None = None,
    **fields: Any,
) -> Letter:
    """Write a letter in this transaction: it is sent once that is committed, and never if it is not."""
    subject, body = written(template, language, **fields)
    letter = Letter(template=template.name, address=to, language=language, organisation_id=organisation_id)
    rows.add(letter)
    rows.add(LetterText(id=letter.id, organisation_id=organisation_id, subject=subject, body=body))
    return letter


async def send_once(
    rows: AsyncSession, once: str, template: Template, to: str, language: str, *, organisation_id: UUID, **fields: Any
) -> bool:
    """The same for a job: at most one letter under the name ``once``, ever. Whether this was it."""
    letter = Letter(template=template.name, address=to, language=language, organisation_id=organisation_id, once=once)
    added = insert(Letter).values(letter.model_dump()).on_conflict_do_nothing(index_elements=["once"])
    if not await rows.scalar(added.returning(col(Letter.id))):
        return False
    subject, body = written(template, language, **fields)
    rows.add(LetterText(id=letter.id, organisation_id=organisation_id, subject=subject, body=body))
    return True


async def retry_letter(session: ViewerSession, id: UUID) -> Letter:
    """Send a letter that was given up, or that waits, at the next minute. For membership officers and admins.

    Conflict where it was sent.
    """
    letter = await session.find(Letter, id)

    session.permit(Role.MEMBERSHIP_OFFICER, Role.ADMIN)

    letter = await session.find(Letter, id, lock=True)
    if letter.state is LetterState.SENT:
        raise Conflict("id", message("This letter has been sent."))
    letter.state, letter.attempts, letter.next_attempt_at = LetterState.QUEUED, 0, now()

    session.record("retry_letter", letter)
    return letter


async def deliver(door: Door, post: Post) -> int:
    """Send what waits; how many letters left. Each is settled by itself, so that one that fails holds up no other."""
    sent = 0
    for letter, text in await _taken(door):
        state, answer = await _sent(post, letter, text)
        sent += state is LetterState.SENT
        async with door.stewarding() as rows:
            kept = await rows.get_one(Letter, letter.id, with_for_update=True)
            kept.state, kept.answer = state, " ".join(answer.split())[:LONGEST_ANSWER]
            kept.next_attempt_at = now() + timedelta(minutes=min(2**kept.attempts, 360))
            if state is LetterState.SENT:
                kept.sent_at = now()
                await rows.execute(delete(LetterText).where(col(LetterText.id) == letter.id))
    return sent


async def _taken(door: Door) -> list[tuple[Letter, LetterText]]:
    """The letters whose turn it is, now this process's for a while."""
    async with door.stewarding() as rows:
        waiting = (
            select(Letter, LetterText)
            .join(LetterText, col(LetterText.id) == col(Letter.id))
            .where(Letter.state == LetterState.QUEUED, col(Letter.next_attempt_at) <= now())
            .order_by(col(Letter.queued_at))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=Letter)
        )
        taken = [(letter, text) for letter, text in await rows.execute(waiting)]
        for letter, _ in taken:
            letter.attempts += 1
            letter.next_attempt_at = now() + TAKEN_FOR
    return taken


def envelope(post: Post, letter: Letter, text: LetterText) -> EmailMessage:
    """The letter as it travels."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = post.sender, letter.address, text.subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(letter.id.hex, domain=post.sender.rpartition("@")[2].rstrip(">"))
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(text.body)
    return mail


async def _sent(post: Post, letter: Letter, text: LetterText) -> tuple[LetterState, str]:
    """Hand a letter to the mail server: what becomes of it, and what the server said."""
    try:
        _, answer = await aiosmtplib.send(envelope(post, letter, text), **connection_of(post))
    except aiosmtplib.SMTPRecipientsRefused as refused:
        first = refused.recipients[0]
        given_up = first.code >= 500 or letter.attempts >= MOST_ATTEMPTS
        return (LetterState.FAILED if given_up else LetterState.QUEUED), f"{first.code} {first.message}"
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        given_up = isinstance(problem, ValueError) or letter.attempts >= MOST_ATTEMPTS
        return (LetterState.FAILED if given_up else LetterState.QUEUED), f"{type(problem).__name__}: {problem}"
    return LetterState.SENT, answer


def connection_of(post: Post) -> dict[str, Any]:
    """How aiosmtplib is told of the mail server."""
    return {
        "hostname": post.host,
        "port": post.port,
        "username": post.user,
        "password": post.password,
        "use_tls": post.security == "tls",
        "start_tls": post.security == "starttls",
        "timeout": 20,
    }


async def test_letter(post: Post, to: str, language: str, tell: Callable[[str], None]) -> bool:
    """Send a letter at once and tell what the mail server answers; whether it took the letter."""
    letter = Letter(template=TEST.name, address=to, language=language)
    subject, body = written(TEST, language)
    options = connection_of(post)
    tell(f"{post.host}:{post.port} ({post.security})")
    try:
        async with aiosmtplib.SMTP(**options) as server:
            tell("connected" + (f", signed in as {post.user}" if post.user else ""))
            _, answer = await server.send_message(
                envelope(post, letter, LetterText(id=letter.id, subject=subject, body=body))
            )
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        tell(f"{type(problem).__name__}: {problem}")
        return False
    tell(answer)
    return True


TEST = Template(
    "test",
    message("A test letter from Kakehashi"),
    (message("This letter shows that Kakehashi can send letters from where it runs."),),
)
