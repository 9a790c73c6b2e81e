"""A page is searched for in an index, however deep it lies: its cursor is an index condition under every policy."""

import json
from typing import Any
from uuid import UUID

import pytest

from schema import described
from schema.planner.cache import Planner
from schema.planner.cursor import cursor_maker
from schema.planner.plan import Plan
from schema.planner.statement import Call
from server.database import readable_tables
from server.kernel.sealing import parse_token
from server.kernel.session import audience_of
from server.kernel.table import today

KEY = UUID("00000000-0000-7000-8000-000000000000")
ORDERED = "set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off"
"""The tests' tables are so small that PostgreSQL would rather read them whole."""

LISTS = {
    "newest": ("caseStudies(first: 20, after: $at)", "NEWEST"),
    "oldest": ("caseStudies(first: 20, after: $at, orderBy: OLDEST)", "OLDEST"),
    "backward": ("caseStudies(last: 20, before: $at)", "NEWEST"),
    "members": ("organisations(first: 20, after: $at)", "MEMBER_SINCE_DESC"),
    "first members": ("organisations(first: 20, after: $at, orderBy: MEMBER_SINCE_ASC)", "MEMBER_SINCE_ASC"),
}
OWN = "query($at: String) { organisations(first: 1) { nodes { caseStudies(first: 20, after: $at) { nodes { id } } } } }"


@pytest.mark.parametrize("who", [None, "worker", "owner", "officer"])
@pytest.mark.parametrize("which", LISTS)
async def test_a_deep_page_is_an_index_condition(which: str, who: str | None, door: Any, people: Any) -> None:
    asked, order = LISTS[which]
    (root,) = await explained(door, people, who, f"query($at: String) {{ {asked} {{ nodes {{ id }} }} }}", order)
    assert searched(root)


@pytest.mark.parametrize("who", [None, "worker", "owner", "officer"])
async def test_a_deep_page_of_one_member_is_an_index_condition(who: str | None, door: Any, people: Any) -> None:
    _, own = await explained(door, people, who, OWN, "")
    assert searched(own)


def searched(plan: Any) -> bool:
    """Whether the index is searched with the whole cursor; a filter would read every row before the page."""
    return any("ROW(" in node.get("Index Cond", "") for node in nodes(plan)) and not any(
        "ROW(" in node.get("Filter", "") for node in nodes(plan)
    )


def nodes(plan: Any) -> list[Any]:
    """All nodes of what EXPLAIN tells."""
    return [plan, *(below for child in plan.get("Plans", ()) for below in nodes(child))]


async def explained(door: Any, people: Any, who: str | None, text: str, order: str) -> list[Any]:
    """PostgreSQL's plan of each statement of a query, as the login that serves this viewer."""
    token = parse_token(people[who].token, 0) if who else None
    planner = Planner(described, await readable_tables(door))
    operation: Any = planner.operation(text, None)
    variables = {"at": cursor_maker(order)(today(), KEY)}
    of: Any = described.query_type
    plan: Plan = planner.plan(operation, of, [operation.node.selection_set], audience_of(token), variables)
    levels = [planned for root in plan.roots for planned in root.levels]
    levels += [child.level for planned in levels for child in planned.children]
    found: list[Any] = []
    async with door.reading(token) as connection:
        await connection.execute(ORDERED if token else f"begin; {ORDERED}")  # undone when it is given back
        for one in levels:
            arguments = one.level.arguments(Call(variables, "en"), [KEY])
            told = await connection.fetchval(f"explain (format json) {one.level.sql}", *arguments)
            whole: Any = json.loads(told) if isinstance(told, str) else told  # a verb's connection reads JSON itself
            found.append(whole[0]["Plan"])
    return found
