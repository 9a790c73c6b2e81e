"""What e-mails, names and passwords must be, and how long doors stay open. Pure functions."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from server.kernel.errors import Invalid, message
from server.kernel.sealing import LONGEST
from server.kernel.viewer import HANDLERS, SECRETARIAT, Role

SESSION = timedelta(hours=8)
"""Absolute length of a session; it stands in the token. Source: SEALING.md §6.5."""

IDLE = timedelta(minutes=30)
"""A session unused for longer is over; the database's ``viewer_session()`` judges by ``seen_at``."""

SEEN_EVERY = timedelta(minutes=5)
"""``seen_at`` is written at most this often, so a session may end up to five minutes before its idle limit."""

INVITED_FOR = timedelta(days=14)
INVITED_AS_FIRST_ADMIN_FOR = timedelta(minutes=30)

LONGEST_SEAT = timedelta(days=3653)

ACCOUNT_FAILURES, ACCOUNT_WINDOW = 10, timedelta(minutes=15)
TOTAL_FAILURES, TOTAL_WINDOW = 100, timedelta(minutes=1)

SHORTEST = 12
SHORTEST_TRUSTED = 15
"""For who handles grievances or works for the secretariat. Source: SEALING.md §6.6."""

_email = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def email_of(text: str) -> str:
    """An e-mail address as it is stored and compared: trimmed, in lower case."""
    return text.strip().lower()


def check_email(email: str, path: str = "email") -> None:
    """Refuse what cannot be an address. Whether letters arrive there, only a letter tells."""
    if len(email) > 320 or not _email.fullmatch(email) or not email.isprintable():
        raise Invalid(path, message("This is not an e-mail address."))


def check_name(name: str, path: str = "name") -> None:
    """A person's name: 1 to 200 characters on one line."""
    if not 1 <= len(name) <= 200 or any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise Invalid(path, message("Write a name of 1 to 200 characters."))


def check_password(password: str, email: str, role: Role | None) -> None:
    """Refuse what is guessed first: under 12 characters, or 15 for an appointment of the secretariat or a handler's.

    Length is what counts; no classes of characters are asked for. Source: NIST SP 800-63B.
    """
    spelled = unicodedata.normalize("NFKC", password)
    shortest = SHORTEST_TRUSTED if role in SECRETARIAT | HANDLERS else SHORTEST
    if len(spelled) < shortest:
        raise Invalid(
            "password", message("The password must have at least %(shortest)s characters."), shortest=shortest
        )
    if max(len(password), len(spelled)) > LONGEST:
        raise Invalid("password", message("The password may have at most %(longest)s characters."), longest=LONGEST)
    if spelled.casefold() == email or len(set(spelled)) == 1:
        raise Invalid("password", message("This password is too easy to guess."))


def check_last_day(ends_on: date | None, day: date, path: str = "ends_on") -> None:
    """A seat's last day is today or later, and at most ten years away: further off it is meant to have none."""
    if ends_on is not None and not day <= ends_on <= day + LONGEST_SEAT:
        raise Invalid(path, message("Choose a day from today to ten years from today, or none."))


def passkey_name(name: str) -> str:
    """What a person calls a passkey: 1 to 60 characters on one line."""
    check_name(called := " ".join(name.split()))
    if len(called) > 60:
        raise Invalid("name", message("This is longer than %(limit)s characters."), limit=60)
    return called


def device_label(text: str) -> str:
    """What a session is listed as: a few words on one line, and no more than 60 characters."""
    plain = "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return plain[:60] or "Other"


def audience_of(roles: Collection[Role]) -> Literal["member", "staff"]:
    """The audience of somebody with these appointments: the secretariat's people are staff, all others members."""
    return "member" if SECRETARIAT.isdisjoint(roles) else "staff"


def invitation_hash(token: str) -> bytes:
    """What is stored of an invitation's token. 256 random bits need neither salt nor pepper."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
