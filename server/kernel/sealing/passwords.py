"""Passwords at sign-in: hashed by passlib with argon2id, after the pepper, so that a stolen database gives no guess.

Every function but `spelled` runs Argon2 once: call it through `in_argon`.
"""

import hashlib
import unicodedata
from collections.abc import Callable

from passlib.context import CryptContext  # pyright: ignore[reportMissingTypeStubs]  (passlib ships no types)

from server.kernel.sealing.argon import LANES, MEMORY_KIB, PASSES
from server.kernel.sealing.pepper import Pepper

LONGEST = 1024

_context = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=MEMORY_KIB,
    argon2__time_cost=PASSES,
    argon2__parallelism=LANES,
)
_hash: Callable[[str], str] = _context.hash  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
_verify: Callable[[str, str], bool] = _context.verify  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
# A hash of all zero bits, which no password has: verifying against it costs what verifying a real one costs.
_of_nobody = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'A' * 22}${'A' * 43}"


class PasswordError(ValueError):
    """A password longer than `LONGEST` characters."""


def spelled(password: str) -> bytes:
    """The password as it is hashed: NFKC and UTF-8, so that one keyboard's full width or accents equal another's.

    Source: NIST SP 800-63B (normalise before hashing). PasswordError above `LONGEST` characters.
    """
    text = unicodedata.normalize("NFKC", password)
    if max(len(password), len(text)) > LONGEST:
        raise PasswordError(f"A password has at most {LONGEST:,} characters.")
    return text.encode("utf-8", "surrogatepass")


def hash_password(pepper: Pepper, password: str) -> str:
    """The verifier to store (97 characters, `$argon2id$…`)."""
    return _hash(_peppered(pepper, password))


def verify_password(pepper: Pepper, password: str, stored: str) -> bool:
    """Whether `stored` was made from this password with this pepper."""
    return _verify(_peppered(pepper, password), stored)


def verify_nothing(password: str) -> bool:
    """Always false, after the same work: what sign-in does for an account that does not exist."""
    return _verify(hashlib.blake2b(spelled(password), digest_size=32).hexdigest(), _of_nobody)


def _peppered(pepper: Pepper, password: str) -> str:
    return pepper.derive("password/v1", spelled(password)).hex()
