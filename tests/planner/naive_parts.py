"""Parts of the other way to answer: cursors, and the counts of facets, each by a statement of its own."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from graphql import get_named_type
from sqlalchemy import Connection
from strawberry.utils.str_converters import to_camel_case

from schema.planner.mapping import TABLES


def counts(filtered: Callable[..., Any], rows: Connection, shown: Any, field: Any, given: Any) -> list[Any]:
    """The counts of each facet, under every condition but its own."""
    table: Any = TABLES[shown.table].__table__
    of: Any = get_named_type(field.args["filter"].type)
    found: list[tuple[Any, ...]] = []
    for place, facet in enumerate(shown.facets.values()):
        conditions: list[Any] = []
        others = {key: value for key, value in given.get("filter", {}).items() if key != to_camel_case(facet.of)}
        filtered(others, of, table, conditions)
        chosen = {str(number): condition for number, condition in enumerate(conditions)}
        found += [tuple(row) for row in rows.execute(shown.branch(place, table, chosen))]
    return [vars(one) for one in shown.shown(found)]


def cursor_of(label: str, keys: Sequence[Any]) -> str:
    texts = [key.isoformat().replace("+00:00", "Z") if isinstance(key, datetime) else key for key in keys]
    written = json.dumps([label, *texts], default=str, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(written.encode()).decode()
