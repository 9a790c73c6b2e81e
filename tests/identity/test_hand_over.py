"""handOver: one step from one owner to another; appointOwner: when there is none."""

import asyncio

import pytest

from tests.identity.test_revoke_seat import EDITOR, OWNER, READER, member_with
from tests.makers import gid

LIVING = "select person_id, role from seat where organisation_id = %s and revoked_on is null order by role"


@pytest.mark.row("M6")
@pytest.mark.parametrize("stay_as", [None, "EDITOR"])
async def test_the_successor_is_owner_and_the_other_leaves_or_stays_as_something_else(do, behind, make, stay_as):
    member, ((_, boss), (seat, heir)) = member_with(behind, make, OWNER, READER)

    told = await do("handOver", boss, "seat { role }", id=gid("Seat", seat.id), stayAs=stay_as)

    assert told == {"seat": {"role": "OWNER"} if stay_as else None, "errors": []}
    stays = [{"person_id": boss.id, "role": "editor"}] if stay_as else []
    assert behind.rows(LIVING, member) == [*stays, {"person_id": heir.id, "role": "owner"}]
    entries = behind.rows("select verb from audit_entry where organisation_id = %s", member)
    assert entries == [{"verb": "hand_over"}]


@pytest.mark.row("M6")
async def test_of_a_hand_over_and_a_revocation_at_once_none_leaves_the_house_without_an_owner(do, behind, make):
    for _ in range(4):
        member, ((_, boss), (seat, heir)) = member_with(behind, make, OWNER, EDITOR)
        await asyncio.gather(
            do("handOver", boss, id=gid("Seat", seat.id)), do("revokeSeat", heir, id=gid("Seat", seat.id))
        )
        assert [row["role"] for row in behind.rows(LIVING, member)] == ["owner"]


async def test_nobody_hands_over_to_themselves_or_stays_owner(do, behind, make):
    _, ((own, boss), (seat, _)) = member_with(behind, make, OWNER, READER)
    with behind.unchanged():
        told = await do("handOver", boss, id=gid("Seat", own.id))
        assert told == {"errors": [{"code": "INVALID", "path": ["input", "id"]}]}
        told = await do("handOver", boss, id=gid("Seat", seat.id), stayAs="OWNER")
        assert told == {"errors": [{"code": "INVALID", "path": ["input", "stayAs"]}]}


@pytest.mark.row("M6")
async def test_the_secretariat_promotes_somebody_of_a_house_without_an_owner(do, behind, make, officer):
    member, ((_, left), (seat, heir)) = member_with(behind, make, OWNER, READER)
    behind.rows("update seat set revoked_on = granted_on where person_id = %s", left.id)

    given = {"organisationId": gid("Organisation", member), "email": f" {heir.email.upper()}"}
    told = await do("appointOwner", officer, "invitationLink", **given, reason="The owner has died.")

    assert told == {"invitationLink": None, "errors": []}
    assert behind.rows("select role, reason from seat where id = %s", seat.id) == [
        {"role": "owner", "reason": "The owner has died."}
    ]
    with behind.unchanged():
        again = await do("appointOwner", officer, **given, reason="Again.")
    assert again == {"errors": [{"code": "CONFLICT", "path": ["input", "organisationId"]}]}


@pytest.mark.row("M6")
async def test_where_nobody_is_left_an_invitation_gives_the_owners_seat(do, behind, make, admin):
    member, _ = member_with(behind, make)

    told = await do(
        "appointOwner", admin, "invitationLink", organisationId=gid("Organisation", member),
        email="heir@people.example", reason="All have left.",
    )  # fmt: skip

    accepted = await do(
        "acceptInvitation", None, "viewer { seats { role } }", name="Heir", password="a bridge over the river",
        token=told["invitationLink"].rpartition("/")[2],
    )  # fmt: skip
    assert accepted == {"viewer": {"seats": [{"role": "OWNER"}]}, "errors": []}


async def test_a_reason_is_given(do, behind, make, officer):
    member, _ = member_with(behind, make, READER)
    with behind.unchanged():
        told = await do(
            "appointOwner", officer, organisationId=gid("Organisation", member), email="a@b.example", reason=" "
        )
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "reason"]}]}
