"""Connections: from a field's arguments to one page of a level, and from its rows to edges, nodes and page info."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphql import GraphQLEnumType, get_named_type
from sqlalchemy import ColumnElement
from strawberry.utils.str_converters import to_camel_case

from schema.planner import mapping
from schema.planner.cursor import PLAIN, cursor_maker, read_cursor, written
from schema.planner.mapping import TABLES
from schema.planner.selection import Asked, Value, exact
from schema.planner.statement import Call, Level, Page, beyond, order_keys
from server.kernel.errors import Invalid, message

if TYPE_CHECKING:
    from schema.planner.structure import Builder, Planned

LARGEST_PAGE = 100
USUAL_PAGE = 20
DECIDING = {"first": exact, "last": exact, "orderBy": exact}


def page_level(builder: "Builder", asked: Asked, shown: mapping.Paged) -> "Planned":
    """The level of a connection, with the function that makes the connection of its rows."""
    connection: Any = get_named_type(asked.definition.type)  # pyright: ignore[reportOptionalMemberAccess]
    named: Any = get_named_type(connection.fields["nodes"].type)
    level = Level(TABLES[named.name], shown.via)
    if shown.where:
        level.conditions.append(shown.where(level.own.c))
    arguments = builder.reading.arguments(asked, DECIDING)
    if shown.given:
        level.conditions.append(shown.given.condition(level.own.c, _given(level, shown.given, arguments)))
    binds = _filter(level, asked, arguments.get("filter"))
    order = _page(level, shown, arguments, binds)
    return _Shown(builder, level, connection, named, order).planned(asked)


def _given(level: Level, given: mapping.Given, arguments: Mapping[str, Value]) -> dict[str, Any]:
    """The bound values of a connection's own arguments, by Python name."""
    names = {one.python_name: one.graphql_name or to_camel_case(one.python_name) for one in given.arguments}
    return {
        python: level.bind_value(arguments[name], given.convert.get(python))
        for python, name in names.items()
        if name in arguments
    }


def _filter(level: Level, asked: Asked, given: Value | None) -> dict[str, Any]:
    """Add the filter's conditions; gives the bound values by Python name, for orders that use them."""
    conditions, binds = filter_conditions(level, asked, given)
    level.conditions.extend(conditions.values())
    return binds


def filter_conditions(
    level: Level, asked: Asked, given: Value | None
) -> tuple[dict[str, ColumnElement[bool]], dict[str, Any]]:
    """The conditions of a filter and the values that are bound in them, by Python name."""
    conditions: dict[str, ColumnElement[bool]] = {}
    binds: dict[str, Any] = {}
    if given is None:
        return conditions, binds
    definition: Any = get_named_type(asked.definition.args["filter"].type)  # pyright: ignore[reportOptionalMemberAccess]
    for name, value in given.fields().items():
        field = definition.fields[name].extensions["strawberry-definition"]
        shown: mapping.Filtering = field.metadata["shows"]
        decides = isinstance(value.now, bool) or isinstance(
            get_named_type(definition.fields[name].type), GraphQLEnumType
        )
        bound = binds[field.python_name] = value.now if decides else level.bind_value(value, shown.convert)
        conditions[field.python_name] = shown.condition(level.own.c, bound)
    return conditions, binds


def _page(level: Level, shown: mapping.Paged, arguments: Mapping[str, Value], binds: Mapping[str, Any]) -> str:
    """Give the level its page; returns the order's name, which its cursors carry."""
    chosen = arguments["orderBy"].now if "orderBy" in arguments else next(iter(shown.orders))
    order = shown.orders[chosen]
    backward = "last" in arguments
    if backward and "first" in arguments:
        raise Invalid("last", message("Give `first` or `last`, not both."))
    size = arguments["last" if backward else "first"].now if backward or "first" in arguments else USUAL_PAGE
    if not 0 <= size <= LARGEST_PAGE:
        raise Invalid("last" if backward else "first", message("A page has at most 100 objects."))
    keys = order_keys(level, order, binds)
    level.limit = size + 1
    level.page = Page(
        size, keys, order.descending, backward, "after" in arguments or "before" in arguments, order.indexed
    )
    name = chosen.name if chosen else ""
    for argument in ("after", "before"):
        if argument in arguments:
            condition = beyond(level.page, _cursor(level, arguments[argument], name, keys), after=argument == "after")
            level.after = condition if level.after is None else level.after & condition
    return name


def _cursor(level: Level, given: Value, order: str, keys: Sequence[Any]) -> list[Any]:
    types = [key.type.python_type for key in keys]

    def part(place: int) -> Callable[[Call], Any]:
        return lambda call: read_cursor(given.get(call.variables), order, types)[place]

    return [level.bind(part(place), key.type) for place, key in enumerate(keys)]


class _Shown:
    """What a connection shows of a page: the expressions of its parts, over ``rows`` and what stands on either side."""

    def __init__(self, builder: "Builder", level: Level, connection: Any, named: Any, order: str) -> None:
        from schema.planner.structure import Planned, Scope

        self.builder, self.level, self.connection, self.named, self.order = builder, level, connection, named, order
        self.scope = Scope(Planned(level), level.own)

    def planned(self, asked: Asked) -> "Planned":
        """The level with its connection."""
        fields = self.builder.reading.fields(self.connection, asked.selections)
        source = self.builder.filled([(one.key, self._part(one)) for one in fields])
        if self.level.counted_apart:
            self.scope.key()
        self.scope.planned.connect = self.builder.function("rows, before, after, total, k, v", source)
        return self.scope.planned

    def _part(self, one: Asked) -> str:
        match self._which(one):
            case "nodes":
                return f"[{self.builder.object(self.named, one, self.scope)} for r in rows]"
            case "edges":
                return f"[{self._object(one, self._edge)} for r in rows]"
            case "page_info":
                return self._object(one, self._info)
            case "total_count":
                self.level.counted = True
                return "total"
            case _:
                return self.builder.name(self.connection.name)

    def _which(self, one: Asked) -> str:
        definition: Any = one.definition
        return definition.extensions["strawberry-definition"].metadata["shows"].part if definition else "__typename"

    def _object(self, asked: Asked, part: Callable[[Any, Asked], str]) -> str:
        of: Any = get_named_type(asked.definition.type)  # pyright: ignore[reportOptionalMemberAccess]
        return self.builder.filled(
            [(one.key, part(of, one)) for one in self.builder.reading.fields(of, asked.selections)]
        )

    def _edge(self, of: Any, one: Asked) -> str:
        match self._which(one):
            case "cursor":
                return self._mark("r")
            case "node":
                return self.builder.object(self.named, one, self.scope)
            case _:
                return self.builder.name(of.name)

    def _info(self, of: Any, one: Asked) -> str:
        match one.name:
            case "hasNextPage":
                return "after"
            case "hasPreviousPage":
                return "before"
            case "startCursor":
                return f"({self._mark('rows[0]')} if rows else None)"
            case "endCursor":
                return f"({self._mark('rows[-1]')} if rows else None)"
            case _:
                return self.builder.name(of.name)

    def _mark(self, row: str) -> str:
        """The cursor of a row."""
        keys = self.level.page.keys if self.level.page else ()
        if all(key.type.python_type in PLAIN for key in keys):
            return written(self.order, [f"{row}[{self.level.text(key)}]" for key in keys])
        make = self.builder.name(cursor_maker(self.order))
        return f"{make}({', '.join(f'{row}[{self.level.place(key)}]' for key in keys)})"
