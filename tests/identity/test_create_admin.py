"""create_admin, the command line's: how the first person gets in."""

import pytest

from server.identity.letters import invitation_link
from server.identity.services import create_admin
from server.kernel.errors import Invalid


async def test_the_first_admin_comes_in_by_a_link_of_thirty_minutes(do, behind):
    token = create_admin(behind.url, "First@People.example")

    row = behind.rows(
        "select email, role, expires_at - now() as left from invitation where email = 'first@people.example'"
    )[0]
    assert (row["email"], row["role"]) == ("first@people.example", "admin")
    assert 29 * 60 < row["left"].total_seconds() <= 30 * 60
    assert invitation_link(token).endswith(f"/invitation/{token}")

    told = await do(
        "acceptInvitation", None, "viewer { roles }", token=token, name="First", password="the first of them all"
    )
    assert told == {"viewer": {"roles": ["ADMIN"]}, "errors": []}


async def test_what_is_no_address_makes_no_link(behind):
    with behind.unchanged(), pytest.raises(Invalid):
        create_admin(behind.url, "nobody")
