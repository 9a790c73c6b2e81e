import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.conduct.models import Commitment, CommitmentNote, ReportedState
from server.kernel.table import today
from tests import world

SHOWS = """commitment { state dueOn updatedOn overdue notePublished article { number }
    progressNote(in: "en") { value } ja: progressNote(in: "ja") { value isFallback } }"""


@pytest.fixture
def commitment(behind, newcomer) -> UUID:
    """The newcomer's commitment to the first article, behind and overdue, without a note."""
    key = uuid4()
    [article] = behind.rows("select id from article where number = 1")
    behind.add(
        Commitment(
            id=key,
            organisation_id=newcomer.key,
            article_id=article["id"],
            state=ReportedState.BEHIND,
            due_on=today() - timedelta(days=3),
            updated_on=date(2026, 1, 1),
        )
    )
    return key


def updating(do: Any, who: Any, commitment: UUID | str, **more: Any) -> Any:
    return do("updateCommitment", who, SHOWS, id=world.gid("Commitment", commitment), **{"state": "ON_TRACK", **more})


async def test_an_editor_reports_with_a_note_that_stays_inside_at_first(do, ask, behind, newcomer, commitment):
    day = today() + timedelta(days=90)

    payload = await updating(
        do, newcomer.editor, commitment, dueOn=day, progressNote={"language": "en", "text": " Half done. "}
    )

    assert payload == {
        "commitment": {
            "state": "ON_TRACK",
            "dueOn": str(day),
            "updatedOn": str(today()),
            "overdue": False,
            "notePublished": False,
            "article": {"number": 1},
            "progressNote": {"value": "Half done."},
            "ja": {"value": "Half done.", "isFallback": True},
        },
        "errors": [],
    }
    assert behind.rows(
        "select verb, subject_id, actor_id from audit_entry where organisation_id = %s", newcomer.key
    ) == [{"verb": "update_commitment", "subject_id": commitment, "actor_id": newcomer.editor.id}]
    public = "query($id: ID!) { node(id: $id) { ... on Commitment { state notePublished progressNote { value } } } }"
    assert await ask(public, id=world.gid("Commitment", commitment)) == {
        "node": {"state": "ON_TRACK", "notePublished": None, "progressNote": None}
    }


async def test_a_note_is_published_translated_and_hidden_again(do, ask, newcomer, commitment):
    public = 'query($id: ID!) { node(id: $id) { ... on Commitment { progressNote(in: "ja") { value language } } } }'
    seen = []
    for change in (
        {"progressNote": {"language": "en", "text": "Half done."}, "publishNote": True},
        {"progressNote": {"language": "ja", "text": "半分できました。"}},
        {"progressNote": {"language": "ja", "text": "ほぼできました。"}},
        {"publishNote": False},
        {"publishNote": True},
    ):
        assert (await updating(do, newcomer.owner, commitment, **change))["errors"] == []
        seen.append((await ask(public, id=world.gid("Commitment", commitment)))["node"]["progressNote"])
    assert seen == [
        {"value": "Half done.", "language": "en"},
        {"value": "半分できました。", "language": "ja"},
        {"value": "ほぼできました。", "language": "ja"},
        None,
        {"value": "ほぼできました。", "language": "ja"},
    ]


@pytest.mark.row("C4")
async def test_a_report_alone_makes_nothing_met(do, newcomer, commitment):
    payload = await updating(do, newcomer.owner, commitment, state="MET")

    assert (payload["commitment"]["state"], payload["commitment"]["overdue"]) == ("BEHIND", True)


async def test_what_is_shown_is_no_longer_overdue_and_may_be_lost_again(do, newcomer, commitment):
    await do(
        "addEvidence",
        newcomer.owner,
        "evidence { id }",
        organisationId=newcomer.id,
        kind="DOCUMENT",
        title=[{"language": "en", "text": "Records"}],
        source="Payroll",
        datedOn=today(),
        visibility="SECRETARIAT",
        commitmentIds=[world.gid("Commitment", commitment)],
    )
    met = await updating(do, newcomer.owner, commitment, state="MET")
    lost = await updating(do, newcomer.owner, commitment, state="BEHIND")

    assert [(payload["commitment"]["state"], payload["commitment"]["overdue"]) for payload in (met, lost)] == [
        ("MET", False),
        ("BEHIND", True),
    ]


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"state": "PROPOSED"}, "CONFLICT", ["state"]),
        ({"state": "VERIFIED"}, "INVALID", ["state"]),
        ({"dueOn": today() - timedelta(days=1)}, "INVALID", ["dueOn"]),
        ({"dueOn": date(9999, 1, 1)}, "INVALID", ["dueOn"]),
        ({"progressNote": {"language": "en", "text": " "}}, "INVALID", ["progressNote", "text"]),
        ({"progressNote": {"language": "en", "text": "a" * 4001}}, "INVALID", ["progressNote", "text"]),
        ({"publishNote": True}, "INVALID", ["publishNote"]),
        ({"id": "nonsense"}, "NOT_FOUND", ["id"]),
        ({"id": world.gid("Commitment", uuid4())}, "NOT_FOUND", ["id"]),
        ({"id": world.gid("Organisation", "aozora")}, "NOT_FOUND", ["id"]),
    ],
    ids=["proposal", "computed", "past", "far", "blank", "long", "no note", "nonsense", "unknown", "other type"],
)
async def test_a_wrong_entry_is_named_and_nothing_is_changed(do, behind, newcomer, commitment, wrong, code, path):
    given = {"id": world.gid("Commitment", commitment), "state": "ON_TRACK"}

    with behind.unchanged():
        payload = await do("updateCommitment", newcomer.owner, "commitment { state }", **{**given, **wrong})

    assert payload == {"commitment": None, "errors": [{"code": code, "path": ["input", *path]}]}


async def test_reports_at_once_all_stand_one_after_the_other(do, behind, newcomer, commitment):
    notes = [{"language": language, "text": f"Report in {language}."} for language in ("en", "ja", "vi", "my")]
    await updating(do, newcomer.owner, commitment, progressNote={"language": "ne", "text": "First."})

    payloads = await asyncio.gather(*(updating(do, newcomer.owner, commitment, progressNote=note) for note in notes))

    assert [payload["errors"] for payload in payloads] == [[]] * 4
    assert behind.row(CommitmentNote, commitment_id=commitment)["text"] == {
        "ne": "First.",
        **{note["language"]: note["text"] for note in notes},
    }


async def test_nobody_reports_for_somebody_else(do, behind, people, newcomer, commitment):
    for somebody in (None, newcomer.reader, *(people[name] for name in ("worker", "rival", "officer", "adviser"))):
        with behind.unchanged():
            payload = await updating(do, somebody, commitment)
        assert payload == {"commitment": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
