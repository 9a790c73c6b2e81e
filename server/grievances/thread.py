"""The thread of a grievance: sealed texts, each bound to its place and chained to the one before (SEALING.md)."""

from datetime import date
from uuid import UUID, uuid4

from server.grievances.models import Author, GrievanceMessage, MessageKind
from server.kernel import sealing

KINDS = {
    MessageKind.MESSAGE: int(sealing.Kind.WORDS),
    MessageKind.NARRATIVE: 16,
    MessageKind.FAIR_RESULT: 17,
    MessageKind.EMPLOYER_NAME: 18,
    MessageKind.CLOSING_REASON: 19,
}
"""The byte ``kind`` of a header. Sealed for years: numbers are added, never changed."""

AUTHORS = {Author.WORKER: int(sealing.Author.WORKER), Author.HANDLER: int(sealing.Author.HANDLER)}
"""The byte ``author`` of a header."""


def header_of(row: GrievanceMessage) -> sealing.Header:
    """The header as the clear columns of a row tell it."""
    return sealing.Header(row.grievance_id, KINDS[row.kind], row.id, row.seq, AUTHORS[row.author], row.prev_hash)


def write(
    pepper: sealing.Pepper,
    public: bytes,
    grievance_id: UUID,
    before: GrievanceMessage | None,
    kind: MessageKind,
    author: Author,
    text: str,
    sent_on: date,
) -> GrievanceMessage:
    """The row that follows ``before`` in the thread of a grievance, sealed to the grievance's public key."""
    row = GrievanceMessage(
        id=uuid4(),
        grievance_id=grievance_id,
        kind=kind,
        seq=before.seq + 1 if before else 0,
        author=author,
        prev_hash=sealing.chain_hash(header_of(before), before.sealed) if before else sealing.FIRST,
        sealed=b"",
        row_mac=b"",
        sent_on=sent_on,
    )
    header = header_of(row)
    row.sealed = sealing.seal_message(public, header, text.encode())
    row.row_mac = sealing.row_mac(pepper, header, row.sealed)
    return row


def read(pepper: sealing.Pepper, secret: bytes, row: GrievanceMessage) -> str:
    """The words of a row. SealError where it was altered, moved, or not written by this platform."""
    header = header_of(row)
    if not sealing.verify_row_mac(pepper, header, row.sealed, row.row_mac):
        raise sealing.SealError("the platform did not write this row")
    return sealing.open_message(secret, sealing.public_key(secret), header, row.sealed).decode()
