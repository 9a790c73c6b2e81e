"""Commitments are planned, measured and brought along their milestones; their state explains itself."""

from datetime import timedelta
from typing import Any

import pytest

from server.kernel.table import today
from tests import world

DAY = today()
PLAN = {
    "aim": [{"language": "en", "text": "Everybody has a room of their own."}],
    "indicator": [{"language": "en", "text": "Residents with a room of their own"}],
    "unit": "%",
    "baseline": 40,
    "target": 100,
}
SHOWS = """commitment { id state reportedState aim(in: "en") { value } indicator(in: "en") { value } unit baseline
    target scope dueOn owner { name } explanation { state rule until missing evidence on } }"""


@pytest.fixture
async def signed(do, newcomer) -> str:
    """The newcomer's first commitment, as the pledge made it; its global id."""
    await do("pledge", newcomer.owner, "pledge { id }", organisationId=newcomer.id, signerName="S", signerRole="CEO")
    made = await do(
        "proposeCommitment",
        newcomer.editor,
        "commitment { id }",
        organisationId=newcomer.id,
        articleNumber=1,
        dueOn=DAY + timedelta(days=200),
    )
    return made["commitment"]["id"]


@pytest.mark.row("C2")
async def test_a_commitment_is_planned_measured_shown_and_explains_itself(do, ask, newcomer, signed):
    planned = await do(
        "planCommitment",
        newcomer.editor,
        SHOWS,
        id=signed,
        plan={**PLAN, "ownerId": world.gid("Person", newcomer.editor.id), "scope": "SITES"},
        dueOn=DAY + timedelta(days=100),
    )
    assert planned == {
        "commitment": {
            "id": signed,
            "state": "PROPOSED",
            "reportedState": "PROPOSED",
            "aim": {"value": "Everybody has a room of their own."},
            "indicator": {"value": "Residents with a room of their own"},
            "unit": "%",
            "baseline": 40,
            "target": 100,
            "scope": "SITES",
            "dueOn": str(DAY + timedelta(days=100)),
            "owner": {"name": "Editor"},
            "explanation": {
                "state": "PROPOSED",
                "rule": "NOTHING_YET",
                "until": str(DAY + timedelta(days=100)),
                "missing": ["MEASUREMENT", "EVIDENCE"],
                "evidence": [],
                "on": str(DAY),
            },
        },
        "errors": [],
    }

    seen = []
    for value, days in ((40, 30), (70, 10), (100, 0)):
        done = await do(
            "recordMeasurement",
            newcomer.editor,
            "measurement { value }",
            commitmentId=signed,
            value=value,
            measuredOn=DAY - timedelta(days=days),
        )
        assert done == {"measurement": {"value": value}, "errors": []}
        seen.append(await explanation(ask, signed))
    assert seen == [
        ("ON_TRACK", "UNDER_WAY", ["TARGET_REACHED", "EVIDENCE"]),
        ("ON_TRACK", "UNDER_WAY", ["TARGET_REACHED", "EVIDENCE"]),
        ("ON_TRACK", "UNDER_WAY", ["EVIDENCE"]),
    ]
    added = await do("addEvidence", newcomer.editor, "evidence { id }", evidence_of(newcomer, [signed]))
    assert await explanation(ask, signed) == ("MET", "SHOWN_BY_EVIDENCE", ["CHECK"])

    await do("shareEvidence", newcomer.owner, "evidence { id }", id=added["evidence"]["id"], visibility="OWN")
    assert await explanation(ask, signed) == ("ON_TRACK", "UNDER_WAY", ["EVIDENCE"])


def evidence_of(newcomer: Any, commitments: list[str], **more: Any) -> dict[str, Any]:
    return {
        "organisationId": newcomer.id,
        "kind": "DOCUMENT",
        "title": [{"language": "en", "text": "Room list"}],
        "source": "The dormitory's office",
        "datedOn": DAY,
        "visibility": "PUBLIC",
        "commitmentIds": commitments,
        **more,
    }


async def explanation(ask: Any, id: str) -> tuple[str, str, list[str]]:
    """State, rule and what is missing, as everybody sees them."""
    document = "query($id: ID!) { node(id: $id) { ... on Commitment { state explanation { state rule missing } } } }"
    shown = (await ask(document, id=id))["node"]
    assert shown["state"] == shown["explanation"]["state"]
    return shown["state"], shown["explanation"]["rule"], shown["explanation"]["missing"]


@pytest.mark.row("C2")
async def test_a_milestone_that_is_missed_puts_it_behind_until_it_is_reached(do, ask, behind, newcomer, signed):
    made = await do(
        "addMilestone",
        newcomer.owner,
        'milestone { id title(in: "en") { value } dueOn reachedOn }',
        commitmentId=signed,
        title=[{"language": "en", "text": "Half of the rooms"}],
        dueOn=DAY + timedelta(days=5),
    )
    assert made["milestone"].pop("id")
    assert made == {
        "milestone": {
            "title": {"value": "Half of the rooms"},
            "dueOn": str(DAY + timedelta(days=5)),
            "reachedOn": None,
        },
        "errors": [],
    }
    behind.rows("update milestone set due_on = %s where organisation_id = %s", DAY - timedelta(days=1), newcomer.key)
    behind.rows(
        "update commitment set slips_on = %s where organisation_id = %s and slips_on is not null", DAY, newcomer.key
    )
    assert await explanation(ask, signed) == ("BEHIND", "MILESTONE_MISSED", ["MILESTONE", "REPORT", "EVIDENCE"])

    [row] = behind.rows("select id from milestone where organisation_id = %s", newcomer.key)
    reached = {"id": world.gid("Milestone", row["id"]), "reachedOn": DAY}
    assert (await do("reachMilestone", newcomer.editor, "milestone { reachedOn }", reached)) == {
        "milestone": {"reachedOn": str(DAY)},
        "errors": [],
    }
    assert (await explanation(ask, signed))[0] == "ON_TRACK"
    again = await do("reachMilestone", newcomer.editor, "milestone { id }", reached)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


@pytest.mark.parametrize(
    ("plan", "path"),
    [
        ({"target": 5, "baseline": 5}, "target"),
        ({"indicator": None}, "indicator"),
        ({"unit": None}, "unit"),
        ({"baseline": None}, "baseline"),
        ({"target": 1e300}, "target"),
        ({"unit": "x" * 61}, "unit"),
        ({"aim": [{"language": "en", "text": "a" * 4001}]}, "aim"),
        ({"ownerId": world.gid("Person", "rival")}, "ownerId"),
    ],
    ids=["no way", "no indicator", "no unit", "no baseline", "absurd", "long unit", "long aim", "a stranger"],
)
async def test_a_target_that_nobody_could_measure_is_refused(do, behind, newcomer, signed, plan, path):
    given = {name: value for name, value in {**PLAN, **plan}.items() if value is not None}
    with behind.unchanged():
        payload = await do("planCommitment", newcomer.owner, SHOWS, id=signed, plan=given)
    assert payload == {"commitment": None, "errors": [{"code": "INVALID", "path": ["input", "plan", path]}]}


async def test_measurements_need_a_plan_and_a_day_that_has_come(do, behind, newcomer, signed):
    given = {"commitmentId": signed, "value": 1, "measuredOn": DAY}
    wrong = [({}, "CONFLICT", "commitmentId"), ({"measuredOn": DAY + timedelta(days=1)}, "INVALID", "measuredOn")]
    for change, code, path in wrong:
        with behind.unchanged():
            payload = await do("recordMeasurement", newcomer.owner, "measurement { id }", given | change)
        assert payload == {"measurement": None, "errors": [{"code": code, "path": ["input", path]}]}


async def test_a_milestone_lies_before_its_commitment(do, behind, newcomer, signed):
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=201)):
        with behind.unchanged():
            payload = await do(
                "addMilestone",
                newcomer.owner,
                "milestone { id }",
                commitmentId=signed,
                title=[{"language": "en", "text": "T"}],
                dueOn=day,
            )
        assert payload == {"milestone": None, "errors": [{"code": "INVALID", "path": ["input", "dueOn"]}]}


async def test_who_has_signed_nothing_proposes_nothing(do, behind, newcomer):
    with behind.unchanged():
        payload = await do(
            "proposeCommitment",
            newcomer.owner,
            "commitment { id }",
            organisationId=newcomer.id,
            articleNumber=1,
            dueOn=DAY,
        )
    assert payload["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


async def test_an_article_that_does_not_exist_is_not_found(do, newcomer, signed):
    payload = await do(
        "proposeCommitment",
        newcomer.owner,
        "commitment { id }",
        organisationId=newcomer.id,
        articleNumber=6,
        dueOn=DAY,
    )
    assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "articleNumber"]}]


async def test_what_was_met_expires_by_itself_without_a_job(do, ask, behind, newcomer, signed):
    await do("updateCommitment", newcomer.owner, "commitment { id }", id=signed, state="MET")
    await do("addEvidence", newcomer.owner, "evidence { id }", evidence_of(newcomer, [signed]))
    assert (await explanation(ask, signed))[0] == "MET"

    behind.rows("update evidence set expires_on = %s where organisation_id = %s", DAY - timedelta(days=1), newcomer.key)
    behind.rows(
        "update commitment set met_until = %s where organisation_id = %s and met_until is not null",
        DAY - timedelta(days=1),
        newcomer.key,
    )

    assert await explanation(ask, signed) == ("EXPIRED", "EVIDENCE_RAN_OUT", ["EVIDENCE"])


async def test_several_commitments_to_one_article_are_told_apart(ask, newcomer, signed):
    document = "query($id: ID!) { organisation(id: $id) { commitments { article { number } } } }"
    shown = (await ask(document, id=newcomer.id))["organisation"]["commitments"]
    assert [one["article"]["number"] for one in shown] == [1, 1, 2, 3, 4, 5]
