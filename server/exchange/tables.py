"""Reading what people keep in spreadsheets: CSV, XLSX, XLS and ODS, as rows of text, dates and numbers."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from server.kernel.errors import Invalid, message

LARGEST = 5_000_000
"""Bytes of a file."""

LONGEST = 3_000
"""Rows that one file may hold."""

HEADING_WITHIN = 20
"""The heading stands in one of the first rows."""

SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS (both ZIP) and XLS begin."""

Cell = Any
"""A text, a number, a date or a time, as the file has it; empty cells are empty texts."""


@dataclass(frozen=True)
class Sheet:
    """A table whose columns are known. ``rows`` are (row number as the spreadsheet shows it, cells by column)."""

    headings: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]


def read(content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Sheet:
    """The first visible sheet that has the needed columns. ``columns`` gives the headings by which each is known.

    Refused where the file is empty, too large, locked, no table, or lacks a column.
    """
    if not content.strip():
        raise Invalid("file", message("The file is empty."))
    if len(content) > LARGEST:
        raise Invalid("file", message("The file is larger than %(megabytes)s MB."), megabytes=LARGEST // 1_000_000)
    known = {plain(name): column for column, names in columns.items() for name in names}
    missing: list[str] = []
    for rows in sheets(content):
        found = heading(rows, known)
        lacking = [column for column in needed if column not in found.values()] if found else list(needed)
        if not lacking:
            return sheet(rows, found)
        missing = min(missing or lacking, lacking, key=len)
    names = ", ".join(columns[column][0] for column in missing)
    raise Invalid("file", message("The file has no heading with these columns: %(columns)s."), columns=names)


def sheets(content: bytes) -> Iterator[list[list[Cell]]]:
    """The visible sheets of a workbook, or the one table of a text file."""
    if not content.startswith(SIGNATURES):
        yield lines(content)
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet:
                yield book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
    except CalamineError:
        raise Invalid("file", message("The file cannot be read. Is it locked by a password, or damaged?")) from None


def lines(content: bytes) -> list[list[Cell]]:
    """The rows of a text file in UTF-8 or Shift_JIS, separated by commas, tabs or semicolons."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        for encoding in ("utf-8-sig", "cp932"):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            raise Invalid("file", message("The file is no table: save it as XLSX, ODS or CSV."))
    if "\0" in text:
        raise Invalid("file", message("The file is no table: save it as XLSX, ODS or CSV."))
    first = text.partition("\n")[0]
    separator = max(",\t;", key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error:
        raise Invalid("file", message("The file is no table: save it as XLSX, ODS or CSV.")) from None


def plain(text: Cell) -> str:
    """A heading or a word as it is compared: half-width, lower case, without spaces, marks and remarks in brackets."""
    half = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", str(text)).lower())
    return re.sub(r"[\s*:※・_-]+", "", half)


def heading(rows: Sequence[Sequence[Cell]], known: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """Where the heading stands: (last heading row, column) → column name; the row that knows most wins.

    A heading may have two rows, as merged cells make them: 担当者 over 氏名 and メール. A cell is then known by its own
    words, or together with what stands above it.
    """
    best: dict[tuple[int, int], str] = {}
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        single = {(at, place): known[plain(cell)] for place, cell in enumerate(row) if plain(cell) in known}
        for found in (double(rows, at, known), single):
            if len(set(found.values())) > len(set(best.values())):
                best = found
    return best


def double(rows: Sequence[Sequence[Cell]], at: int, known: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The heading that rows ``at`` and the next make together; none where the next has no part in it."""
    found: dict[tuple[int, int], str] = {}
    above, second = "", False
    for place, cell in enumerate(rows[at] if at + 1 < len(rows) else ()):
        above = str(cell) or above
        below = str(rows[at + 1][place]) if place < len(rows[at + 1]) else ""
        named = next((name for name in (above + below, below, str(cell)) if plain(name) in known), "")
        if named and (below or str(cell)):
            found[at + 1, place] = known[plain(named)]
            second |= bool(below) and named != str(cell)
    return found if second else {}


def sheet(rows: Sequence[Sequence[Cell]], found: Mapping[tuple[int, int], str]) -> Sheet:
    """What stands below the heading, without empty rows. Of two columns with one name the first counts."""
    last = max(row for row, _ in found)
    places: dict[str, int] = {}
    for (_, place), column in sorted(found.items()):
        places.setdefault(column, place)
    taken = [
        (number, {column: row[place] if place < len(row) else "" for column, place in places.items()})
        for number, row in enumerate(rows[last + 1 :], last + 2)
        if any(str(cell).strip() for cell in row)
    ]
    taken = [(number, cells) for number, cells in taken if any(str(cell).strip() for cell in cells.values())]
    if not taken:
        raise Invalid("file", message("The file has a heading and no rows."))
    if len(taken) > LONGEST:
        raise Invalid("file", message("The file has more than %(limit)s rows. Please divide it."), limit=LONGEST)
    headings = {column: str(rows[row][place] or rows[row - 1][place]) for (row, place), column in found.items()}
    return Sheet(headings, taken)


def text_of(cell: Cell) -> str:
    """A cell as text on one line: half-width where it matters not, no point after whole numbers, no ``="…"``."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = " ".join(str(cell).split())
    trick = re.fullmatch(r'="(.*)"', text)
    return trick[1].strip() if trick else text
