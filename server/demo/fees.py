"""What the demonstration shows of fees."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import SQLModel

from server.dues.models import (
    Fee,
    FeeAssignment,
    Invoice,
    InvoiceIssuer,
    MembershipClass,
    NumberSeries,
    Payment,
    Waiver,
)
from server.dues.rules import tax

TAX = 1000
COMPANIES = ("tomoshiura-suisan", "tsumugise-seiki", "kirinohata-noen")
"""Who was asked for a fee: one has paid, one has time, one is late; the last was let off last year."""


def rows(organisations: Mapping[str, UUID], names: Mapping[UUID, dict[str, str]], day: date) -> Iterator[SQLModel]:
    """Two classes, a fee by size, an issuer without a registration number, and three invoices."""
    company = MembershipClass(name={"ja": "企業会員", "en": "Company"})
    public = MembershipClass(name={"ja": "官公庁（無料）", "en": "Public body, free of charge"}, gratis=True)
    issuer = InvoiceIssuer(
        name="Kakehashi 事務局", address="東京都架空区橋本町1-1", payment_to="かけはし銀行 本店 普通 0000000"
    )
    yield from (company, public, issuer, NumberSeries(name=f"invoice-{day.year}", last=len(COMPANIES)))
    yield NumberSeries(name=f"receipt-{day.year}", last=1)
    for employees, amount in ((0, 50_000), (300, 120_000)):
        yield Fee(
            membership_class_id=company.id,
            year=day.year,
            employees_from=employees,
            amount=amount,
            tax_basis_points=TAX,
        )
    for place, (key, due_in) in enumerate(zip(COMPANIES, (20, 20, -12), strict=True), 1):
        member, net = organisations[key], 50_000
        total = net + tax(net, TAX)
        yield FeeAssignment(organisation_id=member, membership_class_id=company.id, employees=80, assigned_on=day)
        invoice = Invoice(
            organisation_id=member,
            membership_class_id=company.id,
            year=day.year,
            number=f"I{day.year}-{place:06}",
            issued_on=day - timedelta(days=45),
            due_on=day + timedelta(days=due_in),
            addressee=names[member],
            issuer_id=issuer.id,
            net=net,
            tax_basis_points=TAX,
            tax=tax(net, TAX),
            total=total,
            paid=total if place == 1 else 0,
        )
        yield invoice
        if place == 1:
            yield Payment(
                invoice_id=invoice.id,
                organisation_id=member,
                receipt_number=f"R{day.year}-000001",
                received_on=day - timedelta(days=3),
                amount=total,
            )
    yield Waiver(
        organisation_id=organisations[COMPANIES[-1]],
        year=day.year - 1,
        reason="台風で被害を受けたため。",
        granted_on=day,
    )
