"""What is asked: each workload's document, in our contract (which three contenders share) and for PostGraphile."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from benchmarks import seed
from benchmarks.content import COMMON, RARE
from benchmarks.place import Place
from schema.connections import global_id
from schema.planner.cursor import cursor_maker

FEED = """
edges { cursor node { id title { value } summary { value } publishedOn themes
organisation { name { value } prefecture } } }
pageInfo { hasNextPage endCursor }"""
Q1 = "query Q1($first: Int!) { caseStudies(first: $first) {" + FEED + "} }"
Q4 = "query Q4($first: Int!, $after: String!) { caseStudies(first: $first, after: $after) {" + FEED + "} }"
Q5 = "query Q5($first: Int!, $search: String!) { caseStudies(first: $first, filter: {search: $search}) {" + FEED + "} }"
Q2 = """query Q2($id: ID!) { organisation(id: $id) { id name { value } kind prefecture memberSince
commitments { id state dueOn updatedOn overdue article { number title { value } } progressNote { value } }
caseStudies(first: 10) { nodes { id title { value } summary { value } publishedOn themes } } } }"""
Q3 = """query Q3($first: Int!) { organisations(first: $first, filter: {commitmentOverdue: true}) {
nodes { id name { value } kind prefecture memberSince contact { name email }
commitments { id state dueOn updatedOn overdue article { number } } } pageInfo { hasNextPage } } }"""
B = """query B($first: Int!) { grievances(first: $first, orderBy: NEWEST, filter: {state: ACKNOWLEDGED}) {
nodes { id state category language filedOn dueOn overdue } totalCount } }"""
M1 = """mutation M1($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt errors { code } } }"""

STUDY = "id: rowId title summary publishedOn themes"
PG_FEED = (
    f"nodes {{ {STUDY} organisation {{ name prefecture }} }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }}"
)
ORDER = "orderBy: [PUBLISHED_ON_DESC, ROW_ID_DESC]"
PG_Q1 = f"query Q1($first: Int!) {{ caseStudies: allCaseStudies(first: $first, {ORDER}) {{ {PG_FEED} }} }}"
PG_Q4 = PG_Q1.replace("query Q1($first: Int!)", "query Q4($first: Int!, $after: Cursor!)").replace(
    "first: $first,", "first: $first, after: $after,"
)
PG_Q5 = f"query Q5($first: Int!, $search: String!) {{ found(first: $first, wanted: $search) {{ {PG_FEED} }} }}"
PG_COMMITMENTS = (
    "commitments(orderBy: [ARTICLE_NUMBER_ASC, ROW_ID_ASC]) { nodes { id: rowId state dueOn updatedOn overdue "
)
PG_Q2 = f"""query Q2($id: UUID!) {{ organisation: organisationByRowId(rowId: $id) {{
id: rowId name kind prefecture memberSince
{PG_COMMITMENTS} article {{ number title }} progressNote }} }}
caseStudies(first: 10, {ORDER}) {{ nodes {{ {STUDY} }} }} }} }}"""
PG_Q3 = f"""query Q3($first: Int!) {{ overdue(first: $first) {{
nodes {{ id: rowId name kind prefecture memberSince contact {{ name email }} {PG_COMMITMENTS} articleNumber }} }} }}
pageInfo {{ hasNextPage }} }} }}"""
PG_B = """query B($first: Int!, $person: UUID!) { boards: allBoards(first: $first,
orderBy: [FILED_ON_DESC, ROW_ID_DESC], condition: {personId: $person, state: "ACKNOWLEDGED"}) {
nodes { id: rowId state category language filedOn dueOn overdue } totalCount } }"""
PG_M1 = "mutation M1($input: BenchFileInput!) { fileGrievance(input: $input) { receipt } }"

PEERS = frozenset({"strawberry", "mercurius", "postgraphile"})
NARRATIVE = "会社が給料を三か月払ってくれません。パスポートも社長が持っています。 " * 4


@dataclass(frozen=True)
class Workload:
    """One thing asked again and again. ``variables`` are taken in turn; ``person`` says who asks where it is a board.

    ``postgraphile`` holds its own document and, in the same order, its own variables.
    """

    name: str
    document: str
    variables: Sequence[Mapping[str, Any]]
    postgraphile: tuple[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]
    person: str | None = None
    writes: bool = False
    skips: frozenset[str] = field(default_factory=frozenset)
    """Contenders that are not asked."""


def cursor_at(place: Place, row: int) -> str:
    """The cursor of the row at this place of the feed, counted from 1."""
    with place.connect() as owner:
        found = owner.execute(
            "select published_on, id from case_study where status = 'published'"
            " order by published_on desc, id desc offset %s limit 1",
            [row - 1],
        ).fetchone()
    if found is None:
        raise ValueError(f"there is no row {row}")
    return cursor_maker("NEWEST")(*found)


def row_before(place: Place) -> int:
    """The row of the feed before page 500, or before its last full page."""
    return max(1, (min(500, place.size.studies // 20) - 1) * 20)


def same(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """PostGraphile takes the same variables."""
    return variables


def workloads(place: Place) -> list[Workload]:
    """All workloads; page 500 is the last page where there are fewer."""
    after = cursor_at(place, row_before(place))
    organisations = [global_id("Organisation", seed.key("organisation", n)) for n in range(0, place.size.members, 7)]
    board = [{"first": 20}]
    return [
        Workload("Q1", Q1, [{"first": 20}], (PG_Q1, same)),
        Workload(
            "Q2", Q2, [{"id": one} for one in organisations[:200]], (PG_Q2, lambda given: {"id": _uuid(given["id"])})
        ),
        Workload("Q3", Q3, [{"first": 100}], (PG_Q3, same), person="officer"),
        Workload("Q4", Q4, [{"first": 20, "after": after}], (PG_Q4, lambda given: {**given, "after": None})),
        Workload("Q5", Q5, [{"first": 20, "search": term} for term in RARE], (PG_Q5, _searched)),
        Workload("Q5 common", Q5, [{"first": 20, "search": COMMON}], (PG_Q5, _searched)),
        Workload("B", B, board, (PG_B, _board("few")), person="few"),
        Workload("B many", B, board, (PG_B, _board("many")), person="many", skips=PEERS),
        Workload("B outsider", B, board, (PG_B, _board("outsider")), person="outsider", skips=PEERS),
        Workload("M1", M1, [{"input": filing()}], (PG_M1, same), writes=True),
    ]


def filing() -> dict[str, Any]:
    """What a worker tells; the key is made anew for each request."""
    return {
        "idempotencyKey": KEY,
        "category": "WAGES",
        "language": "vi",
        "narrative": NARRATIVE,
        "employer": {"unknown": True},
    }


KEY = "00000000-0000-4000-8000-000000000000"


def fresh(body: bytes) -> bytes:
    """The request of a filing with a key that nobody has used."""
    return body.replace(KEY.encode(), str(uuid4()).encode())


TURN = "t00000000"
_turns = itertools.count(1)


def distinct(body: bytes) -> bytes:
    """The same read, told apart by a variable that no document declares: equal questions that wait at the same moment
    are answered by one reading in ours, even where no answers are kept, and by one each everywhere else."""
    return body.replace(TURN.encode(), b"t%08d" % next(_turns))


def _uuid(text: str) -> str:
    import base64

    return base64.b64decode(text).decode().partition(":")[2]


def _searched(given: Mapping[str, Any]) -> Mapping[str, Any]:
    from server.case_studies.search import query

    return {**given, "search": query(given["search"])}


def _board(name: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda given: {**given, "person": str(seed.person(name))}


def body(document: str, variables: Mapping[str, Any]) -> bytes:
    """The body of a request."""
    return json.dumps({"query": document, "variables": variables}, ensure_ascii=False).encode()
