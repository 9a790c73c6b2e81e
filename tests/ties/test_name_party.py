from typing import Any

import pytest

from server.members.models import OrganisationStatus
from tests import world

SHOWS = "organisation { kind status country corporateNumber name { value } ties { kind } }"


def naming(do: Any, who: Any, member: Any, **more: Any) -> Any:
    given = {"kind": "COMPANY", "name": [{"language": "en", "text": "Sông Hồng"}], "country": "VN"}
    return do("nameParty", who, SHOWS, {"organisationId": member.id, **given, **more})


@pytest.mark.row("M8")
async def test_a_member_names_one_that_nobody_else_sees(do, ask, behind, member, officer):
    own, rival = member(), member()

    payload = await naming(do, own.editor, own)

    assert payload == {
        "organisation": {
            "kind": "COMPANY",
            "status": "LISTED",
            "country": "VN",
            "corporateNumber": None,
            "name": {"value": "Sông Hồng"},
            "ties": [],
        },
        "errors": [],
    }
    [row] = behind.rows("select id, member_since from organisation where listed_by = %s", own.key)
    assert row["member_since"] is None
    document = """query($own: ID!, $id: ID!) {
        organisation(id: $id) { id }
        own: organisation(id: $own) { parties { id } }
        organisations(filter: { search: "sông hồng" }) { totalCount } }"""
    id = world.gid("Organisation", row["id"])
    told = {}
    for name, who in {"own": own.reader, "officer": officer, "rival": rival.owner, "nobody": None}.items():
        data = await ask(document, who, own=own.id, id=id)
        told[name] = (data["organisation"], data["own"]["parties"], data["organisations"]["totalCount"])
    assert told == {
        "own": ({"id": id}, [{"id": id}], 0),
        "officer": ({"id": id}, [{"id": id}], 0),
        "rival": (None, [], 0),
        "nobody": (None, [], 0),
    }


async def test_the_same_number_is_named_by_several_and_hinders_no_application(do, behind, member):
    number = "4011001098993"
    for own in (member(), member()):
        payload = await naming(do, own.owner, own, country="JP", corporateNumber=number)
        assert payload["organisation"]["corporateNumber"] == number

    applied = await do(
        "applyForMembership",
        None,
        "organisationId",
        kind="COMPANY",
        name=[{"language": "en", "text": "Itself"}],
        corporateNumber=number,
        contactName="C",
        contactEmail="c@itself.example",
    )
    assert applied["errors"] == []
    behind.rows("delete from member_contact where email = 'c@itself.example'")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": []}, "name"),
        ({"country": "QQ"}, "country"),
        ({"country": "JPN"}, "country"),
        ({"country": "419"}, "country"),
        ({"corporateNumber": "4011001098993"}, "corporateNumber"),
        ({"country": "JP", "corporateNumber": "4011001098994"}, "corporateNumber"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(do, behind, member, given, path):
    own = member()
    with behind.unchanged():
        payload = await naming(do, own.owner, own, **given)
    assert payload == {"organisation": None, "errors": [{"code": "INVALID", "path": ["input", path]}]}


async def test_only_who_works_for_an_admitted_member_names(do, behind, member):
    own, rival, waiting = member(), member(), member(status=OrganisationStatus.APPLIED)
    with behind.unchanged():
        for who in (own.reader, rival.owner, None):
            assert (await naming(do, who, own))["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
        assert (await naming(do, waiting.owner, waiting))["errors"] == [
            {"code": "CONFLICT", "path": ["input", "organisationId"]}
        ]
