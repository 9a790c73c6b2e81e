"""How long a supplier has, how many may be asked at once, and what an answer must hold. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from server.kernel.entries import EMPTY, line, prose
from server.kernel.errors import Conflict, Invalid, message
from server.kernel.languages import LANGUAGES, known
from server.members import services as members
from server.supply_chain.models import AssessmentReply, SupplierInvitationState, SupplierStand

SESSION = timedelta(hours=8)
"""Absolute length of a supplier's session, as of a person's; half an hour without use ends it too."""

ASKED_FOR = timedelta(days=60)
"""An invitation opens for so long; who has come by it stays."""

MOST = 200
"""Suppliers asked at once."""

ARTICLES = (1, 2, 3, 4, 5)
PLAN_LIMIT = 1000
NOTE_LIMIT = 1000
NAME_LIMIT = 200

WAITS = frozenset({SupplierInvitationState.SENT, SupplierInvitationState.OPENED})
HOLDS = frozenset({SupplierInvitationState.OPENED, SupplierInvitationState.COMMITTED})


class Asked(NamedTuple):
    """A supplier to ask: as the inviter calls it, and where and in which language it is written to."""

    name: str
    email: str | None
    language: str


class Stand(NamedTuple):
    """How a supplier stands to an article, and what it plans."""

    article: int
    stand: SupplierStand
    plan: str | None


class Reply(NamedTuple):
    """An answer of the self-assessment, and what proves it."""

    question: str
    reply: AssessmentReply
    note: str | None


def secret_hash(secret: str) -> bytes:
    """What is kept of a link or a key. 256 random bits need neither salt nor pepper."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def asked(entries: Sequence[Asked]) -> list[Asked]:
    """The suppliers to ask, each entry as it is kept. Refused at ``suppliers``."""
    if not entries:
        raise Invalid("suppliers", message("Please name at least one supplier."))
    if len(entries) > MOST:
        raise Invalid("suppliers", message("Please ask at most %(limit)s suppliers at once."), limit=MOST)
    made: list[Asked] = []
    for place, one in enumerate(entries):
        language = known(one.language)
        if language not in LANGUAGES:
            raise Invalid(f"suppliers.{place}.language", message("The platform does not know this language."))
        name = line(one.name, f"suppliers.{place}.name", NAME_LIMIT)
        made.append(Asked(name, address(one.email, f"suppliers.{place}.email"), language))
    addresses = [one.email for one in made if one.email]
    if len(set(addresses)) < len(addresses):
        raise Invalid("suppliers", message("Two of these suppliers have the same e-mail address."))
    return made


def address(entered: str | None, path: str) -> str | None:
    """An e-mail address, or none; refused at ``path``."""
    if not entered or not entered.strip():
        return None
    try:
        return members.email(entered)
    except Invalid as wrong:
        raise Invalid(path, wrong.text) from None


def needed_address(entered: str, path: str) -> str:
    """An e-mail address that must be given."""
    found = address(entered, path)
    if found is None:
        raise Invalid(path, EMPTY)
    return found


def stands(entries: Iterable[Stand]) -> list[Stand]:
    """How the supplier stands to each of the five articles. Who plans says what."""
    by_article: dict[int, Stand] = {}
    for place, one in enumerate(entries):
        if one.article not in ARTICLES or one.article in by_article:
            raise Invalid(f"answers.{place}.article", message("Please answer each of the five articles once."))
        plan = prose(one.plan, f"answers.{place}.plan", PLAN_LIMIT) if one.plan and one.plan.strip() else None
        if one.stand is SupplierStand.PLANNED and not plan:
            raise Invalid(f"answers.{place}.plan", message("Please say what you plan."))
        by_article[one.article] = Stand(one.article, one.stand, plan)
    if len(by_article) < len(ARTICLES):
        raise Invalid("answers", message("Please answer each of the five articles once."))
    return [by_article[number] for number in ARTICLES]


def replies(entries: Iterable[Reply], questions: Mapping[str, object]) -> list[Reply]:
    """An answer to every question of a version, in its order."""
    by_question: dict[str, Reply] = {}
    for place, one in enumerate(entries):
        if one.question not in questions or one.question in by_question:
            raise Invalid(f"answers.{place}.question", message("Please answer each question once."))
        note = prose(one.note, f"answers.{place}.note", NOTE_LIMIT) if one.note and one.note.strip() else None
        by_question[one.question] = Reply(one.question, one.reply, note)
    missing = [code for code in questions if code not in by_question]
    if missing:
        raise Invalid("answers", message("Please answer each question once."))
    return [by_question[code] for code in questions]


def expires(answered_on: date) -> date:
    """Answers hold for twelve months: the last day before the same day of the next year."""
    try:
        return answered_on.replace(year=answered_on.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(answered_on.year + 1, 2, 28)


def revocable(state: SupplierInvitationState) -> None:
    """Refuse to take back what was answered."""
    if state not in WAITS:
        raise Conflict("id", message("This supplier has answered already, or was told that it need not."))
