"""A plan: what one operation does, for one audience, whatever the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, SelectionSetNode, get_named_type
from sqlalchemy import ARRAY, any_
from strawberry.utils.str_converters import to_camel_case

from schema.connections import read_global_id
from schema.planner import mapping
from schema.planner.facets import Facets, facet_level
from schema.planner.mapping import TABLES
from schema.planner.paging import page_level
from schema.planner.plain import plain_value
from schema.planner.selection import Asked, Reading
from schema.planner.statement import Call, Level, primary_key
from schema.planner.structure import Builder, Planned, shows, structure

Rows = tuple[Sequence[Any], Any]
"""The rows of a level, and the functions that find their children."""


@dataclass(frozen=True)
class Root:
    """One field of the operation: its levels (none where nothing is to be read), and what becomes of their rows.

    ``wanted`` says at each request whether the levels are to be read at all.
    """

    levels: Sequence[Planned]
    finish: Callable[[Sequence[Rows], Any, Call], Any]
    wanted: Callable[[Call], bool] | None = None


@dataclass(frozen=True)
class Plan:
    """All fields of an operation, and the structure of its answer."""

    answer: type
    roots: Sequence[Root]
    opens: bool
    """Whether something sealed is opened, so that the operation is a logged read."""


def fixed(value: Any) -> Root:
    """A field that needs no row."""
    return Root((), lambda levels, viewer, call: value)


NOTHING = fixed(None)


def make_plan(
    reading: Reading, of: GraphQLObjectType, selections: Sequence[SelectionSetNode], readable: frozenset[str]
) -> Plan:
    """The plan of a query, or of the payload of a mutation."""
    asked = reading.fields(of, selections)
    roots = [_root(Builder(reading, readable), of, one) for one in asked]
    waiting = [planned for root in roots for planned in root.levels]
    opens = False
    while waiting:
        planned = waiting.pop()
        opens = opens or bool(planned.opened)
        waiting.extend(child.level for child in planned.children)
    return Plan(structure([one.key for one in asked]), roots, opens)


def _root(builder: Builder, of: GraphQLObjectType, asked: Asked) -> Root:
    if asked.name == "__typename":
        return fixed(of.name)
    shown: Any = shows(asked)
    plan: Any = {
        mapping.Single: _single,
        mapping.NodeById: _nodes,
        mapping.Listing: _listing,
        mapping.Paged: _paged,
        mapping.Shown: _shown,
        Facets: _facets,
    }[type(shown)]
    return plan(builder, asked, shown)


def _single(builder: Builder, asked: Asked, shown: mapping.Single) -> Root:
    definition: Any = asked.definition
    named: Any = get_named_type(definition.type)
    table = TABLES[named.name]
    if not builder.can_read(table):
        return NOTHING
    level = Level(table, limit=2)
    arguments = builder.reading.arguments(asked)
    names = {
        argument.graphql_name or to_camel_case(argument.python_name): argument.python_name
        for argument in definition.extensions["strawberry-definition"].arguments
    }
    for name, value in arguments.items():
        python = names[name]
        level.conditions.append(shown.by[python](level.own.c, level.bind_value(value, shown.convert.get(python))))
    if shown.where:
        level.conditions.append(shown.where(level.own.c))
    if shown.latest and not arguments:
        level.order, level.descending, level.limit = [level.own.c[shown.latest]], True, 1
    return _only(builder, named, asked, level)


def _only(
    builder: Builder, named: Any, asked: Asked, level: Level, wanted: Callable[[Call], bool] | None = None
) -> Root:
    """The one row of a level; null where there is none, and where nothing says which of several is meant."""
    planned = builder.finished(named, asked, Planned(level))
    make: Any = planned.make

    def finish(levels: Sequence[Rows], viewer: Any, _: Call) -> Any:
        ((rows, kids),) = levels
        return make(rows[0], kids, viewer) if len(rows) == 1 else None

    return Root((planned,), finish, wanted)


def _listing(builder: Builder, asked: Asked, shown: mapping.Listing) -> Root:
    planned = builder.list_level(asked, shown)
    if planned is None:
        return fixed(())
    return Root((planned,), lambda levels, viewer, call: planned.listed(*levels[0], viewer))


def _facets(builder: Builder, asked: Asked, shown: Facets) -> Root:
    planned, show = facet_level(builder, asked, shown)
    return Root((planned,), lambda levels, viewer, call: show(shown.shown(levels[0][0])))


def _paged(builder: Builder, asked: Asked, shown: mapping.Paged) -> Root:
    planned = page_level(builder, asked, shown)
    if not builder.can_read(planned.level.table):
        return Root((), lambda levels, viewer, call: planned.paged((), (), viewer))
    return Root((planned,), lambda levels, viewer, call: planned.paged(*levels[0], viewer))


def _nodes(builder: Builder, asked: Asked, shown: mapping.NodeById) -> Root:
    """One level for each type among the ids; the plan holds for every request whose ids are of these types."""
    name = "ids" if shown.many else "id"

    def listed(given: Any) -> list[str]:
        return given if shown.many else [given]

    value = builder.reading.arguments(
        asked, {name: lambda given: tuple(sorted({node_key(one)[0] for one in listed(given)}))}
    )[name]
    types = sorted({node_key(one)[0] for one in listed(value.now)} - {""})
    levels = {
        named: planned
        for named in types
        if (planned := _nodes_of(builder, asked, named, lambda call: listed(value.get(call.variables))))
    }

    def finish(rows: Sequence[Rows], viewer: Any, call: Call) -> Any:
        found: dict[tuple[str, Any], Any] = {}
        for (named, planned), (of_type, kids) in zip(levels.items(), rows, strict=True):
            key = planned.level.place(primary_key(planned.level.own))
            make: Any = planned.make
            found |= {(named, row[key]): make(row, kids, viewer) for row in of_type}
        answers = [found.get(node_key(one)) for one in listed(value.get(call.variables))]
        return answers if shown.many else answers[0]

    return Root(tuple(levels.values()), finish)


def _nodes_of(builder: Builder, asked: Asked, named: str, ids: Callable[[Call], list[str]]) -> Planned | None:
    table = TABLES[named]
    of: Any = builder.reading.schema.get_type(named)
    if not builder.can_read(table) or "id" not in of.fields:
        return None
    level = Level(table)
    key = primary_key(level.own)
    wanted = level.bind(
        lambda call: [found for one in ids(call) for of, found in [node_key(one)] if of == named], ARRAY(key.type)
    )
    level.conditions.append(key == any_(wanted))
    level.place(key)
    return builder.finished(of, asked, Planned(level))


def node_key(text: str) -> tuple[str, Any]:
    """The type and key in a global id; ("", None) for what is none of ours."""
    named, key = read_global_id(text) or ("", "")
    try:
        wanted = primary_key(TABLES[named]).type.python_type
        return named, UUID(key) if wanted is UUID else key
    except (ValueError, KeyError):
        return "", None


def _shown(builder: Builder, asked: Asked, shown: mapping.Shown) -> Root:
    definition: Any = asked.definition
    named: Any = get_named_type(definition.type)
    if named.name in TABLES:
        table = TABLES[named.name]
        if not builder.can_read(table):
            return NOTHING
        level = Level(table, limit=1)
        level.conditions.append(primary_key(level.own) == level.bind(lambda call: call.shown[shown.name]))
        return _only(builder, named, asked, level, lambda call: call.shown.get(shown.name) is not None)
    plain = plain_value(builder, definition.type, asked)
    return Root((), lambda levels, viewer, call: plain(call.shown.get(shown.name)))
