"""What handlers and workers read: lists, sealed fields, the log of readings, and what is damaged."""

from datetime import timedelta

import pytest

from server.grievances.models import GrievanceExclusion, GrievanceState
from server.identity.models import Seat
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from tests.grievances.filing import case_of
from tests.world import NARRATIVE, gid, organisation

BOARD = """query($filter: GrievanceFilter, $order: GrievanceOrder) {
    grievances(filter: $filter, orderBy: $order) { totalCount nodes { id } } }"""
ONE = """query($id: ID) { grievance(id: $id) { narrative fairResult isDamaged
    messages { nodes { body } } readings { readOn } } }"""


@pytest.mark.usefixtures("fresh")
async def test_the_board_is_filtered_and_ordered(ask, make, handler, behind):
    made = {}
    for name, state, days in (
        ("new", GrievanceState.RECEIVED, 1),
        ("slow", GrievanceState.ACKNOWLEDGED, 20),
        ("done", GrievanceState.CLOSED, 90),
    ):
        case = case_of(make, behind, state=state)
        made[case.gid] = name
        behind.rows(
            "update grievance set language = 'ne', filed_on = %s, due_on = %s where id = %s",
            today() - timedelta(days=days), today() + timedelta(days=30 - days), case.id,
        )  # fmt: skip

    async def board(order: str | None = None, **filter: object) -> list[str]:
        told = await ask(BOARD, handler, filter={"language": "ne", **filter}, order=order)
        found = [made[node["id"]] for node in told["grievances"]["nodes"]]
        assert told["grievances"]["totalCount"] == len(found)
        return found

    assert await board() == ["new", "slow", "done"]
    assert await board("OLDEST") == ["done", "slow", "new"]
    assert await board("DUE") == ["slow", "new", "done"]
    assert await board(state="ACKNOWLEDGED") == ["slow"]
    assert await board(category="EDUCATION") == []
    assert await board("OLDEST", overdue=True) == []
    behind.rows("update grievance set due_on = %s where language = 'ne'", today() - timedelta(days=1))
    assert await board("OLDEST", overdue=True) == ["slow", "new"]
    assert await board(overdue=False) == ["done"]


async def test_each_handler_opens_with_their_own_key(ask, handler, partner, tied_handler):
    asked = (
        "query($id: ID!) { grievance(id: $id) { narrative mustNotKnow excludedOrganisations { organisation { id } } } }"
    )
    kitakaze = [{"organisation": {"id": gid("Organisation", "kitakaze")}}]
    for who in (handler, partner, tied_handler):
        assert await ask(asked, who, id=gid("Grievance", "housing")) == {
            "grievance": {"narrative": NARRATIVE, "mustNotKnow": ["SUPERVISOR"], "excludedOrganisations": kitakaze}
        }


async def test_opening_is_logged_for_the_worker_to_see_and_looking_is_not(ask, make, handler, behind):
    case = case_of(make, behind)

    with behind.unchanged("session"):
        await ask(
            "query($id: ID!) { grievance(id: $id) { state category messages { totalCount } } }", handler, id=case.gid
        )
        await ask(ONE, case.worker)
    await ask("query($id: ID!) { grievance(id: $id) { messages { nodes { body } } } }", handler, id=case.gid)

    logged = behind.rows("select person_id, read_on from grievance_reading where grievance_id = %s", case.id)
    assert logged == [{"person_id": handler.id, "read_on": today()}]
    assert (await ask(ONE, case.worker))["grievance"]["readings"] == [{"readOn": str(today())}]


@pytest.mark.parametrize(
    "damage",
    [
        "update grievance_message set sealed = set_byte(sealed, 200, get_byte(sealed, 200) # 1) where id = %s",
        "update grievance_message set sealed = substring(sealed for 500) where id = %s",
        "update grievance_message set row_mac = set_byte(row_mac, 0, get_byte(row_mac, 0) # 1) where id = %s",
        "update grievance_message set author = 'handler' where id = %s",
        "update grievance_message set seq = 99 where id = %s",
        "update grievance_message set prev_hash = set_byte(prev_hash, 0, get_byte(prev_hash, 0) # 1) where id = %s",
    ],
)
async def test_what_was_altered_refuses_itself_alone(ask, make, handler, behind, damage):
    case = case_of(make, behind)
    behind.rows(damage, case.texts[0])

    for who, readings in ((handler, []), (case.worker, [{"readOn": str(today())}])):
        assert await ask(ONE, who, id=case.gid) == {
            "grievance": {
                "narrative": None,
                "fairResult": "Pay what is owed.",
                "isDamaged": True,
                "messages": {"nodes": [{"body": "We will call."}]},
                "readings": readings,
            }
        }


async def test_texts_that_changed_places_do_not_open(ask, make, handler, behind):
    one, other = case_of(make, behind, narrative="The first."), case_of(make, behind, narrative="The second.")

    behind.rows(
        "update grievance_message here set sealed = there.sealed, row_mac = there.row_mac from grievance_message there"
        " where here.id = %s and there.id = %s", one.texts[0], other.texts[0],
    )  # fmt: skip

    seen = (await ask(ONE, handler, id=one.gid))["grievance"]
    assert (seen["narrative"], seen["isDamaged"]) == (None, True)


async def test_a_grant_moved_to_another_handler_opens_nothing(ask, make, partner, behind):
    case = case_of(make, behind, employer=None)
    behind.rows("update grievance_grant set person_id = %s where grievance_id = %s", partner.id, case.id)

    seen = (await ask(ONE, partner, id=case.gid))["grievance"]

    assert (seen["narrative"], seen["fairResult"], seen["isDamaged"]) == (None, None, True)


async def test_a_handler_who_joins_an_excluded_organisation_sees_it_no_more(ask, make, handler, behind):
    employer = organisation()
    excluded = employer.id
    behind.add(employer)
    case = case_of(make, behind, employer=None)
    behind.add(GrievanceExclusion(grievance_id=case.id, organisation_id=excluded))
    asked = "query($id: ID!) { grievance(id: $id) { fairResult } }"
    assert await ask(asked, handler, id=case.gid) == {"grievance": {"fairResult": "Pay what is owed."}}

    behind.add(Seat(person_id=handler.id, organisation_id=excluded, role=SeatRole.READER))

    assert await ask(asked, handler, id=case.gid) == {"grievance": None}
