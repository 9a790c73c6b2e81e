"""How many statements an operation takes: one for each root field and each list below it, whatever the rows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLObjectType,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    parse_type,
    print_ast,
)

from schema import described
from schema.planner.cache import Document, Planner
from server.kernel.pools import Connection, Pool
from tests.world import gid

PAGES = sorted((Path(__file__).parents[2] / "frontend_stub").rglob("*.graphql"))

BOARD = """
query($page: Int) {
  organisations(first: $page) { totalCount nodes {
    id name { value } kind prefecture
    commitments { article { number title { value } } state dueOn progressNote { value } }
    caseStudies(first: 2) { totalCount nodes { title { value } organisation { name { value } } } }
  } }
}"""


@asynccontextmanager
async def counted(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[list[str]]:
    """The statements sent while the block runs."""
    sent: list[str] = []
    heard: set[Any] = set()
    take = Pool.take

    def listen(record: Any) -> None:
        if "typeinfo_tree" not in record.query and "current_setting('jit')" not in record.query:
            sent.append(record.query)  # those are the driver's own, when a connection meets a type for the first time

    async def listening(pool: Pool) -> Connection:
        connection = await take(pool)
        connection.driver.add_query_logger(listen)
        heard.add(connection.driver)
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(Pool, "take", listening)
        yield sent
    await asyncio.sleep(0)  # the driver tells of a statement in the loop's next turn
    for driver in heard:
        driver.remove_query_logger(listen)


@pytest.mark.parametrize("page", [1, 2, 50])
async def test_a_board_takes_three_statements_for_any_number_of_rows(
    page: int, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counted(monkeypatch) as sent:
        found = await ask(BOARD, page=page)
    assert len(found["organisations"]["nodes"]) >= 1
    assert len(sent) == 3, sent
    assert all(statement.startswith("SELECT") for statement in sent)


async def test_what_is_asked_for_its_type_alone_must_still_be_there(ask: Any) -> None:
    document = "query($id: ID!) { organisation(id: $id) { __typename } }"
    assert await ask(document, id=gid("Organisation", "aozora")) == {"organisation": {"__typename": "Organisation"}}
    assert await ask(document, id=gid("Organisation", "nowhere")) == {"organisation": None}


async def test_only_what_a_request_brings_is_a_parameter(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "{ organisations(filter: {kind: COMPANY}) { nodes { commitments { state overdue } } } }"
    async with counted(monkeypatch) as sent:
        await ask(asked)
    members, commitments = sent
    assert "$" not in members
    assert commitments.count("$") == 1  # whose commitments


async def test_a_member_pays_one_trip_to_enter_and_one_to_leave(
    ask: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask("{ viewer { person { name } } }", owner)
    async with counted(monkeypatch) as sent:
        await ask("{ viewer { person { name email } seats { role organisation { name { value } } } roles } }", owner)
    begin, *reads, commit = sent
    assert begin.startswith("begin read only; select viewer_enter(")
    assert len(reads) == 2
    assert commit == "commit"


async def test_filing_takes_seven_statements_in_all(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "idempotencyKey": uuid4(),
        "category": "WAGES",
        "language": "vi",
        "narrative": "Ba tháng chưa có lương.",
        "fairResult": "Trả đủ.",
        "employer": {"name": "Công ty X"},
        "mustNotKnow": [{"party": "EMPLOYER"}],
    }
    document = "mutation($told: FileGrievanceInput!) { fileGrievance(input: $told) { receipt errors { code } } }"
    async with counted(monkeypatch) as sent:
        done = await ask(document, told=told)
    assert done["fileGrievance"]["errors"] == []
    asked = ("select body_hash", "INSERT INTO session", "begin; select viewer_enter", "select body_hash")
    asked += ("select person_id", "WITH", "notify")  # which commits
    assert [statement[: len(start)] for statement, start in zip(sent, asked, strict=True)] == list(asked)


async def test_no_statement_is_planned_for_each_execution(door: Any, ask: Any) -> None:
    for page in (1, 2, 3) * 3:
        await ask(BOARD, page=page)
    async with door.pools.connection("visitor") as connection:
        planned = await connection.driver.fetch("select name, generic_plans, custom_plans from pg_prepared_statements")
    assert planned
    assert [dict(row) for row in planned if row["custom_plans"]] == []


def lists_of(document: Document, operation: OperationDefinitionNode) -> int:
    """What an operation may take at most: one statement for each root field, and one for each list of objects below."""
    count = 0

    def look(of: Any, selections: SelectionSetNode, *, root: bool = False, paged: bool = False) -> None:
        nonlocal count
        for node in selections.selections:
            if not isinstance(node, FieldNode):
                inner: Any = node
                spread = document.fragments[inner.name.value] if isinstance(node, FragmentSpreadNode) else inner
                look(described.get_type(spread.type_condition.name.value), spread.selection_set, root=root, paged=paged)
            elif node.name.value != "__typename":
                field = of.fields[node.name.value].type
                named: Any = get_named_type(field)
                whole = (
                    isinstance(get_nullable_type(field), GraphQLList)
                    and not paged
                    and isinstance(named, GraphQLObjectType)
                )
                connection = named.name.endswith("Connection")
                count += root or whole or connection
                if node.selection_set:
                    look(named, node.selection_set, paged=connection or named.name.endswith("Edge"))

    look(described.query_type, operation.selection_set, root=True)
    return count


DOCUMENTS = {f"{file.parts[-3]}-{file.parts[-2]}": file.read_text() for file in PAGES}


@pytest.mark.parametrize("who", [None, "worker", "owner", "officer", "handler"])
@pytest.mark.parametrize("page", DOCUMENTS)
async def test_each_page_takes_one_statement_a_list(page: str, who: str, place: Any, people: Any, monkeypatch: Any):
    document = Planner(described, {}).document(DOCUMENTS[page])
    for name, operation in document.operations.items():
        if operation.operation.value != "query":
            continue
        named = {one.variable.name.value: one.type for one in operation.variable_definitions or ()}
        variables = {
            variable: usual(of)
            for variable, of in named.items()
            if variable != "last" or isinstance(of, NonNullTypeNode)
        }
        body = {"query": DOCUMENTS[page], "operationName": name, "variables": variables}
        token = {"Authorization": f"Bearer {people[who].token}"} if who else {}
        async with counted(monkeypatch) as sent:
            told = (await place.client.post("/graphql", json=body, headers=token)).json()
        assert "errors" not in told, told
        reads = [statement for statement in sent if statement.startswith("SELECT ")]
        assert len(reads) <= lists_of(document, operation), reads


def usual(of: Any) -> Any:
    """A value for a variable of this type; what may be left out is, but for page sizes."""
    if print_ast(of).startswith("["):
        return [usual(parse_type(print_ast(of).strip("[]!") + "!"))]
    named: Any = described.get_type(print_ast(of).rstrip("!"))
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values)) if isinstance(of, NonNullTypeNode) else None
    given = {"ID": gid("Organisation", "aozora"), "Int": 2, "Boolean": True, "LanguageTag": "ja", "String": "x"}
    return given.get(named.name) if isinstance(of, NonNullTypeNode) or named.name == "Int" else None
