import asyncio
import base64
from typing import Any
from uuid import UUID, uuid4

import pytest
from stdnum.jp import cn

from server.members.models import (
    MemberContact,
    MembershipApplication,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Sector,
)
from tests import world


def number() -> str:
    """A corporate number that nobody has."""
    base = str(uuid4().int)[:12]
    return cn.calc_check_digit(base) + base


def application(**changes: Any) -> dict[str, Any]:
    filled = {
        "kind": "COMPANY",
        "name": [{"language": "ja", "text": "あけぼの食品株式会社"}, {"language": "en", "text": " Akebono \n Foods "}],
        "corporateNumber": number(),
        "municipalityCode": "１３１０１－６",
        "sector": "MANUFACTURING",
        "contactName": "Hana Sato",
        "contactEmail": "Hana@Akebono.example",
        "motivation": "To learn from others.",
    }
    return {**filled, **changes}


def key_in(payload: dict[str, Any]) -> UUID:
    return UUID(base64.b64decode(payload["organisationId"]).decode().removeprefix("Organisation:"))


async def test_a_visitor_applies_and_waits_unseen(do, ask, behind):
    given = application(corporateNumber="T7-1234-5678-9012")

    payload = await do("applyForMembership", None, "organisationId", **given)

    key = key_in(payload)
    assert payload == {"organisationId": world.gid("Organisation", key), "errors": []}
    assert behind.row(Organisation, key) == {
        "id": key,
        "kind": "company",
        "name": {"ja": "あけぼの食品株式会社", "en": "Akebono Foods"},
        "corporate_number": "7123456789012",
        "prefecture": "JP-13",
        "municipality_code": "131016",
        "sector": "E",
        "status": "applied",
        "member_since": None,
        "report_due_on": None,
        "participation": "member",
        "country": "JP",
        "listed_by": None,
        "succeeded_by": None,
    }
    assert behind.row(MemberContact, organisation_id=key) == {
        "organisation_id": key,
        "name": "Hana Sato",
        "email": "hana@akebono.example",
    }
    waiting = behind.row(MembershipApplication, organisation_id=key)
    assert (waiting["motivation"], waiting["stage"], waiting["decided_by"]) == (
        "To learn from others.",
        "submitted",
        None,
    )
    entry = behind.row("audit_entry", subject_id=key)
    assert (entry["verb"], entry["audience"], entry["actor_id"], entry["organisation_id"]) == (
        "apply_for_membership",
        "visitor",
        None,
        key,
    )
    seen = "query($id: ID!) { organisation(id: $id) { status } node(id: $id) { id } }"
    assert await ask(seen, id=payload["organisationId"]) == {"organisation": None, "node": None}


async def test_a_member_applies_for_another_organisation(do, behind, owner):
    payload = await do("applyForMembership", owner, "organisationId", **application())

    assert payload["errors"] == []
    assert behind.row("audit_entry", subject_id=key_in(payload))["actor_id"] == owner.id


async def test_the_secretariat_sees_the_application_with_contact_and_reasons(do, ask, officer):
    payload = await do("applyForMembership", None, "organisationId", **application())

    asked = """query($id: ID!) { organisation(id: $id) {
        status municipality { name } contact { name email } application { motivation approved reason } } }"""
    assert await ask(asked, officer, id=payload["organisationId"]) == {
        "organisation": {
            "status": "APPLIED",
            "municipality": {"name": "千代田区"},
            "contact": {"name": "Hana Sato", "email": "hana@akebono.example"},
            "application": {"motivation": "To learn from others.", "approved": None, "reason": None},
        }
    }


@pytest.mark.row("M3")
async def test_a_prefecture_applies_with_its_own_code_and_an_individual_with_nothing(do, behind):
    prefecture = application(kind="GOVERNMENT_BODY", municipalityCode="130001", sector="GOVERNMENT")
    individual = application(
        kind="INDIVIDUAL", corporateNumber=None, municipalityCode=None, sector=None, motivation=" "
    )

    first = behind.row(Organisation, key_in(await do("applyForMembership", None, "organisationId", **prefecture)))
    second = key_in(await do("applyForMembership", None, "organisationId", **individual))

    assert (first["prefecture"], first["municipality_code"], first["sector"]) == ("JP-13", None, Sector.GOVERNMENT)
    assert behind.row(Organisation, second)["kind"] == OrganisationKind.INDIVIDUAL
    assert behind.row(MembershipApplication, organisation_id=second)["motivation"] is None


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"corporateNumber": "7123456789013"}, ["corporateNumber"]),
        ({"corporateNumber": "712345678901"}, ["corporateNumber"]),
        ({"corporateNumber": None}, ["corporateNumber"]),
        ({"kind": "INDIVIDUAL"}, ["corporateNumber"]),
        ({"municipalityCode": "131017"}, ["municipalityCode"]),
        ({"municipalityCode": "13101"}, ["municipalityCode"]),
        ({"municipalityCode": "112089"}, ["municipalityCode"]),
        ({"municipalityCode": "011002"}, ["municipalityCode"]),
        ({"kind": "MUNICIPALITY", "municipalityCode": None}, ["municipalityCode"]),
        ({"name": []}, ["name"]),
        ({"name": [{"language": "en", "text": "  "}]}, ["name"]),
        ({"name": [{"language": "en", "text": "A"}, {"language": "en", "text": "B"}]}, ["name", "1", "language"]),
        ({"name": [{"language": "en", "text": "a" * 201}]}, ["name"]),
        ({"contactName": " "}, ["contactName"]),
        ({"contactEmail": "hana.example"}, ["contactEmail"]),
        ({"motivation": "a" * 4001}, ["motivation"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
async def test_a_wrong_entry_is_named_and_nothing_is_kept(do, behind, wrong, path):
    with behind.unchanged():
        payload = await do("applyForMembership", None, "organisationId", **application(**wrong))

    assert payload == {"organisationId": None, "errors": [{"code": "INVALID", "path": ["input", *path]}]}


async def test_the_refusal_is_in_the_viewers_language_and_repeats_nothing(answer):
    document = "mutation($input: ApplyForMembershipInput!) { applyForMembership(input: $input) { errors { message } } }"

    told = await answer(document, None, "ja", input=application(corporateNumber="7123456789013"))

    assert "7123456789013" not in told.text


@pytest.mark.parametrize("status", [OrganisationStatus.APPLIED, OrganisationStatus.ACTIVE])
@pytest.mark.row("M3")
async def test_a_number_that_waits_or_is_admitted_is_taken(do, behind, status):
    taken = number()
    behind.add(world.organisation(status=status, corporate_number=taken))

    with behind.unchanged():
        payload = await do("applyForMembership", None, "organisationId", **application(corporateNumber=taken))

    assert payload == {"organisationId": None, "errors": [{"code": "CONFLICT", "path": ["input", "corporateNumber"]}]}


async def test_who_was_declined_may_apply_again(do, behind):
    used = number()
    declined = world.organisation(status=OrganisationStatus.DECLINED, corporate_number=used)
    behind.add(declined, *world.application(declined, approved=False))

    payload = await do("applyForMembership", None, "organisationId", **application(corporateNumber=used))

    assert payload["errors"] == []


async def test_of_two_applications_at_once_one_is_taken_in(do, behind):
    taken = number()

    payloads = await asyncio.gather(
        *(do("applyForMembership", None, "organisationId", **application(corporateNumber=taken)) for _ in range(6))
    )

    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1, 1, 1, 1, 1]
    assert {error["code"] for payload in payloads for error in payload["errors"]} == {"CONFLICT"}
    assert len(behind.rows("select 1 from organisation where corporate_number = %s", taken)) == 1


async def test_the_same_application_sent_twice_with_one_key_is_one(do, behind):
    given = application(idempotencyKey=uuid4())

    first = await do("applyForMembership", None, "organisationId", **given)
    with behind.unchanged():
        second = await do("applyForMembership", None, "organisationId", **given)

    assert first == second


async def test_neither_a_worker_nor_the_secretariat_applies(do, behind, worker, officer):
    for somebody in (worker, officer):
        with behind.unchanged():
            payload = await do("applyForMembership", somebody, "organisationId", **application())
        assert payload == {"organisationId": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
