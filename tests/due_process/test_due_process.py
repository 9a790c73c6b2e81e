"""A case against a member, from the notice to the outcome; and what must not happen on the way."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.connections import read_global_id
from server.due_process.models import Measure
from server.due_process.rules import GRAVITY, majority
from server.due_process.services import conclude_proceedings
from server.identity.models import Appointment, Person, Seat
from server.kernel.table import today
from server.kernel.viewer import Audience, Role, SeatRole
from tests import world
from tests.makers import Somebody, gid, key

pytestmark = pytest.mark.usefixtures("fresh")
PANEL = ("adviser", "custodian", "content_editor")
OTHERS = ("analyst", "partner", "admin")
TEXT = [{"language": "en", "text": "The panel found that the member kept passports."}]


@pytest.fixture
def member(behind: Any) -> UUID:
    """A member whose owner is Aozora's owner."""
    made = world.organisation(id=uuid4())
    behind.add(made, Seat(person_id=key("owner"), organisation_id=made.id, role=SeatRole.OWNER))
    return made.id


@pytest.fixture
def second(behind: Any, make: Any) -> Somebody:
    """Another membership officer."""
    id = uuid4()
    session, token = make.session(Audience.STAFF, person=id)
    behind.add(
        Person(id=id, name="Second", email="second@people.example", language="en"),
        Appointment(person_id=id, role=Role.MEMBERSHIP_OFFICER),
        session,
    )
    return Somebody("second", Audience.STAFF, token.text, id)


async def served(do: Any, officer: Any, second: Any, member: UUID, sought: str = "EXPULSION") -> str:
    """A case of which the member has notice."""
    opened = await do(
        "openProceeding", officer, "proceeding { id stage }", organisationId=gid("Organisation", member),
        sought=sought, grounds="Passports are kept in the office.", articles=[2, 3, 2],
    )  # fmt: skip
    assert opened["errors"] == []
    id = opened["proceeding"]["id"]
    notice = await do("serveNotice", second, "proceeding { stage replyBy }", id=id)
    assert notice["proceeding"]["stage"] == "SERVED"
    return id


async def voted(do: Any, people: Any, second: Any, id: str, panel: Any, votes: Any) -> None:
    """A panel is named and votes."""
    named = await do("namePanel", second, "", id=id, people=[gid("Person", key(name)) for name in panel])
    assert named["errors"] == []
    for name, measure in zip(panel, votes, strict=True):
        cast = await do("castVote", people[name], "proceeding { id }", id=id, measure=measure, reasons="As I see it.")
        assert (name, cast["errors"]) == (name, [])


def deciding(do: Any, who: Any, id: str) -> Any:
    shows = "proceeding { stage decisions { instance measure } }"
    return do("decideProceeding", who, shows, id=id, reasons="The votes.", publicText=TEXT)


@pytest.mark.row("M12")
async def test_an_expulsion_takes_effect_only_when_no_appeal_came(do, ask, door, officer, second, people, member):
    id = await served(do, officer, second, member)
    replied = await do(
        "replyToNotice", people["owner"], "proceeding { statements { kind } }", id=id, body="We gave back."
    )
    assert replied["proceeding"] == {"statements": [{"kind": "REPLY"}]}
    await voted(do, people, second, id, PANEL, ("EXPULSION", "SUSPENSION", "EXPULSION"))

    decided = await deciding(do, second, id)

    assert decided["proceeding"] == {"stage": "DECIDED", "decisions": [{"instance": "FIRST", "measure": "EXPULSION"}]}
    document = """query($id: ID!) { organisation(id: $id) {
        status publishedOutcomes { measure text { value } } history { becomes cause } } }"""
    organisation = gid("Organisation", member)
    waiting = {"status": "ACTIVE", "publishedOutcomes": [], "history": []}
    assert (await ask(document, id=organisation))["organisation"] == waiting
    async with door.stewarding() as rows:
        await conclude_proceedings.work(rows, today() + timedelta(30))
    assert (await ask(document, id=organisation))["organisation"] == waiting
    for _ in range(2):
        async with door.stewarding() as rows:
            await conclude_proceedings.work(rows, today() + timedelta(40))
    assert (await ask(document, id=organisation))["organisation"] == {
        "status": "EXPELLED",
        "publishedOutcomes": [{"measure": "EXPULSION", "text": {"value": TEXT[0]["text"]}}],
        "history": [{"becomes": "EXPELLED", "cause": "EXPELLED"}],
    }


@pytest.mark.row("M12")
async def test_an_appeal_is_heard_by_others_and_makes_nothing_worse(do, ask, officer, second, people, member):
    id = await served(do, officer, second, member)
    await do("replyToNotice", people["owner"], id=id, body="No.")
    await voted(do, people, second, id, PANEL, ("SUSPENSION", "SUSPENSION", "EXPULSION"))
    await deciding(do, second, id)
    appealed = await do("appealDecision", people["owner"], "proceeding { stage }", id=id, body="It is put right.")
    assert appealed["proceeding"] == {"stage": "APPEALED"}

    same = await do("namePanel", second, "", id=id, people=[gid("Person", "adviser")])
    await voted(do, people, second, id, OTHERS, ("EXPULSION", "EXPULSION", "EXPULSION"))
    final = await deciding(do, second, id)

    assert same["errors"] == [{"code": "CONFLICT", "path": ["input", "people"]}]
    assert final["proceeding"] == {
        "stage": "FINAL",
        "decisions": [{"instance": "FIRST", "measure": "SUSPENSION"}, {"instance": "APPEAL", "measure": "SUSPENSION"}],
    }
    status = "query($id: ID!) { organisation(id: $id) { status } }"
    assert (await ask(status, id=gid("Organisation", member)))["organisation"] == {"status": "SUSPENDED"}


@pytest.mark.row("M12")
async def test_a_suspension_meanwhile_ends_with_a_dismissal(do, ask, officer, second, people, member):
    id = await served(do, officer, second, member)
    held = await do("suspendMeanwhile", second, "proceeding { interimOn }", id=id, reason="Workers are in danger.")
    assert held["proceeding"] == {"interimOn": str(today())}
    status = "query($id: ID!) { organisation(id: $id) { status history { cause } } }"
    assert (await ask(status, id=gid("Organisation", member)))["organisation"]["status"] == "SUSPENDED"

    await do("replyToNotice", people["owner"], id=id, body="It is not so.")
    await voted(do, people, second, id, PANEL, ("DISMISSED", "DISMISSED", "EXPULSION"))
    final = await deciding(do, second, id)

    assert final["proceeding"]["stage"] == "FINAL"
    assert (await ask(status, id=gid("Organisation", member)))["organisation"] == {
        "status": "ACTIVE",
        "history": [{"cause": "REINSTATED"}, {"cause": "SUSPENDED"}],
    }


@pytest.mark.row("M12")
async def test_who_opens_a_case_neither_serves_it_nor_suspends(do, behind, officer, second, member):
    opened = await do(
        "openProceeding", officer, "proceeding { id }", organisationId=gid("Organisation", member), sought="SUSPENSION",
        grounds="G.", articles=[],
    )  # fmt: skip
    id = opened["proceeding"]["id"]
    with behind.unchanged():
        alone = await do("serveNotice", officer, id=id)
    await do("serveNotice", second, id=id)
    with behind.unchanged():
        held = await do("suspendMeanwhile", officer, id=id, reason="Now.")
        twice = await do("serveNotice", second, id=id)
    assert alone["errors"] == held["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
    assert twice["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


@pytest.mark.row("M12")
async def test_the_member_sees_its_case_from_the_notice_on_and_others_never(do, ask, officer, second, people, member):
    opened = await do(
        "openProceeding", officer, "proceeding { id }", organisationId=gid("Organisation", member), sought="SUSPENSION",
        grounds="G.", articles=[],
    )  # fmt: skip
    id = opened["proceeding"]["id"]
    document = "query($id: ID!) { node(id: $id) { id } }"

    async def seers() -> set[str]:
        names = ("owner", "rival", "adviser", "officer", "visitor")
        return {name for name in names if (await ask(document, people.get(name), id=id))["node"]}

    assert await seers() == {"officer"}
    await do("serveNotice", second, id=id)
    assert await seers() == {"officer", "owner"}
    await do("namePanel", second, id=id, people=[gid("Person", "adviser")])
    assert await seers() == {"officer", "owner", "adviser"}
    panel = "query($id: ID!) { node(id: $id) { ... on Proceeding { panel { id name vote { measure } } } } }"
    sitting = (await ask(panel, people["owner"], id=id))["node"]["panel"]
    left = await do("recusePanelMember", people["adviser"], "panelMemberId", id=sitting[0]["id"], reason="I know them.")
    assert (sitting[0]["name"], left["errors"]) == ("Adviser", [])
    assert await seers() == {"officer", "owner"}


@pytest.mark.row("M12")
async def test_nobody_with_a_tie_sits_on_a_panel(do, behind, officer, second, people, member):
    id = await served(do, officer, second, member)
    behind.add(Seat(person_id=key("custodian"), organisation_id=member, role=SeatRole.READER))
    with behind.unchanged():
        for name in ("owner", "custodian", "officer"):
            refused = await do("namePanel", second, id=id, people=[gid("Person", "adviser"), gid("Person", name)])
            assert (name, refused["errors"]) == (name, [{"code": "CONFLICT", "path": ["input", "people"]}])


@pytest.mark.row("M12")
async def test_nothing_is_decided_before_its_time(do, behind, officer, second, people, member):
    id = await served(do, officer, second, member)
    await do("namePanel", second, id=id, people=[gid("Person", name) for name in PANEL])
    conflict = [{"code": "CONFLICT", "path": ["input", "id"]}]
    with behind.unchanged():
        early = await do("castVote", people["adviser"], id=id, measure="DISMISSED", reasons="R.")
        undecided = await deciding(do, second, id)
        appeal = await do("appealDecision", people["owner"], id=id, body="Too early.")
        stranger = await do("castVote", people["analyst"], id=id, measure="DISMISSED", reasons="R.")
    assert early["errors"] == undecided["errors"] == appeal["errors"] == conflict
    assert stranger["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]

    found = read_global_id(id)
    assert found
    behind.rows("update proceeding set reply_by = %s where id = %s", today() - timedelta(1), UUID(found[1]))
    with behind.unchanged():
        late = await do("replyToNotice", people["owner"], id=id, body="Late.")
    for name in PANEL[:2]:
        assert (await do("castVote", people[name], id=id, measure="DISMISSED", reasons="R."))["errors"] == []
    with behind.unchanged():
        one_missing = await deciding(do, second, id)
        again = await do("castVote", people["adviser"], id=id, measure="EXPULSION", reasons="R.")
    assert late["errors"] == one_missing["errors"] == again["errors"] == conflict


async def test_one_case_at_a_time(do, behind, officer, second, member):
    await served(do, officer, second, member)
    with behind.unchanged():
        refused = await do(
            "openProceeding", second, organisationId=gid("Organisation", member), sought="SUSPENSION", grounds="G.",
            articles=[],
        )  # fmt: skip
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@given(st.lists(st.sampled_from(Measure), min_size=3, max_size=9).filter(lambda votes: len(votes) % 2 == 1),
       st.sampled_from(Measure))  # fmt: skip
def test_a_majority_wants_at_least_what_is_decided_and_none_more(votes, gravest):
    decided = GRAVITY.index(majority(votes, gravest))
    wanting = sum(GRAVITY.index(vote) >= decided for vote in votes)
    wanting_more = sum(GRAVITY.index(vote) > decided for vote in votes)
    assert wanting * 2 > len(votes)
    assert wanting_more * 2 < len(votes) or decided == GRAVITY.index(gravest)
