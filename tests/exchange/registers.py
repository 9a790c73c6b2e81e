"""A register of members as an office keeps it: 900 invented rows by a seed, and every mistake that people make."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from server.exchange.words import COLUMNS

HEADINGS = {column: names[0] for column, names in COLUMNS.items()}
KINDS = ("企業", "株式会社", "業界団体", "NPO法人", "労働組合", "大学", "監理団体", "COMPANY", "企業会員")
SECTORS = ("製造業", "建設業", "E", "農業", "Ｐ", "", "MANUFACTURING", "宿泊業")
DAYS: Sequence[tuple[Any, date]] = (
    ("令和6年4月1日", date(2024, 4, 1)),
    ("R6.4.1", date(2024, 4, 1)),
    ("2024/4/1", date(2024, 4, 1)),
    ("2024年4月1日", date(2024, 4, 1)),
    ("２０２４／４／１", date(2024, 4, 1)),
    ("20240401", date(2024, 4, 1)),
    (45383, date(2024, 4, 1)),
    (45383.0, date(2024, 4, 1)),
    (datetime(2024, 4, 1), date(2024, 4, 1)),  # noqa: DTZ001  a spreadsheet's day knows no zone
    ("平成31年4月30日", date(2019, 4, 30)),
    ("令和元年5月1日", date(2019, 5, 1)),
)
TOKYO = (" 東京都 ", "東京", "JP-13", "13", "とうきょうと", "")
CHIYODA = ("千代田区", "131016", 131016.0, "１３１０１６")


def number(chance: random.Random) -> str:
    """A corporate number with the right check digit: 9 less the sum by weights 1 and 2, modulo 9."""
    twelve = [chance.randrange(10) for _ in range(12)]
    weighted = sum(digit * (2 if place % 2 else 1) for place, digit in enumerate(reversed(twelve)))
    return f"{9 - weighted % 9}{''.join(map(str, twelve))}"


def wide(text: str) -> str:
    """Full-width digits, as Japanese keyboards type them."""
    return text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def row(chance: random.Random, at: int) -> dict[str, Any]:
    """A row without a fault, in one of the spellings in which people write it."""
    own = number(chance)
    spelled = (own, float(own), wide(own), f"{own[:1]}-{own[1:5]}-{own[5:9]}-{own[9:]}", f" {own} ", f"T{own}")
    return {
        "reference": f"M-{at:04}",
        "kind": chance.choice(KINDS),
        "name": f"　第{at}架空株式会社 ",
        "name_en": chance.choice(("", f"Imaginary {at} Ltd")),
        "corporate_number": chance.choice(spelled),
        "prefecture": chance.choice(TOKYO),
        "municipality": chance.choice(CHIYODA),
        "sector": chance.choice(SECTORS),
        "member_since": chance.choice(DAYS)[0],
        "contact_name": f"担当 {at}",
        "contact_email": chance.choice(
            (f"c{at}@members.example", f" C{at}＠members.example ", f"mailto:c{at}@members. example")
        ),
    }


NO_DAY = "This is no day. Please write it like 2024-04-01."
NO_ADDRESS = "This is not an e-mail address."
NO_PLACE = "There is no municipality of this name or code today."
EMPTY = "Please fill this in."

Mistake = tuple[str, dict[str, Any], Sequence[tuple[str, str]]]
"""Its name, the cells that it changes, and what must be told: column and text."""

MISTAKES: Sequence[Mistake] = (
    (
        "too short",
        {"corporate_number": "870011000590"},
        [("corporate_number", "A corporate number has 13 digits.")],
    ),
    (
        "a wrong digit",
        {"corporate_number": "8700110005902"},
        [("corporate_number", "A digit of this corporate number is wrong. Please compare them one by one.")],
    ),
    (
        "no number",
        {"corporate_number": "", "kind": "企業"},
        [("corporate_number", "Please give the corporate number.")],
    ),
    (
        "a person's number",
        {"kind": "個人", "corporate_number": "8700110005901"},
        [("corporate_number", "An individual has no corporate number. Please leave this empty.")],
    ),
    ("no kind", {"kind": ""}, [("kind", EMPTY)]),
    ("an unknown kind", {"kind": "その他"}, [("kind", "No kind of member is called so.")]),
    ("no name", {"name": "  "}, [("name", EMPTY)]),
    (
        "an unknown prefecture",
        {"prefecture": "東京部", "municipality": ""},
        [("prefecture", "There is no prefecture of this name.")],
    ),
    (
        "an unknown town",
        {"prefecture": "東京都", "municipality": "架空市"},
        [("municipality", NO_PLACE)],
    ),
    (
        "a closed town",
        {"prefecture": "", "municipality": "112089"},
        [("municipality", NO_PLACE)],
    ),
    (
        "a town elsewhere",
        {"prefecture": "大阪府", "municipality": "131016"},
        [("municipality", "This municipality does not lie in the prefecture of this row.")],
    ),
    (
        "a wrong town code",
        {"prefecture": "", "municipality": "131017"},
        [("municipality", "A digit of this municipality code is wrong. Please compare them one by one.")],
    ),
    (
        "an unknown industry",
        {"sector": "ものづくり"},
        [("sector", "No industry is called so. Please give a letter from A to T, or its name.")],
    ),
    (
        "a day that is none",
        {"member_since": "2024/2/30"},
        [("member_since", NO_DAY)],
    ),
    (
        "words for a day",
        {"member_since": "去年"},
        [("member_since", NO_DAY)],
    ),
    ("a day to come", {"member_since": "2999-01-01"}, [("member_since", "This day has not come yet.")]),
    ("no address", {"contact_email": ""}, [("contact_email", EMPTY)]),
    ("half an address", {"contact_email": "someone@"}, [("contact_email", NO_ADDRESS)]),
    (
        "two addresses",
        {"contact_email": "a@x.example, b@x.example"},
        [("contact_email", NO_ADDRESS)],
    ),
    ("a formula", {"name": "=A1"}, [("name", "This is a formula. Please put its value here.")]),
    (
        "two faults",
        {"kind": "？", "contact_email": "@"},
        [
            ("kind", "No kind of member is called so."),
            ("contact_email", NO_ADDRESS),
        ],
    ),
    (
        "it has applied",
        {"corporate_number": "2700110005907"},
        [("corporate_number", "Its application waits. Please decide that instead.")],
    ),
)


@dataclass(frozen=True)
class Register:
    """The file's rows below the heading, and what a report must say: row, column, text, note."""

    rows: list[dict[str, Any]]
    told: list[tuple[int, str, str, bool]]
    good: int


def register(length: int, seed: int, first: int = 3) -> Register:
    """A register of ``length`` rows with every mistake once; ``first`` is the first row in the spreadsheet's count."""
    chance = random.Random(seed)
    rows = [row(chance, at) for at in range(1, length + 1)]
    told: list[tuple[int, str, str, bool]] = []
    places = chance.sample(range(length // 2), len(MISTAKES))
    for place, (_, cells, expected) in zip(places, MISTAKES, strict=True):
        rows[place] |= cells
        told += [(place + first, column, text, False) for column, text in expected]
    twice, swapped = length - 2, length - 1
    rows[twice]["corporate_number"] = rows[twice - 1]["corporate_number"] = number(chance)
    told.append((twice + first, "corporate_number", f"This stands in row {twice - 1 + first} already.", False))
    other, rows[swapped]["corporate_number"] = zero_and_nine(chance)
    rows[swapped - 5]["corporate_number"] = other
    text = f"This number and {other} differ only by 0 and 9. Is one of them mistyped?"
    told.append((swapped + first, "corporate_number", text, True))
    return Register(rows, sorted(told), length - len(MISTAKES) - 1)


def zero_and_nine(chance: random.Random) -> tuple[str, str]:
    """Two numbers that differ in one digit, 0 and 9, and both pass their check digit."""
    one = next(made for made in iter(lambda: number(chance), "") if "0" in made)
    return one, one.replace("0", "9", 1)


def xlsx(register: Register) -> bytes:
    """The register as people save it: a title, merged headings in two rows, a hidden sheet, trailing blanks."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, list(HEADINGS.values()))
        page = book.add_worksheet("会員名簿")
        page.activate()
        page.set_first_sheet()
        hidden.hide()
        day = book.add_format({"num_format": "yyyy/m/d"})
        columns = list(HEADINGS)
        for place, column in enumerate(columns[:-2]):
            page.merge_range(0, place, 1, place, HEADINGS[column])
        page.merge_range(0, len(columns) - 2, 0, len(columns) - 1, "担当者")
        page.write_row(1, len(columns) - 2, ["氏名", "メール"])
        for at, cells in enumerate(register.rows, 2):
            for place, column in enumerate(columns):
                value = cells[column]
                if isinstance(value, datetime):
                    page.write_datetime(at, place, value, day)
                elif isinstance(value, str):
                    page.write_string(at, place, value)
                else:
                    page.write_number(at, place, value)
        page.write_string(len(register.rows) + 8, 1, "   ")
    return content.getvalue()
