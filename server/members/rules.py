"""What an application must hold: names, numbers with check digits, an address that a letter reaches."""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from babel import Locale
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.jp import cn

from server.kernel.entries import line, prose
from server.kernel.errors import Invalid, message
from server.members.models import OrganisationKind, Participation

NUMBERED = frozenset({OrganisationKind.COMPANY, OrganisationKind.MUNICIPALITY, OrganisationKind.GOVERNMENT_BODY})
"""The kinds that always have a corporate number: registered companies, state organs and local governments (article 39
of the Act on the Use of Numbers to Identify a Specific Individual). Associations, unions and offices may have one."""

NAME_LIMIT = 200
MOTIVATION_LIMIT = 4000
REASON_LIMIT = 2000

QUESTION_LIMIT = 4000
LINK_DAYS = 90
"""How long an applicant's link opens."""

PARTNERS = frozenset(
    {OrganisationKind.GOVERNMENT_BODY, OrganisationKind.INTERNATIONAL_ORGANISATION, OrganisationKind.MEDIA}
)
"""The kinds that take part as partners, where nothing else is asked for."""

SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc]+")
EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")


def corporate_number(entered: str) -> str:
    """The 13 digits of a corporate number; the first checks the other twelve, by weights 1 and 2 modulo 9.

    Full-width digits, spaces, hyphens and the T of an invoice registration number are accepted. Refused at
    ``corporate_number``: any other character, another length, a check digit that does not fit. By its construction the
    check cannot tell a 0 from a 9.
    """
    digits = compact(entered).upper().removeprefix("T")
    try:
        return cn.validate(digits)
    except (InvalidLength, InvalidFormat):
        raise Invalid("corporate_number", message("A corporate number has 13 digits.")) from None
    except InvalidChecksum:
        raise Invalid(
            "corporate_number",
            message("A digit of this corporate number is wrong. Please compare them one by one."),
        ) from None


def municipality_code(entered: str) -> str:
    """The six digits of a local government code, checked by the last. Refused at ``municipality_code``.

    Full-width digits, spaces and hyphens are accepted.
    """
    digits = compact(entered)
    if not re.fullmatch("[0-9]{6}", digits):
        raise Invalid("municipality_code", message("A municipality code has six digits."))
    if check_digit(digits[:5]) != digits[5]:
        raise Invalid(
            "municipality_code",
            message("A digit of this municipality code is wrong. Please compare them one by one."),
        )
    return digits


def check_digit(five: str) -> str:
    """The check digit of a local government code: the last digit of 11 - (sum of digits times 6, 5, 4, 3, 2 modulo 11).

    Source: the numbering rules of the Ministry of Internal Affairs and Communications.
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str(11 - weighted % 11)[-1]


def prefecture_of(code: str) -> str:
    """The prefecture (ISO 3166-2) in which a local government code lies: its first two digits."""
    return f"JP-{code[:2]}"


def is_prefectural(code: str) -> bool:
    """Whether a local government code is a prefecture's own (``130001`` is Tokyo)."""
    return code[2:5] == "000"


def email(entered: str) -> str:
    """An address as it is stored: half-width, lower case. Refused at ``contact_email`` where no letter could arrive."""
    address = unicodedata.normalize("NFKC", entered).strip().lower()
    local = address.partition("@")[0]
    if len(address) > 254 or not EMAIL.fullmatch(address) or ".." in local or local[0] == "." or local[-1] == ".":
        raise Invalid("contact_email", message("This is not an e-mail address."))
    return address


def name(texts: Mapping[str, str]) -> dict[str, str]:
    """A name in at least one language, each on one line of at most 200 characters. Refused at ``name``."""
    if not texts:
        raise Invalid("name", message("Please give a name in at least one language."))
    return {language: line(text, "name", NAME_LIMIT) for language, text in texts.items()}


def number_for(kind: OrganisationKind, entered: str | None) -> str | None:
    """The corporate number an applicant of this kind gives: some kinds must, individuals cannot."""
    if not entered or not entered.strip():
        if kind in NUMBERED:
            raise Invalid("corporate_number", message("Please give the corporate number."))
        return None
    if kind is OrganisationKind.INDIVIDUAL:
        raise Invalid("corporate_number", message("An individual has no corporate number. Please leave this empty."))
    return corporate_number(entered)


def country(entered: str) -> str:
    """An ISO 3166-1 code of two letters, as it is stored. Refused at ``country`` where no such country exists."""
    code = compact(entered).upper()
    if code not in Locale("en").territories or not code.isalpha() or code in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
        raise Invalid("country", message("There is no country with this code."))
    return code


def number_in(country: str, entered: str | None) -> str | None:
    """The corporate number of an organisation in that country, if one is given; only Japan has them."""
    if not entered or not entered.strip():
        return None
    if compact(country).upper() != "JP":
        raise Invalid("corporate_number", message("Only organisations in Japan have a corporate number."))
    return corporate_number(entered)


def code_for(kind: OrganisationKind, entered: str | None) -> str | None:
    """The local government code an applicant of this kind gives: a municipality must, and its own."""
    if not entered or not entered.strip():
        if kind is OrganisationKind.MUNICIPALITY:
            raise Invalid("municipality_code", message("Please give the municipality code."))
        return None
    return municipality_code(entered)


def participation_for(kind: OrganisationKind, wanted: Participation | None) -> Participation:
    """The way of taking part that is asked for; else the usual one of this kind."""
    return wanted or (Participation.PARTNER if kind in PARTNERS else Participation.MEMBER)


def link_hash(token: str) -> bytes:
    """What is stored of an applicant's link: it is random enough to need no salt."""
    return sha256(f"application/{token}".encode()).digest()


def motivation(entered: str | None) -> str | None:
    """Why somebody applies, in at most 4,000 characters; nothing need be said."""
    return prose(entered, "motivation", MOTIVATION_LIMIT) if entered and entered.strip() else None


def compact(entered: str) -> str:
    """Half-width characters, without spaces and hyphens."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", entered))
