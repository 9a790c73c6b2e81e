"""Files: taken in as a stream, never whole in memory; kept in the object store under random names; given out again.

The store is a folder under the data folder, or an S3 bucket (`KAKEHASHI_FILES_URL`). What comes in lies in a private
folder until it has been checked, then the store gets it, then the database its row. Where the row fails, the store
forgets it again.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import obstore
from obstore.store import LocalStore, ObjectStore, from_url
from sqlmodel import col, func, select

from server.kernel.entries import line
from server.kernel.errors import Invalid, LimitReached, NotPermitted, message
from server.kernel.file_kinds import HEAD, Kind, checked, kind_of
from server.kernel.models import StoredFile
from server.kernel.session import ViewerSession
from server.kernel.table import now
from server.kernel.viewer import SECRETARIAT, SeatRole

NAME_LIMIT = 200
MOST_A_DAY = 200
"""Files that one person may send within a day."""


@dataclass(frozen=True)
class Arrived:
    """A file that was checked and lies in the store, and that no row names yet."""

    object_name: str
    name: str
    media_type: str
    size: int
    sha256: bytes


class Files:
    """The object store of an installation. ``largest`` is in bytes."""

    def __init__(self, folder: Path, url: str | None = None, largest: int = 20 * 2**20) -> None:
        self.folder = folder
        self.url = url
        self.largest = largest
        self._store: ObjectStore | None = None

    @property
    def store(self) -> ObjectStore:
        """The store; the local folder is made when it is first needed."""
        if self._store is None:
            self._store = from_url(self.url) if self.url else LocalStore(self.folder / "kept", mkdir=True)  # pyright: ignore[reportAttributeAccessIssue]
        return self._store

    async def take_in(self, chunks: AsyncIterator[bytes], name: str) -> Arrived:
        """Take a stream in. Invalid at ``file`` where it is empty, broken, disguised or of no kind that is taken;
        LimitReached where it is too large: then the rest is not read."""
        named = line(name.replace("\\", "/").rpartition("/")[2], "file", NAME_LIMIT)
        incoming = self.folder / "incoming"
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        object_name = uuid4().hex
        path = incoming / object_name
        try:
            kind = await self._received(chunks, path, named)
            kept = await asyncio.to_thread(checked, path, kind)
            size, digest = await asyncio.to_thread(_measured, kept)
            await obstore.put_async(self.store, object_name, kept)
        finally:
            for left in (path, path.with_suffix(".drawn")):
                left.unlink(missing_ok=True)
        return Arrived(object_name, named, kind.media_type, size, digest)

    async def _received(self, chunks: AsyncIterator[bytes], path: Path, name: str) -> Kind:
        head, size, kind = b"", 0, None
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.largest:
                    raise LimitReached(
                        "file",
                        message("This file is larger than %(megabytes)s MB."),
                        megabytes=self.largest // 2**20,
                    )
                if kind is None:
                    head += chunk[:HEAD]
                    kind = kind_of(head, name) if len(head) >= HEAD else None
                await asyncio.to_thread(file.write, chunk)
        if not size:
            raise Invalid("file", message("This file is empty."))
        return kind or kind_of(head, name)

    async def read(self, object_name: str) -> AsyncIterator[bytes]:
        """The bytes of a file, in parts."""
        found = await obstore.get_async(self.store, object_name)
        async for part in found.stream(min_chunk_size=2**16):
            yield bytes(part)

    @asynccontextmanager
    async def keeping(self, arrived: Arrived) -> AsyncGenerator[None]:
        """Around the transaction that writes the row: where it fails, the store forgets the file."""
        try:
            yield
        except BaseException:
            await obstore.delete_async(self.store, arrived.object_name)
            raise


def _measured(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").digest()


async def may_keep_file(session: ViewerSession, organisation_id: UUID | None) -> None:
    """Pass if the viewer may send files for this organisation, or for the secretariat where none is named.

    For an organisation's owners and editors; and for the secretariat. LimitReached after 200 in a day.
    """
    if organisation_id is None:
        session.permit(*SECRETARIAT)
    else:
        session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation_id)
    sent = await session.rows.scalar(
        select(func.count())
        .select_from(StoredFile)
        .where(
            col(StoredFile.uploaded_by) == session.viewer.person_id,
            col(StoredFile.uploaded_at) > now().replace(hour=0, minute=0, second=0, microsecond=0),
        )
    )
    if (sent or 0) >= MOST_A_DAY:
        raise LimitReached("file", message("You have sent as many files as one person may send in a day."))


async def keep_file(session: ViewerSession, arrived: Arrived, organisation_id: UUID | None) -> StoredFile:
    """Write the row of a file that lies in the store. Who may is as for ``may_keep_file``."""
    await may_keep_file(session, organisation_id)
    if session.viewer.person_id is None:
        raise NotPermitted

    kept = StoredFile(
        organisation_id=organisation_id,
        object_name=arrived.object_name,
        name=arrived.name,
        media_type=arrived.media_type,
        size=arrived.size,
        sha256=arrived.sha256,
        uploaded_by=session.viewer.person_id,
    )
    session.add(kept)
    await session.flush()

    session.record("keep_file", kept, organisation_id=organisation_id)
    return kept
