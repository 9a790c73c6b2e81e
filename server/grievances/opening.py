"""Opening what is sealed, with what the viewer's session holds: pure functions on rows and columns."""

from typing import Any
from uuid import UUID

import structlog

from server.grievances import thread
from server.grievances.models import Author, GrievanceMessage, MessageKind
from server.kernel import sealing
from server.kernel.viewer import Audience, Viewer

TEXT = ("id", "kind", "seq", "author", "prev_hash", "sealed", "row_mac")
"""The columns of a row of the thread that opening it needs."""

log = structlog.get_logger("kakehashi")


def grievance_key(viewer: Viewer, grievance_id: UUID, sealed_key: bytes | None) -> bytes | None:
    """The grievance's secret, or None where the viewer's session cannot have it.

    A worker's session boxes the key itself. A handler's boxes the handler's key, which opens ``sealed_key``, the
    handler's own grant. SealError where a box or a grant was altered, or is somebody else's.
    """
    if viewer.box is None or viewer.box_key is None or viewer.audience is Audience.VISITOR:
        return None
    boxed = sealing.open_session_box(sealing.Token(viewer.audience.value, viewer.box_key), viewer.box)
    if viewer.audience is Audience.WORKER:
        return boxed if viewer.grievance_id == grievance_id else None
    if sealed_key is None or viewer.person_id is None:
        return None
    return sealing.open_grant(boxed, grievance_id, viewer.person_id, sealed_key)


def open_text(viewer: Viewer, grievance_id: UUID, sealed_key: bytes | None, *columns: Any) -> str | None:
    """The words of a text, given by ``TEXT``'s columns; None where there is none, or it does not open.

    A damaged text is logged and refuses itself alone: whoever shows it asks ``is_damaged``; others open.
    """
    try:
        return _words(viewer, grievance_id, sealed_key, *columns)
    except sealing.SealError as damage:
        log.error("a sealed text does not open", why=str(damage), text_id=str(columns[0]), confidential=True)
        return None


def is_damaged(viewer: Viewer, grievance_id: UUID, sealed_key: bytes | None, *columns: Any) -> bool:
    """Whether one of these texts (``TEXT``'s columns, one text after the other) exists and does not open."""
    try:
        for first in range(0, len(columns), len(TEXT)):
            _words(viewer, grievance_id, sealed_key, *columns[first : first + len(TEXT)])
    except sealing.SealError:
        return True
    return False


def _words(
    viewer: Viewer,
    grievance_id: UUID,
    sealed_key: bytes | None,
    id: UUID | None,
    kind: str,
    seq: int,
    author: str,
    prev_hash: bytes,
    sealed: bytes,
    row_mac: bytes,
) -> str | None:
    if id is None:
        return None
    key = grievance_key(viewer, grievance_id, sealed_key)
    if key is None or viewer.pepper is None:
        raise sealing.SealError("this session holds no key for this grievance")
    row = GrievanceMessage(
        id=id,
        grievance_id=grievance_id,
        kind=MessageKind(kind),
        seq=seq,
        author=Author(author),
        prev_hash=prev_hash,
        sealed=sealed,
        row_mac=row_mac,
    )
    return thread.read(viewer.pepper, key, row)
