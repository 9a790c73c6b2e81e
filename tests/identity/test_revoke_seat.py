"""revokeSeat: what a seat gave is gone at once; an organisation keeps an owner."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.identity.models import Person, Seat
from server.kernel.table import today
from server.kernel.viewer import Audience, SeatRole
from tests.makers import Somebody, gid, key, organisation

LOOK = "query($id: ID!) { caseStudy(id: $id) { id } viewer { seats { role } } }"


def member_with(behind: Any, make: Any, *roles: SeatRole, **fields: Any) -> tuple[UUID, list[tuple[Seat, Somebody]]]:
    """A new member with a new signed-in person for each role."""
    member = organisation()
    behind.add(member)
    made: list[tuple[Seat, Somebody]] = []
    for role in roles:
        person = Person(name=role.title(), email=f"{uuid4().hex}@people.example", language="en")
        seat = Seat(person_id=person.id, organisation_id=member.id, role=role, **fields)
        session, token = make.session(Audience.MEMBER, person=person.id)
        behind.add(person, seat, session)
        made.append((seat, Somebody(role, Audience.MEMBER, token.text, person.id, person.email)))
    return member.id, made


OWNER, EDITOR, READER = SeatRole.OWNER, SeatRole.EDITOR, SeatRole.READER


@pytest.mark.row("M6")
async def test_a_revoked_seat_says_since_when_by_whom_and_why(ask, behind, make):
    _, ((_, boss), (seat, _)) = member_with(behind, make, OWNER, EDITOR)

    told = await ask(
        """mutation($id: ID!) { revokeSeat(input: {id: $id, reason: "Has changed jobs."}) {
        seat { revokedOn reason revokedBy { email } role organisation { seats { role } formerSeats { role } } }
        errors { code } } }""", boss, id=gid("Seat", seat.id),
    )  # fmt: skip

    assert told["revokeSeat"] == {
        "seat": {
            "revokedOn": today().isoformat(),
            "reason": "Has changed jobs.",
            "revokedBy": {"email": boss.email},
            "role": "EDITOR",
            "organisation": {"seats": [{"role": "OWNER"}], "formerSeats": [{"role": "EDITOR"}]},
        },
        "errors": [],
    }
    entries = behind.rows("select verb, actor_id from audit_entry where subject_id = %s", seat.id)
    assert entries == [{"verb": "revoke_seat", "actor_id": boss.id}]


@pytest.mark.row("M6")
async def test_a_seat_revoked_in_mid_session_gives_nothing_at_the_next_request(ask, do, editor, owner, fresh):
    draft = gid("CaseStudy", "draft")
    assert await ask(LOOK, editor, id=draft) == {"caseStudy": {"id": draft}, "viewer": {"seats": [{"role": "EDITOR"}]}}
    token = await do("createApiToken", editor, "token", name="R", scopes=["READ"], expiresOn=today() + timedelta(9))

    assert (await do("revokeSeat", owner, id=gid("Seat", "editor seat")))["errors"] == []

    for who in (editor, token["token"]):
        assert await ask(LOOK, who, id=draft) == {"caseStudy": None, "viewer": {"seats": []}}
    refused = await do("draftCaseStudy", editor, organisationId=gid("Organisation", "aozora"), texts=[])
    assert [error["code"] for error in refused["errors"]] == ["NOT_PERMITTED"]


@pytest.mark.row("M6")
async def test_a_seat_that_was_given_a_last_day_ends_by_itself(ask, behind, make):
    member, ((seat, who), _) = member_with(behind, make, EDITOR, OWNER)
    question = "query($id: ID!) { organisation(id: $id) { seats { role } } viewer { seats { endsOn } } }"
    behind.rows("update seat set ends_on = %s where id = %s", today(), seat.id)
    told = await ask(question, who, id=gid("Organisation", member))
    assert told["viewer"] == {"seats": [{"endsOn": today().isoformat()}]}

    behind.rows("update seat set ends_on = %s where id = %s", today() - timedelta(1), seat.id)
    told = await ask(question, who, id=gid("Organisation", member))
    assert told == {"organisation": {"seats": []}, "viewer": {"seats": []}}


@pytest.mark.row("M6")
@pytest.mark.parametrize("own", [True, False])
async def test_the_only_owner_neither_leaves_nor_is_revoked(do, behind, make, admin, own):
    _, ((seat, boss), _) = member_with(behind, make, OWNER, EDITOR)
    with behind.unchanged():
        told = await do("revokeSeat", boss if own else admin, id=gid("Seat", seat.id), reason="Away.")
    assert told == {"errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_an_owner_with_a_last_day_is_no_owner_to_stay_behind(do, behind, make):
    _, ((seat, boss), (other, _)) = member_with(behind, make, OWNER, OWNER)
    behind.rows("update seat set ends_on = %s where id = %s", today() + timedelta(30), other.id)
    with behind.unchanged():
        told = await do("revokeSeat", boss, id=gid("Seat", seat.id))
    assert [error["code"] for error in told["errors"]] == ["CONFLICT"]


@pytest.mark.row("M6")
async def test_two_owners_who_revoke_each_other_at_once_leave_one(do, behind, make):
    for _ in range(4):
        member, ((one, ana), (other, ben)) = member_with(behind, make, OWNER, OWNER)
        told = await asyncio.gather(
            do("revokeSeat", ana, id=gid("Seat", other.id)), do("revokeSeat", ben, id=gid("Seat", one.id))
        )
        codes = sorted([error["code"] for error in answer["errors"]] for answer in told)
        assert codes[0] == []
        assert codes[1] in (["NOT_PERMITTED"], ["NOT_FOUND"])
        left = behind.rows("select 1 from seat where organisation_id = %s and revoked_on is null", member)
        assert len(left) == 1


async def test_a_seat_ends_once(do, behind, make):
    _, ((_, boss), (seat, _)) = member_with(behind, make, OWNER, READER)
    assert (await do("revokeSeat", boss, id=gid("Seat", seat.id)))["errors"] == []
    with behind.unchanged():
        again = await do("revokeSeat", boss, id=gid("Seat", seat.id))
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "bell\x07"])
async def test_an_admin_says_why(do, behind, make, admin, reason):
    _, (_, (seat, _)) = member_with(behind, make, OWNER, READER)
    with behind.unchanged():
        told = await do("revokeSeat", admin, id=gid("Seat", seat.id), reason=reason)
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "reason"]}]}


@pytest.mark.row("M6")
async def test_a_seat_in_a_parent_is_none_in_its_subsidiaries(ask, do, owner, rival, behind, make):
    _, ((_, boss), _) = member_with(behind, make, OWNER, EDITOR)
    for who in (boss, owner):
        told = await ask(
            "query($id: ID!) { organisation(id: $id) { seats { role } invitations { email } } }",
            who,
            id=gid("Organisation", "kitakaze"),
        )
        assert told == {"organisation": {"seats": [], "invitations": []}}
    assert key("rival") == rival.id


@pytest.mark.row("M6")
async def test_a_session_that_has_not_been_confirmed_for_ten_minutes_is_asked_to(do, ask, behind, make):
    _, ((_, boss), (seat, _)) = member_with(behind, make, OWNER, READER)
    behind.rows("update session set confirmed_at = now() - interval '10 minutes' where person_id = %s", boss.id)
    with behind.unchanged():
        told = await do("revokeSeat", boss, id=gid("Seat", seat.id))
    assert told == {"errors": [{"code": "CONFIRMATION_NEEDED", "path": ["input"]}]}

    behind.rows("update session set confirmed_at = now() - interval '9 minutes' where person_id = %s", boss.id)
    assert (await do("revokeSeat", boss, id=gid("Seat", seat.id)))["errors"] == []
