from typing import Any
from uuid import UUID

import pytest

from server.case_studies.models import CaseStudyReview, CaseStudyStatus
from tests import world


def asking(do: Any, who: Any, key: UUID, note: str = " Say what it cost. ") -> Any:
    return do("requestChanges", who, "caseStudy { status reviews { note } }", id=world.gid("CaseStudy", key), note=note)


async def test_a_content_editor_gives_it_back_with_a_note_for_the_owners_eyes(
    do, ask, behind, newcomer, content_editor, tell
):
    key = tell(CaseStudyStatus.IN_REVIEW)

    payload = await asking(do, content_editor, key)

    told = {"status": "CHANGES_ASKED", "reviews": [{"note": "Say what it cost."}]}
    assert payload == {"caseStudy": told, "errors": []}
    document = "query($id: ID!) { caseStudy(id: $id) { status reviews { note } } }"
    assert await ask(document, newcomer.reader, id=world.gid("CaseStudy", key)) == {"caseStudy": told}
    assert await ask(document, id=world.gid("CaseStudy", key)) == {"caseStudy": None}
    assert behind.row(CaseStudyReview, case_study_id=key)["reviewer_id"] == content_editor.id
    assert [row["verb"] for row in behind.rows("select verb from audit_entry where subject_id = %s", key)] == [
        "request_changes"
    ]


@pytest.mark.parametrize("note", ["", " \n", "a" * 4001], ids=["empty", "blank", "long"])
async def test_a_note_must_be_given(do, behind, content_editor, note, tell):
    key = tell(CaseStudyStatus.IN_REVIEW)
    with behind.unchanged():
        payload = await asking(do, content_editor, key, note)
    assert payload == {"caseStudy": None, "errors": [{"code": "INVALID", "path": ["input", "note"]}]}


@pytest.mark.parametrize(
    "status", [CaseStudyStatus.CHANGES_ASKED, CaseStudyStatus.PUBLISHED, CaseStudyStatus.WITHDRAWN]
)
async def test_only_what_is_in_review_is_given_back(do, behind, content_editor, status, tell):
    key = tell(status)
    with behind.unchanged():
        payload = await asking(do, content_editor, key)
    assert payload == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_nobody_but_a_content_editor_gives_back(do, behind, people, newcomer, tell):
    key = tell(CaseStudyStatus.IN_REVIEW)
    for somebody in (newcomer.owner, *(people[name] for name in ("officer", "admin", "handler", "analyst"))):
        with behind.unchanged():
            payload = await asking(do, somebody, key)
        assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
    for somebody in (None, people["rival"], people["worker"]):
        with behind.unchanged():
            payload = await asking(do, somebody, key)
        assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
