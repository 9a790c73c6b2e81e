import asyncio
from datetime import timedelta

import pytest

from server.kernel.table import today
from tests.makers import gid
from tests.reporting.conftest import SAID

ASKED = "reportExtension { id granted wantedOn }"
WHY = [{"language": "en", "text": "A flood closed the office."}]


@pytest.mark.row("C6")
async def test_more_time_is_asked_for_granted_and_explained(do, ask, behind, owing, owner, officer):
    scene = owing(3)
    later = today() + timedelta(days=20)
    asked = await do("requestExtension", owner, ASKED, id=scene.id, wantedOn=later, reason=SAID)
    request = asked["reportExtension"].pop("id")
    assert asked["reportExtension"] == {"granted": None, "wantedOn": str(later)}

    granted = await do("decideExtension", officer, "reportExtension { granted }", id=request, granted=True, reason=WHY)

    assert granted == {"reportExtension": {"granted": True}, "errors": []}
    document = 'query($id: ID!) { activityReport(id: $id) { dueOn due { told(in: "en") { value } } } }'
    shown = (await ask(document, owner, id=scene.id))["activityReport"]
    assert shown["dueOn"] == str(later)
    assert shown["due"]["told"]["value"].endswith("Reason: A flood closed the office.")
    assert SAID[0]["text"] not in shown["due"]["told"]["value"]
    assert behind.row("organisation", scene.member.id)["report_due_on"] == later
    again = await do("decideExtension", officer, id=request, granted=False, reason=WHY)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


@pytest.mark.row("C6")
async def test_granted_after_the_last_day_it_ends_the_lapse(do, ask, behind, owing, owner, officer):
    scene = owing(0)
    asked = await do("requestExtension", owner, ASKED, id=scene.id, wantedOn=today() + timedelta(30), reason=SAID)
    behind.rows("update activity_report set due_on = due_on - 5 where id = %s", scene.reports[0].id)
    behind.rows("update organisation set report_due_on = report_due_on - 5 where id = %s", scene.member.id)
    standing = "query($id: ID!) { organisation(id: $id) { status } }"
    member = gid("Organisation", scene.member.id)
    assert (await ask(standing, id=member))["organisation"] == {"status": "GRACE"}

    await do("decideExtension", officer, id=asked["reportExtension"]["id"], granted=True, reason=WHY)

    assert (await ask(standing, id=member))["organisation"] == {"status": "ACTIVE"}


async def test_refused_it_changes_no_day(do, behind, owing, owner, officer):
    scene = owing(3)
    asked = await do("requestExtension", owner, ASKED, id=scene.id, wantedOn=today() + timedelta(20), reason=SAID)
    with behind.unchanged("report_extension", "letter", "letter_text", "audit_entry"):
        await do("decideExtension", officer, id=asked["reportExtension"]["id"], granted=False, reason=WHY)
    assert behind.row("activity_report", scene.reports[0].id)["due_on"] == today() + timedelta(3)


@pytest.mark.parametrize(("due", "wanted", "code"), [(3, 3, "INVALID"), (3, 64, "INVALID"), (-1, 9, "CONFLICT")])
async def test_it_is_asked_for_in_time_and_within_sixty_days(due, wanted, code, do, behind, owing, owner):
    scene = owing(due)
    with behind.unchanged():
        day = today() + timedelta(days=wanted)
        refused = await do("requestExtension", owner, id=scene.id, wantedOn=day, reason=SAID)
    assert [error["code"] for error in refused["errors"]] == [code]


async def test_only_one_request_waits_also_of_two_at_once(do, behind, owing, owner, editor):
    scene = owing(3)
    day = today() + timedelta(days=20)
    both = await asyncio.gather(
        *(do("requestExtension", who, id=scene.id, wantedOn=day, reason=SAID) for who in (owner, editor))
    )
    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    assert len(behind.rows("select id from report_extension where activity_report_id = %s", scene.reports[0].id)) == 1


async def test_two_officers_at_once_decide_once(do, behind, owing, owner, officer):
    scene = owing(3)
    asked = await do("requestExtension", owner, ASKED, id=scene.id, wantedOn=today() + timedelta(20), reason=SAID)
    both = await asyncio.gather(
        *(
            do("decideExtension", officer, id=asked["reportExtension"]["id"], granted=granted, reason=WHY)
            for granted in (True, False)
        )
    )
    assert sorted(len(one["errors"]) for one in both) == [0, 1]
