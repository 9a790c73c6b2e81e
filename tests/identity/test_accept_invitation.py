"""acceptInvitation: a one-time link becomes a seat or an appointment."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.identity.models import Invitation
from server.identity.rules import invitation_hash
from server.kernel.table import now
from server.kernel.viewer import Role, SeatRole
from tests.world import PASSWORD, gid, key

NEW_PASSWORD = "fourteen and more letters"


def invited(behind, token: str, email: str = "", **target: Any) -> str:
    """Write an invitation, and give its token."""
    usual: dict[str, Any] = {"expires_at": now() + timedelta(days=14), "email": email or f"{token}@people.example"}
    behind.add(Invitation(token_hash=invitation_hash(token), **(usual | target)))
    return token


async def test_a_new_person_takes_a_seat_and_is_signed_in(do, ask, behind):
    token = invited(behind, "new-editor", organisation_id=key("aozora"), seat_role=SeatRole.EDITOR)

    shows = "token viewer { person { name email } seats { role organisation { id } } roles }"

    told = await do("acceptInvitation", None, shows, token=token, name=" Nguyễn Văn An ", password=NEW_PASSWORD)

    session = told.pop("token")
    assert told == {
        "viewer": {
            "person": {"name": "Nguyễn Văn An", "email": "new-editor@people.example"},
            "seats": [{"role": "EDITOR", "organisation": {"id": gid("Organisation", "aozora")}}],
            "roles": [],
        },
        "errors": [],
    }
    assert (await ask("{ viewer { roles } }", session))["viewer"] == {"roles": []}
    signed_in = await do("signIn", None, "token", email="new-editor@people.example", password=NEW_PASSWORD)
    assert signed_in["errors"] == []


async def test_an_invitation_works_once_and_the_second_looks_like_an_unknown_one(do, behind):
    token = invited(behind, "once", organisation_id=key("aozora"), seat_role=SeatRole.READER)
    given = {"name": "Once", "password": NEW_PASSWORD}
    assert (await do("acceptInvitation", None, token=token, **given))["errors"] == []

    with behind.unchanged():
        again = await do("acceptInvitation", None, "token", token=token, **given)
        unknown = await do("acceptInvitation", None, "token", token="never written", **given)
    assert again == unknown == {"token": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "token"]}]}


async def test_accepted_twice_at_once_it_gives_one_seat(do, behind):
    token = invited(behind, "at-once", organisation_id=key("aozora"), seat_role=SeatRole.READER)
    tries = [do("acceptInvitation", None, token=token, name="At Once", password=NEW_PASSWORD) for _ in range(4)]

    codes = [[error["code"] for error in told["errors"]] for told in await asyncio.gather(*tries)]

    assert sorted(codes) == [[], ["NOT_FOUND"], ["NOT_FOUND"], ["NOT_FOUND"]]
    assert behind.rows("select count(*) from seat join person on person.id = person_id where name = 'At Once'") == [
        {"count": 1}
    ]


async def test_an_expired_invitation_says_so(ask, behind):
    token = invited(behind, "late", role=Role.ANALYST, expires_at=now())
    accept = """mutation($token: String!, $password: String!) {
        acceptInvitation(input: {token: $token, name: "L", password: $password}) {
            token errors { code message path } } }"""

    with behind.unchanged():
        told = await ask(accept, token=token, password=NEW_PASSWORD)

    text = "This invitation has expired. Ask who invited you for a new one."
    assert told == {
        "acceptInvitation": {
            "token": None,
            "errors": [{"code": "CONFLICT", "message": text, "path": ["input", "token"]}],
        }
    }


@pytest.mark.parametrize(
    ("password", "role"),
    [
        ("eleven char", None),
        ("fourteen chars", Role.CASE_HANDLER),
        ("fourteen chars", Role.ADMIN),
        ("a" * 40, None),
        ("weak@people.example", None),
        ("p" + "x" * 1024, None),
    ],
)
async def test_a_password_that_is_guessed_first_is_refused(do, behind, password, role):
    seat: dict[str, Any] = {"organisation_id": key("aozora"), "seat_role": SeatRole.READER}
    target = {"role": role} if role else seat
    behind.rows("delete from invitation where token_hash = %s", invitation_hash("weak"))
    token = invited(behind, "weak", **target)

    with behind.unchanged():
        told = await do("acceptInvitation", None, "token", token=token, name="Weak", password=password)

    assert told == {"token": None, "errors": [{"code": "INVALID", "path": ["input", "password"]}]}


@pytest.mark.parametrize("name", [None, "", "   ", "two\nlines", "x" * 201])
async def test_a_new_person_needs_a_name(do, behind, name):
    behind.rows("delete from invitation where token_hash = %s", invitation_hash("nameless"))
    token = invited(behind, "nameless", role=Role.ADVISER)

    with behind.unchanged():
        told = await do("acceptInvitation", None, token=token, name=name, password=NEW_PASSWORD)

    assert told == {"errors": [{"code": "INVALID", "path": ["input", "name"]}]}


async def test_a_known_person_proves_to_be_it_and_keeps_the_name(do, adviser, behind):
    token = invited(behind, "known", adviser.email, organisation_id=key("kitakaze"), seat_role=SeatRole.READER)

    with behind.unchanged("sign_in_throttle"):
        wrong = await do("acceptInvitation", None, "token", token=token, name="Thief", password="not my password")
    assert wrong == {"token": None, "errors": [{"code": "INVALID", "path": ["input", "password"]}]}

    told = await do(
        "acceptInvitation", None, "viewer { person { name } roles seats { role } }", token=token, password=PASSWORD
    )
    assert told == {
        "viewer": {"person": {"name": "Adviser"}, "roles": ["ADVISER"], "seats": [{"role": "READER"}]},
        "errors": [],
    }


async def test_whoever_has_the_seat_already_is_told_so(do, reader, behind):
    token = invited(behind, "again", reader.email, organisation_id=key("aozora"), seat_role=SeatRole.OWNER)

    with behind.unchanged("sign_in_throttle"):
        told = await do("acceptInvitation", None, token=token, password=PASSWORD)

    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "token"]}]}


@pytest.mark.usefixtures("fresh")
async def test_a_new_handler_gets_a_key_of_their_own(do, ask, behind):
    token = invited(behind, "new-handler", role=Role.CASE_HANDLER)

    told = await do(
        "acceptInvitation", None, "token viewer { roles }", token=token, name="New Handler", password=NEW_PASSWORD
    )

    assert told["viewer"] == {"roles": ["CASE_HANDLER"]}
    filed = await ask(
        """mutation($key: UUID!) { fileGrievance(input: {idempotencyKey: $key, category: WAGES, language: "en",
        narrative: "Sealed for the new one too.", employer: {unknown: true}}) { errors { code } } }""", key=uuid4(),
    )  # fmt: skip
    assert filed == {"fileGrievance": {"errors": []}}
    signed_in = await do("signIn", None, "token", email="new-handler@people.example", password=NEW_PASSWORD)
    for token in (told["token"], signed_in["token"]):
        shown = await ask("{ grievances { nodes { narrative } } }", token)
        assert shown == {"grievances": {"nodes": [{"narrative": "Sealed for the new one too."}]}}


async def test_a_new_seat_ends_its_holders_grants_for_what_must_be_kept_from_it(fresh, do, ask, behind, people):
    handler = people["handler"]
    grants = (
        "select x.organisation_id, g.revoked_on from grievance_grant g"
        " join grievance_exclusion x using (grievance_id) where g.person_id = %s"
    )
    token = invited(behind, "tied-now", handler.email, organisation_id=key("aozora"), seat_role=SeatRole.READER)
    assert {row["revoked_on"] for row in behind.rows(grants, key("handler"))} == {None}

    told = await do("acceptInvitation", None, token=token, name="", password=PASSWORD)

    assert told["errors"] == []
    ended = {row["organisation_id"]: row["revoked_on"] is not None for row in behind.rows(grants, key("handler"))}
    assert ended == {key("aozora"): True, key("kitakaze"): False}
    assert (await ask("{ grievances { totalCount } }", handler))["grievances"]["totalCount"] == 1
