"""A file of a grievance: sealed as it arrives, opened as it leaves, never whole in memory and never plain on disk.

64 KiB at a time by libsodium's secretstream, each bound to the file's place by the header. Zeros hide the true size,
which stands in the file's sealed description.
"""

import os
from collections.abc import Iterator

from nacl import bindings
from nacl.exceptions import CryptoError

from server.kernel.sealing.boxes import KEY, SEAL_OVERHEAD, KeyPair, SealError, open_sealed, seal_to
from server.kernel.sealing.messages import Header, padme, place_digest

CHUNK = 64 * 1024
CHUNK_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
START = KEY + 16 + SEAL_OVERHEAD + bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES

_message = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def sealed_size(size: int) -> int:
    """How many bytes a file of ``size`` bytes takes when sealed: all that the object store learns of it."""
    padded = padme(size)
    return START + padded + CHUNK_OVERHEAD * -(-padded // CHUNK)


class FileSealer:
    """Seals one file to a grievance's public key. Write ``start``, then what every ``push`` and ``finish`` give."""

    def __init__(self, case_public: bytes, header: Header) -> None:
        key = os.urandom(KEY)
        self.size = 0
        self._place = header.pack()
        self._waiting = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        stream = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self.start = seal_to(case_public, key + place_digest(self._place)) + stream

    def push(self, piece: bytes) -> bytes:
        """Take plaintext of any length; what of it is sealed by now."""
        self.size += len(piece)
        return self._take(piece)

    def finish(self) -> Iterator[bytes]:
        """The rest: what waited, the padding, and the mark without which a reader refuses the file."""
        left = padme(self.size) - self.size
        while left:
            zeros = min(left, CHUNK)
            left -= zeros
            yield self._take(bytes(zeros))
        yield self._seal(bytes(self._waiting), _final)

    def _take(self, content: bytes) -> bytes:
        self._waiting += content
        sealed = b""
        while len(self._waiting) > CHUNK:
            sealed += self._seal(bytes(self._waiting[:CHUNK]), _message)
            del self._waiting[:CHUNK]
        return sealed

    def _seal(self, chunk: bytes, tag: int) -> bytes:
        return bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._place, tag)


class FileOpener:
    """Opens one sealed file of ``size`` bytes. Nothing that ``push`` gives has been altered, cut or moved.

    SealError at the first chunk that is; and at ``finish`` where the end is missing. ``size`` comes from the file's
    sealed description.
    """

    def __init__(self, pair: KeyPair, header: Header, size: int) -> None:
        self._pair = pair
        self._place = header.pack()
        self._size = size
        self._left = padme(size)
        self._given = 0
        self._waiting = bytearray()
        self._begun = False
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()

    def push(self, piece: bytes) -> bytes:
        """Take sealed bytes of any length; the plaintext that is whole and genuine by now."""
        self._waiting += piece
        if not self._begun:
            if len(self._waiting) < START:
                return b""
            self._begin(bytes(self._waiting[:START]))
            del self._waiting[:START]
        opened = b""
        while self._left and len(self._waiting) >= (expected := min(self._left, CHUNK) + CHUNK_OVERHEAD):
            opened += self._open(bytes(self._waiting[:expected]))
            del self._waiting[:expected]
        return opened

    def finish(self) -> None:
        """SealError unless the file has come to its end, and to nothing more."""
        if self._left or self._waiting:
            raise SealError("a file is cut short, or goes on after its end")

    def _begin(self, start: bytes) -> None:
        opened = open_sealed(self._pair, start[: KEY + 16 + SEAL_OVERHEAD])
        if opened[KEY:] != place_digest(self._place):
            raise SealError("this file belongs to another place")
        stream = start[KEY + 16 + SEAL_OVERHEAD :]
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, stream, opened[:KEY])
        self._begun = True

    def _open(self, sealed: bytes) -> bytes:
        try:
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._place)
        except CryptoError:
            raise SealError("a file has been altered") from None
        self._left -= len(chunk)
        if tag != (_message if self._left else _final):
            raise SealError("a file ends too early or too late")
        words = chunk[: max(self._size - self._given, 0)]
        self._given += len(words)
        if any(chunk[len(words) :]):
            raise SealError("a file is padded wrongly")
        return words
