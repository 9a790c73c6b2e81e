from typing import Any
from uuid import UUID

import pytest

from server.case_studies.models import CaseStudy, CaseStudySearch, CaseStudyStatus
from server.kernel.table import today
from tests import world


def withdrawing(do: Any, who: Any, key: UUID) -> Any:
    return do("withdrawCaseStudy", who, "caseStudy { status withdrawnOn }", id=world.gid("CaseStudy", key))


@pytest.mark.parametrize("by_editor", [False, True], ids=["owner", "content editor"])
async def test_what_is_withdrawn_is_found_and_read_by_nobody_else(
    do, ask, behind, newcomer, content_editor, by_editor, tell
):
    key = tell(CaseStudyStatus.PUBLISHED)

    payload = await withdrawing(do, content_editor if by_editor else newcomer.owner, key)

    assert payload == {"caseStudy": {"status": "WITHDRAWN", "withdrawnOn": str(today())}, "errors": []}
    assert behind.row(CaseStudySearch, case_study_id=key) is None
    document = (
        "query($id: ID!, $slug: String!) { caseStudy(id: $id) { status } other: caseStudy(slug: $slug) { status } }"
    )
    asked = {"id": world.gid("CaseStudy", key), "slug": behind.row(CaseStudy, key)["slug"]}
    assert await ask(document, **asked) == {"caseStudy": None, "other": None}
    for somebody in (newcomer.reader, content_editor):
        assert await ask(document, somebody, **asked) == {
            "caseStudy": {"status": "WITHDRAWN"},
            "other": {"status": "WITHDRAWN"},
        }
    assert [row["verb"] for row in behind.rows("select verb from audit_entry where subject_id = %s", key)] == [
        "withdraw_case_study"
    ]


@pytest.mark.parametrize("status", [CaseStudyStatus.DRAFT, CaseStudyStatus.IN_REVIEW, CaseStudyStatus.CHANGES_ASKED])
async def test_an_owner_withdraws_from_any_state(do, newcomer, status, tell):
    key = tell(status)
    assert (await withdrawing(do, newcomer.owner, key))["caseStudy"]["status"] == "WITHDRAWN"


async def test_withdrawing_twice_is_a_conflict(do, behind, newcomer, content_editor, tell):
    key = tell(CaseStudyStatus.PUBLISHED)
    await withdrawing(do, newcomer.owner, key)
    for somebody in (newcomer.owner, content_editor):
        with behind.unchanged():
            payload = await withdrawing(do, somebody, key)
        assert payload == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_nobody_else_withdraws(do, behind, people, newcomer, tell):
    key = tell(CaseStudyStatus.PUBLISHED)
    others = [people[name] for name in ("worker", "rival", "officer", "admin", "adviser")]
    for somebody in (None, newcomer.editor, newcomer.reader, *others):
        with behind.unchanged():
            payload = await withdrawing(do, somebody, key)
        assert payload == {"caseStudy": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
