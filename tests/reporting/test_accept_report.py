import pytest

from server.kernel.table import today
from tests.makers import gid
from tests.reporting.conftest import SAID


@pytest.mark.row("C5")
async def test_a_question_is_answered_and_then_the_report_is_accepted(do, ask, behind, owing, owner, officer):
    scene = owing(5, submitted=True)
    shown = "reportQuestion { id question { value } answer { value } }"

    asked = await do("askAboutReport", officer, shown, id=scene.id, question=[{"language": "en", "text": "How many?"}])
    question = asked["reportQuestion"].pop("id")
    assert asked["reportQuestion"] == {"question": {"value": "How many?"}, "answer": None}
    early = await do("acceptReport", officer, id=scene.id)
    assert early["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    state = "query($id: ID!) { activityReport(id: $id) { state questions { answer { value } } } }"
    assert (await ask(state, owner, id=scene.id))["activityReport"]["state"] == "QUESTIONED"
    assert (await ask(state, id=scene.id))["activityReport"] == {"state": "QUESTIONED", "questions": []}

    answered = await do("answerReportQuestion", owner, shown, id=question, answer=SAID)
    assert answered["reportQuestion"]["answer"] == {"value": SAID[0]["text"]}
    twice = await do("answerReportQuestion", owner, id=question, answer=SAID)
    assert twice["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]

    accepted = await do("acceptReport", officer, "activityReport { state acceptedOn }", id=scene.id)
    assert accepted["activityReport"] == {"state": "ACCEPTED", "acceptedOn": str(today())}
    letters = behind.rows("select template from letter where organisation_id = %s order by queued_at", scene.member.id)
    assert [one["template"] for one in letters] == ["report_question"] * 2 + ["report_accepted"] * 2


async def test_a_draft_is_neither_asked_about_nor_accepted(do, behind, owing, officer):
    scene = owing(5)
    with behind.unchanged():
        for verb, given in (("askAboutReport", {"question": SAID}), ("acceptReport", {})):
            refused = await do(verb, officer, id=scene.id, **given)
            assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_an_empty_question_or_answer_is_refused(do, behind, owing, officer):
    scene = owing(5, submitted=True)
    with behind.unchanged():
        refused = await do("askAboutReport", officer, id=scene.id, question=[{"language": "en", "text": "  "}])
    assert refused["errors"] == [{"code": "INVALID", "path": ["input", "question"]}]


async def test_a_report_is_accepted_once(do, behind, owing, officer):
    scene = owing(5, submitted=True)
    await do("acceptReport", officer, id=scene.id)
    with behind.unchanged():
        again = await do("acceptReport", officer, id=scene.id)
        asked = await do("askAboutReport", officer, id=scene.id, question=SAID)
    assert [one["errors"][0]["code"] for one in (again, asked)] == ["CONFLICT", "CONFLICT"]
    assert gid("ActivityReport", scene.reports[0].id) == scene.id
