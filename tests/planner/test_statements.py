"""How many statements an operation takes: one for each root field and each list below it, whatever the rows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from server.kernel.pools import Connection, Pool

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
    take = Pool._take

    def listen(record: Any) -> None:
        sent.append(record.query)

    async def listening(pool: Pool) -> Connection:
        connection = await take(pool)
        connection.driver.add_query_logger(listen)
        heard.add(connection.driver)
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(Pool, "_take", listening)
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
    assert len(sent) == 3
    assert all(statement.startswith("SELECT") for statement in sent)


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


async def test_filing_takes_at_most_twelve_statements(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
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
    frame = ("begin", "commit", "rollback")
    assert len([statement for statement in sent if not statement.startswith(frame)]) <= 12, sent


async def test_no_statement_is_planned_for_each_execution(door: Any, ask: Any) -> None:
    for page in (1, 2, 3) * 3:
        await ask(BOARD, page=page)
    async with door.pools.connection("visitor") as connection:
        planned = await connection.driver.fetch("select name, generic_plans, custom_plans from pg_prepared_statements")
    assert planned
    assert [dict(row) for row in planned if row["custom_plans"]] == []
