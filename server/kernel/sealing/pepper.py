"""The pepper: 32 bytes in a file beside the service, without which a copy of the database opens nothing.

It is outside the database and its backups. Whoever loses it loses every receipt, password and handler key.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from server.kernel.sealing.boxes import KEY, derive, lock, unlock


class PepperError(Exception):
    """The pepper is missing, damaged or open to others. The message says which file and what to do."""


@dataclass(frozen=True, slots=True)
class Pepper:
    """The server's own key. It shows nothing of itself."""

    key: bytes = field(repr=False)

    def derive(self, label: str, context: bytes = b"") -> bytes:
        """A key of 32 bytes for one purpose."""
        return derive(self.key, label, context)

    def lock(self, label: str, content: bytes, place: bytes = b"") -> bytes:
        """Content that only the platform opens again, for one purpose and in one place (40 bytes longer)."""
        return lock(self.derive(label), content, label.encode() + place)

    def unlock(self, label: str, blob: bytes, place: bytes = b"") -> bytes:
        """The content of `lock`; SealError for another purpose, another place or another pepper."""
        return unlock(self.derive(label), blob, label.encode() + place)

    def fingerprint(self) -> str:
        """16 hex digits by which a database remembers the pepper it belongs to."""
        return self.derive("fingerprint/v1")[:8].hex()


def load_pepper(path: Path, create: bool) -> Pepper:
    """The pepper in `path`. With `create` (there is no database yet) a missing one is made, mode 0400; never replaced.

    PepperError: missing, not 32 bytes, no regular file, or open to group or others.
    """
    try:
        if create and not path.exists():
            _make(path)
        content, mode = _read(path)
    except FileNotFoundError:
        raise PepperError(
            f"The pepper {path} is missing. The database was sealed with it: put the file back from its own safe copy."
        ) from None
    except OSError as problem:
        raise PepperError(f"The pepper {path} cannot be used: {problem.strerror}.") from None
    if not stat.S_ISREG(mode):
        raise PepperError(f"The pepper {path} is not a regular file.")
    if stat.S_IMODE(mode) & 0o077:
        raise PepperError(f"The pepper {path} is open to others. Run: chmod 0400 '{path}'")
    if len(content) != KEY:
        raise PepperError(
            f"The pepper {path} is damaged: it must have {KEY} bytes. Put it back from its own safe copy."
        )
    return Pepper(content)


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written whole under another name and then linked: neither a crash nor a second process leaves half a pepper.
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    try:
        with open(draft, "xb", opener=_private) as file:
            _ = file.write(os.urandom(KEY))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its pepper counts
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o400)


def _unblocked(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a pipe in the pepper's place must not hold the start


def _read(path: Path) -> tuple[bytes, int]:
    with open(path, "rb", opener=_unblocked) as file:
        return file.read(KEY + 1), os.fstat(file.fileno()).st_mode
