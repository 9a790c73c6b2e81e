"""Fees: what is asked, waived, paid; numbers without gaps, amounts exact to the yen."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.connections import read_global_id
from server.dues.rules import tax
from server.identity.models import Seat
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from tests import world
from tests.makers import gid, key

pytestmark = pytest.mark.usefixtures("fresh")
YEAR = today().year
INVOICE = "invoice { id number net tax total paid state addressee { value } }"


@pytest.fixture
def member(behind: Any) -> UUID:
    """A member of whom the world's reader is an owner."""
    made = world.organisation(id=uuid4())
    behind.add(made, Seat(person_id=key("reader"), organisation_id=made.id, role=SeatRole.OWNER))
    return made.id


async def priced(do: Any, officer: Any, member: UUID, *, amount: int = 50_001, gratis: bool = False) -> str:
    """Define a class with a fee, put the member into it, and say who issues invoices; gives the class's id."""
    made = await do(
        "defineMembershipClass", officer, "membershipClass { id }", name=[{"language": "en", "text": "Company"}],
        gratis=gratis,
    )  # fmt: skip
    of = made["membershipClass"]["id"]
    for employees, yen in () if gratis else ((0, amount), (300, 2 * amount)):
        fee = await do(
            "setFee", officer, "membershipClass { fees { amount employeesFrom } }", membershipClassId=of, year=YEAR,
            employeesFrom=employees, amount=f"JPY {yen}", taxBasisPoints=1000,
        )  # fmt: skip
        assert fee["errors"] == []
    for verb, more in (
        ("assignMembershipClass", {"organisationId": gid("Organisation", member), "membershipClassId": of}),
        ("setInvoiceIssuer", ISSUER),
    ):
        assert (await do(verb, officer, "", more))["errors"] == []
    return of


ISSUER = {
    "name": "Kakehashi Secretariat",
    "address": "1-1 Chiyoda, Tokyo",
    "registrationNumber": "T8700110005901",
    "paymentTo": "A bank, an account",
}


def issuing(do: Any, officer: Any, member: UUID, **more: Any) -> Any:
    return do("issueInvoice", officer, INVOICE, organisationId=gid("Organisation", member), year=YEAR, **more)


@pytest.mark.row("M11")
async def test_a_fee_is_asked_for_paid_in_parts_and_receipted(do, ask, officer, people, member):
    await priced(do, officer, member)

    issued = await issuing(do, officer, member)

    id = issued["invoice"].pop("id")
    assert issued == {
        "invoice": {
            "number": f"I{YEAR}-000001",
            "net": "JPY 50001",
            "tax": "JPY 5000",
            "total": "JPY 55001",
            "paid": "JPY 0",
            "state": "OPEN",
            "addressee": {"value": "Nameless Ltd"},
        },
        "errors": [],
    }
    paying = {"invoiceId": id, "receivedOn": today()}
    shows = "payment { receiptNumber amount invoice { paid state } }"
    first = await do("recordPayment", officer, shows, paying, amount="JPY 50000")
    too_much = await do("recordPayment", officer, shows, paying, amount="JPY 5002")
    second = await do("recordPayment", officer, shows, paying, amount="JPY 5001")
    third = await do("recordPayment", officer, shows, paying, amount="JPY 1")
    assert first["payment"] == {
        "receiptNumber": f"R{YEAR}-000001",
        "amount": "JPY 50000",
        "invoice": {"paid": "JPY 50000", "state": "OPEN"},
    }
    assert too_much["errors"] == [{"code": "INVALID", "path": ["input", "amount"]}]
    assert (second["payment"]["receiptNumber"], second["payment"]["invoice"]["state"]) == (f"R{YEAR}-000002", "PAID")
    assert third["errors"] == [{"code": "CONFLICT", "path": ["input", "invoiceId"]}]
    seen = "query($id: ID!) { organisation(id: $id) { invoices { number issuer { registrationNumber } } } }"
    for who, invoices in (("reader", 1), ("rival", 0), ("visitor", 0), ("officer", 1)):
        found = (await ask(seen, people.get(who), id=gid("Organisation", member)))["organisation"]["invoices"]
        assert (who, len(found)) == (who, invoices)


@pytest.mark.row("M11")
async def test_numbers_have_no_gaps_even_when_many_ask_at_once_and_some_are_refused(do, behind, officer, member):
    of = await priced(do, officer, member)
    others = [world.organisation(id=uuid4()) for _ in range(4)]
    behind.add(*others)
    for other in others:
        given = {"organisationId": gid("Organisation", other.id), "membershipClassId": of}
        await do("assignMembershipClass", officer, "", given)

    payloads = await asyncio.gather(
        *(issuing(do, officer, id) for id in (member, member, member, *(other.id for other in others)))
    )

    issued = sorted(payload["invoice"]["number"] for payload in payloads if payload["invoice"])
    assert issued == [f"I{YEAR}-{number:06}" for number in range(1, 6)]
    assert [payload["errors"][0]["code"] for payload in payloads if payload["errors"]] == ["CONFLICT"] * 2


@pytest.mark.row("M11")
async def test_a_public_body_in_a_gratis_class_pays_nothing(do, behind, officer, member):
    of = await priced(do, officer, member, gratis=True)
    with behind.unchanged():
        refused = await issuing(do, officer, member)
        fee = await do("setFee", officer, "", membershipClassId=of, year=YEAR, amount="JPY 1", taxBasisPoints=0)
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]
    assert fee["errors"] == [{"code": "CONFLICT", "path": ["input", "membershipClassId"]}]


@pytest.mark.row("M11")
async def test_a_fee_is_waived_in_part_or_whole_with_a_reason(do, officer, member):
    await priced(do, officer, member)
    given = {"organisationId": gid("Organisation", member), "year": YEAR, "reason": "The flood of June."}
    waived = await do("waiveFee", officer, "waiver { amount reason }", given, amount="JPY 30001")
    twice = await do("waiveFee", officer, "", given)
    issued = await issuing(do, officer, member)
    after = await do("waiveFee", officer, "", {**given, "year": YEAR})

    assert waived["waiver"] == {"amount": "JPY 30001", "reason": "The flood of June."}
    assert twice["errors"] == [{"code": "CONFLICT", "path": ["input", "year"]}]
    assert (issued["invoice"]["net"], issued["invoice"]["total"]) == ("JPY 20000", "JPY 22000")
    assert after["errors"] == [{"code": "CONFLICT", "path": ["input", "year"]}]


async def test_a_whole_waiver_leaves_nothing_to_ask(do, behind, officer, member):
    await priced(do, officer, member)
    await do("waiveFee", officer, organisationId=gid("Organisation", member), year=YEAR, reason="A start-up.")
    with behind.unchanged():
        refused = await issuing(do, officer, member)
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "year"]}]


@pytest.mark.row("M11")
async def test_an_overdue_fee_is_seen_by_the_member_and_the_secretariat_and_changes_no_membership(
    do, ask, behind, officer, people, member
):
    await priced(do, officer, member)
    id = (await issuing(do, officer, member))["invoice"]["id"]
    early = await do("remindPayment", officer, id=id)
    found = read_global_id(id)
    assert found
    behind.rows("update invoice set due_on = %s where id = %s", today() - timedelta(1), UUID(found[1]))

    reminded = await do("remindPayment", officer, "invoice { state reminders remindedOn }", id=id)
    again = await do("remindPayment", officer, id=id)

    assert early["errors"] == again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    assert reminded["invoice"] == {"state": "OVERDUE", "reminders": 1, "remindedOn": str(today())}
    document = "{ invoices(filter: { state: OVERDUE }) { nodes { organisation { status } } } }"
    for who, count in (("reader", 1), ("officer", 1), ("rival", 0)):
        assert (await ask(document, people[who]))["invoices"]["nodes"] == [
            {"organisation": {"status": "ACTIVE"}}
        ] * count


async def test_a_cancelled_invoice_keeps_its_number_and_makes_room_for_another(do, officer, member):
    await priced(do, officer, member)
    first = (await issuing(do, officer, member))["invoice"]
    cancelled = await do(
        "cancelInvoice", officer, "invoice { state cancelReason }", id=first["id"], reason="Wrong size."
    )
    second = (await issuing(do, officer, member))["invoice"]

    assert cancelled["invoice"] == {"state": "CANCELLED", "cancelReason": "Wrong size."}
    assert (first["number"], second["number"]) == (f"I{YEAR}-000001", f"I{YEAR}-000002")


@pytest.mark.parametrize(
    ("field", "value"),
    [("registrationNumber", "T1234567890123"), ("registrationNumber", "x"), ("name", ""), ("paymentTo", " ")],
)
async def test_who_issues_invoices_is_checked(do, behind, officer, field, value):
    with behind.unchanged():
        refused = await do("setInvoiceIssuer", officer, "", {**ISSUER, field: value})
    assert refused["errors"] == [{"code": "INVALID", "path": ["input", field]}]


@given(st.integers(0, 10**8), st.integers(0, 10_000))
def test_tax_is_exact_and_rounded_down(net, basis_points):
    assert tax(net, basis_points) * 10_000 <= net * basis_points < (tax(net, basis_points) + 1) * 10_000
