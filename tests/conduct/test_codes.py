"""The code is drafted, adopted with a day, translated anew, compared; members sign a new version by its day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.conduct.differences import Change, pieces
from server.kernel.table import today
from tests.world import gid

DAY = today()
DRAFT = "codeDraft { id reason edits texts { part articleNumber language text } }"


@given(st.text(), st.text())
def test_kept_and_removed_pieces_make_the_first_text_kept_and_added_ones_the_second(before, after):
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.change is not Change.ADDED) == before
    assert "".join(one.text for one in found if one.change is not Change.REMOVED) == after


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Keep the law", "Keep a law", [("kept", "Keep "), ("removed", "the"), ("added", "a"), ("kept", " law")]),
        ("法令を守る", "法令を必ず守る", [("kept", "法令を"), ("added", "必ず"), ("kept", "守る")]),
        ("", "New", [("added", "New")]),
    ],
)  # fmt: skip
def test_latin_changes_by_word_and_japanese_by_character(before, after, expected):
    assert [(one.change, one.text) for one in pieces(before, after)] == expected


async def drafted(do: Any, who: Any) -> Any:
    return (await do("draftCode", who, DRAFT, reason="Clearer words."))["codeDraft"]


async def edited(
    do: Any, who: Any, id: str, part: str, text: str, number: int | None = None, language: str = "en"
) -> Any:
    place = {"id": id, "part": part, "language": language, "text": text}
    return await do("editCodeDraft", who, DRAFT, place | ({"articleNumber": number} if number else {}))


@pytest.mark.row("C1")
@pytest.mark.usefixtures("fresh")
async def test_a_new_version_is_drafted_adopted_and_compared(do, ask, content_editor):
    draft = await drafted(do, content_editor)
    assert len(draft["texts"]) == 3 * (3 + 5 * 2)
    await edited(do, content_editor, draft["id"], "TITLE", "Keep every law", 1)
    await edited(do, content_editor, draft["id"], "TITLE", "法令を必ず守る", 1, "ja")
    for language in ("en", "ja"):
        await edited(do, content_editor, draft["id"], "TITLE", f"Six {language}", 6, language)
        incomplete = await do("adoptCode", content_editor, "codeOfConduct { version }", id=draft["id"], adoptedOn=DAY)
        assert incomplete["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
        await edited(do, content_editor, draft["id"], "TEXT", f"Six {language}.", 6, language)

    adopted = await do(
        "adoptCode",
        content_editor,
        "codeOfConduct { version adoptedOn reaffirmBy originalLanguage articles { number } }",
        id=draft["id"],
        adoptedOn=DAY,
        reaffirmBy=DAY + timedelta(days=60),
    )

    assert adopted == {
        "codeOfConduct": {
            "version": 2,
            "adoptedOn": str(DAY),
            "reaffirmBy": str(DAY + timedelta(days=60)),
            "originalLanguage": "en",
            "articles": [{"number": number} for number in range(1, 7)],
        },
        "errors": [],
    }
    again = await edited(do, content_editor, draft["id"], "TITLE", "Other", 1)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    document = """query($in: LanguageTag) { codesOfConduct { version
        differences(since: 1, in: $in) { part articleNumber pieces { change text } } } }"""
    for language, expected in (
        ("en", [("KEPT", "Keep "), ("REMOVED", "the"), ("ADDED", "every"), ("KEPT", " law")]),
        ("ja", [("KEPT", "法令を"), ("ADDED", "必ず"), ("KEPT", "守る")]),
    ):
        newest, oldest = (await ask(document, **{"in": language}))["codesOfConduct"]
        assert (newest["version"], oldest["version"]) == (2, 1)
        assert [(one["part"], one["articleNumber"]) for one in newest["differences"]] == [
            ("PREAMBLE", None),
            *((part, number) for number in range(1, 7) for part in ("TITLE", "TEXT")),
            ("CLOSING", None),
            ("TRANSLATION_NOTE", None),
        ]
        assert [(one["change"], one["text"]) for one in newest["differences"][1]["pieces"]] == expected
        assert newest["differences"][-3]["pieces"] == [{"change": "ADDED", "text": f"Six {language}."}]
        assert {piece["change"] for one in oldest["differences"] for piece in one["pieces"]} == {"KEPT"}


@pytest.mark.row("C1")
@pytest.mark.usefixtures("fresh")
async def test_a_corrected_translation_is_a_new_revision_and_the_first_stays(do, ask, content_editor):
    given = {"version": 1, "part": "TITLE", "articleNumber": 1, "reason": "Easier to read."}
    for text in ("法律を守る", "法律をまもる"):
        made = await do(
            "correctTranslation", content_editor, "codeTextRevision { revision }", given, language="ja", text=text
        )
        assert made["errors"] == []

    document = """{ codesOfConduct { revisions { part articleNumber language revision text reason
        changes { change text } } } codeOfConduct { articles { title(in: "ja") { value } } } }"""
    shown = await ask(document)
    history = [
        one
        for one in shown["codesOfConduct"][0]["revisions"]
        if (one["part"], one["articleNumber"], one["language"]) == ("TITLE", 1, "ja")
    ]
    assert [(one["revision"], one["text"], one["reason"]) for one in history] == [
        (1, "法令を守る", None),
        (2, "法律を守る", "Easier to read."),
        (3, "法律をまもる", "Easier to read."),
    ]
    assert [(one["change"], one["text"]) for one in history[1]["changes"]] == [
        ("KEPT", "法"),
        ("REMOVED", "令"),
        ("ADDED", "律"),
        ("KEPT", "を守る"),
    ]
    assert shown["codeOfConduct"]["articles"][0]["title"] == {"value": "法律をまもる"}


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"language": "en"}, "INVALID", "language"),
        ({"version": 7}, "NOT_FOUND", "version"),
        ({"articleNumber": 6}, "NOT_FOUND", "articleNumber"),
        ({"articleNumber": None}, "NOT_FOUND", "articleNumber"),
        ({"text": " "}, "INVALID", "text"),
        ({"reason": "a" * 4001}, "INVALID", "reason"),
    ],
    ids=["original", "unknown", "no article", "no number", "empty", "long"],
)
async def test_a_wrong_correction_changes_nothing(do, behind, content_editor, wrong, code, path):
    given = {"version": 1, "part": "TITLE", "articleNumber": 1, "language": "ja", "text": "T", "reason": "R"}
    with behind.unchanged():
        payload = await do("correctTranslation", content_editor, "codeTextRevision { id }", given | wrong)
    assert payload == {"codeTextRevision": None, "errors": [{"code": code, "path": ["input", path]}]}


@pytest.mark.row("M5")
@pytest.mark.usefixtures("fresh")
async def test_members_sign_a_new_version_by_its_day_and_owe_nothing_afterwards(do, ask, content_editor, owner):
    draft = await drafted(do, content_editor)
    by = str(DAY + timedelta(days=30))
    await do("adoptCode", content_editor, "errors { code }", id=draft["id"], adoptedOn=DAY, reaffirmBy=by)
    document = """query($id: ID!) { organisation(id: $id) { reaffirmBy
        pledges { signerName signerRole signedOn codeOfConduct { version } } commitments { article { number } } }
        organisations(filter: { reaffirmationDue: true }) { totalCount } }"""
    before = await ask(document, id=gid("Organisation", "aozora"))
    assert before["organisation"]["reaffirmBy"] == by
    assert before["organisations"]["totalCount"] == 2

    signed = {"organisationId": gid("Organisation", "aozora"), "signerName": "A. Kimura", "signerRole": "President"}
    assert (await do("pledge", owner, "pledge { signedOn }", signed))["errors"] == []

    after = await ask(document, id=gid("Organisation", "aozora"))
    assert after["organisation"]["reaffirmBy"] is None
    assert after["organisations"]["totalCount"] == 1
    signed_now = [one for one in after["organisation"]["pledges"] if one["codeOfConduct"]["version"] == 2]
    assert len(after["organisation"]["pledges"]) == 2
    assert signed_now[0] == {
        "signerName": "A. Kimura",
        "signerRole": "President",
        "signedOn": str(DAY),
        "codeOfConduct": {"version": 2},
    }
    assert [one["article"]["number"] for one in after["organisation"]["commitments"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"adoptedOn": DAY - timedelta(days=1)}, "adoptedOn"),
        ({"adoptedOn": date(9999, 1, 1)}, "adoptedOn"),
        ({"reaffirmBy": DAY + timedelta(days=29)}, "reaffirmBy"),
        ({"reaffirmBy": DAY + timedelta(days=800)}, "reaffirmBy"),
    ],
    ids=["past", "far", "too soon", "too late"],
)
async def test_a_wrong_day_adopts_nothing(do, behind, content_editor, wrong, path):
    draft = await drafted(do, content_editor)
    with behind.unchanged():
        payload = await do(
            "adoptCode", content_editor, "codeOfConduct { version }", {"adoptedOn": DAY} | wrong, id=draft["id"]
        )
    assert payload == {"codeOfConduct": None, "errors": [{"code": "INVALID", "path": ["input", path]}]}


async def test_an_article_is_added_at_the_end_only(do, behind, content_editor):
    draft = await drafted(do, content_editor)
    for number in (0, 7, None):
        with behind.unchanged():
            payload = await edited(do, content_editor, draft["id"], "TEXT", "T", number)
        assert payload["errors"] == [{"code": "INVALID", "path": ["input", "articleNumber"]}]
