from typing import Any
from uuid import UUID

import pytest

from server.case_studies.models import CaseStudyStatus
from tests import world

SHOWS = """caseStudy { status title(in: "en") { value language } ja: title(in: "ja") { value } cost(in: "en") { value }
    themes articles languages sector prefecture }"""


def editing(do: Any, who: Any, key: UUID, **more: Any) -> Any:
    return do("editCaseStudy", who, SHOWS, id=world.gid("CaseStudy", key), **more)


@pytest.mark.parametrize("status", [CaseStudyStatus.DRAFT, CaseStudyStatus.CHANGES_ASKED])
async def test_an_editor_changes_what_is_named_and_the_rest_stays(do, behind, newcomer, status, tell):
    payload = await editing(
        do,
        newcomer.editor,
        tell(status, prefecture="JP-01"),
        texts=[{"language": "en", "title": "New title", "cost": None}],
        themes=["WAGES"],
        sector="FISHERIES",
    )

    assert payload == {
        "caseStudy": {
            "status": status.name,
            "title": {"value": "New title", "language": "en"},
            "ja": {"value": "事例のtitle"},
            "cost": {"value": "事例のcost"},
            "themes": ["WAGES"],
            "articles": [3],
            "languages": ["ja"],
            "sector": "FISHERIES",
            "prefecture": "JP-01",
        },
        "errors": [],
    }
    assert [
        row["verb"] for row in behind.rows("select verb from audit_entry where organisation_id = %s", newcomer.key)
    ] == ["edit_case_study"]


async def test_places_are_taken_away_with_null_and_lists_with_nothing_in_them(do, newcomer, tell):
    key = tell(CaseStudyStatus.DRAFT)

    changed = (await editing(do, newcomer.owner, key, prefecture=None, articles=[], themes=[]))["caseStudy"]

    assert (changed["prefecture"], changed["articles"], changed["themes"], changed["languages"]) == (
        None,
        [],
        [],
        ["en", "ja"],
    )


@pytest.mark.parametrize("status", [CaseStudyStatus.IN_REVIEW, CaseStudyStatus.PUBLISHED, CaseStudyStatus.WITHDRAWN])
async def test_what_is_handed_in_is_not_changed(do, behind, newcomer, status, tell):
    key = tell(status)
    with behind.unchanged():
        payload = await editing(do, newcomer.owner, key, themes=["WAGES"])
    assert payload == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_a_draft_does_not_exist_for_others_and_is_not_a_readers_to_change(do, behind, people, newcomer, tell):
    key = tell(CaseStudyStatus.DRAFT)
    for somebody in (None, *(people[name] for name in ("worker", "rival", "content_editor", "admin", "adviser"))):
        with behind.unchanged():
            payload = await editing(do, somebody, key, themes=["WAGES"])
        assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
    with behind.unchanged():
        payload = await editing(do, newcomer.reader, key, themes=["WAGES"])
    assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]


async def test_what_is_published_is_seen_by_others_and_not_theirs_to_change(do, behind, people):
    for somebody in (None, people["worker"], people["rival"], people["content_editor"]):
        with behind.unchanged():
            payload = await editing(do, somebody, world.key("published"), themes=["WAGES"])
        assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
