import re
from typing import Any

import pytest

from tests.makers import gid
from tests.supply_chain.asking import (
    COMMITMENT,
    REQUESTS,
    STANDS,
    ask_suppliers,
    come,
    committed,
    replies,
    suppliers_of,
)

pytestmark = [pytest.mark.row("M9"), pytest.mark.row("C9")]

AOZORA = gid("Organisation", "aozora")
TABLES = ("supplier", "supplier_invitation", "supplier_link", "supplier_contact", "supplier_answer", "assessment",
          "assessment_answer", "audit_entry")  # fmt: skip


async def test_a_supplier_comes_by_its_link_sees_who_asks_commits_and_is_seen_by_who_asked(ask, do, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    assert (await suppliers_of(ask, owner, "aozora"))["suppliers"]["nodes"][0]["state"] == "SENT"

    token, returning = await come(do, secret)
    assert returning
    (request,) = (await ask(REQUESTS, token))["supplierRequests"]
    assert (request["state"], request["organisation"]) == ("OPENED", {"name": {"value": "Aozora Ltd"}})
    assert (await do("commitAsSupplier", token, "supplier { name language }", COMMITMENT)) == {
        "supplier": {"name": "Hoshi Parts", "language": "vi"},
        "errors": [],
    }

    shown = await suppliers_of(ask, owner, "aozora")
    (supplier,) = shown.pop("suppliers")["nodes"]
    assert shown == {
        "asked": 1, "opened": 0, "committed": 1, "declined": 0, "expired": 0, "secondTierAsked": None,
        "secondTierCommitted": None, "thirdTierAsked": None, "thirdTierCommitted": None,
    }  # fmt: skip
    assert supplier["contact"] == {"company": "Hoshi Parts", "name": "Mori", "email": "mori@hoshi.example"}
    assert supplier["answers"] == [
        {"articleNumber": one["article"], "stand": one["stand"], "plan": one.get("plan")} for one in STANDS
    ]
    back = await do("openSupplierAccount", None, "token supplier { name }", key=returning)
    assert back["supplier"] == {"name": "Hoshi Parts"}


async def test_a_link_opens_once_and_who_sent_it_never_comes_in_by_it(ask, do, behind, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    await committed(do, secret)
    with behind.unchanged("session", "audit_entry"):
        again = await do("openSupplierInvitation", owner, "token returnLink", token=secret)
        none = await do("openSupplierInvitation", owner, "token returnLink", token="none")
    assert again == none == {
        "token": None, "returnLink": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "token"]}],
    }  # fmt: skip
    assert (await do("openSupplierAccount", None, "token", key=secret))["errors"][0]["code"] == "NOT_FOUND"


async def visible(door: Any, who: Any) -> set[str]:
    """Every value that a login gets of the tables of suppliers, but for words and days that any two may share."""
    found: set[str] = set()
    async with door.reading(who.parsed) as connection:
        for table in TABLES:
            for row in await connection.fetch(f"select * from {table}"):
                found |= {str(value) for name, value in row.items() if name.endswith(("id", "hash"))}
    return found - {"None"}


async def test_two_who_ask_the_same_supplier_cannot_tell(ask, do, door, owner, rival, fresh):
    (first,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    (second,) = await ask_suppliers(do, rival, "kitakaze", "Hoshi")
    token, _ = await come(do, first)
    same, no_key = await come(do, second, token)
    assert (same, no_key) == (token, None)
    assert (await do("commitAsSupplier", token, "", COMMITMENT))["errors"] == []
    requests = (await ask(REQUESTS, token))["supplierRequests"]
    assert [one["state"] for one in requests] == ["COMMITTED", "COMMITTED"]
    answered = await do(
        "answerQuestionnaire",
        token,
        "",
        version=1,
        answers=await replies(ask),
        shareWith=[one["id"] for one in requests],
    )
    assert answered["errors"] == []

    for who, name in ((owner, "aozora"), (rival, "kitakaze")):
        shown = await suppliers_of(ask, who, name)
        assert (shown["asked"], shown["committed"]) == (1, 1)
        assert len(shown["suppliers"]["nodes"][0]["assessments"][0]["answers"]) == 20
    assert await visible(door, owner) & await visible(door, rival) == set()
    assert (await ask(REQUESTS, owner))["supplierRequests"] == []
    assert (await ask("{ supplier { id } }", owner)) == {"supplier": None}


async def test_nobody_else_sees_a_members_suppliers(ask, do, people, owner, fresh):
    await ask_suppliers(do, owner, "aozora", "Hoshi")
    for name, who in {**people, "visitor": None}.items():
        shown = await suppliers_of(ask, who, "aozora")
        of_aozora = name in ("owner", "editor", "reader", "tied_handler")
        assert shown["asked"] == (1 if of_aozora else None), name
        assert len(shown["suppliers"]["nodes"]) == (1 if of_aozora and name != "tied_handler" else 0), name


async def test_deeper_tiers_are_numbers_and_only_from_five_on(ask, do, owner, fresh):
    (first,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    token = await committed(do, first)
    below = await ask_suppliers(do, token, None, *(f"Tier two {place}" for place in range(4)))
    assert (await suppliers_of(ask, owner, "aozora"))["secondTierAsked"] is None

    below += await ask_suppliers(do, token, None, "Tier two last")
    second = await committed(do, below[0])
    (request,) = (await ask(REQUESTS, second))["supplierRequests"]
    assert (request["organisation"], request["inviterName"]) == (None, "Hoshi Parts")
    await ask_suppliers(do, second, None, *(f"Tier three {place}" for place in range(6)))

    shown = await suppliers_of(ask, owner, "aozora")
    assert [node["name"] for node in shown["suppliers"]["nodes"]] == ["Hoshi"]
    assert {name: shown[name] for name in shown if "Tier" in name} == {
        "secondTierAsked": 5, "secondTierCommitted": 1, "thirdTierAsked": 6, "thirdTierCommitted": 0,
    }  # fmt: skip


async def test_who_asks_in_a_circle_is_counted_once(ask, do, owner, fresh):
    (first,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    one = await committed(do, first)
    (to_two, *_) = await ask_suppliers(do, one, None, *"abcde")
    two = await committed(do, to_two)
    (back, *_) = await ask_suppliers(do, two, None, *"fghij")
    await come(do, back, one)

    shown = await suppliers_of(ask, owner, "aozora")

    assert (shown["asked"], shown["secondTierAsked"], shown["thirdTierAsked"]) == (1, 5, None)


async def test_an_invitation_is_taken_back_declined_or_late(ask, do, behind, owner, fresh):
    back, declined, late, _ = await ask_suppliers(do, owner, "aozora", "Back", "No", "Late", "Silent")
    nodes = {node["name"]: node["id"] for node in (await suppliers_of(ask, owner, "aozora"))["suppliers"]["nodes"]}
    revoking = await do("revokeSupplierInvitation", owner, "supplierInvitation { state }", id=nodes["Back"])
    assert revoking == {"supplierInvitation": {"state": "REVOKED"}, "errors": []}
    token, _ = await come(do, declined)
    declining = await do("declineSupplierInvitation", token, "supplierInvitation { state }", id=nodes["No"])
    assert declining == {"supplierInvitation": {"state": "DECLINED"}, "errors": []}
    behind.rows("update supplier_invitation set expires_on = '2026-01-01' where name in ('Late', 'Silent')")

    for secret in (back, late):
        with behind.unchanged("session"):
            assert (await do("openSupplierInvitation", None, "token", token=secret))["errors"][0]["code"] == "CONFLICT"
    for verb, who, id in (
        ("revokeSupplierInvitation", owner, nodes["No"]),
        ("declineSupplierInvitation", token, nodes["No"]),
        ("commitAsSupplier", token, None),
    ):
        given = {"id": id} if id else COMMITMENT
        with behind.unchanged("session"):
            assert (await do(verb, who, "", given))["errors"][0]["code"] == "CONFLICT"
    shown = await suppliers_of(ask, owner, "aozora")
    assert {name: shown[name] for name in ("asked", "opened", "committed", "declined", "expired")} == {
        "asked": 4, "opened": 0, "committed": 0, "declined": 1, "expired": 2,
    }  # fmt: skip


async def test_a_letter_brings_the_link_to_who_has_an_address_and_to_nobody_else(do, behind, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi", email="parts@hoshi.example")
    assert secret == ""
    letter: Any = behind.row("letter", address="parts@hoshi.example")
    body: Any = behind.row("letter_text", letter["id"])
    assert letter["language"] == "vi"
    assert "Hoshi" not in body["subject"]
    assert "Aozora Ltd asks you" in body["body"]
    found = re.search(r"/supplier/(\S+)", body["body"])
    assert found
    await come(do, found[1])


async def test_a_suppliers_session_opens_nothing_of_members(ask, do, door, behind, owner, adviser, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    token = await committed(do, secret)
    assert await ask("{ viewer { person { id } } grievances { totalCount } }", token) == {
        "viewer": None,
        "grievances": {"totalCount": 0},
    }
    counted = "{ organisations { totalCount } caseStudies { totalCount } memberImports { totalCount } }"
    assert await ask(counted, token) == await ask(counted)
    for verb, given in (
        (
            "inviteSuppliers",
            {"organisationId": gid("Organisation", "aozora"), "suppliers": [{"name": "x", "language": "en"}]},
        ),
        ("updateCommitment", {"id": gid("Commitment", "aozora 1"), "state": "MET"}),
        ("createApiToken", {"name": "x", "scopes": ["READ"], "expiresOn": "2026-12-31"}),
        (
            "invitePerson",
            {
                "email": "x@y.example",
                "to": {"seat": {"organisationId": gid("Organisation", "aozora"), "role": "OWNER"}},
            },
        ),
    ):
        with behind.unchanged("session"):
            assert (await do(verb, token, "", given))["errors"][0]["code"] == "NOT_PERMITTED", verb


async def test_a_supplier_invites_only_after_it_has_answered(do, behind, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    token, _ = await come(do, secret)
    with behind.unchanged("session"):
        refused = await do("inviteSuppliers", token, "", suppliers=[{"name": "x", "language": "en"}])
    assert refused["errors"][0]["code"] == "CONFLICT"


async def test_a_supplier_does_not_come_by_its_own_invitation(do, owner, fresh):
    (secret,) = await ask_suppliers(do, owner, "aozora", "Hoshi")
    token = await committed(do, secret)
    (own,) = await ask_suppliers(do, token, None, "Myself")
    assert (await do("openSupplierInvitation", token, "token", token=own))["errors"][0]["code"] == "CONFLICT"
