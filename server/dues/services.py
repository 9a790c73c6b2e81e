"""What can be done about fees: define them, ask for them, waive them, take them in. By membership officers.

Whether somebody has paid changes no membership by itself: the secretariat and the member see it, and people decide.
"""

from datetime import date, timedelta
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from server.dues import rules
from server.dues.fees import assign_membership_class, define_membership_class, set_fee, set_invoice_issuer
from server.dues.models import (
    Fee,
    FeeAssignment,
    Invoice,
    InvoiceIssuer,
    InvoiceState,
    MembershipClass,
    NumberSeries,
    Payment,
    Series,
    Waiver,
)
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role
from server.members.models import Organisation, OrganisationStatus

__all__ = [
    "assign_membership_class",
    "cancel_invoice",
    "define_membership_class",
    "issue_invoice",
    "record_payment",
    "remind_payment",
    "set_fee",
    "set_invoice_issuer",
    "waive_fee",
]


async def issue_invoice(
    session: ViewerSession, organisation_id: UUID, *, year: int, due_on: date | None = None
) -> Invoice:
    """Ask a member for its fee of a year, less what was waived; payable in 30 days where no day is given.

    Conflict where it is no member, has no class or a gratis one, where no fee is set, all of it is waived, or it has
    been asked already. The invoice takes the next number of the year's series.
    """
    rules.year(year, today().year)
    if due_on and due_on < today():
        raise Invalid("due_on", message("This day has passed. Please choose a day to come."))

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)
    if organisation.status not in (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED):
        raise Conflict("organisation_id", message("Only members are asked for fees."))

    assignment = await session.rows.get(FeeAssignment, organisation.id)
    if assignment is None:
        raise Conflict("organisation_id", message("Please say first which class this member belongs to."))
    fee, net = await payable(session, assignment, year)
    issuer = await newest_issuer(session)
    tax = rules.tax(net, fee.tax_basis_points)
    made = Invoice(
        organisation_id=organisation.id,
        membership_class_id=assignment.membership_class_id,
        year=year,
        number=await next_number(session, Series.INVOICE),
        due_on=due_on or today() + timedelta(days=rules.PAY_WITHIN_DAYS),
        addressee=organisation.name,
        issuer_id=issuer.id,
        net=net,
        tax_basis_points=fee.tax_basis_points,
        tax=tax,
        total=net + tax,
    )
    await add_unique(
        session, made, "organisation_id", message("This member was asked for the fee of this year already.")
    )

    session.record("issue_invoice", made, organisation_id=organisation.id)
    return made


async def cancel_invoice(session: ViewerSession, id: UUID, reason: str) -> Invoice:
    """Void an invoice that was wrong, and say why; its number stays taken. Conflict where something has been paid."""
    why = prose(reason, "reason", rules.WORDS)

    invoice = await session.find(Invoice, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    invoice = await session.find(Invoice, id, lock=True)
    refuse_closed(invoice)
    if invoice.paid:
        raise Conflict("id", message("Something has been paid already. Please pay it back first."))
    invoice.cancelled_on, invoice.cancel_reason = today(), why

    session.record("cancel_invoice", invoice, organisation_id=invoice.organisation_id)
    return invoice


async def waive_fee(
    session: ViewerSession, organisation_id: UUID, *, year: int, amount: int | None, reason: str
) -> Waiver:
    """Let a member off a year's fee, or an amount of it before tax, with the reason. Once for each member and year.

    Conflict where an invoice of that year is open: that is cancelled first.
    """
    rules.year(year, today().year)
    if amount is not None:
        rules.amount(amount, "amount")
    why = prose(reason, "reason", rules.WORDS)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)
    asked = select(Invoice.id).where(
        col(Invoice.organisation_id) == organisation.id, col(Invoice.year) == year, col(Invoice.cancelled_on).is_(None)
    )
    if await session.rows.scalar(asked):
        raise Conflict("year", message("An invoice of this year stands. Please cancel it first."))

    granted_by = session.viewer.person_id
    made = Waiver(organisation_id=organisation.id, year=year, amount=amount, reason=why, granted_by=granted_by)
    await add_unique(session, made, "year", message("The fee of this year was waived already."))

    session.record("waive_fee", made, organisation_id=organisation.id)
    return made


async def record_payment(session: ViewerSession, invoice_id: UUID, *, amount: int, received_on: date) -> Payment:
    """Note that money came in for an invoice; the receipt takes the next number of the year's series.

    Refuses days to come, and more than is still to pay. Conflict where the invoice is paid or cancelled.
    """
    rules.amount(amount, "amount")

    invoice = await session.find(Invoice, invoice_id, "invoice_id")

    session.permit(Role.MEMBERSHIP_OFFICER)
    if not invoice.issued_on <= received_on <= today():
        raise Invalid("received_on", message("Please enter a day between the invoice's and today."))

    invoice = await session.find(Invoice, invoice_id, "invoice_id", lock=True)
    refuse_closed(invoice, "invoice_id")
    if amount > invoice.total - invoice.paid:
        raise Invalid("amount", message("This is more than is still to pay."))
    invoice.paid += amount
    made = Payment(
        invoice_id=invoice.id,
        organisation_id=invoice.organisation_id,
        receipt_number=await next_number(session, Series.RECEIPT),
        received_on=received_on,
        amount=amount,
    )
    session.add(made)

    session.record("record_payment", made, organisation_id=invoice.organisation_id)
    return made


async def remind_payment(session: ViewerSession, id: UUID) -> Invoice:
    """Note that the member was reminded today of an invoice that is overdue. Conflict in any other state, or twice."""
    invoice = await session.find(Invoice, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    invoice = await session.find(Invoice, id, lock=True)
    state = rules.state(invoice.total, invoice.paid, invoice.due_on, invoice.cancelled_on, today())
    if state is not InvoiceState.OVERDUE or invoice.reminded_on == today():
        raise Conflict("id", message("Nothing is overdue, or the member was reminded today."))
    invoice.reminders += 1
    invoice.reminded_on = today()

    session.record("remind_payment", invoice, organisation_id=invoice.organisation_id)
    return invoice


async def payable(session: ViewerSession, assignment: FeeAssignment, year: int) -> tuple[Fee, int]:
    """The fee that applies, and what is asked of it before tax."""
    of = await session.find(MembershipClass, assignment.membership_class_id, "organisation_id")
    if of.gratis:
        raise Conflict("organisation_id", message("This member pays no fee: its class is free of charge."))
    fees = await session.rows.scalars(select(Fee).where(col(Fee.membership_class_id) == of.id, col(Fee.year) == year))
    fee = rules.fee_for(fees, assignment.employees)
    if fee is None:
        raise Conflict("year", message("No fee is set for this class, year and size."))
    waiver = await session.rows.scalar(
        select(Waiver).where(col(Waiver.organisation_id) == assignment.organisation_id, col(Waiver.year) == year)
    )
    net = fee.amount if waiver is None else max(0, fee.amount - (waiver.amount or fee.amount))
    if not net:
        raise Conflict("year", message("The whole fee of this year was waived."))
    return fee, net


async def newest_issuer(session: ViewerSession) -> InvoiceIssuer:
    """Who issues invoices now."""
    found = await session.rows.scalar(select(InvoiceIssuer).order_by(col(InvoiceIssuer.id).desc()).limit(1))
    if found is None:
        raise Conflict("", message("Please say first who issues the invoices."))
    return found


async def next_number(session: ViewerSession, series: Series) -> str:
    """The next number of this year's series. It is held until the verb is committed, and given back if it is not."""
    name = f"{series.value}-{today().year}"
    taking = insert(NumberSeries).values(name=name, last=1)
    taken = await session.rows.scalar(
        taking.on_conflict_do_update(
            index_elements=[col(NumberSeries.name)], set_={"last": col(NumberSeries.last) + 1}
        ).returning(col(NumberSeries.last))
    )
    return f"{series.value[0].upper()}{today().year}-{taken:06}"


def refuse_closed(invoice: Invoice, path: str = "id") -> None:
    """Conflict where nothing can be done about an invoice any more."""
    if invoice.cancelled_on or invoice.paid >= invoice.total:
        raise Conflict(path, message("This invoice is paid or cancelled."))


async def add_unique(session: ViewerSession, row: SQLModel, path: str, text: str) -> None:
    """Add a row, or refuse it where there is one. The constraint decides between two at once."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict(path, text) from None
        raise
