"""changeSeat: another role or last day, with what it was kept."""

from datetime import timedelta

import pytest

from server.kernel.table import today
from tests.identity.test_revoke_seat import EDITOR, OWNER, READER, member_with
from tests.makers import gid


@pytest.mark.row("M6")
async def test_a_role_changes_at_once_and_what_it_was_stays_behind(ask, do, behind, make):
    member, ((_, boss), (seat, who)) = member_with(behind, make, OWNER, READER)
    ends = (today() + timedelta(90)).isoformat()

    told = await do(
        "changeSeat", boss, "seat { id role endsOn grantedBy { email } }",
        id=gid("Seat", seat.id), role="EDITOR", endsOn=ends,
    )  # fmt: skip

    assert told == {
        "seat": {"id": gid("Seat", seat.id), "role": "EDITOR", "endsOn": ends, "grantedBy": {"email": boss.email}},
        "errors": [],
    }
    assert (await ask("{ viewer { seats { role } } }", who))["viewer"] == {"seats": [{"role": "EDITOR"}]}
    was = behind.rows("select role, revoked_by from seat where organisation_id = %s and revoked_on is not null", member)
    assert was == [{"role": "reader", "revoked_by": boss.id}]


async def test_an_owner_who_is_not_alone_may_step_back(do, behind, make):
    _, ((seat, boss), _) = member_with(behind, make, OWNER, OWNER)
    told = await do("changeSeat", boss, "seat { role }", id=gid("Seat", seat.id), role="READER")
    assert told == {"seat": {"role": "READER"}, "errors": []}


@pytest.mark.row("M6")
@pytest.mark.parametrize("change", [{"role": "EDITOR"}, {"role": "OWNER", "endsOn": "soon"}])
async def test_the_only_owner_stays_owner_without_a_last_day(do, behind, make, change):
    _, ((seat, boss), _) = member_with(behind, make, OWNER, EDITOR)
    change = {
        name: (today() + timedelta(9)).isoformat() if value == "soon" else value for name, value in change.items()
    }
    with behind.unchanged():
        told = await do("changeSeat", boss, id=gid("Seat", seat.id), **change)
    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


@pytest.mark.parametrize("days", [-1, 3654])
async def test_a_last_day_lies_ahead_and_not_too_far(do, behind, make, days):
    _, ((_, boss), (seat, _)) = member_with(behind, make, OWNER, READER)
    with behind.unchanged():
        told = await do("changeSeat", boss, id=gid("Seat", seat.id), role="READER", endsOn=today() + timedelta(days))
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "endsOn"]}]}


async def test_what_changes_nothing_is_told(do, behind, make):
    _, ((_, boss), (seat, _)) = member_with(behind, make, OWNER, READER)
    with behind.unchanged():
        told = await do("changeSeat", boss, id=gid("Seat", seat.id), role="READER")
    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "role"]}]}
