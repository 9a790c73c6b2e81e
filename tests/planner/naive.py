"""The other way to answer: graphql-core's own executor, and a loader that knows no plan.

It reads row by row, whole tables at a time, with a connection of its own as the same login and viewer, and slices pages
in Python. It is slow on purpose and shares nothing with the planner but what ``schema/planner/mapping.py`` declares.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import is_dataclass
from typing import Any, cast
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    execute_sync,
    get_named_type,
)
from sqlalchemy import Connection, Text, bindparam, select
from sqlalchemy import cast as sql_cast
from strawberry.utils.str_converters import to_camel_case

from schema.planner import mapping
from schema.planner.cursor import READERS
from schema.planner.mapping import TABLES
from server.kernel.errors import NotFound
from server.kernel.languages import chain
from server.kernel.viewer import Viewer
from tests.planner.naive_parts import counts, cursor_of


def key_column(table: Any) -> Any:
    """The primary key of a table."""
    return next(iter(table.__table__.primary_key))


class Row:
    """A row under a GraphQL type."""

    def __init__(self, named: str, values: dict[str, Any], table: Any = None) -> None:
        self.named, self.table, self.values = named, table or TABLES[named], values

    @property
    def key(self) -> Any:
        return self.values[key_column(self.table).name]


class Naive:
    """Answers documents for one viewer over one open connection."""

    def __init__(self, schema: GraphQLSchema, rows: Connection, readable: frozenset[str], viewer: Viewer) -> None:
        self.schema, self.rows, self.readable, self.viewer = schema, rows, readable, viewer
        for named in schema.type_map.values():
            if isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
                named.is_type_of = None
                for name, field in named.fields.items():
                    field.resolve = self._resolver(name)
        node: Any = schema.get_type("Node")
        node.resolve_type = lambda value, info, of: value.named

    def execute(self, document: Any, variables: dict[str, Any]) -> Any:
        """The data; any error is the test's failure."""
        result = execute_sync(self.schema, document, variable_values=variables, context_value=self)
        assert not result.errors, result.errors
        return result.data

    def _resolver(self, name: str) -> Callable[..., Any]:
        def resolve(source: Any, info: Any, **arguments: Any) -> Any:
            field = info.parent_type.fields[name]
            defined = field.extensions["strawberry-definition"]
            shown = defined.metadata.get("shows")
            python = {
                argument.graphql_name or to_camel_case(argument.python_name): argument.python_name
                for argument in defined.arguments
            }
            given = {python[key]: value for key, value in arguments.items() if value is not None}
            if isinstance(source, dict):
                return source[name if (shown is None) else shown.part]
            if shown is None or is_dataclass(source):
                return getattr(source, defined.python_name)
            return getattr(self, f"_{type(shown).__name__.lower()}")(source, shown, field, defined.python_name, given)

        return resolve

    def _load(self, named: str, *conditions: Any) -> list[Row]:
        table = TABLES[named]
        if table.__tablename__ not in self.readable:
            return []
        found = self.rows.execute(select(table.__table__).where(*conditions)).mappings().all()
        return [Row(named, dict(values)) for values in found]

    def _identity(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> str:
        return base64.b64encode(f"{row.named}:{row.key}".encode()).decode()

    def _own(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Row:
        return Row(get_named_type(field.type).name, row.values, row.table)

    def _side_value(self, row: Row, side: Any, name: str) -> Any:
        if side is None:
            return row.values[name]
        if side.table.__tablename__ not in self.readable:
            return None
        own, other = row.table.__table__.alias("own"), side.table.__table__.alias("other")
        statement = select(other.c[name]).select_from(own).join(other, side.on(own.c, other.c))
        return self.rows.execute(statement.where(own.c[key_column(row.table).name] == row.key)).scalar()

    def _column(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Any:
        return self._member(self._side_value(row, shown.side, shown.of or name), field.type)

    def _member(self, value: Any, of: Any) -> Any:
        named: Any = get_named_type(of)
        if not isinstance(named, GraphQLEnumType) or value is None:
            return value
        inner = of.of_type if isinstance(of, GraphQLNonNull) else of
        if isinstance(inner, GraphQLList):
            return [named.wrapped_cls(one) for one in value]
        return named.wrapped_cls(value)

    def _expression(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Any:
        own = row.table.__table__.alias("own")
        found = self.rows.execute(
            select(shown.build(own.c, **given)).where(own.c[key_column(row.table).name] == row.key)
        ).scalar_one()
        return self._member(shown.then(found) if shown.then else found, field.type)

    def _computed(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Any:
        own = row.table.__table__.alias("own")
        names = [one.python_name for one in field.extensions["strawberry-definition"].arguments]
        usual = {"in_": self.viewer.language}
        bound = {
            one: bindparam(None, given.get(one, usual.get(one)), type_=shown.types.get(one, Text())) for one in names
        }
        found = self.rows.execute(
            select(sql_cast(shown.build(own.c, bound), Text())).where(own.c[key_column(row.table).name] == row.key)
        ).scalar_one()
        return shown.then(json.loads(found))

    def _opened(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Any:
        pairs: list[Any] = [(None, one) if isinstance(one, str) else one for one in shown.columns]
        values = [self._side_value(row, side, of) for side, of in pairs]
        return shown.function(self.viewer, *values)

    def _localized(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Any:
        texts = self._side_value(row, shown.side, shown.of or name) or {}
        languages = chain(given.get("in_", self.viewer.language))
        there = [
            language for language in (*languages, *(key for key in texts if key != "_machine")) if language in texts
        ]
        if not there and not isinstance(field.type, GraphQLNonNull):
            return None
        language = there[0] if there else languages[0]
        return {
            "value": texts[language] if there else "",
            "language": language,
            "is_fallback": language != languages[0],
            "is_machine_translated": language in texts.get("_machine", []),
        }

    def _toone(self, row: Row, shown: Any, field: Any, name: str, given: Any) -> Row | None:
        named = get_named_type(field.type).name
        return next(iter(self._load(named, key_column(TABLES[named]) == row.values[shown.via])), None)

    def _of_parent(self, row: Row | None, shown: Any, named: str) -> list[Any]:
        table: Any = TABLES[named].__table__
        conditions = [] if row is None or shown.via is None else [table.c[shown.via] == row.key]
        return [*conditions, *([shown.where(table.c)] if shown.where else [])]

    def _ordered(
        self, named: str, order: mapping.Order, binds: Any, conditions: Sequence[Any]
    ) -> list[tuple[Row, tuple[Any, ...]]]:
        table: Any = TABLES[named]
        if table.__tablename__ not in self.readable:
            return []
        columns = table.__table__.c
        keys = [key_of(key, columns, binds) for key in order.by]
        labelled = [key.label(f"key{place}") for place, key in enumerate(keys)]
        statement = select(table.__table__, *labelled).where(*conditions)
        statement = statement.order_by(*(key.desc() if order.descending else key.asc() for key in keys))
        found = self.rows.execute(statement).mappings().all()
        names = [f"key{place}" for place in range(len(keys))]
        return [
            (Row(named, {k: v for k, v in one.items() if k not in names}), tuple(one[name] for name in names))
            for one in found
        ]

    def _listing(self, row: Row | None, shown: Any, field: Any, name: str, given: Any) -> list[Row]:
        named = get_named_type(field.type).name
        return [found for found, _ in self._ordered(named, shown.order, {}, self._of_parent(row, shown, named))]

    def _paged(self, row: Row | None, shown: Any, field: Any, name: str, given: Any) -> dict[str, Any]:
        named = get_named_type(get_named_type(field.type).fields["nodes"].type).name
        conditions, binds = self._of_parent(row, shown, named), {}
        if shown.given:
            own = {one.python_name for one in shown.given.arguments}
            values = {key: _converted(shown.given.convert.get(key), given[key]) for key in own & set(given)}
            conditions.append(shown.given.condition(TABLES[named].__table__.c, values))
        if "filter" in given:
            binds = self._filter(
                given["filter"], get_named_type(field.args["filter"].type), TABLES[named].__table__, conditions
            )
        chosen = given.get("order_by", next(iter(shown.orders)))
        order = shown.orders[chosen]
        everything = self._ordered(named, order, binds, conditions)
        label = chosen.name if chosen else ""
        inside = [one for one in everything if self._between(one[1], order, label, given)]
        backward = "last" in given
        size = given.get("last", given.get("first", 20))
        page = inside[len(inside) - min(size, len(inside)) :] if backward else inside[:size]
        from_cursor = "after" in given or "before" in given
        more = len(inside) > size
        cursors = [cursor_of(label, keys) for _, keys in page]
        return {
            "edges": [{"cursor": cursor, "node": found} for cursor, (found, _) in zip(cursors, page, strict=True)],
            "nodes": [found for found, _ in page],
            "page_info": {
                "hasNextPage": from_cursor if backward else more,
                "hasPreviousPage": more if backward else from_cursor,
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
            },
            "total_count": len(everything),
        }

    def _facets(self, source: Any, shown: Any, field: Any, name: str, given: Any) -> list[Any]:
        return counts(self._filter, self.rows, shown, field, given)

    def _filter(self, given: dict[str, Any], of: Any, table: Any, conditions: list[Any]) -> dict[str, Any]:
        binds: dict[str, Any] = {}
        for name, value in given.items():
            if value is None:
                continue
            defined = of.fields[name].extensions["strawberry-definition"]
            shown = defined.metadata["shows"]
            bound = binds[defined.python_name] = _converted(shown.convert, value)
            conditions.append(shown.condition(table.c, bound))
        return binds

    def _between(self, keys: tuple[Any, ...], order: mapping.Order, label: str, given: dict[str, Any]) -> bool:
        for name in ("after", "before"):
            if name in given:
                found, *parts = json.loads(base64.urlsafe_b64decode(given[name]))
                assert found == label
                there = tuple(
                    READERS.get(type(key), lambda part: part)(part) for key, part in zip(keys, parts, strict=True)
                )
                beyond = keys < there if order.descending is (name == "after") else keys > there
                if not beyond:
                    return False
        return True

    def _single(self, source: Any, shown: Any, field: Any, name: str, given: Any) -> Row | None:
        named = get_named_type(field.type).name
        table: Any = TABLES[named].__table__
        conditions = [shown.by[key](table.c, _converted(shown.convert.get(key), value)) for key, value in given.items()]
        found = self._load(named, *conditions, *([shown.where(table.c)] if shown.where else []))
        if shown.latest and not given:
            return max(found, key=lambda row: row.values[shown.latest], default=None)
        return found[0] if len(found) == 1 else None

    def _nodebyid(self, source: Any, shown: Any, field: Any, name: str, given: Any) -> Any:
        found = [self._node(one) for one in (given["ids"] if shown.many else [given["id"]])]
        return found if shown.many else found[0]

    def _node(self, text: str) -> Row | None:
        try:
            named, _, key = base64.b64decode(text, validate=True).decode().partition(":")
            if named not in TABLES or "id" not in cast(Any, self.schema.get_type(named)).fields:
                return None
            found = self._load(
                named,
                key_column(TABLES[named]) == (UUID(key) if key_column(TABLES[named]).type.python_type is UUID else key),
            )
        except (ValueError, KeyError):
            return None
        return found[0] if found else None


def key_of(key: Any, columns: Any, binds: Any) -> Any:
    """The expression of one key of an order."""
    if not isinstance(key, str) or "." not in key:
        return columns[key] if isinstance(key, str) else key(columns, binds)
    via, name = key.split(".")
    there = next(iter(columns[via].foreign_keys)).column
    return select(there.table.c[name]).where(there == columns[via]).scalar_subquery()


def _converted(convert: Callable[[Any], Any] | None, value: Any) -> Any:
    """What is compared with; what names nothing equals nothing, as null does in SQL."""
    try:
        return convert(value) if convert else value
    except NotFound:
        return bindparam(None, None)
