"""When a tie may hold, and why one contradicts what is known already."""

from datetime import date

from server.kernel.errors import Conflict, Invalid, message

REASON_LIMIT = 2000
EARLIEST = date(1868, 1, 1)
"""No organisation of today has ties from before; it catches a mistyped century."""

CONTRADICTIONS = {
    "twice": message("This tie is declared already for some of these days."),
    "parent": message("Another parent is declared for some of these days. An organisation has one parent at a time."),
    "circle": message("This would make an organisation stand above itself."),
}
"""The answers of ``tie_contradiction`` (policies.sql), in words."""


def span(first: date, last: date | None, today: date) -> None:
    """Refuse days that cannot be right: a first day to come or of another age, or a last day before the first."""
    beginning(first, today, "valid_from")
    if last is not None and last < first:
        raise Invalid("valid_to", message("The last day is before the first."))


def beginning(first: date, today: date, path: str) -> None:
    """Refuse a first day to come or of another age, at ``path``."""
    if not EARLIEST <= first <= today:
        raise Invalid(path, message("Please give the first day; it cannot lie ahead."))


def ended(first: date, known: date | None, last: date) -> None:
    """Refuse a last day before the first, or after the one that is known: who ties again declares a new tie."""
    if last < first:
        raise Invalid("valid_to", message("The last day is before the first."))
    if known is not None and last > known:
        raise Conflict("valid_to", message("This tie has ended earlier. Please declare a new one."))


def consistent(contradiction: str | None, path: str) -> None:
    """Raise the Conflict that a declaration meets, if any."""
    if contradiction:
        raise Conflict(path, CONTRADICTIONS[contradiction])
