"""acknowledgeGrievance: a person has read it."""

import asyncio
from datetime import timedelta

import pytest

from server.grievances.models import GrievanceState
from server.kernel.table import today
from tests.grievances.filing import case_of
from tests.world import FILED


@pytest.fixture
def case(make, behind):
    """A grievance of this test's own, just received."""
    return case_of(make, behind)


async def test_the_worker_sees_that_somebody_read_it(ask, do, case, handler, behind):
    id, worker = case.id, case.worker

    told = await do("acknowledgeGrievance", handler, "grievance { state acknowledgedOn dueOn }", id=case.gid)

    expected = {"state": "ACKNOWLEDGED", "acknowledgedOn": str(today()), "dueOn": str(FILED + timedelta(days=30))}
    assert told == {"grievance": expected, "errors": []}
    assert await ask("{ grievance { state acknowledgedOn dueOn } }", worker) == {"grievance": expected}
    assert behind.rows("select verb, actor_id, happened_at from audit_entry where grievance_id = %s", id) == [
        {"verb": "acknowledge_grievance", "actor_id": handler.id, "happened_at": None}
    ]


async def test_two_who_acknowledge_at_once_are_not_both_first(do, case, handler):
    told = await asyncio.gather(*[do("acknowledgeGrievance", handler, id=case.gid) for _ in range(3)])

    assert sorted(len(one["errors"]) for one in told) == [0, 1, 1]
    assert {error["code"] for one in told for error in one["errors"]} == {"CONFLICT"}


@pytest.mark.parametrize("state", [GrievanceState.ACKNOWLEDGED, GrievanceState.CLOSED])
async def test_it_is_acknowledged_once(do, make, behind, handler, state):
    other = case_of(make, behind, state=state)

    with behind.unchanged():
        told = await do("acknowledgeGrievance", handler, "grievance { id }", id=other.gid)

    assert told == {"grievance": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


@pytest.mark.parametrize("who", ["owner", "rival", "officer", "admin", "adviser", "partner", "tied_handler"])
async def test_for_who_holds_no_grant_it_does_not_exist(do, case, people, behind, who):
    with behind.unchanged():
        told = await do("acknowledgeGrievance", people[who], id=case.gid)
    assert told == {"errors": [{"code": "NOT_FOUND", "path": ["input", "id"]}]}


async def test_visitors_and_workers_acknowledge_nothing(do, case, behind):
    for who in (None, case.worker):
        with behind.unchanged():
            told = await do("acknowledgeGrievance", who, id=case.gid)
        assert told == {"errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
