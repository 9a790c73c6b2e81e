"""The second step of signing in: enrolling an app, its codes, recovery codes, and who must have one."""

import asyncio
import base64
from dataclasses import replace
from typing import Any

import pytest

from server.identity import rules
from tests.accounts import KEY, Accounts, code_of
from tests.identity.test_revoke_seat import READER, member_with
from tests.makers import gid
from tests.world import PASSWORD, email_of

AOZORA = gid("Organisation", "aozora")
SIGN_IN = "token pending enrolmentNeeded passkeyPossible viewer { roles }"


@pytest.fixture
def asked_for(place: Any) -> Any:
    """The installation asks the secretariat and handlers for a second factor."""
    before = place.door.rules
    place.door.rules = replace(before, second_factor=True)
    yield
    place.door.rules = before


def sign_in(do: Any, name: str, **more: str) -> Any:
    """Ask to sign in as one of the world's people."""
    return do("signIn", None, SIGN_IN, email=email_of(name), password=PASSWORD, **more)


@pytest.mark.row("M6")
async def test_a_person_enrols_an_app_and_signs_in_with_its_codes(fresh, do, ask, owner, behind):
    begun = await do("beginSecondFactor", owner, "enrolment key uri")
    app = begun["uri"].partition("secret=")[2].partition("&")[0]
    assert begun["key"].replace("-", "") == app
    assert "issuer=Kakehashi" in begun["uri"]
    secret = base64.b32decode(app)
    given = {"enrolment": begun["enrolment"], "code": code_of(secret)}
    made = await do("confirmSecondFactor", owner, "recoveryCodes token", given)
    assert (len(set(made["recoveryCodes"])), made["token"], made["errors"]) == (10, None, [])
    assert secret not in behind.row("one_time_key", person_id=owner.id)["sealed"]

    waits = await sign_in(do, "owner")
    assert (waits["token"], waits["viewer"], waits["enrolmentNeeded"], waits["errors"]) == (None, None, False, [])
    used = await do("completeSignIn", None, "token", pending=waits["pending"], code=code_of(secret))
    assert used == {"token": None, "errors": [{"code": "INVALID", "path": ["input", "code"]}]}  # enrolling used it up
    code = code_of(secret, 1)
    done = await do("completeSignIn", None, "token viewer { person { email } }", pending=waits["pending"], code=code)
    assert (done["viewer"], done["errors"]) == ({"person": {"email": owner.email}}, [])
    shown = await ask("{ viewer { secondFactor { enrolledOn } recoveryCodesLeft } }", done["token"])
    assert shown["viewer"]["secondFactor"]
    assert shown["viewer"]["recoveryCodesLeft"] == 10

    again = await do("completeSignIn", None, "token", pending=waits["pending"], code=made["recoveryCodes"][0])
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]  # the ticket has worked


@pytest.mark.row("M6")
async def test_a_code_works_once_also_where_it_comes_twice_at_once(fresh, do, behind, make):
    accounts = Accounts(behind, make, "owner")
    code = accounts.code()
    told = await asyncio.gather(*(sign_in(do, "owner", code=code) for _ in range(3)))
    assert sorted(len(one["errors"]) for one in told) == [0, 1, 1]
    accounts.enrolled()
    assert (await sign_in(do, "owner", code=code_of(KEY, -3)))["errors"] != []
    assert (await sign_in(do, "owner", code=f" {code_of(KEY)[:3]} {code_of(KEY)[3:]} "))["errors"] == []


@pytest.mark.row("M6")
async def test_a_recovery_code_works_once_in_any_spelling(fresh, do, ask, behind, make):
    accounts = Accounts(behind, make, "owner")
    accounts.enrolled()
    code = accounts.recovery_code()
    spelled = f"{code[:4].upper()}-{code[4:8]} {code[8:]}"

    first = await sign_in(do, "owner", code=spelled)
    second = await sign_in(do, "owner", code=spelled)

    assert (first["errors"], second["token"]) == ([], None)
    assert second["errors"] == [{"code": "INVALID", "path": ["input", "code"]}]
    assert (await ask("{ viewer { recoveryCodesLeft } }", first["token"]))["viewer"] == {"recoveryCodesLeft": 0}


@pytest.mark.row("M6")
async def test_guesses_at_codes_are_counted_for_each_account(fresh, do, behind, make):
    accounts = Accounts(behind, make, "owner")
    accounts.enrolled()
    pending = accounts.pending()
    for _ in range(rules.ACCOUNT_FAILURES):
        wrong = await do("completeSignIn", None, "token", pending=pending, code="000000")
        assert wrong == {"token": None, "errors": [{"code": "INVALID", "path": ["input", "code"]}]}
    told = await do("completeSignIn", None, "token", pending=pending, code=code_of(KEY))
    assert [error["code"] for error in told["errors"]] == ["LIMIT_REACHED"]


@pytest.mark.row("M6")
@pytest.mark.parametrize("name", ["officer", "admin", "custodian", "handler", "partner"])
async def test_the_secretariat_and_handlers_enrol_before_their_first_session(fresh, do, ask, asked_for, name):
    waits = await sign_in(do, name)
    assert (waits["token"], waits["enrolmentNeeded"]) == (None, True)
    refused = await do("completeSignIn", None, "token", pending=waits["pending"], code="123456")
    assert [error["code"] for error in refused["errors"]] == ["CONFLICT"]

    begun = await do("beginSecondFactor", None, "enrolment key", pending=waits["pending"])
    secret = base64.b32decode(begun["key"].replace("-", ""))
    given = {"enrolment": begun["enrolment"], "code": code_of(secret)}
    done = await do("confirmSecondFactor", None, "token recoveryCodes viewer { roles }", given)

    assert (done["errors"], len(done["recoveryCodes"]), len(done["viewer"]["roles"])) == ([], 10, 1)
    if name == "handler":  # what the password opened has come along
        shown = await ask("{ grievances(first: 1) { nodes { narrative } } }", done["token"])
        assert shown["grievances"]["nodes"][0]["narrative"]
    again = await sign_in(do, name)
    assert (again["token"], again["enrolmentNeeded"]) == (None, False)


async def test_members_are_not_asked(do, asked_for, reader):
    assert (await sign_in(do, "editor"))["token"]


@pytest.mark.row("M6")
async def test_an_owner_asks_everybody_with_a_seat(fresh, do, ask, owner):
    told = await do(
        "requireSecondFactor", owner, "organisation { seatRule { secondFactor } }", organisationId=AOZORA, required=True
    )
    assert told == {"organisation": {"seatRule": {"secondFactor": True}}, "errors": []}
    assert (await sign_in(do, "reader"))["enrolmentNeeded"] is True
    assert (await sign_in(do, "adviser"))["token"]
    await do("requireSecondFactor", owner, organisationId=AOZORA, required=False)
    assert (await sign_in(do, "reader"))["token"]


@pytest.mark.row("M6")
async def test_who_needs_one_keeps_one(fresh, do, behind, make, owner):
    Accounts(behind, make, "owner").enrolled()
    behind.rows("update seat_rule set second_factor = true")
    with behind.unchanged():
        told = await do("removeSecondFactor", owner)
    assert [error["code"] for error in told["errors"]] == ["CONFLICT"]
    behind.rows("update seat_rule set second_factor = false")
    assert (await do("removeSecondFactor", owner))["errors"] == []
    assert (await sign_in(do, "owner"))["token"]


async def test_new_recovery_codes_kill_the_old_ones(fresh, do, behind, make, owner):
    accounts = Accounts(behind, make, "owner")
    with behind.unchanged():
        assert [error["code"] for error in (await do("renewRecoveryCodes", owner))["errors"]] == ["CONFLICT"]
    accounts.enrolled()
    old = accounts.recovery_code()
    new = (await do("renewRecoveryCodes", owner, "recoveryCodes"))["recoveryCodes"]
    assert (await sign_in(do, "owner", code=old))["errors"] != []
    assert (await sign_in(do, "owner", code=new[9]))["errors"] == []


@pytest.mark.parametrize("verb", ["beginSecondFactor", "renewRecoveryCodes", "removeSecondFactor", "beginPasskey"])
async def test_a_second_factor_changes_only_in_a_session_just_confirmed(do, behind, make, verb):
    _, ((_, who),) = member_with(behind, make, READER)
    behind.rows("update session set confirmed_at = null where person_id = %s", who.id)
    with behind.unchanged():
        told = await do(verb, who)
    assert told == {"errors": [{"code": "CONFIRMATION_NEEDED", "path": ["input"]}]}


@pytest.mark.parametrize("ticket", ["", "x", "A" * 100, "é"])
async def test_what_is_no_ticket_opens_nothing(do, behind, ticket):
    with behind.unchanged():
        for verb, field in (("completeSignIn", "pending"), ("confirmSecondFactor", "enrolment")):
            told = await do(verb, None, "token", {field: ticket}, code="123456")
            assert told["token"] is None
            assert [error["code"] for error in told["errors"]] == ["CONFLICT"]


async def test_an_enrolment_is_for_who_began_it(fresh, do, behind, make, rival):
    with behind.unchanged():
        told = await do("confirmSecondFactor", rival, "recoveryCodes", Accounts(behind, make, "owner").enrolment())
    assert told == {"recoveryCodes": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
