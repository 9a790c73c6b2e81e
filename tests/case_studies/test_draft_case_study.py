from typing import Any
from uuid import uuid4

import pytest

from tests import world

SHOWS = """caseStudy { id slug status title(in: "ja") { value } wentWrong(in: "en") { value language } cost { value }
    themes articles languages sector prefecture publishedOn organisation { id } reviews { note } }"""


def drafting(do: Any, who: Any, organisation: str, **more: Any) -> Any:
    given = {
        "organisationId": organisation,
        "texts": [{"language": "ja", "title": " 寮の改善 ", "wentWrong": "雨漏り"}],
    }
    return do("draftCaseStudy", who, SHOWS, **{**given, **more})


async def test_an_editor_begins_a_case_study_with_whatever_there_is(do, behind, newcomer):
    payload = await drafting(
        do,
        newcomer.editor,
        newcomer.id,
        themes=["HOUSING", "SAFETY", "HOUSING"],
        articles=[3, 1],
        sector="CONSTRUCTION",
        prefecture="JP-23",
    )

    id = payload["caseStudy"].pop("id")
    assert payload == {
        "caseStudy": {
            "slug": None,
            "status": "DRAFT",
            "title": {"value": "寮の改善"},
            "wentWrong": {"value": "雨漏り", "language": "ja"},
            "cost": {"value": ""},
            "themes": ["HOUSING", "SAFETY"],
            "articles": [1, 3],
            "languages": [],
            "sector": "CONSTRUCTION",
            "prefecture": "JP-23",
            "publishedOn": None,
            "organisation": {"id": newcomer.id},
            "reviews": [],
        },
        "errors": [],
    }
    [entry] = behind.rows("select verb, subject_id, actor_id from audit_entry where organisation_id = %s", newcomer.key)
    assert (entry["verb"], world.gid("CaseStudy", entry["subject_id"]), entry["actor_id"]) == (
        "draft_case_study",
        id,
        newcomer.editor.id,
    )


async def test_nobody_but_the_members_own_people_sees_a_draft(do, ask, people, newcomer):
    id = (await drafting(do, newcomer.owner, newcomer.id))["caseStudy"]["id"]
    document = """query($id: ID!, $of: ID) { caseStudy(id: $id) { status }
        caseStudies(filter: { organisationId: $of }) { nodes { id } totalCount } }"""
    shown = {"caseStudy": {"status": "DRAFT"}, "caseStudies": {"nodes": [{"id": id}], "totalCount": 1}}
    hidden = {"caseStudy": None, "caseStudies": {"nodes": [], "totalCount": 0}}
    for somebody in (newcomer.owner, newcomer.editor, newcomer.reader):
        assert await ask(document, somebody, id=id, of=newcomer.id) == shown
    for somebody in (
        None,
        *(people[name] for name in ("worker", "rival", "adviser", "content_editor", "officer", "admin")),
    ):
        assert await ask(document, somebody, id=id, of=newcomer.id) == hidden


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"texts": [{"language": "en", "title": "a" * 201}]}, "INVALID", ["texts", "0", "title"]),
        (
            {"texts": [{"language": "ja"}, {"language": "en", "wentWrong": "a" * 5001}]},
            "INVALID",
            ["texts", "1", "wentWrong"],
        ),
        ({"texts": [{"language": "en"}, {"language": "en"}]}, "INVALID", ["texts", "1", "language"]),
        ({"articles": [6]}, "INVALID", ["articles"]),
        ({"articles": [-1]}, "INVALID", ["articles"]),
        ({"organisationId": world.gid("Organisation", uuid4())}, "NOT_FOUND", ["organisationId"]),
        ({"organisationId": world.gid("Organisation", "minato")}, "NOT_FOUND", ["organisationId"]),
        ({"organisationId": world.gid("CaseStudy", "draft")}, "NOT_FOUND", ["organisationId"]),
    ],
    ids=["title", "part", "language", "article", "below", "unknown", "applicant", "other type"],
)
async def test_a_wrong_entry_is_named_and_nothing_is_kept(do, behind, newcomer, wrong, code, path):
    with behind.unchanged():
        payload = await drafting(do, newcomer.owner, newcomer.id, **wrong)
    assert payload == {"caseStudy": None, "errors": [{"code": code, "path": ["input", *path]}]}


async def test_an_applicant_tells_when_it_is_admitted_and_not_before(do, behind, applicant):
    with behind.unchanged():
        payload = await drafting(do, applicant, world.gid("Organisation", "minato"))
    assert payload["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


async def test_nobody_drafts_for_somebody_else(do, behind, people, newcomer):
    for somebody in (
        None,
        newcomer.reader,
        *(people[name] for name in ("worker", "rival", "content_editor", "adviser")),
    ):
        with behind.unchanged():
            payload = await drafting(do, somebody, newcomer.id)
        assert payload == {"caseStudy": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}


async def test_with_one_key_one_draft_is_made(do, behind, newcomer):
    key = uuid4()
    first = await drafting(do, newcomer.owner, newcomer.id, idempotencyKey=key)

    with behind.unchanged():
        assert await drafting(do, newcomer.owner, newcomer.id, idempotencyKey=key) == first
    other = await drafting(do, newcomer.owner, newcomer.id, idempotencyKey=key, articles=[1])
    assert other == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "idempotencyKey"]}]}
