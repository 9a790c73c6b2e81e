from uuid import UUID, uuid4

import pytest

from server.members.models import MembershipApplication, Organisation, OrganisationStatus
from tests import world


@pytest.fixture
def waiting(behind) -> UUID:
    """An organisation that has applied."""
    key = uuid4()
    applicant = world.organisation(id=key, status=OrganisationStatus.APPLIED)
    behind.add(applicant, *world.application(applicant))
    return key


async def test_an_officer_declines_with_a_reason(do, behind, officer, waiting):
    payload = await do(
        "declineMembership",
        officer,
        "organisation { status memberSince application { approved reason } }",
        organisationId=world.gid("Organisation", waiting),
        reason=" It employs nobody. ",
    )

    assert payload == {
        "organisation": {
            "status": "DECLINED",
            "memberSince": None,
            "application": {"approved": False, "reason": "It employs nobody."},
        },
        "errors": [],
    }
    assert behind.row(MembershipApplication, organisation_id=waiting)["decided_by"] == officer.id
    assert [row["verb"] for row in behind.rows("select verb from audit_entry where subject_id = %s", waiting)] == [
        "decline_membership"
    ]
    assert behind.rows("select 1 from invitation where organisation_id = %s", waiting) == []


@pytest.mark.parametrize("reason", ["", "  \n", "a" * 2001], ids=["empty", "blank", "long"])
async def test_a_reason_must_be_given(do, behind, officer, waiting, reason):
    with behind.unchanged():
        payload = await do(
            "declineMembership", officer, organisationId=world.gid("Organisation", waiting), reason=reason
        )
    assert payload == {"errors": [{"code": "INVALID", "path": ["input", "reason"]}]}


async def test_a_member_cannot_be_declined(do, behind, officer):
    with behind.unchanged():
        payload = await do(
            "declineMembership", officer, organisationId=world.gid("Organisation", "aozora"), reason="No."
        )
    assert payload == {"errors": [{"code": "CONFLICT", "path": ["input", "organisationId"]}]}


async def test_nobody_but_an_officer_declines(do, behind, people, waiting):
    for name in ("content_editor", "admin", "handler", "analyst", "custodian"):
        with behind.unchanged():
            payload = await do(
                "declineMembership", people[name], organisationId=world.gid("Organisation", waiting), reason="No."
            )
        assert payload == {"errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
    for somebody in (None, people["owner"], people["worker"]):
        with behind.unchanged():
            payload = await do(
                "declineMembership", somebody, organisationId=world.gid("Organisation", waiting), reason="No."
            )
        assert payload == {"errors": [{"code": "NOT_FOUND", "path": ["input", "organisationId"]}]}
    assert behind.row(Organisation, waiting)["status"] == OrganisationStatus.APPLIED
