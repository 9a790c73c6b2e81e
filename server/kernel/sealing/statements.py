"""A signed statement: proves, to anybody and offline, that a grievance of that day exists, and nothing else about it.

One line of text, ``kks1.2026-11-22.vi.wages.<mark>.<signature>``: the day of filing, the language, the category, a mark
and an Ed25519 signature, in base64url. The mark comes from the grievance's own key: who holds the receipt can show that
the statement is theirs, and nobody else can tell which grievance it is about.
"""

import binascii
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from server.kernel.sealing.boxes import SealError, derive
from server.kernel.sealing.pepper import Pepper

MARK = 16

_shape = re.compile(r"kks1\.(\d{4}-\d\d-\d\d)\.([A-Za-z0-9-]{2,35})\.([a-z_]{1,40})\.([\w-]{22})\.([\w-]{86})")


@dataclass(frozen=True, slots=True)
class Statement:
    """What was signed."""

    filed_on: date
    language: str
    category: str
    mark: bytes


def statement_public(pepper: Pepper) -> bytes:
    """The public key that verifies the statements of this platform: 32 bytes, to be published."""
    return bytes(_signing_key(pepper).verify_key)


def sign_statement(pepper: Pepper, case_secret: bytes, filed_on: date, language: str, category: str) -> str:
    """The statement about one grievance. It is the same each time, so none need be kept."""
    signed = f"kks1.{filed_on.isoformat()}.{language}.{category}.{_text(_mark(case_secret))}"
    return f"{signed}.{_text(_signing_key(pepper).sign(signed.encode()).signature)}"


def verify_statement(public: bytes, text: str) -> Statement:
    """What the statement says. SealError where it is no statement, was altered, or another platform signed it."""
    found = _shape.fullmatch("".join(text.split()))
    if not found:
        raise SealError("this is no statement")
    filed_on, language, category, mark, signature = found.groups()
    signed = found.group().rpartition(".")[0]
    try:
        VerifyKey(public).verify(signed.encode(), _bytes(signature))
        return Statement(date.fromisoformat(filed_on), language, category, _bytes(mark))
    except (BadSignatureError, ValueError, binascii.Error):
        raise SealError("this statement was altered, or another platform signed it") from None


def is_about(statement: Statement, case_secret: bytes) -> bool:
    """Whether a verified statement is about the grievance with this key. Constant time."""
    return hmac.compare_digest(statement.mark, _mark(case_secret))


def _signing_key(pepper: Pepper) -> SigningKey:
    return SigningKey(pepper.derive("statement-key/v1"))


def _mark(case_secret: bytes) -> bytes:
    return derive(case_secret, "statement/v1")[:MARK]


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    content = urlsafe_b64decode(text + "==")
    if _text(content) != text:
        raise ValueError("several texts would mean the same bytes")
    return content
