import asyncio
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.case_studies.models import CaseStudySearch, CaseStudyStatus
from server.kernel.table import today
from tests import world


def publishing(do: Any, who: Any, key: UUID, **more: Any) -> Any:
    return do("publishCaseStudy", who, "caseStudy { slug status publishedOn }", id=world.gid("CaseStudy", key), **more)


async def test_a_content_editor_publishes_and_everybody_finds_and_reads_it(
    do, ask, behind, newcomer, content_editor, worker, tell
):
    word = f"uniqueword{uuid4().hex}"
    key = tell(CaseStudyStatus.IN_REVIEW, title={"en": f"Zero fees: {word}", "ja": "手数料をなくす"})

    payload = await publishing(do, content_editor, key)

    slug = payload["caseStudy"].pop("slug")
    assert payload == {"caseStudy": {"status": "PUBLISHED", "publishedOn": str(today())}, "errors": []}
    assert re.fullmatch(f"zero-fees-{word}-[2-9a-hjkmnp-z]{{6}}", slug)
    document = """query($slug: String!, $word: String!) { caseStudy(slug: $slug) { title(in: "ja") { value } }
        caseStudies(filter: { search: $word }) { nodes { slug } } }"""
    for somebody in (None, worker, newcomer.reader, content_editor):
        assert await ask(document, somebody, slug=slug, word=word) == {
            "caseStudy": {"title": {"value": "手数料をなくす"}},
            "caseStudies": {"nodes": [{"slug": slug}]},
        }
    assert [row["verb"] for row in behind.rows("select verb from audit_entry where subject_id = %s", key)] == [
        "publish_case_study"
    ]


async def test_without_an_english_title_the_address_is_made_of_place_and_themes(do, content_editor, tell):
    key = tell(CaseStudyStatus.IN_REVIEW, title={"ja": "寮の改善"}, prefecture="JP-01")

    slug = (await publishing(do, content_editor, key))["caseStudy"]["slug"]

    assert slug.rpartition("-")[0] == "hokkaido-housing"


async def test_publishing_twice_is_a_conflict(do, behind, content_editor, tell):
    key = tell(CaseStudyStatus.IN_REVIEW)
    await publishing(do, content_editor, key)

    with behind.unchanged():
        again = await publishing(do, content_editor, key)

    assert again == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_with_one_key_the_same_address_is_given_again(do, behind, content_editor, tell):
    key, once = tell(CaseStudyStatus.IN_REVIEW), uuid4()
    first = await publishing(do, content_editor, key, idempotencyKey=once)

    with behind.unchanged():
        assert await publishing(do, content_editor, key, idempotencyKey=once) == first


async def test_of_two_editors_at_once_one_decides(do, behind, content_editor, tell):
    key = tell(CaseStudyStatus.IN_REVIEW)
    note = {"id": world.gid("CaseStudy", key), "note": "Say what it cost."}

    payloads = await asyncio.gather(
        *(publishing(do, content_editor, key) for _ in range(3)),
        *(do("requestChanges", content_editor, **note) for _ in range(3)),
    )

    assert sorted([error["code"] for error in payload["errors"]] for payload in payloads) == [[], *[["CONFLICT"]] * 5]
    assert len(behind.rows("select 1 from audit_entry where subject_id = %s", key)) == 1


@pytest.mark.parametrize(
    "status", [CaseStudyStatus.CHANGES_ASKED, CaseStudyStatus.PUBLISHED, CaseStudyStatus.WITHDRAWN]
)
async def test_only_what_is_in_review_is_published(do, behind, content_editor, status, tell):
    key = tell(status)
    with behind.unchanged():
        payload = await publishing(do, content_editor, key)
    assert payload == {"caseStudy": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_a_draft_exists_for_its_own_people_only(do, behind, people, tell):
    key = tell(CaseStudyStatus.DRAFT)
    for somebody in (None, *(people[name] for name in ("rival", "worker", "content_editor", "admin"))):
        with behind.unchanged():
            payload = await publishing(do, somebody, key)
        assert payload == {"caseStudy": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "id"]}]}


async def test_nobody_but_a_content_editor_publishes(do, behind, people, newcomer, tell):
    key = tell(CaseStudyStatus.IN_REVIEW)
    for somebody in (newcomer.owner, *(people[name] for name in ("officer", "admin", "handler", "custodian"))):
        with behind.unchanged():
            payload = await publishing(do, somebody, key)
        assert payload == {"caseStudy": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
    assert behind.row(CaseStudySearch, case_study_id=key) is None


async def test_a_very_long_study_in_many_languages_is_published_and_found(do, ask, content_editor, tell):
    languages = ("en", "ja", "my", "vi", "ne", "id", "th", "km", "ko", "zh-Hans")
    word = "寮" * 2 + uuid4().hex[:8]
    long = {
        language: f"{word} " + "".join(chr(0x4E00 + (place * 7919 + n) % 20000) for n in range(4900))
        for place, language in enumerate(languages)
    }
    key = tell(CaseStudyStatus.IN_REVIEW, problem=long, action=long, cost=long)

    assert (await publishing(do, content_editor, key))["errors"] == []

    found = await ask("query($word: String) { caseStudies(filter: { search: $word }) { nodes { id } } }", word=word)
    assert found == {"caseStudies": {"nodes": [{"id": world.gid("CaseStudy", key)}]}}
