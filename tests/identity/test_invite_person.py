"""invitePerson: owners invite to their organisation, admins to everything."""

import pytest

from server.identity.rules import invitation_hash
from tests.world import gid

AOZORA = {"seat": {"organisationId": gid("Organisation", "aozora"), "role": "EDITOR"}}


async def test_an_owner_invites_to_a_seat_and_only_the_link_knows_the_token(do, owner, behind):
    told = await do("invitePerson", owner, "invitationLink", email=" New@People.example", to=AOZORA)

    assert told["errors"] == []
    token = told["invitationLink"].rpartition("/invitation/")[2]
    row = behind.row("invitation", token_hash=invitation_hash(token))
    assert row
    assert (row["email"], row["seat_role"], row["role"], row["invited_by"], row["accepted_at"]) == (
        "new@people.example",
        "editor",
        None,
        owner.id,
        None,
    )
    assert token not in str(row)
    assert behind.rows("select verb, actor_id from audit_entry where subject_id = %s", row["id"]) == [
        {"verb": "invite_person", "actor_id": owner.id}
    ]


@pytest.mark.parametrize("to", [AOZORA, {"role": "CASE_HANDLER"}])
async def test_an_admin_invites_to_every_seat_and_appointment(do, admin, to):
    assert (await do("invitePerson", admin, email="new@people.example", to=to))["errors"] == []


@pytest.mark.parametrize("who", ["editor", "reader", "rival", "officer", "handler", "adviser"])
async def test_nobody_else_invites(do, people, behind, who):
    for to in (AOZORA, {"role": "ADMIN"}):
        with behind.unchanged():
            told = await do("invitePerson", people[who], "invitationLink", email="new@people.example", to=to)
        assert told == {"invitationLink": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}


async def test_an_owner_appoints_nobody(do, owner, behind):
    with behind.unchanged():
        told = await do("invitePerson", owner, email="new@people.example", to={"role": "ANALYST"})
    assert told == {"errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}


async def test_visitors_and_workers_invite_nobody(do, worker, behind):
    for who in (None, worker):
        with behind.unchanged():
            assert (await do("invitePerson", who, email="new@people.example", to=AOZORA))["errors"] != []


@pytest.mark.parametrize(
    "email", ["", "new", "new@people", "new people@people.example", "@people.example", f"{'n' * 320}@p.example"]
)
async def test_what_is_no_address_is_refused(do, owner, behind, email):
    with behind.unchanged():
        told = await do("invitePerson", owner, email=email, to=AOZORA)
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "email"]}]}


async def test_an_applicant_has_no_seats_to_give(do, admin, behind):
    to = {"seat": {"organisationId": gid("Organisation", "minato"), "role": "OWNER"}}
    with behind.unchanged():
        told = await do("invitePerson", admin, email="new@people.example", to=to)
    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "to", "seat", "organisationId"]}]}


async def test_an_invitation_is_to_one_thing(answer, admin, behind):
    document = "mutation($input: InvitePersonInput!) { invitePerson(input: $input) { errors { code } } }"
    for to in ({}, {**AOZORA, "role": "ADMIN"}):
        with behind.unchanged():
            refused = await answer(document, admin, input={"email": "new@people.example", "to": to})
        assert "data" not in refused.json()
        assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_the_same_request_again_gives_the_same_link(do, owner, behind):
    asked = {"email": "twice@people.example", "to": AOZORA, "idempotencyKey": "0b0d2c1e-6a53-4d0e-9a52-5a4b8d2f6c11"}
    first = await do("invitePerson", owner, "invitationLink", **asked)
    assert await do("invitePerson", owner, "invitationLink", **asked) == first
    assert len(behind.rows("select id from invitation where email = 'twice@people.example'")) == 1
