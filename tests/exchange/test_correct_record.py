import asyncio
import random
from typing import Any

import pytest

from tests.exchange.registers import number
from tests.makers import gid, key

pytestmark = pytest.mark.row("M14")

NUMBER = number(random.Random(1))
AOZORA = gid("Organisation", "aozora")
WAITING = "{ corrections(first: 5, filter: { state: WAITING }) { nodes { id } } }"
MADE = """{ corrections(first: 10) { nodes { id part before after state reason } } }"""


async def correct(do: Any, who: Any, **given: Any) -> Any:
    return await do("correctRecord", who, "waiting organisation { sector }", organisationId=AOZORA, **given)


async def test_most_is_changed_at_once_and_what_stood_there_is_kept(ask, do, behind, editor, fresh):
    done = await correct(
        do,
        editor,
        names=[{"language": "en", "text": "Blue Sky Ltd"}],
        sector="MANUFACTURING",
        municipalityCode="130001",
        contactEmail="new@members.example",
    )
    assert done == {"waiting": 0, "organisation": {"sector": "MANUFACTURING"}, "errors": []}
    member: Any = behind.row("organisation", key("aozora"))
    assert (member["name"]["en"], member["prefecture"], member["municipality_code"]) == ("Blue Sky Ltd", "JP-13", None)
    assert behind.row("member_contact", organisation_id=key("aozora"))["email"] == "new@members.example"
    made = {one["part"]: one for one in (await ask(MADE, editor))["corrections"]["nodes"]}
    assert set(made) == {"OTHER_NAMES", "SECTOR", "PLACE", "CONTACT"}
    assert (made["OTHER_NAMES"]["before"], made["OTHER_NAMES"]["after"]) == ("Aozora Ltd", "Blue Sky Ltd")


async def test_name_and_number_wait_for_an_officer(ask, do, behind, owner, officer, fresh):
    names = [{"language": "ja", "text": "青空工業株式会社"}]
    assert (await correct(do, owner, names=names, corporateNumber=NUMBER))["waiting"] == 2
    assert behind.row("organisation", key("aozora"))["name"]["ja"] == "aozora株式会社"
    again = await correct(do, owner, names=[{"language": "ja", "text": "別名株式会社"}])
    assert [one["code"] for one in again["errors"]] == ["CONFLICT"]

    waiting = {one["part"]: one["id"] for one in (await ask(MADE, officer))["corrections"]["nodes"]}
    with behind.unchanged():
        empty = await do("decideCorrection", officer, "", id=waiting["LEGAL_NAME"], accept=False)
    assert empty["errors"] == [{"code": "INVALID", "path": ["input", "reason"]}]
    for part, accept in (("LEGAL_NAME", True), ("CORPORATE_NUMBER", False)):
        done = await do(
            "decideCorrection", officer, "correction { state }", id=waiting[part], accept=accept, reason="Not yours."
        )
        assert done["errors"] == [], part
    member: Any = behind.row("organisation", key("aozora"))
    assert (member["name"]["ja"], member["corporate_number"]) == ("青空工業株式会社", "8700110005901")
    decided = await do("decideCorrection", officer, "", id=waiting["LEGAL_NAME"], accept=True)
    assert decided["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_a_number_that_another_has_cannot_be_accepted(ask, do, behind, owner, officer, fresh):
    assert (await correct(do, owner, corporateNumber=NUMBER))["errors"] == []
    behind.rows("update organisation set corporate_number = %s where id = %s", NUMBER, key("kitakaze"))
    (waiting,) = (await ask(WAITING, officer))["corrections"]["nodes"]
    with behind.unchanged():
        refused = await do("decideCorrection", officer, "", id=waiting["id"], accept=True)
    assert refused["errors"][0]["code"] == "CONFLICT"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, ["input"]),
        ({"sector": None}, ["input"]),
        ({"names": [{"language": "en", "text": "x" * 201}]}, ["input", "names"]),
        ({"corporateNumber": "123"}, ["input", "corporateNumber"]),
        ({"municipalityCode": "131017"}, ["input", "municipalityCode"]),
        ({"municipalityCode": "112089"}, ["input", "municipalityCode"]),
        ({"contactName": " "}, ["input", "contactName"]),
        ({"contactEmail": "x@"}, ["input", "contactEmail"]),
    ],
)
async def test_what_is_wrong_is_refused_at_its_entry_and_nothing_is_changed(do, behind, owner, given, path):
    with behind.unchanged():
        refused = await correct(do, owner, **given)
    assert refused["errors"] == [{"code": "INVALID", "path": path}]


async def test_two_officers_decide_once(ask, do, behind, owner, officer, fresh):
    assert (await correct(do, owner, corporateNumber=NUMBER))["errors"] == []
    (waiting,) = (await ask(WAITING, officer))["corrections"]["nodes"]
    both = await asyncio.gather(
        *(do("decideCorrection", officer, "", id=waiting["id"], accept=True, reason="x") for _ in range(2))
    )
    assert sorted(len(one["errors"]) for one in both) == [0, 1]
