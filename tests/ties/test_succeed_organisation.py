from datetime import date, timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from server.kernel.table import today

SHOWS = """organisation { id status name { value } succeededBy { id } pledges { signedOn }
    history { becomes cause happenedOn } }"""

NAMES = """query($id: ID!) {
    organisation(id: $id) {
        name { value } corporateNumber formerNames { name { value } corporateNumber validFrom validTo }
    }
    organisations(filter: { search: "old mill" }) { nodes { id } } }"""


def succeeding(do: Any, who: Any, old: Any, new: Any, **more: Any) -> Any:
    given = {"organisationId": old.id, "successorId": new.id, "on": str(today()), "reason": "Merged."}
    return do("succeedOrganisation", who, SHOWS, {**given, **more})


@pytest.mark.row("M8")
async def test_an_old_organisation_keeps_its_id_and_names_its_successor(do, ask, behind, member, officer):
    old, new = member(), member()

    payload = await succeeding(do, officer, old, new)

    assert payload["errors"] == []
    shown = payload["organisation"]
    assert (shown["id"], shown["status"], shown["succeededBy"]) == (old.id, "WITHDRAWN", {"id": new.id})
    assert shown["history"][0] == {"becomes": "WITHDRAWN", "cause": "WITHDREW", "happenedOn": str(today())}
    seats = behind.rows("select person_id, revoked_on from seat where organisation_id = %s", old.key)
    assert {seat["revoked_on"] for seat in seats} == {today()}
    assert behind.rows("select id from seat where organisation_id = %s and person_id = %s", new.key, old.owner.id) == []
    public = """query($old: ID!, $new: ID!) {
        old: organisation(id: $old) { succeededBy { id } } new: organisation(id: $new) { predecessors { id } } }"""
    assert await ask(public, old=old.id, new=new.id) == {
        "old": {"succeededBy": {"id": new.id}},
        "new": {"predecessors": [{"id": old.id}]},
    }
    found = await ask(
        "query($id: ID!) { connectedOrganisations(organisationId: $id) { nodes { id } } }", officer, id=new.id
    )
    assert {one["id"] for one in found["connectedOrganisations"]["nodes"]} == {old.id, new.id}


async def test_seats_go_on_at_the_successor_by_choice(do, ask, member, officer):
    old, new = member(), member()

    assert (await succeeding(do, officer, old, new, moveSeats=True))["errors"] == []

    viewer = await ask("{ viewer { seats { role organisation { id } } } }", old.editor)
    assert viewer == {"viewer": {"seats": [{"role": "EDITOR", "organisation": {"id": new.id}}]}}


async def test_nobody_is_succeeded_twice_or_by_itself(do, behind, member, officer):
    first, second, third = member(), member(), member()
    assert (await succeeding(do, officer, first, second))["errors"] == []
    with behind.unchanged():
        twice = await succeeding(do, officer, first, third)
        circle = await succeeding(do, officer, second, first)
        itself = await succeeding(do, officer, third, third)
        ahead = await succeeding(do, officer, third, second, on=str(today() + timedelta(1)))
        owner = await succeeding(do, third.owner, third, second)
    assert [one["errors"] for one in (twice, circle, itself, ahead, owner)] == [
        [{"code": "CONFLICT", "path": ["input", "organisationId"]}],
        [{"code": "CONFLICT", "path": ["input", "successorId"]}],
        [{"code": "INVALID", "path": ["input", "successorId"]}],
        [{"code": "INVALID", "path": ["input", "on"]}],
        [{"code": "NOT_PERMITTED", "path": ["input"]}],
    ]


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_a_new_name_and_number_leave_the_old_ones_to_be_found(do, ask, behind, member, officer):
    own, tens = member(), today() - timedelta(10)
    behind.rows("update organisation set name = %s where id = %s", Jsonb({"en": "Old Mill"}), own.key)
    for given in (
        {"name": [{"language": "en", "text": "New Mill"}], "since": str(tens)},
        {"corporateNumber": "7123456789012", "since": str(today())},
    ):
        assert (await do("renameOrganisation", officer, "", {"organisationId": own.id, **given}))["errors"] == []

    found = await ask(NAMES, id=own.id)

    def former(name: str, first: Any, last: Any) -> dict[str, Any]:
        return {"name": {"value": name}, "corporateNumber": None, "validFrom": first, "validTo": str(last)}

    assert found == {
        "organisation": {
            "name": {"value": "New Mill"},
            "corporateNumber": "7123456789012",
            "formerNames": [
                former("New Mill", str(tens), today() - timedelta(1)),
                former("Old Mill", None, tens - timedelta(1)),
            ],
        },
        "organisations": {"nodes": [{"id": own.id}]},
    }


async def test_a_name_that_cannot_be_is_refused(do, behind, member, officer):
    own, other = member(), member(corporate_number="8010001008001")
    new = [{"language": "en", "text": "New"}]
    with behind.unchanged():
        for given, code, path in (
            ({}, "INVALID", "name"),
            ({"name": new, "since": str(today() + timedelta(1))}, "INVALID", "since"),
            ({"corporateNumber": "4011001098994"}, "INVALID", "corporateNumber"),
            ({"corporateNumber": "8010001008001"}, "CONFLICT", "corporateNumber"),
        ):
            payload = await do(
                "renameOrganisation", officer, "", {"organisationId": own.id, "since": str(today()), **given}
            )
            assert payload["errors"] == [{"code": code, "path": ["input", path]}]
        mine = await do(
            "renameOrganisation", own.owner, "", {"organisationId": own.id, "since": str(today()), "name": new}
        )
    assert mine["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
    behind.rows("update organisation set corporate_number = null where id = %s", other.key)
    early = {"organisationId": own.id, "name": new, "since": str(date(2024, 4, 1))}
    assert (await do("renameOrganisation", officer, "", early))["errors"] == []
    with behind.unchanged():
        again = await do("renameOrganisation", officer, "", early)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "since"]}]
