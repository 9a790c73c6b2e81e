"""Everyone connected with an organisation on a day: the database's closure against a plain one in Python."""

import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kernel.table import today
from server.ties.models import Tie, TieKind, TieSource
from server.ties.services import connected
from tests import world

WITHIN = {TieKind.PARENT, TieKind.SUCCESSOR}
ACROSS = {TieKind.SUPERVISING, TieKind.SUPPORT, TieKind.SENDING}
DAY = date(2026, 4, 1)

Edges = list[tuple[int, int, TieKind, int, int | None]]


def group(start: Iterable[int], edges: Edges, numbers: list[str | None]) -> set[int]:
    """Whoever parents, successors and equal numbers join with one of these."""
    found, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        same = {other for other, number in enumerate(numbers) if number and number == numbers[here]}
        for near, far, kind, *_ in edges:
            if kind in WITHIN and here in (near, far):
                same |= {near, far}
        waiting += same - found
        found |= same
    return found


def closure(start: int, edges: Edges, numbers: list[str | None]) -> set[int]:
    """The group, whoever works for one of it or for whom one of it works, and their groups."""
    held = [edge for edge in edges if edge[3] <= 0 and (edge[4] is None or edge[4] >= 0)]
    near = group([start], held, numbers)
    beyond = {end for one, other, kind, *_ in held if kind in ACROSS and {one, other} & near for end in (one, other)}
    return group(near | beyond, held, numbers) if beyond else near


graphs = st.integers(2, 9).flatmap(
    lambda size: st.tuples(
        st.lists(st.sampled_from([None, None, None, "a", "b"]), min_size=size, max_size=size),
        st.lists(
            st.tuples(
                st.integers(0, size - 1),
                st.integers(0, size - 1),
                st.sampled_from(TieKind),
                st.integers(-2, 1),
                st.sampled_from([None, None, -1, 0, 1]),
            ),
            max_size=14,
        ),
    )
)


@pytest.mark.row("M8")
def test_the_database_finds_whom_plain_python_finds(behind):
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(graphs)
    def compare(graph: tuple[list[str | None], Edges]) -> None:
        names, edges = graph
        keys = [uuid4() for _ in names]
        marks = {name: uuid4().hex[:12] for name in names if name}
        numbers = [marks[name] if name else None for name in names]
        status = world.OrganisationStatus.LISTED
        rows: list[Any] = [
            world.organisation(id=key, corporate_number=number, status=status)
            for key, number in zip(keys, numbers, strict=True)
        ]
        for near, far, kind, first, last in edges:
            day, end = DAY + timedelta(first), None if last is None else DAY + timedelta(last)
            rows.append(
                Tie(
                    from_id=keys[near],
                    to_id=keys[far],
                    kind=kind,
                    valid_from=day,
                    valid_to=end,
                    source=TieSource.DOCUMENT,
                )
            )
        behind.add(*rows)
        found = {start: {keys.index(one) for one in asked(behind, key, DAY)} for start, key in enumerate(keys)}
        assert found == {start: closure(start, edges, numbers) for start in range(len(keys))}
        assert all((one in found[other]) == (other in found[one]) for one in found for other in found)

    compare()


def asked(behind: Any, start: UUID, day: date) -> list[UUID]:
    """What the function answers."""
    found = behind.rows("select connected_organisations(%s, %s) id", start, day)
    assert len({row["id"] for row in found}) == len(found)
    return [row["id"] for row in found]


async def test_competitors_with_the_same_supervising_organisation_are_not_connected(do, ask, member, officer, door):
    company, parent, sister, union, owner_of_union, rival, supplier = (member() for _ in range(7))
    for near, far, kind in (
        (company, parent, "PARENT"),
        (sister, parent, "PARENT"),
        (sister, union, "SUPERVISING"),
        (union, owner_of_union, "PARENT"),
        (rival, union, "SUPERVISING"),
        (company, supplier, "SUPPLIER"),
    ):
        declared = {"fromId": near.id, "toId": far.id, "kind": kind, "validFrom": "2026-04-01"}
        assert (await do("declareTie", officer, "", declared))["errors"] == []
    names = {"company": company, "parent": parent, "sister": sister, "union": union, "rival": rival}
    names |= {"owner of union": owner_of_union, "supplier": supplier}
    known = {one.id: name for name, one in names.items()}
    document = """query($id: ID!, $on: Date) {
        connectedOrganisations(organisationId: $id, on: $on) { totalCount nodes { id } } }"""

    async def told(who: Any, whom: Any, on: date | None = None) -> set[str]:
        found = (await ask(document, who, id=whom.id, on=on))["connectedOrganisations"]
        assert found["totalCount"] == len(found["nodes"])
        return {known[node["id"]] for node in found["nodes"]}

    around = {"company", "parent", "sister", "union", "owner of union"}
    assert await told(officer, company) == around
    assert await told(officer, rival) == {"rival", "union", "owner of union"}
    assert await told(officer, supplier) == {"supplier"}
    assert await told(officer, company, date(2026, 3, 31)) == {"company"}
    for who in (company.owner, None):
        assert await told(who, company) == set()
    async with door.writing(officer.parsed, "en") as session:
        assert await connected(session, company.key, today()) == {names[name].key for name in around}


FILL = """
insert into organisation (id, kind, name, status, country, participation)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    'company', '{"en": "Many"}', 'listed', 'JP', 'member'
from generate_series(0, 99999) n"""
TIES = """
insert into tie (id, from_id, to_id, kind, valid_from, source, declared_on, answer)
select gen_random_uuid(), ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(case when n %% 2 = 0 then n / 20 else n %% 100 end::text, 12, '0'))::uuid,
    case when n %% 2 = 0 then 'parent' when n %% 3 = 0 then 'supplier' else 'supervising' end,
    '2020-04-01', 'document', '2026-04-01', 'none' from generate_series(100, 100099 - 100) n
    where n <> case when n %% 2 = 0 then n / 20 else n %% 100 end"""


@pytest.mark.row("M8")
def test_it_takes_milliseconds_among_a_hundred_thousand_ties(behind, fresh):
    for statement in (FILL, TIES, "analyze tie", "analyze organisation"):
        behind.rows(statement)
    [count] = behind.rows("select count(*) from tie")
    assert count["count"] > 99_000
    took: list[float] = []
    sizes: list[int] = []
    for number in (*range(1, 20), *range(1_001, 50_001, 1_400)):
        start = UUID(f"00000000-0000-4000-8000-{number:012}")
        began = time.perf_counter()
        sizes.append(len(asked(behind, start, DAY)))
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    assert max(sizes) > 1_000
    assert took[len(took) // 2] < 50
