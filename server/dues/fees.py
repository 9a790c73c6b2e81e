"""What membership costs, as officers define it: classes, fees by year and size, who issues the invoices."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from server.dues import rules
from server.dues.models import Fee, FeeAssignment, InvoiceIssuer, MembershipClass
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role
from server.members.models import Organisation


async def define_membership_class(session: ViewerSession, name: dict[str, str], *, gratis: bool) -> MembershipClass:
    """A new class of membership, which pays a fee or is gratis (public bodies, say)."""
    if not name:
        raise Invalid("name", message("Please give a name in at least one language."))
    names = {language: line(text, "name", rules.NAME_LIMIT) for language, text in name.items()}

    session.permit(Role.MEMBERSHIP_OFFICER)

    made = MembershipClass(name=names, gratis=gratis)
    session.add(made)

    session.record("define_membership_class", made)
    return made


async def set_fee(
    session: ViewerSession, membership_class_id: UUID, *, year: int, employees_from: int, amount: int, tax: int
) -> MembershipClass:
    """Say what a class costs in a year from a size on; said again, it replaces what was said. ``tax`` is in basis
    points. Invoices that were issued stay as they are. Conflict where the class is gratis."""
    rules.year(year, today().year)
    rules.amount(amount, "amount")
    rules.basis_points(tax)
    if not 0 <= employees_from <= rules.LARGEST:
        raise Invalid("employees_from", message("Please enter a number of people."))

    of = await session.find(MembershipClass, membership_class_id, "membership_class_id")

    session.permit(Role.MEMBERSHIP_OFFICER)
    if of.gratis:
        raise Conflict("membership_class_id", message("This class is free of charge."))

    values = {"amount": amount, "tax_basis_points": tax}
    made = Fee(membership_class_id=of.id, year=year, employees_from=employees_from, amount=amount, tax_basis_points=tax)
    place = [col(Fee.membership_class_id), col(Fee.year), col(Fee.employees_from)]
    statement = insert(Fee).values(**made.model_dump())
    await session.rows.execute(statement.on_conflict_do_update(index_elements=place, set_=values))

    session.record("set_fee", of)
    return of


async def assign_membership_class(
    session: ViewerSession, organisation_id: UUID, membership_class_id: UUID, *, employees: int
) -> Organisation:
    """Put an organisation into a class, with its number of employees; said again, it replaces what was said."""
    if not 0 <= employees <= rules.LARGEST:
        raise Invalid("employees", message("Please enter a number of people."))

    of = await session.find(MembershipClass, membership_class_id, "membership_class_id")
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    values = {"membership_class_id": of.id, "employees": employees, "assigned_on": today()}
    statement = insert(FeeAssignment).values(organisation_id=organisation.id, **values)
    await session.rows.execute(
        statement.on_conflict_do_update(index_elements=[col(FeeAssignment.organisation_id)], set_=values)
    )

    session.record("assign_membership_class", organisation, organisation_id=organisation.id)
    return organisation


async def set_invoice_issuer(
    session: ViewerSession, *, name: str, address: str, registration_number: str | None, payment_to: str
) -> InvoiceIssuer:
    """Who issues invoices from now on, as it will be printed on them."""
    made = InvoiceIssuer(
        name=line(name, "name", rules.NAME_LIMIT),
        address=prose(address, "address", rules.WORDS),
        registration_number=rules.registration_number(registration_number),
        payment_to=prose(payment_to, "payment_to", rules.WORDS),
    )

    session.permit(Role.MEMBERSHIP_OFFICER)

    session.add(made)

    session.record("set_invoice_issuer", made)
    return made
