"""One SELECT for each level of lists: its columns, joins, conditions and page, and the values it is sent with."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    Alias,
    BindParameter,
    ColumnElement,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel

from schema.planner.mapping import Order
from schema.planner.selection import Value, Variables
from server.kernel.errors import NotFound

DIALECT: Any = PGDialect_asyncpg()


@dataclass(frozen=True)
class Call:
    """What a request brings to a plan: its variables, its language, and for a payload what the verb gave."""

    variables: Variables
    language: str
    shown: Mapping[str, Any] = field(default_factory=dict)


Getter = Callable[[Call], Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Page:
    """One page of a level: its size, the keys that order it, and the direction in which it is read."""

    size: int
    keys: Sequence[ColumnElement[Any]]
    descending: bool
    backward: bool
    from_cursor: bool
    """Whether it began at a cursor, so that something stands on its other side."""
    indexed: bool


def primary_key(table: type[SQLModel] | Alias) -> ColumnElement[Any]:
    """The one column that identifies a row."""
    (key,) = (table if isinstance(table, Alias) else table.__table__).primary_key  # pyright: ignore[reportAttributeAccessIssue]
    return key


@dataclass
class Level:
    """The rows of one list for all its parents, as one statement."""

    table: type[SQLModel]
    via: str | None = None
    page: Page | None = None
    order: Sequence[ColumnElement[Any]] = ()
    descending: bool = False
    limit: int | None = None
    counted: bool = False
    columns: list[ColumnElement[Any]] = field(default_factory=list)
    joins: list[tuple[Alias, ColumnElement[bool]]] = field(default_factory=list)
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    after: ColumnElement[bool] | None = None
    getters: dict[str, Getter] = field(default_factory=dict)
    memory: dict[Hashable, Any] = field(default_factory=dict)
    """What ``once`` has made: joins, parameters of a language, expressions of a text."""
    _places: dict[ColumnElement[Any], int] = field(default_factory=dict)

    @cached_property
    def own(self) -> Alias:
        """The level's table in its statement."""
        return self.table.__table__.alias("own")  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it

    def place(self, expression: ColumnElement[Any]) -> int:
        """Where the expression stands in a row; the same one is selected once."""
        found = self._places.get(expression)
        if found is None:
            found = self._places[expression] = len(self.columns)
            self.columns.append(expression)
        return found

    def text(self, expression: ColumnElement[Any]) -> int:
        """Where it stands as text: the driver reads that in half the time of a day or a key."""
        return self.place(self.once(("text", expression), lambda: cast(expression, Text())))

    def presence(self, alias: Alias) -> str:
        """What says whether a joined row is there: a column that is never null, or one of its own."""
        key = primary_key(alias)
        for expression, place in self._places.items():
            if getattr(expression, "table", None) is alias and not getattr(expression, "nullable", True):
                return f"r[{place}] is not None"
        return f"r[{self.place(self.once(('present', alias), lambda: key.is_not(None)))}]"

    def join(self, table: Any, on: Callable[[Alias], ColumnElement[bool]], once: Any) -> Alias:
        """The table, joined to the left; the same way asked twice (``once``) is joined once."""

        def joined() -> Alias:
            alias = table.alias(f"side{len(self.joins)}")
            self.joins.append((alias, on(alias)))
            return alias

        return self.once(("join", once), joined)

    def to_one(self, alias: Alias, via: str, table: Any = None) -> Alias:
        """The row whose key stands in the column ``via``, joined: of the table that it refers to, or of another."""
        found = table.__table__ if table else next(iter(alias.c[via].foreign_keys)).column.table
        return self.join(found, lambda joined: primary_key(joined) == alias.c[via], once=(alias, via, found))

    def bind(self, getter: Getter, type_: Any = None) -> BindParameter[Any]:
        """A parameter that gets its value at each request."""
        name = f"p{len(self.getters)}"
        self.getters[name] = getter
        return bindparam(name, None, type_)

    def bind_value(
        self, value: Value, convert: Callable[[Any], Any] | None = None, type_: Any = None
    ) -> BindParameter[Any]:
        """A parameter for an argument's value. What names nothing is null there, and equals nothing."""
        if convert is None:
            return self.bind(lambda call: value.get(call.variables), type_)

        def converted(call: Call) -> Any:
            try:
                return convert(value.get(call.variables))
            except NotFound:
                return None

        return self.bind(converted, type_)

    @property
    def counted_apart(self) -> bool:
        """Whether the total is a reading of its own. A page that no index orders meets every row anyway, and counts."""
        return self.counted and self.page is not None and (self.after is not None or self.page.indexed)

    def once(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once for this level."""
        if what not in self.memory:
            self.memory[what] = make()
        return self.memory[what]

    @cached_property
    def _written(self) -> tuple[str, list[Getter]]:
        statement = self._select()
        for element in visitors.iterate(statement):
            # Our own constants stand in the text: a generic plan would know nothing of a parameter's rows.
            if isinstance(element, BindParameter) and element.key not in self.getters:
                element.literal_execute = True
        compiled: Any = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        return str(compiled), [self.getters[name] for name in compiled.positiontup]

    @property
    def sql(self) -> str:
        """The statement's text."""
        return self._written[0]

    def arguments(self, call: Call, parents: Sequence[Any] | None) -> list[Any]:
        """The statement's parameters, for one request."""
        return [parents if getter is PARENTS else getter(call) for getter in self._written[1]]

    def _select(self) -> Any:
        """Filter, order and limit stand innermost; joins and everything computed only touch the page's rows."""
        if self.via is not None and self.limit is None:
            return self._select_all()
        if not self.columns:
            self.place(primary_key(self.own))  # asked for its type alone, a row must still be there
        keys = self.page.keys if self.page else self.order
        backward = self.page is not None and self.page.backward
        down = (self.page.descending if self.page else self.descending) is not backward
        parents, belongs = self._parents()
        conditions = [*self.conditions, *belongs]
        inner = select(*self._used(), *(key.label(f"key{place}") for place, key in enumerate(keys))).where(*conditions)
        if self.after is not None:
            inner = inner.where(self.after)
        inner = inner.order_by(*(key.desc() if down else key.asc() for key in keys))
        if self.counted and not self.counted_apart:
            inner = inner.add_columns(func.count().over().label("rows_counted"))
        if self.limit is not None:
            inner = inner.limit(literal_column(str(self.limit)))
        page = inner.lateral("page") if parents is not None else inner.subquery("page")
        adapt = self._outside(page, keys)
        shown = [adapt(expression).label(f"c{position}") for position, expression in enumerate(self.columns)]
        source: Any = page
        if self.counted and not self.counted_apart:
            shown.append(page.c.rows_counted)
        elif self.counted:
            total = select(func.count()).select_from(self.own).where(*conditions).scalar_subquery()
            shown.append(total.label("total"))
            one = parents if parents is not None else select(literal(1).label("one")).subquery("one")
            source = one.outerjoin(page, true())
        if source is page and parents is not None:
            source = parents.join(page, true())
        if parents is not None:
            shown.append(parents.c.id.label("parent"))
        for alias, on in self.joins:
            source = source.outerjoin(alias, adapt(on))
        order = [page.c[f"key{place}"] for place in range(len(keys))]
        return select(*shown).select_from(source).order_by(*(key.desc() if down else key.asc() for key in order))

    def _select_all(self) -> Any:
        """All children of all parents, flat: a lateral would be planned and sorted once for each parent."""
        via: Any = self.own.c[self.via or ""]
        self.getters["parents"] = PARENTS
        source: Any = self.own
        for alias, on in self.joins:
            source = source.outerjoin(alias, on)
        shown = [expression.label(f"c{position}") for position, expression in enumerate(self.columns)]
        wanted = via == any_(bindparam("parents", None, ARRAY(via.type)))
        order = (key.desc() if self.descending else key.asc() for key in self.order)
        return select(*shown, via.label("parent")).select_from(source).where(*self.conditions, wanted).order_by(*order)

    def _outside(self, page: Any, keys: Sequence[ColumnElement[Any]]) -> Callable[[ColumnElement[Any]], Any]:
        """What turns an expression over the own table into one over the page that was taken from it."""
        known = {id(key): page.c[f"key{place}"] for place, key in enumerate(keys)}

        def replace(element: Any, **_: Any) -> Any:
            own = getattr(element, "table", None) is self.own
            return known.get(id(element), page.c[element.key] if own else None)

        return lambda expression: visitors.replacement_traverse(expression, {}, replace)

    def _parents(self) -> tuple[Any, list[ColumnElement[bool]]]:
        if self.via is None:
            return None, []
        via: Any = self.own.c[self.via]
        self.getters["parents"] = PARENTS
        ids: Any = func.unnest(bindparam("parents", None, ARRAY(via.type)))
        parents = ids.table_valued(column("id", via.type), name="parent").render_derived()
        return parents, [via == parents.c.id]

    def _used(self) -> list[ColumnElement[Any]]:
        """The columns of the own table that what stands outside needs; never one that nobody asked for."""
        used: dict[ColumnElement[Any], None] = {primary_key(self.own): None}
        for expression in [*self.columns, *(on for _, on in self.joins)]:
            for element in visitors.iterate(expression):
                if getattr(element, "table", None) is self.own:
                    used[element] = None  # pyright: ignore[reportArgumentType]
        return list(used)


def PARENTS(call: Call) -> None:  # noqa: N802  a marker, compared by identity: the parents come from the level above
    """Stands for the keys of the level above."""


def beyond(page: Page, values: Sequence[BindParameter[Any]], *, after: bool) -> ColumnElement[bool]:
    """The condition that a row stands after (or before) a cursor: a row comparison, so that the index serves it."""
    here, there = tuple_(*page.keys), tuple_(*values)
    return here < there if page.descending is after else here > there


def order_keys(level: Level, order: Order, binds: Mapping[str, Any]) -> list[Any]:
    """The expressions of an order; ``binds`` are the filter's values by Python name."""

    def expression(key: Any) -> Any:
        if not isinstance(key, str):
            return key(level.own.c, binds)
        via, _, name = key.rpartition(".")
        return (level.to_one(level.own, via) if via else level.own).c[name]

    return [expression(key) for key in order.by]
