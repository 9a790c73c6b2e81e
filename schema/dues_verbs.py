"""The verbs of fees."""

from datetime import date

import strawberry

from schema.connections import key_of
from schema.dues import Invoice, InvoiceIssuer, MembershipClass, Payment, Waiver
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.scalars import Money, yen_of
from schema.texts import TextInput, texts_of
from server.dues import services
from server.kernel.session import ViewerSession


@strawberry.input(description="A class of membership.")
class DefineMembershipClassInput(VerbInput):
    name: list[TextInput] = strawberry.field(description="What it is called, in at least one language.")
    gratis: bool = strawberry.field(default=False, description="Whether it is free of charge (public bodies, say).")


@verb(membership_class=MembershipClass)
async def define_membership_class(session: ViewerSession, input: DefineMembershipClassInput) -> Done:
    """Add a class of membership. For membership officers."""
    made = await services.define_membership_class(session, texts_of(input.name, "name"), gratis=input.gratis)
    return Done(made.id, {"membership_class": made.id})


@strawberry.input(description="What a class costs.")
class SetFeeInput(VerbInput):
    membership_class_id: strawberry.ID = strawberry.field(description="The class.")
    year: int = strawberry.field(description="For which year.")
    employees_from: int = strawberry.field(default=0, description="For those with at least so many employees.")
    amount: Money = strawberry.field(description="Before tax, in yen.")
    tax_basis_points: int = strawberry.field(description="The rate of consumption tax, in hundredths of a percent.")


@verb(membership_class=MembershipClass)
async def set_fee(session: ViewerSession, input: SetFeeInput) -> Done:
    """Say what a class costs in a year, from a size on. Invoices that were issued stay. For membership officers."""
    of = await services.set_fee(
        session,
        key_of("MembershipClass", input.membership_class_id, "membership_class_id"),
        year=input.year,
        employees_from=input.employees_from,
        amount=yen_of(input.amount),
        tax=input.tax_basis_points,
    )
    return Done(of.id, {"membership_class": of.id})


@strawberry.input(description="To which class an organisation belongs.")
class AssignMembershipClassInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation.")
    membership_class_id: strawberry.ID = strawberry.field(description="The class.")
    employees: int = strawberry.field(default=0, description="How many employees it has.")


@verb(organisation=Organisation)
async def assign_membership_class(session: ViewerSession, input: AssignMembershipClassInput) -> Done:
    """Put an organisation into a class, with its size. For membership officers."""
    organisation = await services.assign_membership_class(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        key_of("MembershipClass", input.membership_class_id, "membership_class_id"),
        employees=input.employees,
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="Who issues invoices.")
class SetInvoiceIssuerInput(VerbInput):
    name: str = strawberry.field(description="The issuer's name.")
    address: str = strawberry.field(description="The issuer's address.")
    registration_number: str | None = strawberry.field(
        default=None, description="The number of a qualified invoice issuer, T and 13 digits, if there is one."
    )
    payment_to: str = strawberry.field(description="Where to pay, in words.")


@verb(invoice_issuer=InvoiceIssuer)
async def set_invoice_issuer(session: ViewerSession, input: SetInvoiceIssuerInput) -> Done:
    """Say who issues invoices from now on. For membership officers."""
    made = await services.set_invoice_issuer(
        session,
        name=input.name,
        address=input.address,
        registration_number=input.registration_number,
        payment_to=input.payment_to,
    )
    return Done(made.id, {"invoice_issuer": made.id})


@strawberry.input(description="Whom to ask for a fee.")
class IssueInvoiceInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member.")
    year: int = strawberry.field(description="For which year.")
    due_on: date | None = strawberry.field(default=None, description="The last day; in 30 days where left out.")


@verb(invoice=Invoice)
async def issue_invoice(session: ViewerSession, input: IssueInvoiceInput) -> Done:
    """Ask a member for its fee of a year, less what was waived. For membership officers.

    CONFLICT where it pays nothing, no fee is set, or it has been asked already.
    """
    made = await services.issue_invoice(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        year=input.year,
        due_on=input.due_on,
    )
    return Done(made.id, {"invoice": made.id})


@strawberry.input(description="Which invoice is void, and why.")
class CancelInvoiceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invoice.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters.")


@verb(invoice=Invoice)
async def cancel_invoice(session: ViewerSession, input: CancelInvoiceInput) -> Done:
    """Void an invoice on which nothing has been paid; its number stays taken. For membership officers."""
    invoice = await services.cancel_invoice(session, key_of("Invoice", input.id, "id"), input.reason)
    return Done(invoice.id, {"invoice": invoice.id})


@strawberry.input(description="Whose fee is waived, and why.")
class WaiveFeeInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member.")
    year: int = strawberry.field(description="Of which year.")
    amount: Money | None = strawberry.field(default=None, description="How much of it, before tax; all where left out.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters.")


@verb(waiver=Waiver)
async def waive_fee(session: ViewerSession, input: WaiveFeeInput) -> Done:
    """Let a member off a year's fee, or a part of it. For membership officers. Once for each member and year."""
    made = await services.waive_fee(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        year=input.year,
        amount=yen_of(input.amount) if input.amount else None,
        reason=input.reason,
    )
    return Done(made.id, {"waiver": made.id})


@strawberry.input(description="Money that came in.")
class RecordPaymentInput(VerbInput):
    invoice_id: strawberry.ID = strawberry.field(description="For which invoice.")
    amount: Money = strawberry.field(description="How much, in yen.")
    received_on: date = strawberry.field(description="When it came in.")


@verb(payment=Payment)
async def record_payment(session: ViewerSession, input: RecordPaymentInput) -> Done:
    """Note a payment; it gets a receipt with the next number. For membership officers."""
    made = await services.record_payment(
        session,
        key_of("Invoice", input.invoice_id, "invoice_id"),
        amount=yen_of(input.amount),
        received_on=input.received_on,
    )
    return Done(made.id, {"payment": made.id})


@strawberry.input(description="Of which invoice the member was reminded.")
class RemindPaymentInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The invoice.")


@verb(invoice=Invoice)
async def remind_payment(session: ViewerSession, input: RemindPaymentInput) -> Done:
    """Note that the member was reminded of an overdue invoice. For membership officers. Once a day."""
    invoice = await services.remind_payment(session, key_of("Invoice", input.id, "id"))
    return Done(invoice.id, {"invoice": invoice.id})
