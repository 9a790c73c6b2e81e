from typing import Any
from uuid import UUID

import pytest

from server.case_studies.models import CaseStudy, CaseStudyStatus
from server.case_studies.rules import LIMITS
from tests import world


def submitting(do: Any, who: Any, key: UUID) -> Any:
    return do("submitCaseStudy", who, "caseStudy { status }", id=world.gid("CaseStudy", key))


@pytest.mark.parametrize("status", [CaseStudyStatus.DRAFT, CaseStudyStatus.CHANGES_ASKED])
async def test_an_editor_hands_in_and_the_secretariat_sees_it(do, ask, behind, newcomer, content_editor, status, tell):
    key = tell(status)

    assert await submitting(do, newcomer.editor, key) == {"caseStudy": {"status": "IN_REVIEW"}, "errors": []}

    seen = "query($of: ID) { caseStudies(filter: { status: IN_REVIEW, organisationId: $of }) { nodes { id } } }"
    assert await ask(seen, content_editor, of=newcomer.id) == {
        "caseStudies": {"nodes": [{"id": world.gid("CaseStudy", key)}]}
    }
    assert await ask(seen, of=newcomer.id) == {"caseStudies": {"nodes": []}}
    assert [row["verb"] for row in behind.rows("select verb from audit_entry where subject_id = %s", key)] == [
        "submit_case_study"
    ]


@pytest.mark.parametrize("part", LIMITS)
async def test_nothing_is_handed_in_without_telling_everything(do, behind, newcomer, part, tell):
    first, *rest = part.split("_")
    key = tell(**{part: {}})
    with behind.unchanged():
        payload = await submitting(do, newcomer.owner, key)
    path = ["input", "texts", first + "".join(word.title() for word in rest)]
    assert payload == {"caseStudy": None, "errors": [{"code": "INVALID", "path": path}]}


async def test_one_language_must_tell_it_all_and_a_theme_be_chosen(do, behind, newcomer, tell):
    for fields, path in (({"cost": {"vi": "100"}}, "texts"), ({"themes": []}, "themes")):
        key = tell(**fields)
        with behind.unchanged():
            payload = await submitting(do, newcomer.owner, key)
        assert payload == {"caseStudy": None, "errors": [{"code": "INVALID", "path": ["input", path]}]}


@pytest.mark.parametrize("status", [CaseStudyStatus.IN_REVIEW, CaseStudyStatus.PUBLISHED, CaseStudyStatus.WITHDRAWN])
async def test_what_is_handed_in_is_not_handed_in_again(do, behind, newcomer, status, tell):
    key = tell(status)
    with behind.unchanged():
        payload = await submitting(do, newcomer.owner, key)
    assert payload == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_nobody_hands_in_for_somebody_else(do, behind, people, newcomer, tell):
    key = tell()
    for somebody in (None, people["rival"], people["worker"], people["content_editor"]):
        with behind.unchanged():
            payload = await submitting(do, somebody, key)
        assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
    with behind.unchanged():
        payload = await submitting(do, newcomer.reader, key)
    assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
    assert behind.row(CaseStudy, key)["status"] == CaseStudyStatus.DRAFT
