"""A message of a grievance: sealed to the grievance's public key, bound to its place by a header, padded, chained."""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from server.kernel.sealing.boxes import (
    KEY,
    LOCK_OVERHEAD,
    SEAL_OVERHEAD,
    KeyPair,
    SealError,
    digest,
    lock,
    open_sealed,
    seal_to,
    unlock,
)
from server.kernel.sealing.pepper import Pepper

FLOOR = 1024
FIRST = bytes(32)  # prev_hash of a grievance's first message

_header = struct.Struct(">3s16sB16sIB32s")
_envelope = KEY + 16 + SEAL_OVERHEAD
_length = 4


class Kind(IntEnum):
    """What a message is. Further numbers up to 255 are the grievances' own."""

    WORDS = 1
    NOTE = 2
    FILE = 3


class Author(IntEnum):
    """Who wrote a message, as its row mac vouches. Further numbers up to 255 are the grievances' own."""

    WORKER = 1
    HANDLER = 2


@dataclass(frozen=True, slots=True)
class Header:
    """Where a message belongs: stored in clear columns, and bound to the message by the seal.

    `seq` counts from 0 within a grievance; `prev_hash` is `chain_hash` of the message before, or `FIRST`.
    """

    case_id: UUID
    kind: int
    object_id: UUID
    seq: int
    author: int
    prev_hash: bytes

    def __post_init__(self) -> None:
        if len(self.prev_hash) != KEY:
            raise SealError("a previous hash is 32 bytes")
        if not (0 <= self.kind < 256 and 0 <= self.author < 256 and 0 <= self.seq < 2**32):
            raise SealError("kind and author fit a byte, seq fits four")

    def pack(self) -> bytes:
        """The 73 bytes of the header, big endian."""
        return _header.pack(
            b"mb1", self.case_id.bytes, self.kind, self.object_id.bytes, self.seq, self.author, self.prev_hash
        )


def padme(size: int) -> int:
    """The padded size: 1 KiB at least, then PADMÉ (Nikitin et al., 2019): at most 12 % more, log log n bits told."""
    if size <= FLOOR:
        return FLOOR
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step


def seal_message(case_public: bytes, header: Header, plaintext: bytes) -> bytes:
    """The message as stored: 136 bytes and the padded plaintext."""
    place = header.pack()
    key = os.urandom(KEY)
    content = len(plaintext).to_bytes(_length) + plaintext
    envelope = seal_to(case_public, key + place_digest(place))
    return envelope + lock(key, content.ljust(padme(len(content)), b"\0"), place)


def open_message(case_secret: bytes, case_public: bytes, header: Header, blob: bytes) -> bytes:
    """The plaintext. SealError when altered, cut, sealed to another grievance, or moved to another place."""
    if len(blob) < _envelope + LOCK_OVERHEAD + FLOOR:
        raise SealError("a message is cut short")
    place = header.pack()
    opened = open_sealed(KeyPair(case_public, case_secret), blob[:_envelope])
    if opened[KEY:] != place_digest(place):
        raise SealError("this message belongs to another place")
    content = unlock(opened[:KEY], blob[_envelope:], place)
    end = _length + int.from_bytes(content[:_length])
    if len(content) != padme(end) or any(content[end:]):
        raise SealError("a message is padded wrongly")
    return content[_length:end]


def row_mac(pepper: Pepper, header: Header, blob: bytes) -> bytes:
    """32 bytes that only the server can make: a sealed box proves no sender, so a writer of rows could forge one."""
    content = header.pack() + digest(blob)
    return hashlib.blake2b(content, key=pepper.derive("row-mac/v1"), digest_size=KEY).digest()


def verify_row_mac(pepper: Pepper, header: Header, blob: bytes, mac: bytes) -> bool:
    """Whether the server itself wrote this header with this message. Constant time."""
    return hmac.compare_digest(row_mac(pepper, header, blob), mac)


def chain_hash(header: Header, blob: bytes) -> bytes:
    """The `prev_hash` of the message that follows: no message can be changed, moved or dropped before it unseen."""
    return digest(b"chain1" + header.pack() + digest(blob))


def place_digest(place: bytes) -> bytes:
    """The 16 bytes that bind an envelope to its place."""
    return hashlib.blake2b(place, digest_size=16).digest()
