"""Independent checks: drawn at random and drawn again, given to somebody without a tie, answered, closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assurance import rules
from server.kernel.errors import Invalid
from server.kernel.table import today
from server.ties.models import TieKind
from tests.conduct.conftest import newcomer as newcomer  # noqa: PLC0414  the same scene
from tests.makers import key, tie
from tests.world import gid

DAY = today()
ids = st.lists(st.uuids(), min_size=1, max_size=40, unique=True)


@given(st.text(), ids, st.integers(1, 50), st.randoms())
def test_who_knows_the_seed_draws_the_same_whatever_the_order(seed, population, size, random):
    drawn = rules.drawn(seed, population, size)
    mixed = random.sample(population, len(population))
    assert drawn == rules.drawn(seed, mixed, size)
    assert len(drawn) == min(size, len(population)) == len(set(drawn) & set(population))


def test_every_member_is_drawn_as_often_as_any_other():
    population = [uuid4() for _ in range(10)]
    counts = dict.fromkeys(population, 0)
    for seed in range(5000):
        for one in rules.drawn(str(seed), population, 3):
            counts[one] += 1
    assert all(1350 < count < 1650 for count in counts.values())
    with pytest.raises(Invalid):
        rules.drawn("seed", population, 0)


@pytest.fixture
async def claimed(do, newcomer) -> str:
    """The newcomer's first commitment, met and shown."""
    await do("pledge", newcomer.owner, "pledge { id }", organisationId=newcomer.id, signerName="S", signerRole="CEO")
    made = await do(
        "proposeCommitment",
        newcomer.owner,
        "commitment { id }",
        organisationId=newcomer.id,
        articleNumber=2,
        dueOn=DAY + timedelta(days=90),
    )
    id = made["commitment"]["id"]
    await do("updateCommitment", newcomer.owner, "commitment { id }", id=id, state="MET")
    await do(
        "addEvidence",
        newcomer.owner,
        "evidence { id }",
        organisationId=newcomer.id,
        kind="DOCUMENT",
        title=[{"language": "en", "text": "T"}],
        source="S",
        datedOn=DAY,
        visibility="SECRETARIAT",
        commitmentIds=[id],
    )
    return id


async def asked(do: Any, who: Any, newcomer: Any, kind: str = "ADVISER") -> str:
    given = {"organisationId": newcomer.id, "kind": kind, "reason": "To be sure."}
    payload = await do("requestCheck", who, "check { id state }", given)
    assert payload["check"]["state"] == "REQUESTED"
    return payload["check"]["id"]


@pytest.mark.row("C7")
async def test_a_check_runs_its_course_and_makes_verified_what_it_confirms(
    do, ask, newcomer, claimed, officer, adviser
):
    id = await asked(do, newcomer.owner, newcomer)
    twice = {"organisationId": newcomer.id, "kind": "PEER", "reason": "Again."}
    assert (await do("requestCheck", officer, "check { id }", twice))["errors"][0]["code"] == "CONFLICT"
    given = {"id": id, "checkerId": gid("Person", "adviser"), "dueOn": DAY + timedelta(days=30)}
    assert (await do("assignCheck", officer, "check { state checker { name } }", given))["check"] == {
        "state": "ASSIGNED",
        "checker": {"name": "Adviser"},
    }
    shows = (
        "query($id: ID!) { node(id: $id) { ... on Commitment { state evidence { evidence { content { source } } } } } }"
    )
    seen = (await ask(shows, adviser, id=claimed))["node"]
    assert seen == {"state": "MET", "evidence": [{"evidence": {"content": {"source": "S"}}}]}

    other = (await ask("query($id: ID!) { organisation(id: $id) { commitments { id article { number } } } }",
                       id=newcomer.id))["organisation"]["commitments"][0]["id"]  # fmt: skip
    for commitment, outcome in ((claimed, "GAP"), (claimed, "CONFIRMED"), (other, "GAP")):
        found = {"checkId": id, "commitmentId": commitment, "outcome": outcome, "text": "As seen on the spot."}
        assert (await do("recordFinding", adviser, "finding { outcome }", found))["finding"] == {"outcome": outcome}
    unseen = "query($id: ID!) { node(id: $id) { ... on IndependentCheck { state findings { id outcome } } } }"
    assert (await ask(unseen, newcomer.owner, id=id))["node"] == {"state": "ASSIGNED", "findings": []}

    assert (await do("reportCheck", adviser, "check { state }", id=id))["check"] == {"state": "ANSWERING"}
    late = await do("recordFinding", adviser, "finding { id }", found)
    assert late["errors"] == [{"code": "CONFLICT", "path": ["input", "checkId"]}]
    findings = {one["outcome"]: one["id"] for one in (await ask(unseen, newcomer.owner, id=id))["node"]["findings"]}
    early = await do("closeCheck", officer, "check { id }", id=id)
    assert early["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]

    follow = {"id": findings["GAP"], "aim": [{"language": "en", "text": "It is there."}], "dueOn": DAY}
    done = await do(
        "followUpFinding", newcomer.editor, "finding { followUp { aim { value } article { number } } }", follow
    )
    assert done["finding"] == {"followUp": {"aim": {"value": "It is there."}, "article": {"number": 1}}}
    again = await do("followUpFinding", newcomer.editor, "finding { id }", follow)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    answered = await do("answerFinding", newcomer.editor, "finding { answer }", id=findings["GAP"], answer="We agree.")
    assert answered["finding"] == {"answer": "We agree."}

    closed = await do("closeCheck", officer, "check { state closedOn }", id=id)
    assert closed["check"] == {"state": "CLOSED", "closedOn": str(DAY)}
    explained = "query($id: ID!) { node(id: $id) { ... on Commitment { state explanation { rule until missing } } } }"
    year_on = rules.years_after(DAY, 1)
    assert (await ask(explained, id=claimed))["node"] == {
        "state": "VERIFIED",
        "explanation": {"rule": "CONFIRMED_BY_CHECK", "until": str(year_on), "missing": []},
    }
    await do("updateCommitment", newcomer.owner, "commitment { id }", id=claimed, state="BEHIND")
    await do("updateCommitment", newcomer.owner, "commitment { id }", id=claimed, state="MET")
    assert (await ask(explained, id=claimed))["node"]["state"] == "MET"


@pytest.mark.row("C7")
@pytest.mark.parametrize("who", ["owner", "colleague", "tied adviser"])
async def test_nobody_with_a_tie_checks(do, behind, newcomer, claimed, officer, adviser, people, who):
    kind = "ADVISER" if who == "tied adviser" else "PEER"
    id = await asked(do, officer, newcomer, kind)
    if who == "colleague":  # the rival's employer supplies the member
        behind.add(tie(key("kitakaze"), newcomer.key, kind=TieKind.PARENT, valid_from=DAY))
    if who == "tied adviser":  # had a seat there until last year
        behind.rows(
            "insert into seat (id, person_id, organisation_id, role, granted_on, revoked_on)"
            " values (%s, %s, %s, %s, %s, %s)",
            uuid4(),
            adviser.id,
            newcomer.key,
            "reader",
            DAY - timedelta(days=500),
            DAY - timedelta(days=300),
        )
    person = {"owner": newcomer.owner, "colleague": people["rival"], "tied adviser": adviser}[who]
    with behind.unchanged():
        payload = await do(
            "assignCheck", officer, "check { id }", id=id, checkerId=gid("Person", UUID(str(person.id))), dueOn=DAY
        )
    assert payload == {"check": None, "errors": [{"code": "CONFLICT", "path": ["input", "checkerId"]}]}


@pytest.mark.parametrize(("kind", "who"), [("PEER", "adviser"), ("ADVISER", "rival"), ("AUDIT", "officer")])
async def test_each_kind_of_check_has_its_own_people(do, newcomer, claimed, officer, people, kind, who):
    id = await asked(do, officer, newcomer, kind)
    payload = await do("assignCheck", officer, "check { id }", id=id, checkerId=gid("Person", who), dueOn=DAY)
    assert payload["errors"] == [{"code": "INVALID", "path": ["input", "checkerId"]}]


@pytest.mark.row("C7")
@pytest.mark.usefixtures("fresh")
async def test_members_are_drawn_and_anybody_draws_again(do, ask, behind, officer):
    behind.rows("update independent_check set state = 'closed'")
    shows = "checkDraw { id seed size population drawn { organisationId place } }"
    payload = await do("drawChecks", officer, shows, kind="AUDIT", size=1, reason="Every year.")

    draw = payload["checkDraw"]
    assert set(draw["population"]) == {gid("Organisation", "aozora"), gid("Organisation", "kitakaze")}
    winner = rules.drawn(draw["seed"], [key("aozora"), key("kitakaze")], 1)
    assert draw["drawn"] == [{"organisationId": gid("Organisation", winner[0]), "place": 1}]
    assert behind.rows("select organisation_id, state from independent_check where draw_id is not null") == [
        {"organisation_id": winner[0], "state": "requested"}
    ]
    assert {one["seed"] for one in (await ask("{ checkDraws { seed } }"))["checkDraws"]} == {draw["seed"], "5eed"}

    await do("drawChecks", officer, "checkDraw { id }", kind="AUDIT", size=5, reason="The others.")
    nobody = await do("drawChecks", officer, "checkDraw { id }", kind="AUDIT", size=1, reason="Again.")
    assert nobody["errors"] == [{"code": "CONFLICT", "path": ["input", "size"]}]
    for size in (0, 101):
        wrong = await do("drawChecks", officer, "checkDraw { id }", kind="AUDIT", size=size, reason="R")
        assert wrong["errors"] == [{"code": "INVALID", "path": ["input", "size"]}]
