"""What membership costs: classes and fees, invoices, payments and receipts, waivers."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import Text, and_, case, cast, literal_column

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
from schema.planner.mapping import (
    Order,
    column,
    connection,
    expression,
    filtering,
    listing,
    localized,
    planned,
    single,
    to_one,
)
from schema.scalars import Money
from schema.texts import LocalizedText
from server.dues import models
from server.dues.models import InvoiceState

if TYPE_CHECKING:
    from schema.members import Organisation

closed(
    InvoiceState,
    "Where an invoice stands today.",
    {
        InvoiceState.OPEN: "To be paid, and not late.",
        InvoiceState.OVERDUE: "Its day has passed, and it is not paid in full.",
        InvoiceState.PAID: "Paid in full.",
        InvoiceState.CANCELLED: "Void; its number stays taken.",
    },
)


def yen(name: str) -> Any:
    """A column of whole yen as Money."""
    return lambda t: literal_column("'JPY '", Text) + cast(t[name], Text)


def state_of(t: Any) -> Any:
    """Where an invoice stands today; the same as ``rules.state``, in SQL."""
    return case(
        (t.cancelled_on.is_not(None), InvoiceState.CANCELLED.value),
        (t.paid >= t.total, InvoiceState.PAID.value),
        (t.due_on < TODAY, InvoiceState.OVERDUE.value),
        else_=InvoiceState.OPEN.value,
    )


def stands(t: Any, wanted: InvoiceState) -> Any:
    """The condition that an invoice stands so today."""
    open_ = and_(t.cancelled_on.is_(None), t.paid < t.total)
    return {
        InvoiceState.CANCELLED: t.cancelled_on.is_not(None),
        InvoiceState.PAID: and_(t.cancelled_on.is_(None), t.paid >= t.total),
        InvoiceState.OVERDUE: and_(open_, t.due_on < TODAY),
        InvoiceState.OPEN: and_(open_, t.due_on >= TODAY),
    }[wanted]


@planned(models.Fee)
class Fee:
    """What a class costs in a year, before tax, from a size on."""

    year: int = column("For which year.")
    employees_from: int = column("For those with at least so many employees.")
    amount: Money = expression("Before tax.", yen("amount"))
    tax_basis_points: int = column("The rate of consumption tax, in hundredths of a percent.")


@planned(models.MembershipClass)
class MembershipClass(Node):
    """A class of membership, as the secretariat has defined it. Seen by members and the secretariat."""

    name: LocalizedText = localized("What it is called.")
    gratis: bool = column("Whether who is in it pays nothing.")
    fees: list[Fee] = listing(
        "What it costs, newest year first.",
        via="membership_class_id",
        order=Order(("year", "employees_from", "id"), descending=True),
        usually=6,
    )


@planned(models.FeeAssignment)
class FeeAssignment:
    """The class of a member, and its size as far as the fee asks for it."""

    membership_class: MembershipClass | None = to_one("The class.", via="membership_class_id")
    employees: int = column("How many employees it has.")
    assigned_on: date = column("Since when.")


@planned(models.InvoiceIssuer)
class InvoiceIssuer:
    """Who issues invoices, as printed on them."""

    name: str = column("The issuer's name.")
    address: str = column("The issuer's address.")
    registration_number: str | None = column(
        "The number of a qualified invoice issuer, T and 13 digits; null where the issuer has none."
    )
    payment_to: str = column("Where to pay, in words.")


@planned(models.Payment)
class Payment(Node):
    """Money that came in for an invoice; its receipt."""

    receipt_number: str = column("The number of the receipt, without gaps within a year.")
    received_on: date = column("When it came in.")
    amount: Money = expression("How much.", yen("amount"))
    invoice: Annotated["Invoice", strawberry.lazy("schema.dues")] | None = to_one("For what.", via="invoice_id")


@planned(models.Invoice)
class Invoice(Node):
    """A fee that was asked for. Seen by the member's own people and the secretariat."""

    number: str = column("Its number, without gaps within a year.")
    organisation: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "Whose fee it is.", via="organisation_id"
    )
    addressee: LocalizedText = localized("The member's name as it was when the invoice was issued.")
    membership_class: MembershipClass | None = to_one("For which class.", via="membership_class_id")
    year: int = column("For which year.")
    issued_on: date = column("When it was issued.")
    due_on: date = column("The last day for payment.")
    issuer: InvoiceIssuer | None = to_one("Who issued it, as it was then.", via="issuer_id")
    net: Money = expression("Before tax.", yen("net"))
    tax_basis_points: int = column("The rate of consumption tax, in hundredths of a percent.")
    tax: Money = expression("Consumption tax, rounded down once.", yen("tax"))
    total: Money = expression("What is to be paid.", yen("total"))
    paid: Money = expression("What has been paid.", yen("paid"))
    state: InvoiceState = expression("Where it stands today.", state_of)
    reminders: int = column("How often the member was reminded.")
    reminded_on: date | None = column("When it was last reminded.")
    cancelled_on: date | None = column("When it was cancelled; null where it stands.")
    cancel_reason: str | None = column("Why it was cancelled.")
    payments: list[Payment] = listing(
        "What has come in, with the receipts, oldest first.",
        via="invoice_id",
        order=Order(("received_on", "id")),
        usually=2,
    )


@planned(models.Waiver)
class Waiver(Node):
    """A fee that a member need not pay. Seen by the member's own people and the secretariat."""

    organisation: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "Whose fee it is.", via="organisation_id"
    )
    year: int = column("Of which year.")
    amount: Money | None = expression("How much of it, before tax; null for all of it.", yen("amount"))
    reason: str = column("Why.")
    granted_on: date = column("When it was granted.")


@strawberry.input(description="Which invoices; every condition that is given must hold.")
class InvoiceFilter:
    state: InvoiceState | None = filtering("That stand so today.", stands)
    year: int | None = filtering("Of this year's fee.", lambda t, value: t.year == value)
    organisation_id: strawberry.ID | None = filtering(
        "Of this member.",
        lambda t, value: t.organisation_id == value,
        lambda text: key_of("Organisation", text, "filter.organisation_id"),
    )


@strawberry.type
class DuesQueries:
    """What fees add to the root."""

    membership_classes: list[MembershipClass] = listing(
        "The classes of membership and what they cost. Seen by members and the secretariat.",
        order=Order(("id",)),
        usually=5,
    )
    invoice_issuer: InvoiceIssuer | None = single("Who issues invoices now.", latest="id")
    invoices: Connection[Invoice] = connection(
        "Invoices, newest first: for the secretariat all, for members their own.",
        order=Order(("issued_on", "id"), descending=True),
        filter=InvoiceFilter,
    )
