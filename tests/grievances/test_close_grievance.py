"""closeGrievance: with an outcome, and a reason that the worker reads."""

import asyncio

import pytest

from server.grievances.models import GrievanceState
from server.kernel.table import today
from tests.grievances.filing import case_of
from tests.world import gid


@pytest.fixture
def case(make, behind):
    """A grievance of this test's own, acknowledged."""
    return case_of(make, behind, state=GrievanceState.ACKNOWLEDGED)


def closing(id, **given):
    """The input of closing."""
    return {"id": gid("Grievance", id), "outcome": "PAYMENT", "reason": "လုပ်ခ သုံးလစာ ရပြီ။", **given}


async def test_the_worker_reads_the_outcome_and_the_reason(ask, do, case, handler, behind):
    id, worker = case.id, case.worker
    due_on = behind.row("grievance", id)["due_on"]

    told = await do("closeGrievance", handler, "grievance { state }", **closing(id))

    assert told == {"grievance": {"state": "CLOSED"}, "errors": []}
    assert await ask(
        "{ grievance { state closedOn outcome closingReason dueOn messages { totalCount } } }", worker
    ) == {
        "grievance": {
            "state": "CLOSED",
            "closedOn": str(today()),
            "outcome": "PAYMENT",
            "closingReason": "လုပ်ခ သုံးလစာ ရပြီ။",
            "dueOn": str(due_on),
            "messages": {"totalCount": 1},
        }
    }
    assert behind.rows("select verb, actor_id, happened_at from audit_entry where grievance_id = %s", id) == [
        {"verb": "close_grievance", "actor_id": handler.id, "happened_at": None}
    ]
    sealed = behind.rows("select sealed from grievance_message where grievance_id = %s and kind = 'closing_reason'", id)
    assert "ရပြီ".encode() not in sealed[0]["sealed"]


async def test_two_who_close_at_once_and_a_worker_who_writes_do_not_block_each_other(do, case, handler, behind):
    id, worker = case.id, case.worker
    verbs = [do("closeGrievance", handler, **closing(id)) for _ in range(3)]
    verbs += [do("sendMessage", worker, grievanceId=case.gid, body=f"{n}") for n in range(5)]

    told = await asyncio.gather(*verbs)

    assert sorted(tuple(error["code"] for error in one["errors"]) for one in told[:3]) == [
        (),
        ("CONFLICT",),
        ("CONFLICT",),
    ]
    assert told[3:] == [{"errors": []}] * 5
    assert [
        row["seq"] for row in behind.rows("select seq from grievance_message where grievance_id = %s order by seq", id)
    ] == list(range(9))


@pytest.mark.parametrize("state", [GrievanceState.RECEIVED, GrievanceState.CLOSED])
async def test_only_what_was_acknowledged_is_closed(do, make, behind, handler, state):
    other = case_of(make, behind, state=state)

    with behind.unchanged():
        told = await do("closeGrievance", handler, "grievance { id }", **closing(other.id))

    assert told == {"grievance": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 5001, "bell \x07"])
async def test_without_a_reason_nothing_is_closed(do, case, handler, behind, reason):
    with behind.unchanged():
        told = await do("closeGrievance", handler, **closing(case.id, reason=reason))
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "reason"]}]}


@pytest.mark.parametrize("who", ["owner", "rival", "officer", "admin", "adviser", "partner", "tied_handler"])
async def test_for_who_holds_no_grant_it_does_not_exist(do, case, people, behind, who):
    with behind.unchanged():
        told = await do("closeGrievance", people[who], **closing(case.id))
    assert told == {"errors": [{"code": "NOT_FOUND", "path": ["input", "id"]}]}


async def test_visitors_and_workers_close_nothing(do, case, behind):
    for who in (None, case.worker):
        with behind.unchanged():
            told = await do("closeGrievance", who, **closing(case.id))
        assert told == {"errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
