"""What a row about a member must hold, however people write it, and everything that is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from server.exchange.tables import Cell, Sheet, plain, text_of
from server.exchange.words import ERAS, KINDS, SECTORS
from server.kernel.entries import line
from server.kernel.errors import Invalid, message
from server.members import services as members
from server.members.models import OrganisationKind, Sector

NEEDED = ("name", "kind", "contact_name", "contact_email")
FIRST_SERIAL = date(1899, 12, 30)
"""What a spreadsheet's day 0 means."""

OLDEST = date(1950, 1, 1)
MONTH_AND_DAY = r"\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?"


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell. ``text`` is a source of the catalogue; a ``note`` does not keep the row out."""

    row: int
    column: str
    text: str
    value: str = ""
    note: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the platform holds already: places, members by number and by the register's reference, and who applied."""

    prefectures: Mapping[str, str]
    """Code by name as compared: with and without 都, 府 and 県, in kana, in English, and by number."""
    municipalities: Mapping[str, Sequence[str]]
    """The codes of today's municipalities by name as compared, and by the code itself."""
    numbers: Mapping[str, str]
    """The id by corporate number, of members."""
    applied: frozenset[str]
    """Corporate numbers of those whose application waits."""
    references: Mapping[str, str]
    """The id by the register's own reference, of members that were taken in."""
    today: date


Entry = dict[str, Any]
"""A faultless row, ready to be kept as JSON: texts, and dates as ISO 8601."""


@dataclass
class Checked:
    """What a file holds. ``new`` are rows to take in; ``known`` counts those that are members already."""

    new: list[Entry] = field(default_factory=list)
    known: int = 0
    wrong: int = 0
    problems: list[Problem] = field(default_factory=list)


def check(sheet: Sheet, known: Known, told: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Look at every row. ``told`` hears how many are done, of how many."""
    checked = Checked()
    seen: dict[str, int] = {}
    alike: dict[str, tuple[int, str]] = {}
    for done, (number, cells) in enumerate(sheet.rows, 1):
        reading = Reading(number, cells, known)
        entry = reading.entry()
        key = entry.get("reference") or entry.get("corporate_number")
        reading.twice(seen, alike)
        faulty = any(not one.note for one in reading.problems)
        if not faulty and known_as(entry, known):
            checked.known += 1
        elif not faulty and key:
            checked.new.append(entry)
        else:
            checked.wrong += 1
        checked.problems += reading.problems
        told(done, len(sheet.rows))
    return checked


def known_as(entry: Entry, known: Known) -> str | None:
    """The member that this row is about, by the register's reference, else by corporate number."""
    return known.references.get(entry.get("reference") or "") or known.numbers.get(entry.get("corporate_number") or "")


class Reading:
    """One row while it is read: what it says, and what is wrong with it."""

    def __init__(self, row: int, cells: Mapping[str, Cell], known: Known) -> None:
        self.row, self.cells, self.known = row, cells, known
        self.problems: list[Problem] = []

    def entry(self) -> Entry:
        """The row's values; what is wrong or missing is None, and told in ``problems``."""
        kind = self.take("kind", kind_of)
        number = self.take("corporate_number", lambda cell: members.number_for(kind, text_of(cell)) if kind else None)
        reference = self.take("reference", lambda cell: line(text_of(cell), "", 64) if text_of(cell) else None)
        since = self.take("member_since", lambda cell: day_of(cell, self.known.today))
        prefecture, municipality = self.place()
        sector = self.take("sector", sector_of)
        if not reference and not number and not self.problems:
            self.tell("corporate_number", message("Without a corporate number the row needs your own reference."))
        if number in self.known.applied:
            self.tell("corporate_number", message("Its application waits. Please decide that instead."))
        names = {"ja": self.take("name", name_of)}
        if text_of(self.cells.get("name_en", "")):
            names["en"] = self.take("name_en", name_of)
        return {
            "row": self.row,
            "reference": reference,
            "kind": kind,
            "name": names,
            "corporate_number": number,
            "prefecture": prefecture,
            "municipality_code": municipality,
            "sector": sector,
            "member_since": since.isoformat() if since else None,
            "contact_name": self.take("contact_name", name_of),
            "contact_email": self.take("contact_email", email_of),
        }

    def take(self, column: str, read: Callable[[Cell], Any]) -> Any:
        """What a cell says, or None where it is refused."""
        cell = self.cells.get(column, "")
        try:
            if isinstance(cell, str) and cell.strip().startswith("=") and not cell.strip().startswith('="'):
                raise Invalid(column, message("This is a formula. Please put its value here."))
            return read(cell)
        except Invalid as wrong:
            self.tell(column, wrong.text, **wrong.fields)
            return None

    def tell(self, column: str, text: str, *, note: bool = False, **fields: Any) -> None:
        """Note what is wrong in a cell."""
        value = text_of(self.cells.get(column, ""))[:80]
        self.problems.append(Problem(self.row, column, text, value, note, fields))

    def place(self) -> tuple[str | None, str | None]:
        """The prefecture and the municipality, by code or by name."""
        named = text_of(self.cells.get("prefecture", ""))
        prefecture = self.known.prefectures.get(plain(named))
        if named and not prefecture:
            self.tell("prefecture", message("There is no prefecture of this name."))
            return None, None
        code = self.take("municipality", lambda cell: self.municipality(text_of(cell), prefecture))
        if code and code[2:5] == "000":
            return f"JP-{code[:2]}", None
        if code and prefecture and not code.startswith(prefecture[3:]):
            self.tell("municipality", message("This municipality does not lie in the prefecture of this row."))
        return f"JP-{code[:2]}" if code else prefecture, code

    def municipality(self, entered: str, prefecture: str | None) -> str | None:
        """The code of a municipality, from its code (five digits where a leading zero was lost) or its name."""
        if not entered:
            if kind_or_none(self.cells.get("kind", "")) is OrganisationKind.MUNICIPALITY:
                raise Invalid("municipality", message("Please give the municipality code."))
            return None
        half = unicodedata.normalize("NFKC", entered)
        if re.fullmatch(r"[\d\s-]+", half):
            half = members.municipality_code(re.sub(r"\D", "", half).zfill(6))
            if half[2:5] == "000":
                return half
        found = self.known.municipalities.get(plain(half), ())
        found = [code for code in found if half.isdigit() or not prefecture or f"JP-{code[:2]}" == prefecture]
        if len(found) > 1:
            raise Invalid("municipality", message("Several municipalities have this name. Please give the prefecture."))
        if not found:
            raise Invalid("municipality", message("There is no municipality of this name or code today."))
        return found[0]

    def twice(self, seen: dict[str, int], alike: dict[str, tuple[int, str]]) -> None:
        """Refuse a row whose number or reference stood before; note a number that differs only by 0 and 9.

        The check digit counts modulo 9 and cannot tell the two apart, so only a comparison shows that mistake.
        """
        for column in ("corporate_number", "reference"):
            value = self.cells.get(column, "")
            key = f"{column} {unicodedata.normalize('NFKC', text_of(value))}"
            if text_of(value) and seen.setdefault(key, self.row) != self.row:
                self.tell(column, message("This stands in row %(row)s already."), row=seen[key])
        number = re.sub(r"\D", "", unicodedata.normalize("NFKC", text_of(self.cells.get("corporate_number", ""))))
        if not number:
            return
        for known in self.known.numbers:
            alike.setdefault(known.replace("9", "0"), (0, known))
        row, other = alike.setdefault(number.replace("9", "0"), (self.row, number))
        if other != number:
            text = message("This number and %(other)s differ only by 0 and 9. Is one of them mistyped?")
            self.tell("corporate_number", text, note=True, other=other, row=row)


def kind_of(cell: Cell) -> OrganisationKind:
    """The kind of member, in the words of registers."""
    if not text_of(cell):
        raise Invalid("kind", message("Please fill this in."))
    kind = kind_or_none(cell)
    if kind is None:
        raise Invalid("kind", message("No kind of member is called so."))
    return kind


def kind_or_none(cell: Cell) -> OrganisationKind | None:
    """The kind, or None where the word is unknown."""
    return KINDS.get(plain(cell)) or KINDS.get(plain(cell).removesuffix("会員"))


def sector_of(cell: Cell) -> Sector | None:
    """The industry: its letter, or its name; nothing need be said."""
    if not text_of(cell):
        return None
    sector = SECTORS.get(plain(cell))
    if sector is None:
        raise Invalid("sector", message("No industry is called so. Please give a letter from A to T, or its name."))
    return sector


def name_of(cell: Cell) -> str:
    """A name on one line."""
    return line(text_of(cell), "name", members.NAME_LIMIT)


def email_of(cell: Cell) -> str:
    """An address without the spaces and the mailto: that copying leaves in."""
    entered = unicodedata.normalize("NFKC", str(cell)).replace("mailto:", "")
    if not entered.strip():
        raise Invalid("contact_email", message("Please fill this in."))
    return members.email("".join(entered.split()))


def day_of(cell: Cell, today: date) -> date | None:
    """A day in any spelling of registers: 令和6年4月1日, R6.4.1, 2024/4/1, 20240401, or a spreadsheet's number."""
    if isinstance(cell, datetime):
        cell = cell.date()
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if not text:
        return None
    found = cell if isinstance(cell, date) else written_day(text)
    if found is None or not found >= OLDEST:
        raise Invalid("member_since", message("This is no day. Please write it like 2024-04-01."))
    if found > today:
        raise Invalid("member_since", message("This day has not come yet."))
    return found


def written_day(text: str) -> date | None:
    """The day that a text means, or None."""
    if serial := re.fullmatch(r"(\d{5})(?:\.\d*)?", text):
        return FIRST_SERIAL + timedelta(days=int(serial[1]))
    japanese = re.fullmatch(rf"(明治|大正|昭和|平成|令和|[MTSHR])\.?\s*(\d{{1,2}}|元){MONTH_AND_DAY}", text)
    western = re.match(rf"(\d{{4}}){MONTH_AND_DAY}(?:[T\s]|$)", text)
    together = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0)?", text)
    try:
        if japanese:
            years = 1 if japanese[2] == "元" else int(japanese[2])
            return date(ERAS[japanese[1]] + years, int(japanese[3]), int(japanese[4]))
        if found := western or together:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None
