"""Evidence is added, linked, shown to others and withdrawn; the ladder's level follows from it."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.kernel.table import today
from tests.conduct.conftest import newcomer as newcomer  # noqa: PLC0414  the same scene
from tests.world import gid

DAY = today()
TWO_YEARS_ON = date(DAY.year + 2, DAY.month, DAY.day if (DAY.month, DAY.day) != (2, 29) else 28)
SHOWS = """evidence { id kind visibility datedOn expiresOn withdrawnOn inForce
    content { title(in: "en") { value } source file { name } } commitments { commitment { article { number } } } }"""


def given(newcomer: Any, **more: Any) -> dict[str, Any]:
    return {
        "organisationId": newcomer.id,
        "kind": "DOCUMENT",
        "title": [{"language": "en", "text": " The list "}],
        "source": "Personnel",
        "datedOn": DAY,
        "visibility": "SECRETARIAT",
        **more,
    }


@pytest.mark.row("C4")
async def test_an_editor_adds_evidence_that_runs_out_after_two_years(do, ask, behind, newcomer, people):
    payload = await do("addEvidence", newcomer.editor, SHOWS, given(newcomer))

    id = payload["evidence"].pop("id")
    assert payload == {
        "evidence": {
            "kind": "DOCUMENT",
            "visibility": "SECRETARIAT",
            "datedOn": str(DAY),
            "expiresOn": str(TWO_YEARS_ON),
            "withdrawnOn": None,
            "inForce": True,
            "content": {"title": {"value": "The list"}, "source": "Personnel", "file": None},
            "commitments": [],
        },
        "errors": [],
    }
    document = "query($id: ID!) { node(id: $id) { ... on Evidence { inForce content { source } } } }"
    seen = {name: (await ask(document, people.get(name), id=id))["node"] for name in ("visitor", "rival", "officer")}
    assert seen == {
        "visitor": {"inForce": True, "content": None},
        "rival": {"inForce": True, "content": None},
        "officer": {"inForce": True, "content": {"source": "Personnel"}},
    }


@pytest.mark.row("C4")
async def test_visibility_is_changed_and_evidence_is_withdrawn(do, ask, newcomer, people):
    id = (await do("addEvidence", newcomer.owner, SHOWS, given(newcomer)))["evidence"]["id"]
    document = "query($id: ID!) { node(id: $id) { ... on Evidence { inForce withdrawnOn content { source } } } }"
    seen = []
    for visibility in ("PUBLIC", "MEMBERS", "OWN"):
        await do("shareEvidence", newcomer.editor, "evidence { id }", id=id, visibility=visibility)
        seen.append([(await ask(document, people.get(name), id=id))["node"] for name in ("visitor", "rival")])
    shown, hidden = (
        {"inForce": True, "withdrawnOn": None, "content": says} for says in ({"source": "Personnel"}, None)
    )
    assert seen == [[shown, shown], [hidden, shown], [None, None]]

    await do("shareEvidence", newcomer.owner, "evidence { id }", id=id, visibility="PUBLIC")
    payload = await do("withdrawEvidence", newcomer.owner, "evidence { inForce withdrawnOn }", id=id)
    assert payload["evidence"] == {"inForce": False, "withdrawnOn": str(DAY)}
    assert (await ask(document, id=id))["node"] == {"inForce": False, "withdrawnOn": str(DAY), "content": None}
    again = await do("shareEvidence", newcomer.owner, "evidence { id }", id=id, visibility="PUBLIC")
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"title": []}, "INVALID", ["title"]),
        ({"title": [{"language": "en", "text": "a" * 201}]}, "INVALID", ["title"]),
        ({"source": " "}, "INVALID", ["source"]),
        ({"datedOn": DAY + timedelta(days=1)}, "INVALID", ["datedOn"]),
        ({"datedOn": date(1999, 1, 1)}, "INVALID", ["datedOn"]),
        ({"expiresOn": DAY - timedelta(days=1)}, "INVALID", ["expiresOn"]),
        ({"expiresOn": DAY + timedelta(days=365 * 6)}, "INVALID", ["expiresOn"]),
        ({"commitmentIds": [gid("Commitment", "kitakaze 1")]}, "NOT_FOUND", ["commitmentIds", "0"]),
        ({"commitmentIds": ["nonsense"]}, "NOT_FOUND", ["commitmentIds", "0"]),
        ({"fileId": gid("StoredFile", "public file")}, "NOT_FOUND", ["fileId"]),
        ({"fileId": gid("StoredFile", "file")}, "NOT_FOUND", ["fileId"]),
    ],
    ids=["no title", "long", "no source", "to come", "long ago", "over", "six years", "another's", "none",
         "another's file", "a file that is not seen"],
)  # fmt: skip
async def test_a_wrong_entry_is_named_and_nothing_is_added(do, behind, newcomer, wrong, code, path):
    with behind.unchanged():
        payload = await do("addEvidence", newcomer.owner, "evidence { id }", given(newcomer, **wrong))
    assert payload == {"evidence": None, "errors": [{"code": code, "path": ["input", *path]}]}


async def rungs(ask: Any) -> dict[tuple[int, int], dict[str, Any]]:
    shown = (await ask('{ ladder { id articleNumber level kinds practice(in: "ja") { value language } } }'))["ladder"]
    return {(one["articleNumber"], one["level"]): one for one in shown}


@pytest.mark.row("C3")
async def test_every_article_has_five_levels_in_three_languages_that_say_what_shows_them(ask):
    for language in ("ja", "ja-simple", "en"):
        document = """query($in: LanguageTag) { ladder { version articleNumber level kinds
            practice(in: $in) { value language isFallback } evidence(in: $in) { value isFallback } } }"""
        ladder = (await ask(document, **{"in": language}))["ladder"]
        assert [(one["articleNumber"], one["level"]) for one in ladder] == [
            (article, level) for article in range(1, 6) for level in range(1, 6)
        ]
        texts = [one[part] for one in ladder for part in ("practice", "evidence")]
        assert [text for text in texts if text["isFallback"]] == []
        assert len({text["value"] for text in texts}) == 50
        assert all(one["kinds"] for one in ladder)


@pytest.mark.row("C3")
async def test_the_level_follows_from_evidence_in_force_and_says_what_is_next(do, ask, behind, newcomer):
    there = await rungs(ask)
    document = """query($id: ID!) { organisation(id: $id) {
        ladder { articleNumber level nextRungId steps { level shownUntil } } } }"""

    async def standing() -> Any:
        return (await ask(document, id=newcomer.id))["organisation"]["ladder"][0]

    assert await standing() == {
        "articleNumber": 1,
        "level": 0,
        "nextRungId": there[1, 1]["id"],
        "steps": [{"level": level, "shownUntil": None} for level in range(1, 6)],
    }
    for level, levels in (([1], 1), ([3], 1), ([2], 3)):
        payload = await do(
            "addEvidence", newcomer.owner, "evidence { id }", given(newcomer, rungIds=[there[1, level[0]]["id"]])
        )
        assert payload["errors"] == []
        assert (await standing())["level"] == levels
    assert (await standing())["nextRungId"] == there[1, 4]["id"]

    wrong = await do("addEvidence", newcomer.owner, "evidence { id }", given(newcomer, rungIds=[there[1, 4]["id"]]))
    assert wrong == {"evidence": None, "errors": [{"code": "INVALID", "path": ["input", "rungIds", "0"]}]}

    behind.rows(
        "update evidence e set expires_on = %s from rung_evidence l join ladder_rung r on r.id = l.rung_id"
        " where l.evidence_id = e.id and r.level = 2 and e.organisation_id = %s",
        DAY - timedelta(days=1),
        newcomer.key,
    )
    assert (await standing())["level"] == 1


@pytest.mark.row("C3")
async def test_what_only_its_member_sees_shows_no_level(do, ask, newcomer):
    first = (await rungs(ask))[1, 1]["id"]
    own = given(newcomer, visibility="OWN", rungIds=[first])
    await do("addEvidence", newcomer.owner, "evidence { id }", own)
    document = "query($id: ID!) { organisation(id: $id) { ladder { level } } }"
    for who in (None, newcomer.owner):
        assert {one["level"] for one in (await ask(document, who, id=newcomer.id))["organisation"]["ladder"]} == {0}


async def test_a_link_is_made_once(do, newcomer, ask):
    first = (await rungs(ask))[1, 1]["id"]
    id = (await do("addEvidence", newcomer.owner, SHOWS, given(newcomer, rungIds=[first])))["evidence"]["id"]
    again = await do("linkEvidence", newcomer.owner, "evidence { id }", id=id, rungIds=[first])
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    nothing = await do("linkEvidence", newcomer.owner, "evidence { id }", id=id)
    assert nothing["errors"] == [{"code": "INVALID", "path": ["input", "commitmentIds"]}]
