"""Passkeys, answered by an authenticator in software."""

import json

import pytest

from tests.accounts import ORIGIN, Accounts
from tests.authenticator import Authenticator
from tests.makers import gid
from tests.world import PASSWORD, email_of

WRONG = [{"code": "INVALID", "path": ["input", "credential"]}]


async def registered(do, who, **fields) -> Authenticator:
    """Register a new authenticator for somebody."""
    made = Authenticator(ORIGIN, **fields)
    begun = await do("beginPasskey", who, "ceremony options")
    assert json.loads(begun["options"])["authenticatorSelection"]["userVerification"] == "required"
    told = await do(
        "registerPasskey", who, "passkey { name lastUsedOn } recoveryCodes",
        ceremony=begun["ceremony"], credential=made.made(begun["options"]), name="  My  key ",
    )  # fmt: skip
    assert told["errors"] == []
    assert told["passkey"] == {"name": "My key", "lastUsedOn": None}
    assert len(told["recoveryCodes"]) == 10
    return made


@pytest.mark.row("M6")
async def test_a_passkey_signs_in_by_itself(fresh, do, ask, owner):
    key = await registered(do, owner)
    begun = await do("beginPasskeySignIn", None, "ceremony options")
    proof = key.proof(begun["options"])

    given = {"ceremony": begun["ceremony"], "credential": proof, "device": "Firefox on Linux"}
    told = await do("signInWithPasskey", None, "token viewer { person { email } }", given)

    assert (told["viewer"], told["errors"]) == ({"person": {"email": owner.email}}, [])
    shown = await ask("{ viewer { passkeys { name lastUsedOn } devices { label thisOne } } }", told["token"])
    assert shown["viewer"]["passkeys"][0]["lastUsedOn"]
    assert {"label": "Firefox on Linux", "thisOne": True} in shown["viewer"]["devices"]
    again = await do("signInWithPasskey", None, "token", given)
    assert again["token"] is None
    assert again["errors"][0]["code"] in ("CONFLICT", "INVALID")


@pytest.mark.row("M6")
async def test_a_passkey_is_the_second_step_after_the_password(fresh, do, owner):
    key = await registered(do, owner)
    waits = await do("signIn", None, "token pending passkeyPossible", email=owner.email, password=PASSWORD)
    assert (waits["token"], waits["passkeyPossible"]) == (None, True)
    begun = await do("beginPasskeySignIn", None, "ceremony options", pending=waits["pending"])
    assert len(json.loads(begun["options"])["allowCredentials"]) == 1
    told = await do(
        "signInWithPasskey", None, "token", ceremony=begun["ceremony"], credential=key.proof(begun["options"]),
        pending=waits["pending"],
    )  # fmt: skip
    assert told["token"]


@pytest.mark.row("M6")
async def test_a_handlers_passkey_needs_the_password_before_it(fresh, do, ask, handler, behind):
    key = await registered(do, handler)
    begun = await do("beginPasskeySignIn", None, "ceremony options")
    with behind.unchanged():
        alone = await do(
            "signInWithPasskey", None, "token", ceremony=begun["ceremony"], credential=key.proof(begun["options"])
        )
    assert alone == {"token": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}

    waits = await do("signIn", None, "pending", email=handler.email, password=PASSWORD)
    begun = await do("beginPasskeySignIn", None, "ceremony options", pending=waits["pending"])
    told = await do(
        "signInWithPasskey", None, "token", ceremony=begun["ceremony"], credential=key.proof(begun["options"]),
        pending=waits["pending"],
    )  # fmt: skip
    shown = await ask("{ grievances(first: 1) { nodes { narrative } } }", told["token"])
    assert shown["grievances"]["nodes"][0]["narrative"]


@pytest.mark.parametrize("fault", ["origin", "unverified", "another", "challenge", "no json", "counter"])
async def test_what_does_not_answer_is_refused(fresh, do, owner, behind, fault):
    key = await registered(do, owner)
    begun = await do("beginPasskeySignIn", None, "ceremony options")
    options = begun["options"]
    if fault == "origin":
        key.origin = "http://elsewhere.example"
    elif fault == "unverified":
        key.verifies = False
    elif fault == "another":
        key = Authenticator(ORIGIN)
    elif fault == "challenge":
        options = json.dumps(json.loads(options) | {"challenge": "AAAA"})
    elif fault == "counter":
        behind.rows("update passkey set sign_count = 5 where person_id = %s", owner.id)
    proof = "not json" if fault == "no json" else key.proof(options)
    with behind.unchanged():
        told = await do("signInWithPasskey", None, "token", ceremony=begun["ceremony"], credential=proof)
    assert told == {"token": None, "errors": WRONG}


async def test_somebody_elses_passkey_is_no_second_step(fresh, do, owner, rival, behind, make):
    key = await registered(do, rival)
    Accounts(behind, make, "owner").enrolled()
    waits = await do("signIn", None, "pending", email=owner.email, password=PASSWORD)
    begun = await do("beginPasskeySignIn", None, "ceremony options", pending=waits["pending"])
    with behind.unchanged():
        told = await do(
            "signInWithPasskey", None, "token", ceremony=begun["ceremony"], credential=key.proof(begun["options"]),
            pending=waits["pending"],
        )  # fmt: skip
    assert told == {"token": None, "errors": WRONG}


@pytest.mark.row("M6")
async def test_a_passkey_is_renamed_and_removed_by_its_person_alone(fresh, do, owner, editor, behind):
    await registered(do, owner)
    id = gid("Passkey", behind.row("passkey", person_id=owner.id)["id"])
    with behind.unchanged():
        for verb, more in (("renamePasskey", {"name": "Mine"}), ("removePasskey", {})):
            assert (await do(verb, editor, id=id, **more))["errors"][0]["code"] == "NOT_FOUND"
        assert (await do("renamePasskey", owner, id=id, name="x" * 61))["errors"][0]["code"] == "INVALID"
    told = await do("renamePasskey", owner, "passkey { name }", id=id, name="Blue key")
    assert told["passkey"] == {"name": "Blue key"}
    behind.rows("update seat_rule set second_factor = true")
    assert (await do("removePasskey", owner, id=id))["errors"][0]["code"] == "CONFLICT"
    behind.rows("update seat_rule set second_factor = false")
    assert (await do("removePasskey", owner, id=id))["errors"] == []


@pytest.mark.row("M6")
async def test_a_passkey_confirms_a_session(fresh, do, owner, behind):
    key = await registered(do, owner)
    behind.rows("update session set confirmed_at = null where person_id = %s", owner.id)
    begun = await do("beginPasskeySignIn", None, "ceremony options")
    told = await do("reauthenticate", owner, ceremony=begun["ceremony"], credential=key.proof(begun["options"]))
    assert told["errors"] == []
    assert (await do("beginPasskey", owner, "options"))["errors"] == []
    assert email_of("owner") == owner.email
