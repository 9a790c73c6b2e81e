"""What a GraphQL type shows of the database, said once beside its fields.

Each helper here makes a Strawberry field whose metadata (``shows``) tells the planner where the value comes from.
No field has a resolver: there is no second way to load anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import ColumnElement
from sqlmodel import SQLModel
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from schema.scalars import LanguageTag

Condition = Callable[[Any, Any], ColumnElement[bool]]
"""``(columns of the table, value) -> condition``; the value is a bound parameter, or a Python bool or enum member."""


@dataclass(frozen=True)
class Side:
    """A row beside the type's own, joined to the left: at most one for each. ``on(own, side)`` is the condition."""

    table: type[SQLModel]
    on: Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Order:
    """A total order: columns (names) or expressions that are never null, the last one unique; one direction for all.

    An expression is ``(columns, bound filter values by Python name) -> expression``. In whole lists ``via.name`` is the
    column ``name`` of the row that ``via`` refers to. ``indexed`` says that an index gives the order, so that a page
    reads its own rows only; elsewhere it meets all rows, and counts them on the way if asked.
    """

    by: Sequence[str | Callable[[Any, Mapping[str, Any]], ColumnElement[Any]]]
    descending: bool = False
    indexed: bool = False


@dataclass(frozen=True)
class Identity:
    """The global id, made of the type's name and the table's key."""


@dataclass(frozen=True)
class Own:
    """The same row under another type: a root object that shows parts of itself as an object."""


@dataclass(frozen=True)
class Column:
    """A column, as it is stored."""

    of: str | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Localized:
    """A column of texts by language."""

    of: str | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Expression:
    """An SQL expression of the own row and of arguments, which ``binds`` types; ``then`` finishes it in Python."""

    build: Callable[..., ColumnElement[Any]]
    then: Callable[[Any], Any] | None = None
    binds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A Python function of the viewer and named columns, for what only the viewer's key can open.

    ``columns`` are names of the own row, or (side, name). The first is the grievance whose opening is logged.
    """

    columns: Sequence[str | tuple[Side, str]]
    function: Callable[..., Any]


@dataclass(frozen=True)
class ToOne:
    """The object whose key stands in the column ``via``."""

    via: str


@dataclass(frozen=True)
class Single:
    """A root object. ``by`` gives, for each argument, the condition that finds it."""

    by: Mapping[str, Condition] = field(default_factory=dict)
    where: Callable[[Any], ColumnElement[bool]] | None = None
    latest: str | None = None
    convert: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class NodeById:
    """The root fields ``node`` and ``nodes``."""

    many: bool = False


@dataclass(frozen=True)
class Listing:
    """Every row whose column ``via`` names the parent, in order; at the root, the whole table."""

    via: str | None
    order: Order
    where: Callable[[Any], ColumnElement[bool]] | None = None
    usually: int = 10  # how long it is, for the cost of what is asked beneath it


@dataclass(frozen=True)
class Paged:
    """Rows whose column ``via`` names the parent, page by page; at the root, of the whole table."""

    via: str | None
    orders: Mapping[Enum | None, Order]
    where: Callable[[Any], ColumnElement[bool]] | None = None
    given: "Given | None" = None


@dataclass(frozen=True)
class Given:
    """Arguments of a list's own; ``condition`` is of the columns and the bound values by Python name."""

    arguments: Sequence[StrawberryArgument]
    condition: Callable[[Any, Mapping[str, Any]], ColumnElement[bool]]
    convert: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filtering:
    """A field of a filter input: the condition it adds, and how its value becomes a bound parameter."""

    condition: Condition
    convert: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class TextPart:
    """A part of LocalizedText."""

    part: str


@dataclass(frozen=True)
class PagePart:
    """A part of a connection or an edge."""

    part: str


@dataclass(frozen=True)
class Shown:
    """A field of a payload: what the verb gave under this name, the key of an object to read or a plain value."""

    name: str


TABLES: dict[str, type[SQLModel]] = {}
"""The table of each planned type, by the type's name."""


def planned(table: type[SQLModel]) -> Callable[[type], Any]:
    """Make a class a GraphQL type that shows rows of ``table``. Its docstring is the description."""

    def make(cls: type) -> Any:
        TABLES[cls.__name__] = table
        return strawberry.type(cls, description=cls.__doc__)

    return make


def shown_field(description: str, shows: object, *arguments: StrawberryArgument, deprecated: str | None = None) -> Any:
    made: Any = strawberry.field(description=description, metadata={"shows": shows}, deprecation_reason=deprecated)
    made.arguments = list(arguments)
    return made


def argument(
    name: str, annotation: object, description: str, graphql_name: str | None = None, default: object = strawberry.UNSET
) -> StrawberryArgument:
    """An argument of a planned field; optional where its annotation admits None."""
    annotated = StrawberryAnnotation(annotation)
    return StrawberryArgument(name, graphql_name, annotated, description=description, default=default)


def column(description: str, *, of: str | None = None, side: Side | None = None) -> Any:
    """A column of the same name, or of the name ``of``; of a side row where one is given."""
    return shown_field(description, Column(of, side))


def localized(description: str, *, of: str | None = None, side: Side | None = None) -> Any:
    """A text in the language asked for (argument ``in``), else the viewer's."""
    language = argument("in_", LanguageTag | None, "The language wanted; the viewer's where it is left out.", "in")
    return shown_field(description, Localized(of, side), language)


def expression(
    description: str,
    build: Callable[..., ColumnElement[Any]],
    then: Callable[[Any], Any] | None = None,
    *arguments: StrawberryArgument,
    binds: Mapping[str, Any] | None = None,
) -> Any:
    """An SQL expression of the type's own row; and of required arguments, by name, with their SQL types ``binds``."""
    return shown_field(description, Expression(build, then, binds or {}), *arguments)


def opened(description: str, columns: Sequence[str | tuple[Side, str]], function: Callable[..., Any]) -> Any:
    """A sealed text, opened with the viewer's key. The operation becomes a logged read."""
    return shown_field(description, Opened(columns, function))


def own(description: str) -> Any:
    """The same row as an object of another type."""
    return shown_field(description, Own())


def to_one(description: str, *, via: str) -> Any:
    """The object that the column ``via`` names; null where there is none or the viewer may not see it."""
    return shown_field(description, ToOne(via))


def single(
    description: str,
    *arguments: StrawberryArgument,
    by: Mapping[str, Condition] | None = None,
    where: Callable[[Any], ColumnElement[bool]] | None = None,
    latest: str | None = None,
    convert: Mapping[str, Callable[[Any], Any]] | None = None,
) -> Any:
    """A root object, found by its arguments, by ``where``, or as the one with the greatest ``latest``."""
    return shown_field(description, Single(by or {}, where, latest, convert or {}), *arguments)


def node_by_id(description: str, *, many: bool = False) -> Any:
    """The root field ``node(id:)``, or ``nodes(ids:)``."""
    if many:
        return shown_field(description, NodeById(True), argument("ids", list[strawberry.ID], "Global ids."))
    return shown_field(description, NodeById(), argument("id", strawberry.ID, "A global id."))


def listing(
    description: str,
    *,
    order: Order,
    via: str | None = None,
    where: Callable[[Any], ColumnElement[bool]] | None = None,
    usually: int = 10,
) -> Any:
    """A short list, whole and in order. ``usually`` is its length for the cost rule (schema/limits.py)."""
    return shown_field(description, Listing(via, order, where, usually))


def connection(
    description: str,
    *,
    orders: type[Enum] | None = None,
    order: Order | Mapping[Enum, Order],
    via: str | None = None,
    filter: object = None,
    where: Callable[[Any], ColumnElement[bool]] | None = None,
    given: Given | None = None,
) -> Any:
    """A list read page by page, in one order or one for each member of the enum ``orders``: the first is the default.
    ``filter`` is an input class whose fields are made by ``filtering``; ``given`` has other arguments."""
    size = "How many from the start: at most 100, and 20 where neither `first` nor `last` is given."
    arguments = [
        *(given.arguments if given else ()),
        argument("first", int | None, size),
        argument("after", str | None, "Only what follows this cursor."),
        argument("last", int | None, "How many from the end: at most 100."),
        argument("before", str | None, "Only what stands before this cursor."),
    ]
    if filter is not None:
        arguments.append(argument("filter", filter | None, "Only what matches every condition."))  # pyright: ignore[reportOperatorIssue]
    choices: Any = {None: order} if isinstance(order, Order) else order
    arguments += [argument("order_by", orders | None, "The order; the first value is the default.")] if orders else []
    return shown_field(description, Paged(via, choices, where, given), *arguments)


def filtering(description: str, condition: Condition, convert: Callable[[Any], Any] | None = None) -> Any:
    """A field of a filter input. ``convert`` makes the bound value of what was given (a key of a global id, say)."""
    metadata = {"shows": Filtering(condition, convert)}
    return strawberry.field(description=description, default=strawberry.UNSET, metadata=metadata)
