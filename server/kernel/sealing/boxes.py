"""What everything sealed is made of: deriving a key, locking under a key, sealing to a public key.

Suite 1: BLAKE2b, X25519 sealed boxes and XChaCha20-Poly1305, by libsodium. The exact formats are in ../SEALING.md.
"""

import hashlib
import os
from dataclasses import dataclass, field
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

KEY = 32
NONCE = 24
LOCK_OVERHEAD = NONCE + 16
SEAL_OVERHEAD = 32 + 16


class SealError(Exception):
    """Something sealed does not open: altered, cut, moved to another place, or meant for another key."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 pair. `public` is stored in clear; `secret` is never stored unless locked or sealed."""

    public: bytes
    secret: bytes = field(repr=False)


def digest(content: bytes) -> bytes:
    """BLAKE2b-256."""
    return hashlib.blake2b(content, digest_size=KEY).digest()


def derive(key: bytes, label: str, context: bytes = b"") -> bytes:
    """BLAKE2b-256 keyed with `key` over label | context: one 32-byte key for each purpose."""
    return hashlib.blake2b(label.encode() + context, key=key, digest_size=KEY).digest()


def public_key(secret: bytes) -> bytes:
    """The public half of an X25519 secret."""
    return bindings.crypto_scalarmult_base(secret)


def new_key_pair() -> KeyPair:
    """A fresh pair for a handler, to be wrapped by `wrap_handler_keys`."""
    secret = os.urandom(KEY)
    return KeyPair(public_key(secret), secret)


def lock(key: bytes, plaintext: bytes, purpose: bytes) -> bytes:
    """nonce 24 | XChaCha20-Poly1305(key, plaintext, ad=purpose)."""
    nonce = os.urandom(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, purpose, nonce, key)


def unlock(key: bytes, blob: bytes, purpose: bytes) -> bytes:
    """The plaintext of `lock`; SealError when key, purpose or a single bit differs."""
    if len(blob) < LOCK_OVERHEAD:
        raise SealError("a locked box is cut short")
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(blob[NONCE:], purpose, blob[:NONCE], key)
    except CryptoError:
        raise SealError("a locked box does not open with this key in this place") from None


def lock_key(key: bytes, secret: bytes, purpose: bytes) -> bytes:
    """Locks one 32-byte key: 72 bytes."""
    if len(secret) != KEY:
        raise SealError("only a key of 32 bytes is wrapped here")
    return lock(key, secret, purpose)


def unlock_key(key: bytes, blob: bytes, purpose: bytes) -> bytes:
    """The 32-byte key of `lock_key`."""
    if len(blob) != KEY + LOCK_OVERHEAD:
        raise SealError("a wrapped key is 72 bytes")
    return unlock(key, blob, purpose)


def seal_to(public: bytes, content: bytes) -> bytes:
    """A libsodium sealed box (48 bytes longer): anyone can make it, only the secret half opens it."""
    try:
        return bindings.crypto_box_seal(content, public)
    except CryptoError:
        raise SealError("this is no public key to seal to") from None


def open_sealed(pair: KeyPair, blob: bytes) -> bytes:
    """The content of `seal_to`; SealError when it was sealed to another key or altered."""
    try:
        return bindings.crypto_box_seal_open(blob, pair.public, pair.secret)
    except CryptoError:
        raise SealError("a sealed box does not open with this key") from None


def box_under(key: UUID, label: str, plaintext: bytes) -> bytes:
    """Locks an answer under the sender's own idempotency key, so that only a retry with that key gets it again.

    The key opens the box: what a row keeps to find it again is `idempotency_id`, never the key itself.
    """
    return lock(derive(key.bytes, "replay/v1"), plaintext, b"rp1" + label.encode())


def open_under(key: UUID, label: str, blob: bytes) -> bytes:
    """The answer of `box_under`; SealError under another key or label."""
    return unlock(derive(key.bytes, "replay/v1"), blob, b"rp1" + label.encode())


def idempotency_id(key: UUID, label: str) -> bytes:
    """What a row may keep of an idempotency key: 32 bytes that find the row and open nothing."""
    return derive(key.bytes, "replay-row/v1", label.encode())
