"""Taking in the register of local governments: every row checked, nothing half-written, no code ever deleted."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import psycopg

from server.kernel.table import today
from server.members.rules import check_digit, prefecture_of

COLUMNS = ("pid", "city", "citykana", "lat", "lng", "lgcode")
"""The columns that are read: prefecture number, name, reading, latitude, longitude, code. Others are ignored."""

READ = """
select code, prefecture, name, kana, latitude, longitude, closed_on from municipality"""
WRITE = """
insert into municipality (code, prefecture, name, kana, latitude, longitude, closed_on)
values (%s, %s, %s, %s, %s, %s, %s)
on conflict (code) do update set prefecture = excluded.prefecture, name = excluded.name, kana = excluded.kana,
    latitude = excluded.latitude, longitude = excluded.longitude, closed_on = excluded.closed_on"""

Entry = tuple[int, dict[str, str] | None]
"""A line of the file and its values by column, or none where they are not as many as the columns."""

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all) while the file is read."""


class Place(NamedTuple):
    """A municipality as it is stored; ``closed_on`` is null while its code is in use."""

    code: str
    prefecture: str
    name: str
    kana: str
    latitude: float | None
    longitude: float | None
    closed_on: date | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong, in words; ``row`` is the line of the file (the heading is line 1), or none for the whole file."""

    row: int | None
    text: str


class Unreadable(Exception):
    """The file as a whole cannot be understood; the argument says why, in words."""


@dataclass
class Report:
    """What an import did; where ``written`` is false, what it would have done."""

    inserted: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: bool = False


def import_municipalities(
    owner_url: str, file: Path, keep_good: bool = False, progress: Progress | None = None
) -> Report:
    """Take a register in: new codes are inserted, known ones brought up to date, missing ones closed as of today.

    All in one transaction. One wrong row and nothing is written, unless ``keep_good`` keeps the others: then no code is
    closed either, since a missing one may be what the wrong row meant. The same file a second time changes nothing.
    """
    report = Report()
    try:
        lines = list(entries(text_of(file)))
    except (Unreadable, OSError) as reason:
        problem = f"The file cannot be read: {reason.strerror}." if isinstance(reason, OSError) else str(reason)
        return Report(problems=[Problem(None, problem)])
    places = good(lines, report.problems, progress or (lambda done, total: None))
    with psycopg.connect(owner_url) as connection:
        connection.execute("lock table municipality in share row exclusive mode")
        if not connection.execute("select 1 from prefecture").fetchone():
            return Report(problems=[Problem(None, "The database has no prefectures. Run `kakehashi migrate` first.")])
        known = {row[0]: Place(*row) for row in connection.execute(READ)}
        changes = compare(known, places, report, closing=not report.problems)
        report.written = keep_good or not report.problems
        if report.written and changes:
            with connection.cursor() as cursor:
                cursor.executemany(WRITE, changes)
    return report


def compare(known: Mapping[str, Place], places: Mapping[str, Place], report: Report, *, closing: bool) -> list[Place]:
    """The rows to write, counted in the report. A code that is back in the register is open again."""
    changes = [place for code, place in places.items() if known.get(code) != place]
    report.inserted = sum(place.code not in known for place in changes)
    report.changed = len(changes) - report.inserted
    report.unchanged = len(places) - len(changes)
    gone = [place for code, place in known.items() if closing and code not in places and place.closed_on is None]
    report.closed = len(gone)
    return changes + [place._replace(closed_on=today()) for place in gone]


def text_of(file: Path) -> str:
    """The file's text. It must be UTF-8, with or without a byte order mark."""
    content = file.read_bytes()
    if not content.strip():
        raise Unreadable("The file is empty.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is UTF-16, not UTF-8. Please save it as UTF-8 and try again.")
    try:
        content.decode("cp932")
    except UnicodeDecodeError:
        raise Unreadable("The file is not text in UTF-8. Please save it as CSV in UTF-8 and try again.") from None
    raise Unreadable("The file looks like Shift_JIS (cp932), not UTF-8. Please save it as UTF-8 and try again.")


def entries(text: str) -> Iterator[Entry]:
    """Each row of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [name.strip() for name in next(reader)]
        missing = [name for name in COLUMNS if name not in heading]
        if missing:
            raise Unreadable(f"Columns are missing: {', '.join(missing)}. The heading needs {', '.join(COLUMNS)}.")
        rows = [(reader.line_num, fields) for fields in reader if fields]
    except (csv.Error, StopIteration) as reason:
        raise Unreadable(f"The file is not CSV: line {reader.line_num}: {reason}.") from None
    if not rows:
        raise Unreadable("The file has a heading and no rows.")
    for line, fields in rows:
        yield line, dict(zip(heading, map(str.strip, fields), strict=True)) if len(fields) == len(heading) else None


def good(lines: list[Entry], problems: list[Problem], progress: Progress) -> dict[str, Place]:
    """The places of all rows that are right, by code; what is wrong with the others goes to ``problems``."""
    places: dict[str, Place] = {}
    for done, (line, values) in enumerate(lines, start=1):
        if values is None:
            problems.append(Problem(line, "The row has more or fewer fields than the heading."))
        elif wrong := list(faults(values)):
            problems.extend(Problem(line, text) for text in wrong)
        elif values["lgcode"] in places:
            problems.append(Problem(line, f"The code {values['lgcode']} stands in the file twice."))
        else:
            places[values["lgcode"]] = place(values)
        progress(done, len(lines))
    return places


def faults(values: Mapping[str, str]) -> Iterator[str]:
    """Everything that is wrong with the values of one row, in words."""
    code, number = values["lgcode"], values["pid"]
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        yield f"The code {code!r} does not have six digits. A spreadsheet may have dropped a leading zero."
    else:
        if check_digit(code[:5]) != code[5]:
            yield f"The code {code} has a wrong check digit; {code[:5]} needs {check_digit(code[:5])}."
        if number.zfill(2) != code[:2]:
            yield f"The code {code} does not lie in prefecture {number!r}."
        elif not 1 <= int(code[:2]) <= 47:
            yield f"There is no prefecture {code[:2]}."
    for column in ("city", "citykana"):
        if not values[column]:
            yield f"The column {column} is empty."
    for column, low, high in (("lat", 20, 46), ("lng", 122, 154)):
        if values[column] and not within(values[column], low, high):
            yield f"The column {column} is {values[column]!r}, which is no place in Japan."


def within(entered: str, low: float, high: float) -> bool:
    """Whether this is a number of degrees between two bounds."""
    try:
        return low <= float(entered) <= high
    except ValueError:
        return False


def place(values: Mapping[str, str]) -> Place:
    """A faultless row as it is stored."""
    latitude, longitude = (float(values[column]) if values[column] else None for column in ("lat", "lng"))
    code = values["lgcode"]
    return Place(code, prefecture_of(code), values["city"], values["citykana"], latitude, longitude)
