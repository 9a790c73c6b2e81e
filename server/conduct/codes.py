"""What can be done about the code itself: draft a version, edit the draft, adopt it, correct a translation."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from server.conduct import rules
from server.conduct.models import Article, CodeDraft, CodeOfConduct, CodeTextRevision, TextPart
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, LimitReached, NotFound, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role

ARTICLE_PARTS = (TextPart.TITLE, TextPart.TEXT)
WHOLE_PARTS = (TextPart.PREAMBLE, TextPart.CLOSING, TextPart.TRANSLATION_NOTE)
MOST_ARTICLES = 30
LEAST_DAYS = 30
"""Days that members have at least to sign a new version."""
LONGEST_DAYS = 731

NEEDED = ("en", "ja")
"""The languages without which no version is adopted."""


async def draft_code(session: ViewerSession, reason: str) -> CodeDraft:
    """Begin a draft of the next version, as a copy of the newest. For content editors."""
    why = prose(reason, "reason", rules.NOTE_LIMIT)

    session.permit(Role.CONTENT_EDITOR)

    newest = (await session.rows.scalars(select(CodeOfConduct).order_by(col(CodeOfConduct.version).desc()))).first()
    if newest is None:
        raise NotFound("id")
    articles = await session.rows.scalars(
        select(Article).where(Article.code_of_conduct_id == newest.id).order_by(col(Article.number))
    )
    draft = CodeDraft(
        texts={part.value: getattr(newest, part.value) for part in WHOLE_PARTS},
        articles=[{"title": one.title, "text": one.text} for one in articles],
        reason=why,
    )
    session.add(draft)

    session.record("draft_code", draft)
    return draft


async def edit_code_draft(
    session: ViewerSession, id: UUID, part: TextPart, article_number: int | None, language: str, text: str
) -> CodeDraft:
    """Set one text of a draft in one language. For content editors.

    The number after the last article adds one. Conflict where the draft has been adopted.
    """
    words = prose(text, "text", rules.NOTE_LIMIT)

    draft = await open_draft(session, id)

    if part in WHOLE_PARTS:
        draft.texts = {**draft.texts, part.value: {**draft.texts.get(part.value, {}), language: words}}
    else:
        draft.articles = laid_in(draft.articles, article_number, part, language, words)
    draft.edits += 1
    draft.changed_on = today()

    session.record("edit_code_draft", draft)
    return draft


def laid_in(
    articles: list[dict[str, Any]], number: int | None, part: TextPart, language: str, words: str
) -> list[dict[str, Any]]:
    """The articles with one text of one of them set, or with one more."""
    if number is None or not 1 <= number <= len(articles) + 1:
        raise Invalid("article_number", message("There is no such article."))
    if number > MOST_ARTICLES:
        raise LimitReached("article_number", message("A code has at most %(most)s articles."), most=MOST_ARTICLES)
    changed = [*articles, {}] if number > len(articles) else list(articles)
    there = changed[number - 1]
    changed[number - 1] = {**there, part.value: {**there.get(part.value, {}), language: words}}
    return changed


async def adopt_code(session: ViewerSession, id: UUID, adopted_on: date, reaffirm_by: date | None) -> CodeOfConduct:
    """Make a draft the next version, in force from a day that is not past. For content editors.

    ``reaffirm_by`` makes signing it a duty for every member: at least 30 days after, at most two years. Every text must
    be there in English and Japanese. Conflict where the draft has been adopted.
    """
    if adopted_on < today():
        raise Invalid("adopted_on", message("This day has passed. Please choose a day to come."))
    if adopted_on > today() + timedelta(days=LONGEST_DAYS):
        raise Invalid("adopted_on", message("Please choose a day within two years."))
    check_reaffirmation(adopted_on, reaffirm_by)

    draft = await open_draft(session, id)
    check_whole(draft)

    newest = await session.rows.scalar(select(func.max(CodeOfConduct.version)))
    code = CodeOfConduct(
        version=(newest or 0) + 1,
        adopted_on=adopted_on,
        reaffirm_by=reaffirm_by,
        original_language="en",
        **{part.value: draft.texts[part.value] for part in WHOLE_PARTS},
    )
    session.add(code)
    await flushed(session)
    for number, one in enumerate(draft.articles, 1):
        session.add(Article(code_of_conduct_id=code.id, number=number, title=one["title"], text=one["text"]))
    for part, article, texts in places(draft):
        for language, words in texts.items():
            if language != "_machine":
                session.add(revision(code, part, article, language, 1, words))
    draft.adopted_as = code.id
    await flushed(session)

    session.record("adopt_code", code)
    return code


async def correct_translation(
    session: ViewerSession,
    version: int,
    part: TextPart,
    article_number: int | None,
    language: str,
    text: str,
    reason: str,
) -> CodeTextRevision:
    """Correct a translation of a version, or add a language: a new revision beside those before. For content editors.

    The original language is never corrected: that would be another code, which members would have to sign.
    """
    words = prose(text, "text", rules.NOTE_LIMIT)
    why = prose(reason, "reason", rules.NOTE_LIMIT)

    session.permit(Role.CONTENT_EDITOR)
    found = await session.rows.scalars(
        select(CodeOfConduct).where(col(CodeOfConduct.version) == version).with_for_update()
    )
    code = found.one_or_none()
    if code is None:
        raise NotFound("version")
    if language == code.original_language:
        raise Invalid("language", message("The original text decides and is never changed. Draft a new version."))

    target: CodeOfConduct | Article = code
    if part in ARTICLE_PARTS:
        target = await article_of(session, code, article_number)
    number = article_number if part in ARTICLE_PARTS else None
    setattr(target, part.value, {**getattr(target, part.value), language: words})
    made = revision(code, part, number, language, await revisions(session, code, part, number, language) + 1, words)
    made.reason = why
    session.add(made)
    await flushed(session)

    session.record("correct_translation", made)
    return made


async def revisions(
    session: ViewerSession, code: CodeOfConduct, part: TextPart, number: int | None, language: str
) -> int:
    """How many revisions of a text there are."""
    count = await session.rows.scalar(
        select(func.max(CodeTextRevision.revision)).where(
            col(CodeTextRevision.code_of_conduct_id) == code.id,
            col(CodeTextRevision.part) == part,
            col(CodeTextRevision.article_number).is_not_distinct_from(number),
            col(CodeTextRevision.language) == language,
        )
    )
    return count or 0


async def open_draft(session: ViewerSession, id: UUID) -> CodeDraft:
    """The draft, for a content editor, while it is one; others who decide about it wait."""
    await session.find(CodeDraft, id)
    session.permit(Role.CONTENT_EDITOR)
    draft = await session.find(CodeDraft, id, lock=True)
    if draft.adopted_as:
        raise Conflict("id", message("This draft has been adopted already."))
    return draft


async def article_of(session: ViewerSession, code: CodeOfConduct, number: int | None) -> Article:
    """That article of a version, to be changed."""
    found = await session.rows.scalars(
        select(Article).where(Article.code_of_conduct_id == code.id, Article.number == number).with_for_update()
    )
    article = found.one_or_none()
    if article is None:
        raise NotFound("article_number")
    return article


def check_reaffirmation(adopted_on: date, reaffirm_by: date | None) -> None:
    """Refuse a day on which nobody could have signed with care, or that nobody would remember."""
    if reaffirm_by is None:
        return
    if not adopted_on + timedelta(days=LEAST_DAYS) <= reaffirm_by <= adopted_on + timedelta(days=LONGEST_DAYS):
        raise Invalid(
            "reaffirm_by",
            message("Give members at least %(days)s days, and at most two years."),
            days=LEAST_DAYS,
        )


def places(draft: CodeDraft) -> list[tuple[TextPart, int | None, dict[str, str]]]:
    """Every text of a draft: which part, of which article, by language."""
    whole: list[tuple[TextPart, int | None, dict[str, str]]] = [
        (part, None, draft.texts.get(part.value, {})) for part in WHOLE_PARTS
    ]
    return whole + [
        (part, number, one.get(part.value, {}))
        for number, one in enumerate(draft.articles, 1)
        for part in ARTICLE_PARTS
    ]


def check_whole(draft: CodeDraft) -> None:
    """Refuse a draft of which a text is missing in a language that must be there."""
    for _, _, texts in places(draft):
        if not all(texts.get(language) for language in NEEDED):
            raise Conflict("id", message("A text is missing in English or Japanese. Complete the draft first."))


def revision(
    code: CodeOfConduct, part: TextPart, article: int | None, language: str, number: int, words: str
) -> CodeTextRevision:
    """A text as it is from today on, or from the day of its version."""
    return CodeTextRevision(
        code_of_conduct_id=code.id,
        part=part,
        article_number=article,
        language=language,
        revision=number,
        text=words,
        revised_on=max(today(), code.adopted_on) if number == 1 else today(),
    )


async def flushed(session: ViewerSession) -> None:
    """Send the changes; who was slower than another editor meets a Conflict."""
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("id") from None
        raise
