"""Plain Python values under their GraphQL types: what a verb gave, and what a computed field made."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType
from sqlalchemy import ColumnElement, Text, cast
from strawberry.types.arguments import StrawberryArgument
from strawberry.utils.str_converters import to_camel_case

from schema.planner import mapping
from schema.planner.selection import Asked
from schema.planner.statement import Call

if TYPE_CHECKING:
    from schema.planner.structure import Builder, Scope


@dataclass(frozen=True)
class Computed:
    """A plain value (objects, lists, enums) that Python makes of one SQL expression. ``build(columns, given)`` writes
    it as JSON; ``given`` are the arguments by Python name, bound, null where left out; ``in_`` is the language."""

    build: Callable[[Any, Mapping[str, Any]], ColumnElement[Any]]
    then: Callable[[Any], Any]
    types: Mapping[str, Any] = field(default_factory=dict)


def computed(
    description: str,
    build: Callable[[Any, Mapping[str, Any]], ColumnElement[Any]],
    then: Callable[[Any], Any],
    *arguments: StrawberryArgument,
    types: Mapping[str, Any] | None = None,
) -> Any:
    """What Python makes of JSON that an expression of the row gathers: an explanation, a difference.

    ``then`` gets it decoded. ``types`` are the SQL types of the arguments; ``in_`` is the language, else the viewer's.
    """
    return mapping.shown_field(description, Computed(build, then, types or {}), *arguments)


def computed_source(builder: "Builder", asked: Asked, shown: Computed, scope: "Scope") -> str:
    """The expression that fills a computed field: its JSON is decoded, handed to Python, and shown by its type."""
    definition: Any = asked.definition
    values = builder.reading.arguments(asked)
    bound: dict[str, Any] = {}
    for one in definition.extensions["strawberry-definition"].arguments:
        name = one.graphql_name or to_camel_case(one.python_name)
        value, type_ = values.get(name), shown.types.get(one.python_name, Text())
        if one.python_name == "in_":
            bound["in_"] = scope.level.bind(_language(value), Text())
        else:
            bound[one.python_name] = scope.level.bind(_given(value), type_)
    place = scope.level.place(cast(shown.build(scope.alias.c, bound), Text()))
    show = plain_value(builder, definition.type, asked)
    then = shown.then
    return f"{builder.name(lambda text: show(then(json.loads(text))))}(r[{place}])"


def _language(value: Any) -> Callable[[Call], str]:
    return lambda call: value.get(call.variables) if value else call.language


def _given(value: Any) -> Callable[[Call], Any]:
    return lambda call: value.get(call.variables) if value else None


def plain_value(builder: "Builder", of: Any, asked: Asked) -> Callable[[Any], Any]:
    """What shows a plain Python value of this type: lists, enums, and objects by their attributes."""
    if isinstance(of, GraphQLNonNull):
        return plain_value(builder, of.of_type, asked)
    if isinstance(of, GraphQLList):
        each = plain_value(builder, of.of_type, asked)
        return lambda value: None if value is None else [each(one) for one in value]
    if isinstance(of, GraphQLEnumType):
        return lambda value: value and value.name
    if not isinstance(of, GraphQLObjectType):
        return lambda value: value
    fields = builder.reading.fields(of, asked.selections)
    made = builder.structure([one.key for one in fields])
    parts: list[Callable[[Any], Any]] = [_attribute(builder, of, one) for one in fields]
    return lambda value: None if value is None else made(*(part(value) for part in parts))


def _attribute(builder: "Builder", of: GraphQLObjectType, asked: Asked) -> Callable[[Any], Any]:
    if asked.name == "__typename":
        return lambda value: of.name
    definition: Any = asked.definition
    name = definition.extensions["strawberry-definition"].python_name
    plain = plain_value(builder, definition.type, asked)
    return lambda value: plain(getattr(value, name))
