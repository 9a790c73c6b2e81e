"""One's own sessions, passwords, and what admins do to accounts."""

import pytest

from tests.accounts import Accounts, code_of
from tests.makers import gid, key
from tests.world import PASSWORD, email_of

MINE = "{ viewer { devices { id label thisOne startedOn seenAt } } }"
NEW = "nine bridges over two rivers"


async def session_of(do, name: str, device: str = "", password: str = PASSWORD) -> str:
    """A new session's token."""
    told = await do("signIn", None, "token", email=email_of(name), password=password, device=device)
    return told["token"]


@pytest.mark.row("M6")
async def test_sessions_are_listed_without_addresses_and_ended_one_by_one(fresh, do, ask, answer):
    phone = await session_of(do, "reader", "Safari on iPhone\n\x07" + "x" * 99)
    desk = await session_of(do, "reader")
    listed = (await ask(MINE, desk))["viewer"]["devices"]
    assert [(one["label"][:18], one["thisOne"]) for one in listed] == [("Safari on iPhone x", False), ("Other", True)]
    assert len(listed[0]["label"]) == 60

    assert (await do("endSession", desk, id=listed[0]["id"]))["errors"] == []

    assert (await answer(MINE, phone)).status_code == 401
    assert len((await ask(MINE, desk))["viewer"]["devices"]) == 1


@pytest.mark.row("M6")
async def test_all_others_end_and_this_one_stays(fresh, do, ask, answer, owner):
    others = [await session_of(do, "owner") for _ in range(2)]
    mine = await session_of(do, "owner")
    token = (await do("createApiToken", mine, "token", name="R", scopes=["READ"], expiresOn="2026-12-31"))["token"]
    assert (await do("endOtherSessions", mine))["errors"] == []
    assert [(await answer(MINE, one)).status_code for one in (*others, owner, mine, token)] == [401] * 3 + [200] * 2


async def test_signing_out_takes_the_device_off_the_list(fresh, do, behind):
    token = await session_of(do, "reader")
    await do("signOut", token)
    assert behind.rows("select 1 from device where person_id = %s", key("reader")) == []


@pytest.mark.row("M6")
async def test_a_new_password_ends_other_sessions_and_opens_what_the_old_one_did(fresh, do, ask, answer, handler):
    other, mine = await session_of(do, "handler"), await session_of(do, "handler")
    told = await do("changePassword", mine, "viewer { roles }", current=PASSWORD, password=NEW)
    assert told == {"viewer": {"roles": ["CASE_HANDLER"]}, "errors": []}
    assert (await answer(MINE, other)).status_code == 401
    assert (await answer(MINE, handler)).status_code == 401
    assert await session_of(do, "handler") is None

    token = await session_of(do, "handler", password=NEW)
    shown = await ask("{ grievances(first: 1) { nodes { narrative } } }", token)
    assert shown["grievances"]["nodes"][0]["narrative"]


@pytest.mark.parametrize(
    ("current", "password", "path"), [("wrong", NEW, "current"), (PASSWORD, "short", "password"), ("", "", "password")]
)
async def test_a_password_is_not_changed_without_the_old_one_nor_to_a_weak_one(
    do, behind, reader, current, password, path
):
    with behind.unchanged("sign_in_throttle"):
        told = await do("changePassword", reader, current=current, password=password)
    assert told == {"errors": [{"code": "INVALID", "path": ["input", path]}]}


@pytest.mark.row("M6")
async def test_a_link_gives_a_new_password_once_and_ends_all_sessions(fresh, do, ask, answer, admin, editor):
    told = await do(
        "offerPasswordReset", admin, "link person { name }", personId=gid("Person", "editor"), reason="Forgotten."
    )
    token = told["link"].rpartition("/password/")[2]
    weak = await do("resetPassword", None, token=token, password="short")
    assert weak["errors"] == [{"code": "INVALID", "path": ["input", "password"]}]

    assert (await do("resetPassword", None, token=token, password=NEW))["errors"] == []

    assert (await answer(MINE, editor)).status_code == 401
    mine = await session_of(do, "editor", password=NEW)
    shown = await ask("{ viewer { interventions { kind reason doneBy { name } } } }", mine)
    assert shown["viewer"]["interventions"] == [{"kind": "PASSWORD_LINK", "reason": "Forgotten.", "doneBy": None}]
    for used in (token, "never made"):
        again = await do("resetPassword", None, token=used, password=NEW)
        assert again["errors"] == [{"code": "NOT_FOUND", "path": ["input", "token"]}]


@pytest.mark.row("M6")
async def test_no_link_replaces_a_password_that_grievances_are_sealed_with(do, admin, behind):
    with behind.unchanged():
        told = await do("offerPasswordReset", admin, "link", personId=gid("Person", "handler"), reason="Forgotten.")
    assert told == {"link": None, "errors": [{"code": "CONFLICT", "path": ["input", "personId"]}]}


@pytest.mark.row("M6")
async def test_an_admin_deletes_a_lost_second_factor_and_the_person_learns_why(fresh, do, ask, admin, behind, make):
    Accounts(behind, make, "officer").enrolled()
    assert (await do("signIn", None, "token", email=email_of("officer"), password=PASSWORD))["token"] is None
    told = await do("resetSecondFactor", admin, personId=gid("Person", "officer"), reason="Phone lost.")
    assert told["errors"] == []
    mine = await session_of(do, "officer")
    shown = await ask("{ viewer { secondFactor { enrolledOn } interventions { reason } } }", mine)
    assert shown["viewer"] == {"secondFactor": None, "interventions": [{"reason": "Phone lost."}]}


async def test_nobody_helps_themselves(do, admin, behind):
    for verb in ("offerPasswordReset", "resetSecondFactor"):
        with behind.unchanged():
            told = await do(verb, admin, personId=gid("Person", "admin"), reason="Mine.")
        assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "personId"]}]}


@pytest.mark.row("M6")
async def test_an_appointment_ends_with_its_sessions_and_the_only_admin_stays(
    fresh, do, answer, admin, officer, behind
):
    with behind.unchanged():
        told = await do("revokeAppointment", admin, id=gid("Appointment", "admin appointment"), reason="Enough.")
    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}

    ended = await do("revokeAppointment", admin, id=gid("Appointment", "officer appointment"), reason="Has left.")
    assert ended["errors"] == []
    assert (await answer(MINE, officer)).status_code == 401
    token = await session_of(do, "officer")
    assert token.startswith("m")
    assert code_of()
