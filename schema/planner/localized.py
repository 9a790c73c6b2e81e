"""Texts in several languages: the best one there is, chosen by the database."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import get_named_type
from sqlalchemy import ColumnElement, Text, case, func, literal_column, select

from schema.planner.selection import Asked, Value
from schema.planner.statement import Call, Level
from server.kernel.languages import chain

if TYPE_CHECKING:
    from schema.planner.structure import Builder

NOT_A_LANGUAGE = literal_column("'_machine'")
ONE = literal_column("1")
FIRST, WHOLE = literal_column("'$.*'"), literal_column("'{}'")
"""A path to any text: unlike a SELECT of its own it costs nothing until no language fits."""


def localized(builder: "Builder", asked: Asked, level: Level, texts: Any, nullable: bool) -> str:
    """The expression that fills a LocalizedText from a column of texts."""
    languages = _languages(level, builder.reading.arguments(asked).get("in"))
    value = _place(level, "value", texts, languages)
    named: Any = get_named_type(asked.definition.type)  # pyright: ignore[reportOptionalMemberAccess]
    parts: list[tuple[str, str]] = []
    for one in builder.reading.fields(named, asked.selections):
        definition: Any = one.definition
        if definition is None:
            source = builder.name(named.name)
        else:
            part = definition.extensions["strawberry-definition"].metadata["shows"].part
            source = f"r[{_place(level, part, texts, languages)}]"
            if part == "value" and not nullable:
                source = f"({source} or '')"
        parts.append((one.key, source))
    filled = builder.filled(parts)
    return f"({filled} if r[{value}] is not None else None)" if nullable else filled


def _languages(level: Level, asked: Value | None) -> tuple[Any, ...]:
    """The language asked for, or the viewer's, and the two that stand in for it: parameters, made once a level."""

    def getter(place: int) -> Callable[[Call], str]:
        return lambda call: chain(asked.get(call.variables) if asked else call.language)[place]

    return level.once(("languages", asked), lambda: tuple(level.bind(getter(place), Text()) for place in range(3)))


def _place(level: Level, part: str, texts: Any, languages: tuple[Any, ...]) -> int:
    return level.place(level.once((part, texts, languages), lambda: _expression(part, texts, languages)))


def _expression(part: str, texts: Any, languages: tuple[Any, ...]) -> ColumnElement[Any]:
    if part == "value":
        any_text = func.jsonb_path_query_first(texts.op("-")(NOT_A_LANGUAGE), FIRST).op("#>>")(WHOLE)
        return func.coalesce(*(texts.op("->>")(language) for language in languages), any_text, type_=Text())
    there: Any = func.jsonb_object_keys(texts).column_valued("language")
    any_language = select(there).where(there != NOT_A_LANGUAGE).limit(ONE).scalar_subquery()
    chosen = case(*((texts.op("?")(language), language) for language in languages), else_=any_language)
    if part == "language":
        return func.coalesce(chosen, languages[0])
    if part == "is_fallback":
        return func.coalesce(chosen != languages[0], False)
    return func.coalesce(texts.op("->")(NOT_A_LANGUAGE).op("?")(chosen), False)
