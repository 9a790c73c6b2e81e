"""How long evidence counts, what a level needs, and how a draw is made: pure functions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from server.assurance.models import EvidenceKind
from server.kernel.errors import Invalid, message

TITLE_LIMIT = 200
SOURCE_LIMIT = 400
TEXT_LIMIT = 10_000
REASON_LIMIT = 2_000
USUAL_YEARS = 2
LONGEST_YEARS = 5
EARLIEST = date(2000, 1, 1)
LEVELS = 5
MOST_LINKS = 50


def years_after(day: date, years: int) -> date:
    """The same day that many years later; the 29 February becomes the 28th."""
    return date(day.year + years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def dates(dated_on: date, expires_on: date | None, today: date) -> tuple[date, date]:
    """From when and until when evidence counts. Left out, its end is two years after its day; five are the most:
    what was once true of a workplace does not stay so by itself."""
    if dated_on > today:
        raise Invalid("dated_on", message("This day is still to come."))
    if dated_on < EARLIEST:
        raise Invalid("dated_on", message("This day is too long ago."))
    ends = expires_on or years_after(dated_on, USUAL_YEARS)
    if ends < today:
        raise Invalid("expires_on", message("This evidence has run out already."))
    if ends > years_after(dated_on, LONGEST_YEARS):
        raise Invalid("expires_on", message("Evidence counts for at most %(years)s years."), years=LONGEST_YEARS)
    return dated_on, ends


@dataclass(frozen=True)
class Rung:
    """A level of an article, and until when the member's evidence for it counts; None where there is none in force."""

    id: UUID
    article_number: int
    level: int
    kinds: frozenset[EvidenceKind]
    shown: Sequence[tuple[EvidenceKind, date, date]] = ()

    def held_until(self, day: date) -> date | None:
        """Until when evidence of a kind that counts shows it, on a day."""
        return max((until for kind, on, until in self.shown if kind in self.kinds and on <= day <= until), default=None)


def levels_reached(rungs: Iterable[Rung], day: date) -> Mapping[int, int]:
    """By article, the highest level up to which every level is shown by evidence in force; 0 where the first is not."""
    by_article: dict[int, dict[int, bool]] = {}
    for rung in rungs:
        by_article.setdefault(rung.article_number, {})[rung.level] = rung.held_until(day) is not None
    reached: dict[int, int] = {}
    for article, held in by_article.items():
        level = 0
        while held.get(level + 1):
            level += 1
        reached[article] = level
    return reached


def drawn(seed: str, population: Iterable[UUID], size: int) -> list[UUID]:
    """The members that a draw takes: those whose keys, hashed with the seed, come first.

    Anybody who knows the seed and the population draws the same, whatever their order; nobody can foresee it without
    the seed. ``SHA-256(seed + ":" + key)``, the smallest ``size`` of them.
    """
    if size < 1:
        raise Invalid("size", message("Draw at least one."))

    def ticket(key: UUID) -> bytes:
        return hashlib.sha256(f"{seed}:{key}".encode()).digest()

    return sorted(set(population), key=ticket)[:size]
