"""From a selection set to the function that fills its structure from a row.

Each selection set becomes a ``msgspec`` structure whose fields are renamed to the response keys, and each level one
Python expression over a row. The expression's text contains positions and our own names only: nothing that a client
writes ever stands in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type
from sqlalchemy import Alias, Date

from schema.planner import mapping
from schema.planner.localized import localized
from schema.planner.mapping import TABLES
from schema.planner.paging import page_level
from schema.planner.plain import Computed, computed_source
from schema.planner.selection import Asked, Reading
from schema.planner.statement import Level, Page, order_keys, primary_key


@dataclass(frozen=True)
class Child:
    """A level below, and which column of the row above names its parent."""

    level: "Planned"
    parent: int


@dataclass
class Planned:
    """A level with what is made of its rows: one object of each, or one connection of a page of them."""

    level: Level
    children: list[Child] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    make: Callable[..., Any] | None = None
    connect: Callable[..., Any] | None = None

    def listed(self, rows: Sequence[Any], kids: Any, viewer: Any) -> list[Any]:
        """A whole list of objects."""
        make: Any = self.make
        return [make(row, kids, viewer) for row in rows]

    def paged(self, rows: Sequence[Any], kids: Any, viewer: Any) -> Any:
        """The connection that shows a page: one row more than asked for says that more follow."""
        level, page, connect = self.level, cast(Page, self.level.page), cast(Any, self.connect)
        total = rows[0][len(level.columns)] if level.counted and rows else 0
        if level.counted_apart:
            key = level.place(primary_key(level.own))
            rows = [row for row in rows if row[key] is not None]
        more = len(rows) > page.size
        rows = rows[: page.size]
        if page.backward:
            return connect(rows[::-1], more, page.from_cursor, total, kids, viewer)
        return connect(rows, page.from_cursor, more, total, kids, viewer)


@dataclass(frozen=True)
class Scope:
    """Whose fields are being planned: a row of ``alias`` within a level."""

    planned: Planned
    alias: Alias

    @property
    def level(self) -> Level:
        return self.planned.level

    def key(self) -> int:
        """Where the row's own key stands."""
        return self.level.place(primary_key(self.alias))


def shows(asked: Asked) -> Any:
    """What the mapping says of a field."""
    definition: Any = asked.definition
    return definition.extensions["strawberry-definition"].metadata.get("shows")


def nullable(asked: Asked) -> bool:
    """Whether the schema admits null there."""
    return asked.definition is not None and not isinstance(asked.definition.type, GraphQLNonNull)


def structure(keys: Sequence[str]) -> type:
    """A structure with these response keys, in this order."""
    names = [f"f{position}" for position in range(len(keys))]
    return msgspec.defstruct(
        "Answer", [(name, Any) for name in names], rename=dict(zip(names, keys, strict=True)), gc=False
    )


@dataclass
class Builder:
    """Plans the selections of one operation for one audience, which may read the tables in ``readable``."""

    reading: Reading
    readable: frozenset[str]
    names: dict[str, Any] = field(default_factory=dict)

    def structure(self, keys: Sequence[str]) -> type:
        """The structure of a selection set with these response keys."""
        return structure(keys)

    def name(self, value: Any) -> str:
        """A name for the value in the expressions."""
        name = f"n{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, parameters: str, source: str) -> Callable[..., Any]:
        """The function of an expression made here."""
        return eval(f"lambda {parameters}: {source}", self.names)  # noqa: S307  positions and own names only, see above

    def can_read(self, table: Any) -> bool:
        """Whether the audience's login may read the table at all."""
        return table.__tablename__ in self.readable

    def object(self, of: GraphQLObjectType, asked: Asked, scope: Scope) -> str:
        """The expression that fills the structure of this selection set from a row."""
        return self.filled([(one.key, self.value(of, one, scope)) for one in self.reading.fields(of, asked.selections)])

    def filled(self, parts: Sequence[tuple[str, str]]) -> str:
        """The expression that fills a structure with these response keys from these expressions."""
        made = self.name(structure([key for key, _ in parts]))
        return f"{made}({', '.join(source for _, source in parts)})"

    def value(self, of: GraphQLObjectType, asked: Asked, scope: Scope) -> str:
        """The expression of one field."""
        if asked.name == "__typename":
            return self.name(of.name)
        shown = shows(asked)
        plan: Any = {
            mapping.Identity: self._identity,
            mapping.Own: self._own,
            mapping.Column: self._column,
            mapping.Localized: self._localized,
            mapping.Expression: self._expression,
            Computed: self._computed,
            mapping.Opened: self._opened,
            mapping.ToOne: self._to_one,
            mapping.Listing: self._listing,
            mapping.Paged: self._paged,
        }[type(shown)]
        return plan(of, asked, shown, scope)

    def _identity(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Identity, scope: Scope) -> str:
        # The encoder writes bytes as base64, which a global id is.
        return f"({f'{of.name}:'.encode()!r} + r[{scope.level.text(primary_key(scope.alias))}].encode())"

    def _own(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Own, scope: Scope) -> str:
        definition: Any = asked.definition
        named: Any = get_named_type(definition.type)
        return self.object(named, asked, scope)

    def _side(self, scope: Scope, side: mapping.Side | None) -> Alias | None:
        if side is None:
            return scope.alias
        if not self.can_read(side.table):
            return None
        table: Any = side.table
        return scope.level.join(table.__table__, lambda alias: side.on(scope.alias.c, alias.c), (scope.alias, side))

    def _column(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Column, scope: Scope) -> str:
        alias = self._side(scope, shown.side)
        if alias is None:
            return "None"
        shown_column = alias.c[shown.of or python_name(asked)]
        place = scope.level.text if isinstance(shown_column.type, Date) else scope.level.place
        return self._plain(asked, place(shown_column))

    def _expression(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Expression, scope: Scope) -> str:
        given = self.reading.arguments(asked) if shown.binds else {}
        bound = {name: scope.level.bind_value(value, type_=shown.binds[name]) for name, value in given.items()}
        source = self._plain(asked, scope.level.place(shown.build(scope.alias.c, **bound)))
        return f"{self.name(shown.then)}({source})" if shown.then else source

    def _plain(self, asked: Asked, place: int) -> str:
        definition: Any = asked.definition
        named = get_named_type(definition.type)
        if not isinstance(named, GraphQLEnumType):
            return f"r[{place}]"
        names = self.name({getattr(value.value, "value", value.value): name for name, value in named.values.items()})
        inner = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
        if isinstance(inner, GraphQLList):
            return f"[{names}[m] for m in r[{place}] or ()]"
        return f"{names}.get(r[{place}])"

    def _computed(self, of: GraphQLObjectType, asked: Asked, shown: Computed, scope: Scope) -> str:
        return computed_source(self, asked, shown, scope)

    def _opened(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Opened, scope: Scope) -> str:
        sources: list[str] = []
        for named in shown.columns:
            side, name = (None, named) if isinstance(named, str) else named
            alias = self._side(scope, side)
            sources.append("None" if alias is None else f"r[{scope.level.place(alias.c[name])}]")
        scope.planned.opened.append(scope.level.place(scope.alias.c[str(shown.columns[0])]))
        return f"{self.name(shown.function)}(v, {', '.join(sources)})"

    def _localized(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Localized, scope: Scope) -> str:
        alias = self._side(scope, shown.side)
        if alias is None:
            return "None"
        return localized(self, asked, scope.level, alias.c[shown.of or python_name(asked)], nullable(asked))

    def _to_one(self, of: GraphQLObjectType, asked: Asked, shown: mapping.ToOne, scope: Scope) -> str:
        named: Any = get_named_type(asked.definition.type)  # pyright: ignore[reportOptionalMemberAccess]
        table = TABLES[named.name]
        if not self.can_read(table):
            return "None"
        alias = scope.level.to_one(scope.alias, shown.via, table)
        filled = self.object(named, asked, Scope(scope.planned, alias))
        return f"({filled} if {scope.level.presence(alias)} else None)"

    def _listing(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Listing, scope: Scope) -> str:
        planned = self.list_level(asked, shown)
        if planned is None:
            return self.name(())
        return self._below(scope, planned)

    def _paged(self, of: GraphQLObjectType, asked: Asked, shown: mapping.Paged, scope: Scope) -> str:
        planned = page_level(self, asked, shown)
        if not self.can_read(planned.level.table):
            return self.name(planned.paged((), (), None))
        return self._below(scope, planned)

    def _below(self, scope: Scope, planned: Planned) -> str:
        key = scope.key()
        place = len(scope.planned.children)
        scope.planned.children.append(Child(planned, key))
        return f"k[{place}](r[{key}])"

    def list_level(self, asked: Asked, shown: mapping.Listing) -> Planned | None:
        """The level of a whole list; none where the audience may not read it."""
        named: Any = get_named_type(asked.definition.type)  # pyright: ignore[reportOptionalMemberAccess]
        table = TABLES[named.name]
        if not self.can_read(table):
            return None
        level = Level(table, shown.via, descending=shown.order.descending)
        level.order = order_keys(level, shown.order, {})
        if shown.where:
            level.conditions.append(shown.where(level.own.c))
        return self.finished(named, asked, Planned(level))

    def finished(self, named: GraphQLObjectType, asked: Asked, planned: Planned) -> Planned:
        """The level with the function that fills one object from one row."""
        planned.make = self.function("r, k, v", self.object(named, asked, Scope(planned, planned.level.own)))
        return planned


def python_name(asked: Asked) -> str:
    """The field's name in Python."""
    definition: Any = asked.definition
    return definition.extensions["strawberry-definition"].python_name
