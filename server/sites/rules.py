"""When a site opens and closes, which languages it speaks, and on which day people are counted."""

from collections.abc import Sequence
from datetime import date

from server.kernel.errors import Conflict, Invalid, message
from server.kernel.languages import LANGUAGES, known

EARLIEST = date(1868, 1, 1)
AHEAD = message("This day lies ahead. Please give today, or a day before.")


def opening(day: date, today: date) -> None:
    """Refuse a first day to come, or of another age."""
    if not EARLIEST <= day <= today:
        raise Invalid("opened_on", AHEAD)


def closing(opened_on: date, closed_on: date | None, day: date, today: date) -> None:
    """Refuse a last day to come or before the first, and a second closing."""
    if closed_on is not None:
        raise Conflict("id", message("This workplace is closed already."))
    if day > today:
        raise Invalid("closed_on", AHEAD)
    if day < opened_on:
        raise Invalid("closed_on", message("The last day is before the first."))


def counting(opened_on: date, closed_on: date | None, day: date, today: date) -> None:
    """Refuse a count on a day to come, or on which the site was not open."""
    if day > today:
        raise Invalid("counted_on", AHEAD)
    if day < opened_on or (closed_on is not None and day > closed_on):
        raise Invalid("counted_on", message("On this day the workplace was not open."))


def languages(entered: Sequence[str]) -> list[str]:
    """The platform's spelling of the languages of support, each once; refused at the one that it does not know."""
    found = [known(tag) for tag in entered]
    for place, tag in enumerate(found):
        if tag not in LANGUAGES:
            raise Invalid(f"languages.{place}", message("We do not know this language."))
    return sorted(set(found), key=LANGUAGES.index)
