import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.kernel.table import today
from server.reporting import services
from tests.makers import gid
from tests.reporting.conftest import SAID

SHOWN = "activityReport { state submittedOn late overdue organisation { status } }"
PUBLIC = """
query($id: ID!) { activityReport(id: $id) {
  state
  due { on told(in: "en") { value } unit skipped zone }
  entries { article { number } done { value } remark { value } }
} }"""


@pytest.mark.row("C5")
async def test_a_whole_report_is_handed_in_and_public_at_once(do, ask, behind, owing, owner):
    scene = owing(5, written=True)
    await do("saveReportEntry", owner, id=scene.id, article=1, done=SAID, remark=[{"language": "en", "text": "Hush."}])
    assert (await ask(PUBLIC, id=scene.id))["activityReport"] is None

    submitted = await do("submitReport", owner, SHOWN, id=scene.id)

    assert submitted["activityReport"] == {
        "state": "SUBMITTED",
        "submittedOn": str(today()),
        "late": False,
        "overdue": False,
        "organisation": {"status": "ACTIVE"},
    }
    shown = (await ask(PUBLIC, id=scene.id))["activityReport"]
    assert shown["due"]["zone"] == "Asia/Tokyo"
    assert shown["due"]["told"]["value"].startswith("The activity report on a half-year")
    assert [entry["article"]["number"] for entry in shown["entries"]] == [1, 2, 3, 4, 5]
    assert shown["entries"][0] == {"article": {"number": 1}, "done": {"value": SAID[0]["text"]}, "remark": None}
    [entry] = behind.rows("select verb from audit_entry where subject_id = %s", scene.reports[0].id)
    assert entry == {"verb": "submit_report"}


@pytest.mark.row("C5")
async def test_every_article_is_reported_on_or_explained(do, behind, owing, owner):
    scene = owing(5)
    for article in (1, 2, 4):
        await do("saveReportEntry", owner, id=scene.id, article=article, done=SAID)
    await do("saveReportEntry", owner, id=scene.id, article=3, whyNot=SAID)
    with behind.unchanged():
        refused = await do("submitReport", owner, id=scene.id)
    assert refused["errors"] == [{"code": "INVALID", "path": ["input", "articles", "3"]}]

    await do("saveReportEntry", owner, id=scene.id, article=3, whyNot=SAID, nextSteps=SAID)
    await do("saveReportEntry", owner, id=scene.id, article=5, whyNot=SAID, nextSteps=SAID)
    assert (await do("submitReport", owner, id=scene.id))["errors"] == []


@pytest.mark.row("C6", "C5")
@pytest.mark.parametrize(("days", "status"), [(-1, "GRACE"), (-30, "GRACE"), (-31, "SUSPENDED"), (0, "ACTIVE")])
async def test_who_is_late_lapses_for_all_to_see_and_is_restored_in_one_step(
    days, status, do, ask, behind, owing, owner
):
    scene = owing(days, written=True)
    standing = "query($id: ID!) { organisation(id: $id) { status } }"
    member = gid("Organisation", scene.member.id)
    assert (await ask(standing, id=member))["organisation"] == {"status": status}

    submitted = await do("submitReport", owner, SHOWN, id=scene.id)

    assert submitted["activityReport"]["late"] is (days < 0)
    assert (await ask(standing, id=member))["organisation"] == {"status": "ACTIVE"}
    events = behind.rows("select cause from membership_event where organisation_id = %s order by id", scene.member.id)
    lapse = {"GRACE": ["report_overdue", "reported"], "SUSPENDED": ["report_overdue", "grace_over", "reported"]}
    assert [event["cause"] for event in events] == lapse.get(status, [])


async def test_who_owes_two_is_restored_by_the_second(do, ask, behind, owing, owner):
    scene = owing(-200, -10, written=True)
    first, second = (gid("ActivityReport", one.id) for one in scene.reports)
    assert (await do("submitReport", owner, SHOWN, id=first))["activityReport"]["organisation"] == {"status": "GRACE"}
    assert (await do("submitReport", owner, SHOWN, id=second))["activityReport"]["organisation"] == {"status": "ACTIVE"}
    assert behind.row("organisation", scene.member.id)["report_due_on"] is None


@pytest.mark.parametrize(("second", "late"), [("07:59:59", False), ("08:00:00", True)])
@pytest.mark.row("C5")
async def test_the_last_second_in_another_time_zone_is_japans(second, late, do, owing, owner, monkeypatch):
    scene = owing(0, written=True)
    # In Los Angeles, on summer time, Japan's last second of a day is 07:59:59 of the same day.
    in_los_angeles = datetime.fromisoformat(f"{today()}T{second}-07:00")
    monkeypatch.setattr(services, "now", lambda: in_los_angeles.astimezone(UTC))

    submitted = await do("submitReport", owner, SHOWN, id=scene.id)

    assert submitted["activityReport"]["late"] is late
    assert submitted["activityReport"]["submittedOn"] == str(today() + timedelta(days=late))


async def test_of_two_who_submit_at_once_one_does(do, behind, owing, owner, editor):
    scene = owing(5, written=True)
    both = await asyncio.gather(*(do("submitReport", who, id=scene.id) for who in (owner, editor)))
    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    assert [error["code"] for one in both for error in one["errors"]] == ["CONFLICT"]
    assert len(behind.rows("select id from audit_entry where subject_id = %s", scene.reports[0].id)) == 1


async def test_twice_is_refused_and_the_same_request_again_is_answered_alike(do, behind, owing, owner):
    scene = owing(5, written=True)
    key = "7b3c0f1e-5d4a-4c2b-9e8f-0a1b2c3d4e60"
    first = await do("submitReport", owner, SHOWN, id=scene.id, idempotencyKey=key)
    with behind.unchanged():
        assert await do("submitReport", owner, SHOWN, id=scene.id, idempotencyKey=key) == first
        again = await do("submitReport", owner, id=scene.id)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_a_text_saved_while_it_is_submitted_is_in_it_or_refused(do, behind, owing, owner, editor):
    scene = owing(5, written=True)
    new = [{"language": "en", "text": "Just in time."}]
    saved, submitted = await asyncio.gather(
        do("saveReportEntry", editor, id=scene.id, article=1, done=new), do("submitReport", owner, id=scene.id)
    )
    assert submitted["errors"] == []
    texts = [
        row["done"]["en"]
        for row in behind.rows(
            "select done from report_entry where activity_report_id = %s and published", scene.reports[0].id
        )
    ]
    assert len(texts) == 5
    assert ("Just in time." in texts) is not bool(saved["errors"])
