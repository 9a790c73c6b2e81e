"""Filing as a client does it, for the tests of this folder."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from schema.connections import global_id
from server.grievances.models import Author, Grievance, GrievanceMessage, MessageKind
from tests.world import Maker, Somebody

FILE = """mutation($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt errors { code path } } }"""
OPEN = "mutation($receipt: String!) { openGrievance(input: {receipt: $receipt}) { token errors { code path } } }"

NARRATIVE = "ကျွန်တော့် ပတ်စပို့ကို သိမ်းထားတယ်။\nमेरो राहदानी कम्पनीले राख्यो। パスポートを取り上げられました。"


async def file(ask: Any, *, who: Any = None, key: UUID | None = None, **given: Any) -> dict[str, Any]:
    """The payload of filing a complete grievance; what is given stands instead of what is usual."""
    usual = {"category": "DOCUMENT_RETENTION", "language": "my", "narrative": NARRATIVE, "employer": {"unknown": True}}
    return (await ask(FILE, who, input={**usual, "idempotencyKey": key or uuid4(), **given}))["fileGrievance"]


async def opened(ask: Any, receipt: str) -> str:
    """The token of the session that a receipt opens."""
    told = (await ask(OPEN, receipt=receipt))["openGrievance"]
    assert told["errors"] == []
    return told["token"]


@dataclass(frozen=True)
class Case:
    """A grievance of a test's own: its key, its worker, and the keys of its texts in order."""

    id: UUID
    worker: Somebody
    texts: tuple[UUID, ...]

    @property
    def gid(self) -> str:
        """Its global id."""
        return global_id("Grievance", self.id)


def case_of(make: Maker, behind: Any, *more: SQLModel, **given: Any) -> Case:
    """Write a grievance, and more rows with it."""
    rows, worker = make.grievance(**given)
    (grievance,) = (row for row in rows if isinstance(row, Grievance))
    case = Case(grievance.id, worker, tuple(row.id for row in rows if isinstance(row, GrievanceMessage)))
    behind.add(*rows, *more)
    return case


def stored_text(row: dict[str, Any]) -> GrievanceMessage:
    """A text of the thread as it stands in the database."""
    given: dict[str, Any] = {**row, "kind": MessageKind(row["kind"]), "author": Author(row["author"])}
    return GrievanceMessage(**given)
