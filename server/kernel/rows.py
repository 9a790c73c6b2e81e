"""New rows of several tables, sent as one statement: what is written together takes one trip and stands or falls whole.

Foreign keys are checked at the statement's end, so the order does not matter. A policy that reads another of its tables
does not see them yet.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import asyncpg
from sqlalchemy import bindparam, insert
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlmodel import SQLModel

DIALECT: Any = PGDialect_asyncpg()

Value = Callable[[Sequence[SQLModel]], Any]


async def write(driver: asyncpg.Connection, rows: Sequence[SQLModel]) -> None:
    """Insert the rows, all or none."""
    if rows:
        rows = sorted(rows, key=_table)
        sql, values = _written(tuple(type(row) for row in rows))
        await driver.execute(sql, *[value(rows) for value in values])


def _table(row: SQLModel) -> str:
    return str(row.__tablename__)


@lru_cache(256)
def _written(shape: tuple[type[SQLModel], ...]) -> tuple[str, list[Value]]:
    """The statement for rows of these types in this order, and where each of its parameters comes from."""
    values: list[Value] = []
    parts: list[Any] = []
    for type_, places in groupby(range(len(shape)), lambda place: shape[place]):
        table: Any = type_.__table__  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it
        told = [[_bound(values, place, column) for column in table.columns] for place in places]
        names = [column.name for column in table.columns]
        parts.append(insert(table).values([dict(zip(names, one, strict=True)) for one in told]))
    *others, last = parts
    whole = last.add_cte(*(one.cte(f"part{place}") for place, one in enumerate(others)))
    compiled: Any = whole.compile(dialect=DIALECT)
    return str(compiled), [values[int(name[1:])] for name in compiled.positiontup]


def _bound(values: list[Value], place: int, column: Any) -> Any:
    name, process = column.key, column.type.dialect_impl(DIALECT).bind_processor(DIALECT)

    def value(rows: Sequence[SQLModel]) -> Any:
        found = getattr(rows[place], name)
        return found if process is None else process(found)

    values.append(value)
    return bindparam(f"v{len(values) - 1}", type_=column.type)
