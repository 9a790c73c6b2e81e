"""Standing as it is asked for, and the job that records it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.kernel.table import today
from server.members.models import MembershipCause, MembershipEvent, Organisation, OrganisationStatus
from server.members.services import evaluate_memberships, set_report_due
from tests.makers import gid, organisation

STATUS = "query($id: ID!) { organisation(id: $id) { status reportDueOn history { becomes cause happenedOn } } }"
STATUS_ON = "query($id: ID!, $day: Date!) { organisation(id: $id) { statusOn(date: $day) } }"


def ago(days: int) -> date:
    return today() - timedelta(days)


@pytest.fixture
def member(behind) -> Any:
    """Makes a member that joined 300 days ago and owes a report since some days."""

    def make(late: int | None, **fields: Any) -> Organisation:
        due = None if late is None else ago(late)
        made = organisation(id=uuid4(), member_since=ago(300), report_due_on=due, **fields)
        joined = MembershipEvent(
            organisation_id=made.id,
            becomes=OrganisationStatus.ACTIVE,
            cause=MembershipCause.APPROVED,
            happened_on=ago(300),
        )
        behind.add(made, joined)
        return made

    return make


async def evaluated(door: Any, day: date) -> None:
    """The daily job, as the steward."""
    async with door.stewarding() as rows:
        await evaluate_memberships.work(rows, day)


async def told(ask: Any, id: UUID) -> dict[str, Any]:
    return (await ask(STATUS, id=gid("Organisation", id)))["organisation"]


@pytest.mark.row("M4")
@pytest.mark.parametrize(
    ("late", "status"), [(None, "ACTIVE"), (0, "ACTIVE"), (1, "GRACE"), (30, "GRACE"), (31, "SUSPENDED")]
)
async def test_a_missed_report_is_seen_by_everybody_without_a_job(ask, member, late, status):
    assert (await told(ask, member(late).id))["status"] == status


@pytest.mark.row("M4")
async def test_the_job_writes_what_was_read_before_it_once(ask, door, member, behind, fresh):
    late, long_late, on_time = member(3), member(40), member(0)
    before = [(await told(ask, one.id))["status"] for one in (late, long_late, on_time)]

    await evaluated(door, today())
    with behind.unchanged():
        await evaluated(door, today())

    after = [await told(ask, one.id) for one in (late, long_late, on_time)]
    assert [one["status"] for one in after] == before == ["GRACE", "SUSPENDED", "ACTIVE"]
    assert [one["history"][:-1] for one in after] == [
        [{"becomes": "GRACE", "cause": "REPORT_OVERDUE", "happenedOn": str(ago(2))}],
        [
            {"becomes": "SUSPENDED", "cause": "GRACE_OVER", "happenedOn": str(ago(9))},
            {"becomes": "GRACE", "cause": "REPORT_OVERDUE", "happenedOn": str(ago(39))},
        ],
        [],
    ]


@pytest.mark.row("M4")
@pytest.mark.parametrize("after_the_job", [False, True])
async def test_the_standing_of_any_past_day_can_be_asked(ask, door, member, after_the_job, fresh):
    late = member(40)
    if after_the_job:
        await evaluated(door, today())

    asked = {
        days: (await ask(STATUS_ON, id=gid("Organisation", late.id), day=ago(days)))["organisation"]["statusOn"]
        for days in (301, 300, 40, 39, 10, 9, 0, -1)
    }

    assert asked == {
        301: None,
        300: "ACTIVE",
        40: "ACTIVE",
        39: "GRACE",
        10: "GRACE",
        9: "SUSPENDED",
        0: "SUSPENDED",
        -1: None,
    }


@pytest.mark.row("M4")
async def test_reporting_restores_at_once_and_leaves_the_lapse_in_the_history(ask, door, member, people, fresh):
    late = member(40)

    async with door.writing(people["officer"].parsed, "en") as session:
        await set_report_due(session.rows, await session.find(Organisation, late.id), None)

    restored = await told(ask, late.id)
    assert (restored["status"], restored["reportDueOn"]) == ("ACTIVE", None)
    assert [(line["becomes"], line["cause"]) for line in restored["history"]] == [
        ("ACTIVE", "REPORTED"),
        ("SUSPENDED", "GRACE_OVER"),
        ("GRACE", "REPORT_OVERDUE"),
        ("ACTIVE", "APPROVED"),
    ]
    yesterday = await ask(STATUS_ON, id=gid("Organisation", late.id), day=ago(1))
    assert yesterday == {"organisation": {"statusOn": "SUSPENDED"}}


async def test_who_was_suspended_by_decision_is_not_restored_by_a_report(ask, door, member, people, fresh):
    held = member(40, status=OrganisationStatus.SUSPENDED)

    async with door.writing(people["officer"].parsed, "en") as session:
        await set_report_due(session.rows, await session.find(Organisation, held.id), None)

    assert (await told(ask, held.id))["status"] == "SUSPENDED"


@pytest.mark.row("M4")
async def test_the_directory_is_filtered_by_what_is_true_today(ask, member, fresh):
    names = {
        status: gid("Organisation", member(late).id)
        for status, late in (("ACTIVE", None), ("GRACE", 2), ("SUSPENDED", 31))
    }
    held = gid("Organisation", member(None, status=OrganisationStatus.SUSPENDED).id)
    document = "query($s: OrganisationStatus!) { organisations(first: 100, filter: { status: $s }) { nodes { id } } }"

    found = {
        status: {node["id"] for node in (await ask(document, s=status))["organisations"]["nodes"]}
        for status in ("ACTIVE", "GRACE", "SUSPENDED", "WITHDRAWN")
    }

    assert found == {
        "ACTIVE": {names["ACTIVE"], gid("Organisation", "aozora"), gid("Organisation", "kitakaze")},
        "GRACE": {names["GRACE"]},
        "SUSPENDED": {names["SUSPENDED"], held},
        "WITHDRAWN": set(),
    }


@pytest.mark.row("M4")
async def test_who_left_has_a_public_page_and_is_not_in_the_directory(ask, as_built):
    document = """query($id: ID!) {
        organisation(id: $id) { status contact { email } }
        organisations { nodes { id } } formerMembers { nodes { id } } }"""

    answer = await ask(document, id=gid("Organisation", "nagisa"))

    assert answer["organisation"] == {"status": "WITHDRAWN", "contact": None}
    assert {"id": gid("Organisation", "nagisa")} not in answer["organisations"]["nodes"]
    assert answer["formerMembers"]["nodes"] == [{"id": gid("Organisation", "nagisa")}]


async def test_who_moved_a_membership_and_why_is_not_public(ask, people, as_built):
    document = "query($id: ID!) { organisation(id: $id) { history { becomes reason } } }"
    id = gid("Organisation", "aozora")
    public = [{"becomes": "ACTIVE", "reason": None}]
    whole = [{"becomes": "ACTIVE", "reason": "As agreed."}, {"becomes": "APPLIED", "reason": "As agreed."}]

    told = {
        who: (await ask(document, people.get(who), id=id))["organisation"]["history"]
        for who in ("visitor", "rival", "reader", "officer")
    }

    assert told == {"visitor": public, "rival": public, "reader": whole, "officer": whole}


@pytest.mark.row("M1")
async def test_what_each_way_of_taking_part_may_and_must_do_is_published(ask):
    found = await ask("{ participations { code pledges reports publishes name { value } } }")

    assert found["participations"] == [
        {"code": "MEMBER", "pledges": True, "reports": True, "publishes": True, "name": {"value": "Member"}},
        {"code": "OBSERVER", "pledges": False, "reports": False, "publishes": False, "name": {"value": "Observer"}},
        {"code": "PARTNER", "pledges": False, "reports": False, "publishes": True, "name": {"value": "Partner"}},
    ]
