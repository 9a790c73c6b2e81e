"""Facets: how many rows of a list have each value, beside the list and under the same filter, in one statement.

Each facet counts as if its own condition were not chosen, so that a reader sees what another choice would bring.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select, true, union_all

from schema.planner.mapping import TABLES, argument, shown_field
from schema.planner.paging import filter_conditions
from schema.planner.plain import plain_value
from schema.planner.selection import Asked
from schema.planner.statement import Level
from schema.planner.structure import Builder, Planned


@dataclass(frozen=True)
class Facet:
    """One way to divide a list. ``value`` gives an expression over its columns, or a lateral selectable with the column
    ``value`` where a row has several. ``of`` is the filter's field that chooses among its values, by Python name.
    ``names`` are the values as they are shown, where not as they are stored."""

    value: Callable[[Any], Any]
    of: str
    names: Mapping[str, str] | None = None


@dataclass(frozen=True)
class FacetCount:
    """How many rows have a value."""

    facet: Enum
    value: str
    count: int


@dataclass(frozen=True)
class Facets:
    """A root field that counts. ``table`` names the planned type whose rows it counts."""

    table: str
    facets: Mapping[Enum, Facet]
    where: Callable[[Any], ColumnElement[bool]] | None = None

    def shown(self, rows: Sequence[Any]) -> list[FacetCount]:
        """The counts of a statement's rows, by facet, the most frequent value first."""
        kinds = list(self.facets)
        names = [facet.names or {} for facet in self.facets.values()]
        counts = [FacetCount(kinds[place], names[place].get(value, value), count) for place, value, count in rows]
        return sorted(counts, key=lambda one: (kinds.index(one.facet), -one.count, one.value))

    def branch(self, place: int, own: Any, conditions: Mapping[str, ColumnElement[bool]]) -> Any:
        """The SELECT of one facet: every condition holds but its own."""
        facet = list(self.facets.values())[place]
        value = facet.value(own.c)
        wanted = [condition for name, condition in conditions.items() if name != facet.of]
        if self.where:
            wanted.append(self.where(own.c))
        several = not isinstance(value, ColumnElement)
        shown: Any = cast(value.c.value if several else value, Text)
        source = own.join(value, true()) if several else own
        counted = select(literal_column(str(place)).label("place"), shown.label("value"), func.count().label("count"))
        return counted.select_from(source).where(*wanted, shown.is_not(None)).group_by(shown)


def facets(description: str, table: str, of: Mapping[Enum, Facet], **more: Any) -> Any:
    """A root field: the counts of each facet. ``filter`` is the list's own filter, ``where`` its condition."""
    filtered = argument("filter", more.pop("filter") | None, "Only what matches every condition; see each facet.")
    return shown_field(description, Facets(table, of, **more), filtered)


@dataclass
class FacetLevel(Level):
    """The statement of all facets."""

    branches: list[Any] = field(default_factory=list)

    def _select(self) -> Any:
        return union_all(*self.branches)


def facet_level(builder: Builder, asked: Asked, shown: Facets) -> tuple[Planned, Callable[[Any], Any]]:
    """The level that counts, and what shows its counts."""
    definition: Any = asked.definition
    level = FacetLevel(TABLES[shown.table])
    conditions, _ = filter_conditions(level, asked, builder.reading.arguments(asked).get("filter"))
    level.branches = [shown.branch(place, level.own, conditions) for place in range(len(shown.facets))]
    return Planned(level), plain_value(builder, definition.type, asked)
