"""fileGrievance: taken in once, sealed, never lost, and kept from who must not know."""

import asyncio
import re
import time
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import Engine, event

from server.grievances import services
from server.grievances.rules import due_on_receipt
from server.identity.models import Seat
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from tests.grievances.filing import NARRATIVE, file, opened
from tests.world import gid, key

AOZORA = {"organisationId": gid("Organisation", "aozora")}
KITAKAZE = {"organisationId": gid("Organisation", "kitakaze")}
SEEN = """{ grievance { state category language filedOn dueOn overdue acknowledgedOn closedOn outcome closingReason
    prefecture employer { id } employerName narrative fairResult isDamaged mustNotKnow
    excludedOrganisations { organisation { id } } messages { totalCount } readings { readOn } } }"""
COUNT = "{ grievances { totalCount nodes { id } } }"


async def test_the_receipt_opens_what_was_filed(ask):
    told = await file(
        ask,
        employer=AOZORA,
        prefecture="JP-23",
        fairResult=" Give it back. ",
        mustNotKnow=[{"party": "SUPERVISOR"}, KITAKAZE, {"party": "SUPERVISOR"}],
    )

    assert told["errors"] == []
    assert re.fullmatch(r"\d{4}( \d{4}){4}", told["receipt"])
    seen = (await ask(SEEN, await opened(ask, told["receipt"])))["grievance"]
    excluded = sorted(one["organisation"]["id"] for one in seen.pop("excludedOrganisations"))
    assert excluded == sorted([AOZORA["organisationId"], gid("Organisation", "kitakaze")])
    assert seen == {
        "state": "RECEIVED",
        "category": "DOCUMENT_RETENTION",
        "language": "my",
        "filedOn": str(today()),
        "dueOn": str(due_on_receipt(today()).on),
        "overdue": False,
        "acknowledgedOn": None,
        "closedOn": None,
        "outcome": None,
        "closingReason": None,
        "prefecture": "JP-23",
        "employer": {"id": AOZORA["organisationId"]},
        "employerName": None,
        "narrative": NARRATIVE,
        "fairResult": "Give it back.",
        "isDamaged": False,
        "mustNotKnow": ["SUPERVISOR"],
        "messages": {"totalCount": 0},
        "readings": [],
    }


async def test_an_employer_who_is_no_member_is_sealed_like_the_rest(ask, behind):
    told = await file(ask, employer={"name": "月影水産 Tsukikage Suisan"})

    seen = await ask("{ grievance { employer { id } employerName } }", await opened(ask, told["receipt"]))

    assert seen == {"grievance": {"employer": None, "employerName": "月影水産 Tsukikage Suisan"}}


async def test_no_word_and_no_digit_of_it_stands_in_the_database(ask, behind):
    told = await file(ask, narrative="Quokka " * 20, fairResult="Numbat", employer={"name": "Bilby Works"})

    tables = behind.rows("select tablename from pg_tables where schemaname = 'public'")
    everything = "".join(
        row["t"] for table in tables for row in behind.rows(f"select t::text t from {table['tablename']} t")
    )
    for secret in ("Quokka", "Numbat", "Bilby", told["receipt"], told["receipt"].replace(" ", "")):
        assert secret not in everything
        assert secret.encode().hex() not in everything


async def test_who_must_not_know_sees_neither_the_row_nor_a_count(ask, behind, people):
    before = {
        name: await ask(COUNT, people[name])
        for name in ("tied_handler", "owner", "rival", "officer", "partner", "admin")
    }
    handled = (await ask(COUNT, people["handler"]))["grievances"]["totalCount"]

    told = await file(ask, employer=AOZORA)

    grievance = (await ask("{ grievance { id } }", await opened(ask, told["receipt"])))["grievance"]["id"]
    for name, counted in before.items():
        assert await ask(COUNT, people[name]) == counted
        assert await ask("query($id: ID!) { grievance(id: $id) { state } }", people[name], id=grievance) == {
            "grievance": None
        }
    assert (await ask(COUNT, people["handler"]))["grievances"]["totalCount"] == handled + 1


async def test_an_excluded_organisations_handler_gets_no_key(ask, behind):
    by_name: list[dict[str, Any]] = [{"employer": AOZORA}, {"mustNotKnow": [AOZORA]}]
    for given in by_name:
        told = await file(ask, **given)
        grievance = await opened(ask, told["receipt"])
        id = behind.row("session", (token_id(grievance)))["grievance_id"]
        granted = behind.rows("select person_id from grievance_grant where grievance_id = %s", id)
        assert [row["person_id"] for row in granted] == [key("handler")]


@pytest.mark.usefixtures("fresh")
async def test_where_nobody_may_take_it_in_it_waits_for_who_can(
    ask, behind, handler, admin, custodian, analyst, officer
):
    behind.add(Seat(id=key("a tie"), person_id=key("handler"), organisation_id=key("aozora"), role=SeatRole.READER))
    waiting = "{ viewer { grievancesWithoutHandler } }"

    told = await file(ask, employer=AOZORA)

    assert told["errors"] == []
    assert (await ask("{ grievance { narrative } }", await opened(ask, told["receipt"])))["grievance"] == {
        "narrative": NARRATIVE
    }
    for person, counted in ((admin, 2), (custodian, 2), (analyst, None), (officer, None), (handler, None)):
        assert (await ask(waiting, person))["viewer"] == {
            "grievancesWithoutHandler": counted
        }  # the world's `wages` waits too
    behind.add(Seat(id=key("another tie"), person_id=key("admin"), organisation_id=key("aozora"), role=SeatRole.READER))
    assert (await ask(waiting, admin))["viewer"] == {"grievancesWithoutHandler": 0}

    behind.rows("update seat set revoked_on = %s where id = %s", today(), key("a tie"))
    mine = "{ grievances(filter: {category: DOCUMENT_RETENTION}) { nodes { narrative } } }"
    assert await ask(mine, handler) == {"grievances": {"nodes": []}}
    await opened(ask, told["receipt"])
    assert await ask(mine, handler) == {"grievances": {"nodes": [{"narrative": NARRATIVE}]}}
    assert (await ask(waiting, custodian))["viewer"] == {"grievancesWithoutHandler": 0}


async def test_the_same_request_gives_the_same_receipt_and_writes_once(ask, behind):
    again = uuid4()
    first = await file(ask, key=again, narrative="Pressed twice.")

    with behind.unchanged():
        assert await file(ask, key=again, narrative="Pressed twice.") == first


async def test_processes_that_do_not_know_of_each_other_write_once(ask, behind, monkeypatch):
    class Unaware(dict[Any, Any]):
        def setdefault(self, key: Any, default: Any = None) -> Any:
            return default

    monkeypatch.setattr(services, "_pressed", Unaware())
    before, again = behind.rows("select count(*) from grievance")[0]["count"], uuid4()

    told = await asyncio.gather(*[file(ask, key=again) for _ in range(3)])

    assert told[0]["errors"] == []
    assert told == [told[0]] * 3
    assert behind.rows("select count(*) from grievance")[0]["count"] == before + 1


async def test_ten_at_once_write_once(ask, behind):
    before, again = behind.rows("select count(*) from grievance")[0]["count"], uuid4()

    told = await asyncio.gather(*[file(ask, key=again) for _ in range(10)])

    assert len({one["receipt"] for one in told}) == 1
    assert all(one["errors"] == [] for one in told)
    assert behind.rows("select count(*) from grievance")[0]["count"] == before + 1


async def test_after_fifteen_minutes_it_is_only_known_as_received(ask, behind, monkeypatch):
    again, began = uuid4(), time.time()
    await file(ask, key=again)

    monkeypatch.setattr(time, "time", lambda: began + 15 * 60 + 5)
    with behind.unchanged():
        told = await file(ask, key=again)

    assert told == {"receipt": None, "errors": [{"code": "ALREADY_RECEIVED", "path": ["input", "idempotencyKey"]}]}


async def test_the_same_key_with_another_story_is_refused(ask, behind):
    again = uuid4()
    await file(ask, key=again)

    with behind.unchanged():
        told = await file(ask, key=again, narrative="Another story.")

    assert told == {"receipt": None, "errors": [{"code": "CONFLICT", "path": ["input", "idempotencyKey"]}]}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"narrative": " \n\t "}, "INVALID", ["narrative"]),
        ({"narrative": "x" * 10_001}, "INVALID", ["narrative"]),
        ({"narrative": "binary \x1b[0m"}, "INVALID", ["narrative"]),
        ({"fairResult": "x" * 2001}, "INVALID", ["fairResult"]),
        ({"employer": {"name": ""}}, "INVALID", ["employer", "name"]),
        ({"employer": {"name": "x" * 201}}, "INVALID", ["employer", "name"]),
        ({"employer": {"unknown": False}}, "INVALID", ["employer", "unknown"]),
        ({"employer": {"organisationId": gid("Organisation", "minato")}}, "NOT_FOUND", ["employer", "organisationId"]),
        ({"employer": {"organisationId": gid("Person", "owner")}}, "NOT_FOUND", ["employer", "organisationId"]),
        ({"employer": {"organisationId": "nonsense"}}, "NOT_FOUND", ["employer", "organisationId"]),
        ({"mustNotKnow": [{"organisationId": gid("Organisation", "sunahama")}]}, "NOT_FOUND", ["mustNotKnow"]),
        ({"mustNotKnow": [AOZORA, {"organisationId": "x"}]}, "NOT_FOUND", ["mustNotKnow", "1", "organisationId"]),
        ({"mustNotKnow": [{"organisationId": gid("Organisation", uuid4())}] * 21}, "LIMIT_REACHED", ["mustNotKnow"]),
    ],
)
async def test_what_cannot_be_right_is_refused_at_its_place(ask, behind, given, code, path):
    with behind.unchanged():
        told = await file(ask, **given)
    assert told == {"receipt": None, "errors": [{"code": code, "path": ["input", *path]}]}


@pytest.mark.parametrize(
    "given",
    [
        {"idempotencyKey": None},
        {"category": "PARKING"},
        {"language": "klingon language"},
        {"prefecture": "JP-48"},
        {"employer": {}},
        {"employer": {"unknown": True, "name": "Both"}},
        {"mustNotKnow": [{}]},
    ],
)
async def test_what_the_contract_excludes_reaches_no_verb(answer, behind, given):
    usual = {"category": "WAGES", "language": "my", "narrative": "A story.", "employer": {"unknown": True}}
    document = "mutation($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt } }"
    with behind.unchanged():
        refused = await answer(document, None, input={**usual, "idempotencyKey": uuid4(), **given})
    assert {error["extensions"]["code"] for error in refused.json()["errors"]} == {"BAD_USER_INPUT"}


async def test_whoever_is_signed_in_is_not_recorded(ask, owner, behind):
    told = await file(ask, who=owner, employer=AOZORA)

    id = behind.row("session", token_id(await opened(ask, told["receipt"])))["grievance_id"]
    entries = behind.rows("select * from audit_entry where grievance_id = %s", id)
    assert [
        (entry["verb"], entry["actor_id"], entry["audience"], entry["happened_at"], entry["happened_on"])
        for entry in entries
    ] == [("file_grievance", None, "worker", None, today())]
    assert {entry["id"].version for entry in entries} == {4}
    assert id.version == 4


async def test_filing_takes_at_most_twelve_statements_in_all(ask, monkeypatch):
    statements: list[str] = []
    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        plain = getattr(asyncpg.Connection, name)

        def counted(self, query, *values, _plain=plain, **options):
            statements.append(query)
            return _plain(self, query, *values, **options)

        monkeypatch.setattr(asyncpg.Connection, name, counted)

    def cursor(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", cursor)
    try:
        await file(ask, employer=AOZORA, fairResult="Fair.", mustNotKnow=[KITAKAZE])
    finally:
        event.remove(Engine, "before_cursor_execute", cursor)

    assert any("INSERT INTO grievance " in statement for statement in statements)
    assert len(statements) <= 12, statements


def token_id(token: str) -> bytes:
    """The key of a session's row."""
    from server.kernel.sealing import parse_token

    parsed = parse_token(token, 0)
    assert parsed
    return parsed.id
