import pytest

from tests.makers import gid, key
from tests.reporting.conftest import SAID

SHOWN = "reportEntry { article { number } done { value } whyNot { value } nextSteps { value } remark { value } }"


@pytest.mark.row("C5")
async def test_an_editor_saves_one_article_and_nothing_else_is_needed(do, behind, owing, editor):
    scene = owing(20)
    saved = await do("saveReportEntry", editor, SHOWN, id=scene.id, article=2, done=SAID, remark=SAID)
    assert saved == {
        "reportEntry": {
            "article": {"number": 2},
            "done": {"value": SAID[0]["text"]},
            "whyNot": None,
            "nextSteps": None,
            "remark": {"value": SAID[0]["text"]},
        },
        "errors": [],
    }


async def test_what_is_saved_again_replaces_what_was_there_and_is_one_entry(do, behind, owing, owner):
    scene = owing(20)
    await do("saveReportEntry", owner, id=scene.id, article=2, done=SAID, remark=SAID)
    why = [{"language": "ja", "text": "人が足りなかった"}]
    again = await do("saveReportEntry", owner, SHOWN, id=scene.id, article=2, whyNot=why)
    assert again["reportEntry"]["done"] is None
    assert again["reportEntry"]["whyNot"] == {"value": "人が足りなかった"}
    assert again["reportEntry"]["remark"] is None
    assert len(behind.rows("select id from report_entry where activity_report_id = %s", scene.reports[0].id)) == 1


async def test_it_can_be_written_late(do, owing, owner):
    assert (await do("saveReportEntry", owner, id=owing(-40).id, article=1, done=SAID))["errors"] == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"article": 9}, ["input", "article"]),
        ({"done": [{"language": "en", "text": "x" * 4001}]}, ["input", "done"]),
        ({"figures": [{"language": "en", "text": "x" * 1001}]}, ["input", "figures"]),
        ({"done": [*SAID, *SAID]}, ["input", "done", "1", "language"]),
        ({"done": [{"language": "en", "text": "\x07"}]}, ["input", "done"]),
    ],
)
async def test_what_cannot_be_right_is_refused_where_it_stands(given, path, do, behind, owing, owner):
    scene = owing(20)
    with behind.unchanged():
        refused = await do("saveReportEntry", owner, id=scene.id, **({"article": 1, "done": SAID} | given))
    assert [error["path"] for error in refused["errors"]] == [path]


async def test_a_submitted_report_stays_as_it_is(do, behind, owing, owner):
    scene = owing(20, submitted=True)
    with behind.unchanged():
        refused = await do("saveReportEntry", owner, id=scene.id, article=1, done=SAID)
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_a_rivals_draft_does_not_exist(do, behind, rival):
    with behind.unchanged():
        refused = await do("saveReportEntry", rival, id=gid("ActivityReport", key("aozora report")), article=1)
    assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
