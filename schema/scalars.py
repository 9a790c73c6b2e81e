"""Scalars, each with the standard that specifies it.

What a person may mistype (numbers with check digits) is checked by the verb, which can answer in words at the right
field; a scalar refuses only what no client of ours can mean.
"""

import re
from collections.abc import Callable
from typing import NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

LanguageTag = NewType("LanguageTag", str)
PrefectureCode = NewType("PrefectureCode", str)
MunicipalityCode = NewType("MunicipalityCode", str)
CountryCode = NewType("CountryCode", str)
CorporateNumber = NewType("CorporateNumber", str)
Money = NewType("Money", str)

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
PREFECTURE = re.compile(r"JP-(0[1-9]|[1-3][0-9]|4[0-7])")
MONEY = re.compile(r"JPY [0-9]{1,12}")
NUMBER = re.compile(r"[^\x00-\x1f]{1,64}")


def _matching(pattern: re.Pattern[str], name: str) -> Callable[[object], str]:
    """A parser that passes what the pattern matches wholly, and never repeats what it refuses."""

    def parse(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise GraphQLError(f"{name} cannot represent this value.")
        return value

    return parse


def _uuid(value: object) -> UUID:
    """A UUID, or a refusal that does not repeat what was given."""
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise GraphQLError("UUID cannot represent this value.") from None


def _text(name: str, pattern: re.Pattern[str], standard: str, description: str) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=standard,
        serialize=str,
        parse_value=_matching(pattern, name),
    )


def yen_of(money: Money) -> int:
    """The whole yen of an amount."""
    return int(money.removeprefix("JPY "))


SCALARS: dict[object, ScalarDefinition] = {
    UUID: strawberry.scalar(
        name="UUID",
        description="A random number of 128 bits that nobody else has: make a new one for each thing to do.",
        specified_by_url="https://www.rfc-editor.org/info/rfc9562",
        serialize=str,
        parse_value=_uuid,
    ),
    LanguageTag: _text(
        "LanguageTag",
        TAG,
        "https://www.rfc-editor.org/info/bcp47",
        "A language by BCP 47 tag, such as `ja`, `ja-simple` (Easy Japanese), `zh-Hans` or `my`.",
    ),
    PrefectureCode: _text(
        "PrefectureCode",
        PREFECTURE,
        "https://www.iso.org/standard/72483.html",
        "A prefecture of Japan by ISO 3166-2 code, `JP-01` (Hokkaido) to `JP-47` (Okinawa).",
    ),
    CountryCode: _text(
        "CountryCode",
        NUMBER,
        "https://www.iso.org/iso-3166-country-codes.html",
        "A country by its ISO 3166-1 code of two letters, such as `JP` or `VN`.",
    ),
    MunicipalityCode: _text(
        "MunicipalityCode",
        NUMBER,
        "https://www.soumu.go.jp/denshijiti/code.html",
        "A local government of Japan by its six-digit code; the last digit checks the others.",
    ),
    Money: _text(
        "Money",
        MONEY,
        "https://www.iso.org/iso-4217-currency-codes.html",
        "An exact amount: the ISO 4217 code of its currency, a space, and the amount in units of the currency, such as "
        "`JPY 55000`. Yen are the only currency today.",
    ),
    CorporateNumber: _text(
        "CorporateNumber",
        NUMBER,
        "https://www.houjin-bangou.nta.go.jp/en/setsumei/",
        "A Japanese corporate number: 13 digits, of which the first checks the others.",
    ),
}
