import asyncio
from typing import Any

import pytest

from server.kernel.table import today
from tests.makers import gid
from tests.supply_chain.asking import (
    COMMITMENT,
    REQUESTS,
    STANDS,
    ask_suppliers,
    come,
    replies,
    suppliers_of,
)

pytestmark = [pytest.mark.row("M9"), pytest.mark.row("C9")]

AOZORA = gid("Organisation", "aozora")
TABLES = ("supplier", "supplier_invitation", "supplier_link", "supplier_contact", "supplier_answer", "assessment",
          "assessment_answer", "audit_entry")  # fmt: skip


async def test_one_questionnaire_is_shared_with_consent_taken_back_and_replaced(ask, do, behind, owner, rival, fresh):
    (first,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    (second,) = await ask_suppliers(do, rival, "kitakaze", "Hoshi")
    token, _ = await come(do, first)
    await come(do, second, token)
    mine, other = [one["id"] for one in (await ask(REQUESTS, token))["supplierRequests"]]
    answers = await replies(ask)
    assert (await do("shareAssessment", token, "", invitationId=mine, share=True))["errors"][0]["code"] == "CONFLICT"
    shows = "assessment { version expiresOn answers { reply } }"
    made = await do("answerQuestionnaire", token, shows, version=1, answers=answers, shareWith=[mine])
    assert len(made["assessment"]["answers"]) == 20

    async def seen(who: Any, name: str) -> list[str]:
        (node,) = (await suppliers_of(ask, who, name))["suppliers"]["nodes"]
        return [one["reply"] for each in node["assessments"] for one in each["answers"]]

    assert (await seen(owner, "aozora"), await seen(rival, "kitakaze")) == (["YES"] * 20, [])
    assert (await do("shareAssessment", token, "", invitationId=other, share=True))["errors"] == []
    assert (await do("shareAssessment", token, "", invitationId=mine, share=False))["errors"] == []
    assert (await seen(owner, "aozora"), await seen(rival, "kitakaze")) == ([], ["YES"] * 20)

    newer = await do(
        "answerQuestionnaire", token, "", version=1, answers=await replies(ask, "PARTLY"), shareWith=[other]
    )
    assert newer["errors"] == []
    assert await seen(rival, "kitakaze") == ["PARTLY"] * 20
    with behind.unchanged("session"):
        assert (await do("shareAssessment", rival, "", invitationId=other, share=True))["errors"][0][
            "code"
        ] == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"company": " "}, ["company"]),
        ({"contactName": "x" * 201}, ["contactName"]),
        ({"contactEmail": ""}, ["contactEmail"]),
        ({"contactEmail": "mori"}, ["contactEmail"]),
        ({"answers": STANDS[:4]}, ["answers"]),
        ({"answers": [*STANDS[:4], STANDS[0]]}, ["answers", "4", "article"]),
        ({"answers": [*STANDS[:4], {"article": 6, "stand": "YES"}]}, ["answers", "4", "article"]),
        ({"answers": [*STANDS[:4], {"article": 5, "stand": "PLANNED", "plan": " "}]}, ["answers", "4", "plan"]),
    ],
)
async def test_a_commitment_that_lacks_something_is_refused_at_its_field(do, behind, owner, fresh, change, path):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    token, _ = await come(do, secret)
    with behind.unchanged("session"):
        refused = await do("commitAsSupplier", token, "supplier { id }", {**COMMITMENT, **change})
    assert refused == {"supplier": None, "errors": [{"code": "INVALID", "path": ["input", *path]}]}


@pytest.mark.parametrize(
    ("suppliers", "path"),
    [
        ([], ["suppliers"]),
        ([{"name": "x", "language": "vi"}] * 201, ["suppliers"]),
        ([{"name": " ", "language": "vi"}], ["suppliers", "0", "name"]),
        ([{"name": "x", "language": "tlh"}], ["suppliers", "0", "language"]),
        ([{"name": "x", "language": "vi", "email": "x@"}], ["suppliers", "0", "email"]),
        ([{"name": "x", "language": "vi", "email": "x@y.example"}] * 2, ["suppliers"]),
    ],
    ids=["none", "too many", "no name", "no language", "no address", "twice"],
)
async def test_a_list_of_suppliers_is_refused_where_it_is_wrong(do, behind, owner, suppliers, path):
    with behind.unchanged("session"):
        refused = await do(
            "inviteSuppliers", owner, "links", organisationId=gid("Organisation", "aozora"), suppliers=suppliers
        )
    assert refused == {"links": None, "errors": [{"code": "INVALID", "path": ["input", *path]}]}


async def test_an_address_that_waits_is_not_asked_again(do, behind, owner, fresh):
    await ask_suppliers(do, owner, "aozora", "Hoshi", email="a@hoshi.example")
    given = {"name": "Hoshi again", "language": "ja", "email": "A@hoshi.example"}
    with behind.unchanged("session"):
        again = await do("inviteSuppliers", owner, "", organisationId=gid("Organisation", "aozora"), suppliers=[given])
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "suppliers", "0", "email"]}]


async def test_two_who_come_by_one_link_at_once_are_one(do, behind, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    both = await asyncio.gather(*(do("openSupplierInvitation", None, "token", token=secret) for _ in range(2)))
    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    assert behind.rows("select count(*) from supplier where came_on = %s", today()) == [{"count": 1}]
