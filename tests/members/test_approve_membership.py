import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.kernel.table import today
from server.members.models import MemberContact, MembershipApplication, Organisation, OrganisationStatus
from tests import world


@pytest.fixture
def waiting(behind) -> UUID:
    """An organisation that has applied."""
    key = uuid4()
    applicant = world.organisation(id=key, status=OrganisationStatus.APPLIED)
    behind.add(applicant, *world.application(applicant))
    return key


def approving(do: Any, who: Any, organisation: UUID, **more: Any) -> Any:
    return do(
        "approveMembership",
        who,
        "organisation { status memberSince } invitationLink",
        organisationId=world.gid("Organisation", organisation),
        **more,
    )


async def test_an_officer_admits_an_applicant_and_gets_a_link_for_its_contact(do, ask, behind, officer, waiting):
    payload = await approving(do, officer, waiting)

    link = payload.pop("invitationLink")
    assert payload == {"organisation": {"status": "ACTIVE", "memberSince": str(today())}, "errors": []}
    decided = behind.row(MembershipApplication, organisation_id=waiting)
    assert (decided["stage"], decided["decided_by"], decided["reason"]) == ("approved", officer.id, None)
    assert decided["decided_at"].date() <= today()
    invitation = behind.row("invitation", organisation_id=waiting)
    assert (invitation["email"], invitation["seat_role"], invitation["invited_by"], invitation["role"]) == (
        behind.row(MemberContact, organisation_id=waiting)["email"],
        "owner",
        officer.id,
        None,
    )
    assert link.rpartition("/")[2].encode() not in invitation["token_hash"]
    [entry] = behind.rows("select verb, actor_id from audit_entry where subject_id = %s", waiting)
    assert entry == {"verb": "approve_membership", "actor_id": officer.id}
    public = "query($id: ID!) { organisation(id: $id) { status contact { name } application { motivation } } }"
    shown = await ask(public, id=world.gid("Organisation", waiting))
    assert shown == {"organisation": {"status": "ACTIVE", "contact": None, "application": None}}


async def test_the_contact_follows_the_link_and_is_the_owner(do, officer, waiting):
    link = (await approving(do, officer, waiting))["invitationLink"]

    payload = await do(
        "acceptInvitation",
        None,
        "viewer { seats { role organisation { id } } }",
        token=link.rpartition("/")[2],
        name="Hana Sato",
        password="a bridge of twelve arches",
    )

    assert payload == {
        "viewer": {"seats": [{"role": "OWNER", "organisation": {"id": world.gid("Organisation", waiting)}}]},
        "errors": [],
    }


async def test_with_one_key_the_same_link_is_given_again(do, behind, officer, waiting):
    key = uuid4()
    first = await approving(do, officer, waiting, idempotencyKey=key)

    with behind.unchanged():
        second = await approving(do, officer, waiting, idempotencyKey=key)

    assert first == second
    assert first["invitationLink"]


async def test_deciding_twice_is_a_conflict(do, behind, officer, waiting):
    await approving(do, officer, waiting)

    with behind.unchanged():
        again = await approving(do, officer, waiting)
        declined = await do(
            "declineMembership", officer, organisationId=world.gid("Organisation", waiting), reason="No."
        )

    conflict = [{"code": "CONFLICT", "path": ["input", "organisationId"]}]
    assert again == {"organisation": None, "invitationLink": None, "errors": conflict}
    assert declined == {"errors": conflict}


async def test_of_two_officers_at_once_one_decides(do, behind, officer, waiting):
    reason = {"organisationId": world.gid("Organisation", waiting), "reason": "No."}

    payloads = await asyncio.gather(
        *(approving(do, officer, waiting) for _ in range(3)),
        *(do("declineMembership", officer, **reason) for _ in range(3)),
    )

    assert sorted([error["code"] for error in payload["errors"]] for payload in payloads) == [[], *[["CONFLICT"]] * 5]
    assert len(behind.rows("select 1 from audit_entry where subject_id = %s", waiting)) == 1
    decided = behind.row(MembershipApplication, organisation_id=waiting)
    invited = behind.rows("select 1 from invitation where organisation_id = %s", waiting)
    status = OrganisationStatus.ACTIVE if decided["stage"] == "approved" else OrganisationStatus.DECLINED
    assert (behind.row(Organisation, waiting)["status"], len(invited)) == (status, int(decided["stage"] == "approved"))


async def test_an_applicant_exists_only_for_its_own_people_and_the_secretariat(do, behind, people, waiting):
    for name in ("worker", "owner", "rival", "adviser", "partner"):
        with behind.unchanged():
            payload = await approving(do, people[name], waiting)
        assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "organisationId"]}]
    with behind.unchanged():
        assert (await approving(do, None, waiting))["errors"] == [
            {"code": "NOT_FOUND", "path": ["input", "organisationId"]}
        ]


async def test_the_rest_of_the_secretariat_and_the_applicant_do_not_decide(do, behind, people):
    for name in ("content_editor", "custodian", "analyst", "admin", "handler", "applicant"):
        with behind.unchanged():
            payload = await approving(do, people[name], world.key("minato"))
        assert payload == {
            "organisation": None,
            "invitationLink": None,
            "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}],
        }


@pytest.mark.parametrize("id", ["", "nonsense", world.gid("CaseStudy", "draft"), world.gid("Organisation", "unknown")])
async def test_what_is_no_organisation_is_not_found(do, behind, officer, id):
    with behind.unchanged():
        payload = await do("approveMembership", officer, organisationId=id)
    assert payload == {"errors": [{"code": "NOT_FOUND", "path": ["input", "organisationId"]}]}
