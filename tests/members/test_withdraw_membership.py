"""Leaving, coming back, ending a suspension, taking part in another way."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schema.connections import read_global_id
from server.identity.models import Seat
from server.kernel.viewer import SeatRole
from server.members.models import Organisation, OrganisationStatus, Participation
from tests import world
from tests.makers import gid, key

pytestmark = pytest.mark.usefixtures("fresh")


@pytest.fixture
def member(behind: Any) -> Any:
    """Makes a member whose owner is Aozora's owner."""

    def make(status: OrganisationStatus = OrganisationStatus.ACTIVE, **fields: Any) -> UUID:
        made = world.organisation(id=uuid4(), status=status, **fields)
        seat = Seat(person_id=key("owner"), organisation_id=made.id, role=SeatRole.OWNER)
        behind.add(made, seat, *world.application(made, True))
        return made.id

    return make


def wanting(id: UUID, reason: str | None = "We stop hiring.") -> dict[str, Any]:
    return {"organisationId": gid("Organisation", id), **({"reason": reason} if reason else {})}


@pytest.mark.row("M4")
async def test_a_member_leaves_and_the_public_page_says_so(do, ask, owner, member):
    id = member()

    left = await do("withdrawMembership", owner, "organisation { status }", wanting(id))

    assert left == {"organisation": {"status": "WITHDRAWN"}, "errors": []}
    document = "query($id: ID!) { organisation(id: $id) { status history { cause reason } } }"
    seen = {who: (await ask(document, asking, id=gid("Organisation", id)))["organisation"] for who, asking in
            (("nobody", None), ("owner", owner))}  # fmt: skip
    assert seen == {
        "nobody": {"status": "WITHDRAWN", "history": [{"cause": "WITHDREW", "reason": None}]},
        "owner": {"status": "WITHDRAWN", "history": [{"cause": "WITHDREW", "reason": "We stop hiring."}]},
    }
    again = await do("withdrawMembership", owner, "", wanting(id))
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@pytest.mark.row("M4")
async def test_who_left_applies_again_and_keeps_its_history(do, ask, owner, officer, member):
    id = member()
    await do("withdrawMembership", owner, "", wanting(id))

    applied = await do(
        "rejoinMembership", owner, "organisation { status application { stage motivation } }",
        organisationId=gid("Organisation", id), motivation="We hire again.",
    )  # fmt: skip
    twice = await do("rejoinMembership", owner, organisationId=gid("Organisation", id))
    admitted = await do("approveMembership", officer, "organisation { status }", organisationId=gid("Organisation", id))

    assert applied["organisation"] == {
        "status": "WITHDRAWN",
        "application": {"stage": "SUBMITTED", "motivation": "We hire again."},
    }
    assert twice["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]
    assert admitted == {"organisation": {"status": "ACTIVE"}, "errors": []}
    document = "query($id: ID!) { organisation(id: $id) { history { cause } formerApplications { stage motivation } } }"
    assert (await ask(document, owner, id=gid("Organisation", id)))["organisation"] == {
        "history": [{"cause": "REJOINED"}, {"cause": "WITHDREW"}],
        "formerApplications": [{"stage": "APPROVED", "motivation": "To learn."}],
    }


async def test_who_left_and_is_declined_stays_one_who_left(do, ask, owner, officer, member):
    id = member(OrganisationStatus.WITHDRAWN)
    await do("rejoinMembership", owner, organisationId=gid("Organisation", id))

    declined = await do("declineMembership", officer, "organisation { status }", wanting(id, "Not yet."))

    assert declined == {"organisation": {"status": "WITHDRAWN"}, "errors": []}


async def test_a_member_cannot_apply_again(do, behind, owner, member):
    id = member()
    with behind.unchanged():
        refused = await do("rejoinMembership", owner, organisationId=gid("Organisation", id))
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@pytest.mark.row("M4")
async def test_a_suspension_that_was_decided_is_ended_by_an_officer(do, officer, member, behind):
    id, other = member(OrganisationStatus.SUSPENDED), member()

    ended = await do("reinstateMembership", officer, "organisation { status }", wanting(id, "All is put right."))
    with behind.unchanged():
        refused = await do("reinstateMembership", officer, "", wanting(other, "Nothing to end."))

    assert ended == {"organisation": {"status": "ACTIVE"}, "errors": []}
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@pytest.mark.row("M1")
@pytest.mark.parametrize(("way", "pledges", "writes"), [("PARTNER", False, True), ("OBSERVER", False, False)])
async def test_rights_follow_the_way_of_taking_part(do, owner, officer, member, way, pledges, writes):
    id = member()
    changed = await do(
        "changeParticipation", officer, "organisation { participation participationTerms { pledges publishes } }",
        organisationId=gid("Organisation", id), participation=way,
    )  # fmt: skip
    assert changed["organisation"] == {
        "participation": way,
        "participationTerms": {"pledges": pledges, "publishes": writes},
    }

    signed = await do("pledge", owner, organisationId=gid("Organisation", id), signerName="S", signerRole="CEO")
    study = await do(
        "draftCaseStudy", owner, organisationId=gid("Organisation", id), texts=[{"language": "en", "title": "T"}]
    )

    conflict = [{"code": "CONFLICT", "path": ["input", "organisationId"]}]
    assert (signed["errors"], study["errors"]) == (conflict, [] if writes else conflict)


@pytest.mark.row("M1")
@pytest.mark.parametrize(("kind", "way"), [("NPO", "MEMBER"), ("MEDIA", "PARTNER"), ("INDIVIDUAL", "MEMBER")])
async def test_each_kind_has_its_usual_way_of_taking_part(do, behind, kind, way):
    applied = await do(
        "applyForMembership", None, "organisationId", kind=kind, name=[{"language": "en", "text": "New"}],
        contactName="C", contactEmail="c@members.example",
    )  # fmt: skip
    assert applied["errors"] == []
    found = read_global_id(applied["organisationId"])
    assert found
    assert behind.row(Organisation, UUID(found[1]))["participation"] == Participation[way].value


@pytest.mark.row("M4")
async def test_who_is_suspended_has_no_members_rights(do, behind, owner, member):
    id = member(OrganisationStatus.SUSPENDED)
    with behind.unchanged():
        refused = await do("pledge", owner, organisationId=gid("Organisation", id), signerName="S", signerRole="CEO")
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]
