"""The code's versions: their history, what changed between them, and drafts."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import Integer, and_, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.connections import Node
from schema.enums import closed
from schema.expressions import TODAY
from schema.planner.mapping import Order, argument, column, listing, planned
from schema.planner.plain import computed
from schema.scalars import LanguageTag
from server.conduct import codes, models
from server.conduct.differences import Change, pieces
from server.conduct.models import TextPart

closed(
    TextPart,
    "Which text of a version of the code.",
    {
        TextPart.PREAMBLE: "What stands before the articles.",
        TextPart.TITLE: "An article's short name.",
        TextPart.TEXT: "What an article says.",
        TextPart.CLOSING: "What follows the articles.",
        TextPart.TRANSLATION_NOTE: "Whose translation it is.",
    },
)
closed(
    Change,
    "What became of a piece of text.",
    {
        Change.KEPT: "It stands in both.",
        Change.ADDED: "It stands in the later one only.",
        Change.REMOVED: "It stands in the earlier one only.",
    },
)


@strawberry.type(description="A piece of text, and what became of it.")
class TextPiece:
    change: Change = strawberry.field(description="What became of it.")
    text: str = strawberry.field(description="The piece.")


@strawberry.type(description="What changed in one text between two versions, in one language.")
class CodeDifference:
    part: TextPart = strawberry.field(description="Which text.")
    article_number: int | None = strawberry.field(description="Of which article; null for texts of the whole.")
    pieces: list[TextPiece] = strawberry.field(
        description="Kept and removed pieces make the earlier text, kept and added ones the later: by words, or by "
        "characters where a script separates none."
    )


def shown(before: str, after: str) -> list[TextPiece]:
    """The pieces as they are shown."""
    return [TextPiece(change=one.change, text=one.text) for one in pieces(before, after)]


def revisions_before(t: Any) -> Any:
    """The text of the revision before, and this one's."""
    earlier: Any = models.CodeTextRevision.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]
    before = (
        select(earlier.c.text)
        .where(
            and_(
                earlier.c.code_of_conduct_id == t.code_of_conduct_id,
                earlier.c.part == t.part,
                earlier.c.article_number.is_not_distinct_from(t.article_number),
                earlier.c.language == t.language,
                earlier.c.revision == t.revision - literal_column("1"),
            )
        )
        .scalar_subquery()
    )
    return func.jsonb_build_array(func.coalesce(before, literal_column("''")), t.text)


@planned(models.CodeTextRevision)
class CodeTextRevision(Node):
    """One text of a version in one language, as it was from a day on."""

    part: TextPart = column("Which text.")
    article_number: int | None = column("Of which article; null for texts of the whole.")
    language: LanguageTag = column("In which language.")
    revision: int = column("Its number; 1 is the text as adopted.")
    text: str = column("What it says.")
    reason: str | None = column("Why it was corrected; null for the first.")
    revised_on: date = column("From which day.")
    changes: list[TextPiece] = computed(
        "What changed since the revision before.", lambda t, given: revisions_before(t), lambda told: shown(*told)
    )


def texts_of_versions(t: Any, given: Any) -> Any:
    """The texts of this version and of the one asked for, in one language: part, article, earlier, later."""
    text, code = (
        one.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]
        for one in (models.CodeTextRevision, models.CodeOfConduct)
    )
    newest: Any = models.CodeTextRevision.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]
    last = (
        select(func.max(newest.c.revision))
        .where(
            newest.c.code_of_conduct_id == text.c.code_of_conduct_id,
            newest.c.part == text.c.part,
            newest.c.article_number.is_not_distinct_from(text.c.article_number),
            newest.c.language == text.c.language,
        )
        .correlate(text)
        .scalar_subquery()
    )
    each = func.jsonb_build_array(code.c.version, text.c.part, text.c.article_number, text.c.text)
    listed = (
        select(
            func.coalesce(
                func.jsonb_agg(aggregate_order_by(each, code.c.version, text.c.article_number, text.c.part)),
                literal_column("'[]'::jsonb"),
            )
        )
        .where(
            text.c.code_of_conduct_id == code.c.id,
            code.c.version.in_([t.version, given["since"]]),
            code.c.adopted_on <= TODAY,
            text.c.language == given["in_"],
            text.c.revision == last,
        )
        .scalar_subquery()
    )
    return func.jsonb_build_array(t.version, given["since"], listed)


PLACES = list(TextPart)


def differences(told: list[Any]) -> list[CodeDifference]:
    """What changed, text by text, in the order in which one reads."""
    own, since, texts = told
    before: dict[Any, str] = {}
    after: dict[Any, str] = {}
    for version, part, number, text in texts:
        (after if version == own else before)[number, TextPart(part)] = text
    if own == since:
        before = after
    order = sorted(before.keys() | after.keys(), key=_reading)
    return [
        CodeDifference(
            part=part, article_number=number, pieces=shown(before.get((number, part), ""), after[number, part])
        )
        if (number, part) in after
        else CodeDifference(part=part, article_number=number, pieces=shown(before[number, part], ""))
        for number, part in order
    ]


def _reading(place: tuple[int | None, TextPart]) -> tuple[int, int, int]:
    number, part = place
    block = 1 if number is not None else 0 if part is TextPart.PREAMBLE else 2
    return block, number or 0, PLACES.index(part)


@planned(models.CodeOfConduct)
class CodeHistory:
    """A version of the code of conduct as it came to be: its revisions, and what it changed."""

    version: int = column("Its number, from 1.")
    adopted_on: date = column("The day from which it can be signed.")
    reaffirm_by: date | None = column("The last day for members to sign it; null without such a duty.")
    original_language: LanguageTag = column("The language that decides.")
    revisions: list[CodeTextRevision] = listing(
        "Every text it has had, in every language: a corrected translation is a new revision.",
        via="code_of_conduct_id",
        order=Order(("revised_on", "id")),
        usually=50,
    )
    differences: list[CodeDifference] = computed(
        "What changed since another version, in one language. Empty where a text does not exist in it.",
        texts_of_versions,
        differences,
        argument("since", int, "The other version's number."),
        argument("in_", LanguageTag | None, "The language; the viewer's where left out.", "in"),
        types={"since": Integer()},
    )


@strawberry.type(description="One text of a draft in one language.")
class CodeDraftText:
    part: TextPart = strawberry.field(description="Which text.")
    article_number: int | None = strawberry.field(description="Of which article; null for texts of the whole.")
    language: LanguageTag = strawberry.field(description="In which language.")
    text: str = strawberry.field(description="What it says.")


def draft_texts(told: list[Any]) -> list[CodeDraftText]:
    """Every text of a draft."""
    texts, articles = told
    draft = models.CodeDraft(texts=texts, articles=articles, reason="")
    return [
        CodeDraftText(part=part, article_number=number, language=LanguageTag(language), text=words)
        for part, number, by_language in codes.places(draft)
        for language, words in by_language.items()
        if language != "_machine"
    ]


@planned(models.CodeDraft)
class CodeDraft(Node):
    """A version in the making. For the secretariat."""

    reason: str = column("Why there is to be a new version.")
    changed_on: date = column("When it was last edited.")
    edits: int = column("How often it was edited.")
    texts: list[CodeDraftText] = computed(
        "Its texts.", lambda t, given: func.jsonb_build_array(t.texts, t.articles), draft_texts
    )


@strawberry.type
class CodeQueries:
    """What the code's history adds to the root."""

    codes_of_conduct: list[CodeHistory] = listing(
        "All versions in force and before, newest first.",
        order=Order(("version",), descending=True),
        where=lambda t: t.adopted_on <= TODAY,
        usually=3,
    )
    code_drafts: list[CodeDraft] = listing(
        "Drafts of a new version; empty but for the secretariat.",
        order=Order(("changed_on", "id"), descending=True),
        where=lambda t: t.adopted_as.is_(None),
        usually=2,
    )
