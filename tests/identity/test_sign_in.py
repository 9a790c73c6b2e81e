"""signIn: one answer for every wrong guess, and no endless guessing."""

import asyncio
import time
from datetime import timedelta

import pytest

from server.identity import rules
from server.kernel import sealing
from server.kernel.table import now
from tests.world import PASSWORD, gid

SIGN_IN = """mutation($email: String!, $password: String!) { signIn(input: {email: $email, password: $password}) {
    token viewer { person { id email } seats { role organisation { id } } roles } errors { code message path } } }"""
VIEWER = "{ viewer { person { id } } }"
WRONG = {
    "code": "INVALID",
    "message": "The e-mail address or the password is not right.",
    "path": ["input", "password"],
}


async def test_the_right_password_begins_a_session(ask, owner, behind):
    told = (await ask(SIGN_IN, email=f" {owner.email.upper()} ", password=PASSWORD))["signIn"]

    token = sealing.parse_token(told.pop("token"), time.time())
    assert token
    assert token.audience == "member"
    assert told == {
        "viewer": {
            "person": {"id": gid("Person", "owner"), "email": owner.email},
            "seats": [{"role": "OWNER", "organisation": {"id": gid("Organisation", "aozora")}}],
            "roles": [],
        },
        "errors": [],
    }
    row = behind.row("session", token.id)
    assert row
    assert (row["person_id"], row["audience"], row["box"]) == (owner.id, "member", None)
    assert 8 * 3600 - 60 < token.expires_at - time.time() <= 8 * 3600
    assert token.secret not in b"".join(value for value in row.values() if isinstance(value, bytes))


async def test_the_secretariat_signs_in_as_staff(ask, officer):
    told = (await ask(SIGN_IN, email=officer.email, password=PASSWORD))["signIn"]

    assert told["token"][0] == "s"
    assert told["viewer"]["roles"] == ["MEMBERSHIP_OFFICER"]


async def test_a_handler_opens_grievances_with_what_the_password_opened(ask, handler):
    token = (await ask(SIGN_IN, email=handler.email, password=PASSWORD))["signIn"]["token"]

    told = await ask("query($id: ID!) { grievance(id: $id) { fairResult } }", token, id=gid("Grievance", "wages"))

    assert told == {"grievance": {"fairResult": "Pay what is owed."}}


async def test_nobody_learns_whether_an_account_exists(ask, analyst, behind):
    shortest: dict[str, float] = {}
    with behind.unchanged("sign_in_throttle"):
        for email in (analyst.email, "nobody@people.example") * 3:
            began = time.perf_counter()
            told = await ask(SIGN_IN, email=email, password="a wrong password")
            shortest[email] = min(time.perf_counter() - began, shortest.get(email, 60))
            assert told == {"signIn": {"token": None, "viewer": None, "errors": [WRONG]}}

    known, unknown = shortest.values()
    assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize(
    "password", ["", "x" * 1025, "x" * 100_000, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 1000]
)
async def test_what_no_password_can_be_is_wrong_like_any_other(ask, owner, password):
    assert (await ask(SIGN_IN, email=owner.email, password=password))["signIn"]["errors"] == [WRONG]


@pytest.mark.usefixtures("fresh")
async def test_guesses_made_at_once_are_all_counted(ask, do, make, editor, owner, behind):
    bucket = make.pepper.derive("throttle/account/v1", editor.email.encode())
    behind.rows("insert into sign_in_throttle values (%s, 7, %s)", bucket, now() + timedelta(minutes=15))

    guesses = [do("signIn", None, "token", email=editor.email, password=f"guess number {n}") for n in range(6)]
    codes = [error["code"] for told in await asyncio.gather(*guesses) for error in told["errors"]]

    assert sorted(codes) == ["INVALID"] * 3 + ["LIMIT_REACHED"] * 3
    with behind.unchanged():
        late = await ask(SIGN_IN, email=editor.email, password=PASSWORD)
    assert late["signIn"]["token"] is None
    assert late["signIn"]["errors"][0]["code"] == "LIMIT_REACHED"
    assert late["signIn"]["errors"][0]["message"].startswith("Too many attempts. Please try again in ")

    assert (await ask(SIGN_IN, email=owner.email, password=PASSWORD))["signIn"]["errors"] == []
    behind.rows("update sign_in_throttle set reset_at = now()")
    assert (await ask(SIGN_IN, email=editor.email, password=PASSWORD))["signIn"]["errors"] == []


@pytest.mark.usefixtures("fresh")
async def test_the_right_password_forgets_earlier_failures(ask, make, owner, behind):
    for _ in range(2):
        await ask(SIGN_IN, email=owner.email, password="a wrong password")
    assert failures(behind, make, owner.email) == (2, 2)

    await ask(SIGN_IN, email=owner.email, password=PASSWORD)

    assert failures(behind, make, owner.email) == (None, 2)


@pytest.mark.usefixtures("fresh")
async def test_a_hundred_failures_a_minute_close_the_door_for_all(ask, make, owner, behind):
    bucket = make.pepper.derive("throttle/total/v1")
    wait = now() + timedelta(seconds=40)
    behind.rows("insert into sign_in_throttle values (%s, %s, %s)", bucket, rules.TOTAL_FAILURES, wait)

    for email in (owner.email, "nobody@people.example"):
        with behind.unchanged():
            told = await ask(SIGN_IN, email=email, password=PASSWORD)
        assert [error["code"] for error in told["signIn"]["errors"]] == ["LIMIT_REACHED"]

    behind.rows("update sign_in_throttle set reset_at = now() where bucket = %s", bucket)
    assert (await ask(SIGN_IN, email=owner.email, password=PASSWORD))["signIn"]["errors"] == []


@pytest.mark.usefixtures("fresh")
async def test_an_attempt_that_was_never_tried_is_no_failure(ask, make, owner, behind, monkeypatch):
    async def busy(*_):
        raise sealing.Busy

    monkeypatch.setattr(sealing, "in_argon", busy)
    told = await ask(SIGN_IN, email=owner.email, password=PASSWORD)

    assert [error["code"] for error in told["signIn"]["errors"]] == ["LIMIT_REACHED"]
    assert failures(behind, make, owner.email) == (0, 0)


async def test_a_session_ends_when_it_idles(ask, answer, owner, behind):
    token = (await ask(SIGN_IN, email=owner.email, password=PASSWORD))["signIn"]["token"]
    parsed = sealing.parse_token(token, 0)
    assert parsed
    row = parsed.id

    behind.rows("update session set seen_at = now() - interval '29 minutes' where id = %s", row)
    assert await ask(VIEWER, token) == {"viewer": {"person": {"id": gid("Person", "owner")}}}
    assert behind.rows("select seen_at > now() - interval '1 minute' as noted from session where id = %s", row) == [
        {"noted": True}
    ]

    behind.rows("update session set seen_at = now() - interval '31 minutes' where id = %s", row)
    for _ in range(2):
        refused = await answer(VIEWER, token)
        assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_a_token_with_one_letter_changed_is_nobodys(answer, owner):
    for token in (owner.token[:-1] + "A", "s" + owner.token[1:], owner.token[:10], "w" + owner.token[1:]):
        if token != owner.token:
            refused = await answer("{ organisations(first: 1) { nodes { id } } }", token)
            assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_visitors_and_workers_are_no_viewers(ask, worker):
    assert await ask("{ viewer { roles } }") == {"viewer": None}
    assert await ask("{ viewer { roles } }", worker) == {"viewer": None}


def failures(behind, make, email: str) -> tuple[int | None, int | None]:
    """What is counted for the account, and in total."""
    own, total = make.pepper.derive("throttle/account/v1", email.encode()), make.pepper.derive("throttle/total/v1")
    found = [behind.row("sign_in_throttle", bucket=bucket) for bucket in (own, total)]
    return tuple(row and row["failures"] for row in found)  # type: ignore[return-value]
