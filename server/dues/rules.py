"""Arithmetic of fees: exact, in whole yen. Pure functions."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.jp import cn

from server.dues.models import Fee, InvoiceState
from server.kernel.errors import Invalid, message

LARGEST = 100_000_000
"""Yen. Nothing that membership costs is dearer; a mistyped amount often is."""

PAY_WITHIN_DAYS = 30
WORDS = 2000
NAME_LIMIT = 200
FIRST_YEAR = 2000


def amount(yen: int, path: str, least: int = 1) -> int:
    """A whole number of yen in the bounds of a fee; else refused at ``path``."""
    if not least <= yen <= LARGEST:
        raise Invalid(
            path, message("An amount is between %(least)s and %(largest)s yen."), least=least, largest=LARGEST
        )
    return yen


def year(entered: int, this_year: int) -> int:
    """A year for which fees are asked: from 2000 to the next; else refused at ``year``."""
    if not FIRST_YEAR <= entered <= this_year + 1:
        raise Invalid("year", message("Please enter a year between %(first)s and %(last)s."), first=FIRST_YEAR,
                      last=this_year + 1)  # fmt: skip
    return entered


def basis_points(entered: int) -> int:
    """A tax rate between 0 and 100 percent, in hundredths of a percent; else refused at ``tax_basis_points``."""
    if not 0 <= entered <= 10_000:
        raise Invalid("tax_basis_points", message("A tax rate is between 0 and 100 percent."))
    return entered


def tax(net: int, basis_points: int) -> int:
    """Consumption tax on an invoice: rounded down, once for each rate on the invoice, as qualified invoices ask for."""
    return net * basis_points // 10_000


def fee_for(fees: Iterable[Fee], employees: int) -> Fee | None:
    """The fee of who has so many employees: the largest size that it reaches."""
    reached = [fee for fee in fees if fee.employees_from <= employees]
    return max(reached, key=lambda fee: fee.employees_from, default=None)


def state(total: int, paid: int, due_on: date, cancelled_on: date | None, day: date) -> InvoiceState:
    """Where an invoice stands on a day."""
    if cancelled_on is not None:
        return InvoiceState.CANCELLED
    if paid >= total:
        return InvoiceState.PAID
    return InvoiceState.OVERDUE if due_on < day else InvoiceState.OPEN


def registration_number(entered: str | None) -> str | None:
    """The number of a qualified invoice issuer: T and the 13 digits of a corporate number, which the first checks.

    Refused at ``registration_number``. An issuer without one leaves it empty.
    """
    digits = unicodedata.normalize("NFKC", entered or "").replace("-", "").replace(" ", "").upper().removeprefix("T")
    if not digits:
        return None
    try:
        return f"T{cn.validate(digits)}"
    except ValidationError:
        text = message("This is no number of a qualified invoice issuer: T and 13 digits.")
        raise Invalid("registration_number", text) from None
