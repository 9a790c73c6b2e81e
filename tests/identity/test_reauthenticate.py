"""reauthenticate: the password again, for what is highly sensitive."""

import pytest

from server.identity import rules
from tests.identity.test_revoke_seat import READER, member_with
from tests.world import PASSWORD, email_of


@pytest.mark.row("M6")
async def test_the_password_again_opens_ten_minutes_in_this_session_only(do, behind):
    first, other = [
        (await do("signIn", None, "token", email=email_of("editor"), password=PASSWORD))["token"] for _ in range(2)
    ]
    behind.rows(
        "update session set confirmed_at = now() - interval '1 hour'"
        " where person_id = (select id from person where email = %s)", email_of("editor"),
    )  # fmt: skip
    ask_for = {"name": "R", "scopes": ["READ"], "expiresOn": "2026-12-31"}
    for token in (first, other):
        with behind.unchanged("session", "device"):  # it is noted as seen
            assert codes(await do("createApiToken", token, **ask_for)) == ["CONFIRMATION_NEEDED"]

    assert codes(await do("reauthenticate", first, password=PASSWORD)) == []

    assert codes(await do("createApiToken", first, **ask_for)) == []
    assert codes(await do("createApiToken", other, **ask_for)) == ["CONFIRMATION_NEEDED"]


async def test_wrong_passwords_are_counted_like_those_of_signing_in(do, behind, make):
    _, ((_, who),) = member_with(behind, make, READER)
    for _ in range(rules.ACCOUNT_FAILURES):
        with behind.unchanged("sign_in_throttle"):
            told = await do("reauthenticate", who, password="wrong")
            assert told == {"errors": [{"code": "INVALID", "path": ["input", "password"]}]}
    assert codes(await do("reauthenticate", who, password="wrong")) == ["LIMIT_REACHED"]


def codes(payload) -> list[str]:
    """The codes of its errors."""
    return [error["code"] for error in payload["errors"]]
