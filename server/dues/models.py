"""What membership costs: classes, fees, invoices, payments with their receipts, waivers. Amounts are whole yen."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import today, uuid7


class InvoiceState(StrEnum):
    """Where an invoice stands; worked out from its day and what has been paid."""

    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"


class Series(StrEnum):
    """What is numbered without gaps."""

    INVOICE = "invoice"
    RECEIPT = "receipt"


class MembershipClass(SQLModel, table=True):
    """A class of membership that an officer has defined. Who is in a gratis one pays nothing."""

    __tablename__ = "membership_class"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: dict[str, Any] = Field(sa_type=JSONB)
    gratis: bool = False


class Fee(SQLModel, table=True):
    """What a class costs in a year, before tax, for those with at least so many employees."""

    __table_args__ = (UniqueConstraint("membership_class_id", "year", "employees_from"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    membership_class_id: UUID = Field(foreign_key="membership_class.id")
    year: int
    employees_from: int = 0
    amount: int = Field(sa_type=BigInteger)
    tax_basis_points: int
    """The rate of consumption tax in hundredths of a percent; 0 where the fee is outside its scope."""


class FeeAssignment(SQLModel, table=True):
    """The class of a member, and its size as far as the fee asks for it."""

    __tablename__ = "fee_assignment"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    membership_class_id: UUID = Field(foreign_key="membership_class.id")
    employees: int = 0
    assigned_on: date = Field(default_factory=today)


class InvoiceIssuer(SQLModel, table=True):
    """Who issues invoices, as printed on them; the newest row holds. ``registration_number`` is the number of a
    qualified invoice issuer (T and 13 digits), required on a qualified invoice by article 57-4 of the Consumption Tax
    Act; null where there is none."""

    __tablename__ = "invoice_issuer"  # pyright: ignore[reportAssignmentType]  a name is enough
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    address: str
    registration_number: str | None = Field(default=None, max_length=14)
    payment_to: str


class NumberSeries(SQLModel, table=True):
    """The last number given in a series. Who takes the next holds the row until it is committed: there are no gaps."""

    __tablename__ = "number_series"  # pyright: ignore[reportAssignmentType]  a name is enough
    name: str = Field(primary_key=True, max_length=40)
    last: int


class Invoice(SQLModel, table=True):
    """A fee that was asked for. Everything printed on it is kept as it was; nothing is edited, only cancelled."""

    __table_args__ = (
        Index(
            "uq_invoice_organisation_id_year",
            "organisation_id",
            "year",
            unique=True,
            postgresql_where=text("cancelled_on is null"),
        ),
        Index("ix_invoice_issued_on", "issued_on", "id"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    membership_class_id: UUID = Field(foreign_key="membership_class.id")
    year: int
    number: str = Field(max_length=40, unique=True)
    issued_on: date = Field(default_factory=today)
    due_on: date
    addressee: dict[str, Any] = Field(sa_type=JSONB)
    issuer_id: UUID = Field(foreign_key="invoice_issuer.id")
    net: int = Field(sa_type=BigInteger)
    tax_basis_points: int
    tax: int = Field(sa_type=BigInteger)
    total: int = Field(sa_type=BigInteger)
    paid: int = Field(default=0, sa_type=BigInteger)
    reminders: int = 0
    reminded_on: date | None = None
    cancelled_on: date | None = None
    cancel_reason: str | None = None


class Payment(SQLModel, table=True):
    """Money that came in for an invoice, with the number of its receipt."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    invoice_id: UUID = Field(foreign_key="invoice.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    receipt_number: str = Field(max_length=40, unique=True)
    received_on: date
    amount: int = Field(sa_type=BigInteger)


class Waiver(SQLModel, table=True):
    """A fee of a year that a member need not pay: an amount of it, or all of it where ``amount`` is null."""

    __table_args__ = (UniqueConstraint("organisation_id", "year"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    year: int
    amount: int | None = Field(default=None, sa_type=BigInteger)
    reason: str
    granted_by: UUID | None = Field(default=None, foreign_key="person.id")
    granted_on: date = Field(default_factory=today)
