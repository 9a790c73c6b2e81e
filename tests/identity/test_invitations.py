"""resendInvitation, withdrawInvitation, and the list with each invitation's state."""

import asyncio

import pytest

from server.identity.models import Seat
from tests.identity.test_revoke_seat import OWNER, READER, member_with
from tests.makers import gid
from tests.world import PASSWORD as KNOWN

LIST = "query($id: ID!) { organisation(id: $id) { invitations { id email seatRole state } } }"
PASSWORD = "a bridge over the river"


async def invited(do, boss, member, email: str) -> tuple[str, str]:
    """Invite somebody; gives the token and the e-mail."""
    to = {"seat": {"organisationId": gid("Organisation", member), "role": "READER"}}
    told = await do("invitePerson", boss, "invitationLink", email=email, to=to)
    return told["invitationLink"].rpartition("/")[2], email


@pytest.mark.row("M6")
async def test_an_invitation_sent_again_has_a_new_link_and_the_old_one_is_dead(ask, do, behind, make):
    member, ((_, boss),) = member_with(behind, make, OWNER)
    old, email = await invited(do, boss, member, f"{member.hex}@people.example")
    behind.rows("update invitation set expires_at = now() where email = %s", email)
    (listed,) = (await ask(LIST, boss, id=gid("Organisation", member)))["organisation"]["invitations"]
    assert (listed["email"], listed["seatRole"], listed["state"]) == (email, "READER", "EXPIRED")

    told = await do("resendInvitation", boss, "invitation { state } invitationLink", id=listed["id"])

    assert told["invitation"] == {"state": "WAITING"}
    new = told["invitationLink"].rpartition("/")[2]
    refused = await do("acceptInvitation", None, token=old, name="N", password=PASSWORD)
    assert refused == {"errors": [{"code": "NOT_FOUND", "path": ["input", "token"]}]}
    assert (await do("acceptInvitation", None, token=new, name="N", password=PASSWORD))["errors"] == []
    (listed,) = (await ask(LIST, boss, id=gid("Organisation", member)))["organisation"]["invitations"]
    assert listed["state"] == "ACCEPTED"
    for verb in ("resendInvitation", "withdrawInvitation"):
        with behind.unchanged():
            late = await do(verb, boss, id=listed["id"])
        assert late == {"errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


@pytest.mark.row("M6")
async def test_a_withdrawn_invitation_is_dead(ask, do, behind, make):
    member, ((_, boss), (_, reader)) = member_with(behind, make, OWNER, READER)
    token, _ = await invited(do, boss, member, f"{member.hex}@people.example")
    (listed,) = (await ask(LIST, reader, id=gid("Organisation", member)))["organisation"]["invitations"]

    told = await do("withdrawInvitation", boss, "invitation { state }", id=listed["id"])

    assert told == {"invitation": {"state": "WITHDRAWN"}, "errors": []}
    refused = await do("acceptInvitation", None, token=token, name="N", password=PASSWORD)
    assert refused == {"errors": [{"code": "NOT_FOUND", "path": ["input", "token"]}]}


async def test_accepted_and_withdrawn_at_once_it_is_one_of_the_two(ask, do, behind, make):
    member, ((_, boss),) = member_with(behind, make, OWNER)
    token, _ = await invited(do, boss, member, f"{member.hex}@people.example")
    (listed,) = (await ask(LIST, boss, id=gid("Organisation", member)))["organisation"]["invitations"]

    told = await asyncio.gather(
        do("withdrawInvitation", boss, id=listed["id"]),
        do("acceptInvitation", None, token=token, name="N", password=PASSWORD),
    )

    assert sorted(len(answer["errors"]) for answer in told) == [0, 1]
    row = behind.row("invitation", organisation_id=member)
    assert row
    assert (row["accepted_at"] is None) != (row["withdrawn_on"] is None)


async def test_a_seat_can_be_offered_until_a_day(do, behind, make):
    member, ((_, boss),) = member_with(behind, make, OWNER)
    seat = {"organisationId": gid("Organisation", member), "role": "READER", "endsOn": "2030-03-31"}
    told = await do("invitePerson", boss, "invitationLink", email=f"{member.hex}@p.example", to={"seat": seat})
    token = told["invitationLink"].rpartition("/")[2]
    shown = await do("acceptInvitation", None, "viewer { seats { endsOn } }", token=token, name="N", password=PASSWORD)
    assert shown["viewer"] == {"seats": [{"endsOn": "2030-03-31"}]}


async def test_whose_seat_has_ended_by_its_day_can_be_seated_again(do, behind, make, reader):
    member, ((_, boss),) = member_with(behind, make, OWNER)
    ended = Seat(person_id=reader.id, organisation_id=member, role=READER)
    behind.add(ended)
    behind.rows("update seat set ends_on = current_date - 3 where id = %s", ended.id)
    token, _ = await invited(do, boss, member, reader.email)
    assert (await do("acceptInvitation", None, token=token, password=KNOWN))["errors"] == []
    assert behind.rows("select revoked_on = ends_on as closed from seat where id = %s", ended.id) == [{"closed": True}]
