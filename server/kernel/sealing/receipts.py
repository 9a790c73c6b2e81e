"""The receipt: 20 digits that find one grievance and open it. Every handset, script and phone call has digits.

19 digits are random (63 bits), the last is Damm's check digit, so that nine of ten guesses are refused before Argon2.
"""

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from server.kernel.sealing.argon import argon2id
from server.kernel.sealing.boxes import derive, lock_key, unlock_key
from server.kernel.sealing.pepper import Pepper

LENGTH = 20

# H. Michael Damm, Total anti-symmetrische Quasigruppen (Marburg 2004): row = digit so far, column = next digit.
_damm = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
# What a Japanese keyboard writes for a hyphen counts as a letter in Unicode.
_hyphens = "\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}\N{HALFWIDTH KATAKANA-HIRAGANA PROLONGED SOUND MARK}"

Reason = Literal["CHARACTER", "LENGTH", "CHECK_DIGIT"]


class ReceiptError(ValueError):
    """What was typed is no receipt. `code`: CHARACTER (a letter), LENGTH (not 20 digits), CHECK_DIGIT (a slip)."""

    def __init__(self, code: Reason) -> None:
        super().__init__(code)
        self.code: Reason = code


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """`lookup` finds the grievance by exact index; `wrap` opens its key and is never stored."""

    lookup: bytes
    wrap: bytes = field(repr=False)


def new_receipt() -> str:
    """A fresh receipt: 20 ASCII digits."""
    number = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return number + str(_check(number))


def format_receipt(digits: str) -> str:
    """Five groups of four, as it is shown and read aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, LENGTH, 4))


def read_receipt(text: str) -> str:
    """The 20 ASCII digits of a receipt as a person types it: digits of any script, with any separators.

    Separators are marks, punctuation, symbols, spaces, and control and invisible characters. Raises ReceiptError.
    """
    digits = "".join(_digit(character) for character in text)
    if len(digits) != LENGTH:
        raise ReceiptError("LENGTH")
    if _check(digits) != 0:
        raise ReceiptError("CHECK_DIGIT")
    return digits


def receipt_keys(pepper: Pepper, sys_salt: bytes, digits: str) -> ReceiptKeys:
    """The two keys of a receipt, by one Argon2id. ReceiptError before it, when `digits` is no receipt."""
    code = read_receipt(digits).encode()
    key = pepper.derive("receipt/v1", argon2id(code, sys_salt))
    return ReceiptKeys(derive(key, "lookup/v1"), derive(key, "wrap/v1"))


def seal_receipt_wrap(keys: ReceiptKeys, case_id: UUID, case_secret: bytes) -> bytes:
    """The grievance's secret under its receipt: 72 bytes."""
    return lock_key(keys.wrap, case_secret, b"rw1" + case_id.bytes)


def open_receipt_wrap(keys: ReceiptKeys, case_id: UUID, blob: bytes) -> bytes:
    """The grievance's secret; SealError with another receipt or for another grievance."""
    return unlock_key(keys.wrap, blob, b"rw1" + case_id.bytes)


def _check(digits: str) -> int:
    state = 0
    for digit in digits:
        state = _damm[state][int(digit)]
    return state


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    category = unicodedata.category(character)
    if character in _hyphens or category[0] in "MPSZ" or category in ("Cc", "Cf"):
        return ""
    raise ReceiptError("CHARACTER")
