"""A member's own record: everything held as a file, and corrections."""

import json
from datetime import datetime
from typing import Any

import strawberry

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Order, column, connection, expression, filtering, planned, to_one
from schema.scalars import CorporateNumber, MunicipalityCode
from schema.texts import TextInput, texts_of
from server.exchange import corrections, exports, models
from server.exchange.models import CorrectedPart, CorrectionState, ExportFormat, ExportPurpose
from server.kernel.session import ViewerSession
from server.members.models import Sector

closed(
    ExportPurpose,
    "What an export is for; it is recorded and stands in the file.",
    {
        ExportPurpose.OWN_RECORDS: "The member keeps it for itself.",
        ExportPurpose.MOVING_ELSEWHERE: "The member takes it to another platform.",
        ExportPurpose.ACCESS_REQUEST: "Somebody asked what is held.",
        ExportPurpose.SUPERVISION: "An authority or an auditor asked.",
    },
)
closed(
    ExportFormat,
    "In which form an export is given.",
    {
        ExportFormat.JSON: "One JSON document with everything.",
        ExportFormat.XLSX: "A workbook with a sheet for each kind of row.",
        ExportFormat.CSV: "A ZIP with a CSV for each kind of row.",
    },
)
closed(
    CorrectedPart,
    "What of a member's record is corrected.",
    {
        CorrectedPart.LEGAL_NAME: "The Japanese name; an officer decides.",
        CorrectedPart.CORPORATE_NUMBER: "The corporate number; an officer decides.",
        CorrectedPart.OTHER_NAMES: "The name in other languages.",
        CorrectedPart.PLACE: "Where it is.",
        CorrectedPart.SECTOR: "The industry.",
        CorrectedPart.CONTACT: "Whom the secretariat writes to.",
    },
)
closed(
    CorrectionState,
    "What became of a correction.",
    {
        CorrectionState.WAITING: "An officer has not decided.",
        CorrectionState.MADE: "It is made.",
        CorrectionState.REFUSED: "It was refused, with a reason.",
    },
)


def as_line(side: Any) -> str:
    """The texts of a correction's side, as the driver gives it."""
    values = json.loads(side) if isinstance(side, str) else side
    return " / ".join(str(value) for value in values.values() if value)


def in_words(side: str) -> Any:
    """What stood there, or what shall, as one line: the texts of a correction's side."""
    return expression(
        "What stands there, as one line." if side == "before" else "What shall stand there, as one line.",
        lambda t: t[side],
        as_line,
    )


@planned(models.MemberExport)
class MemberExport(Node):
    """That somebody asked for everything held about a member. The file is at `/exchange/exports/{id}` for 15 minutes,
    with the bearer token of who asked."""

    purpose: ExportPurpose = column("What for.")
    format: ExportFormat = column("In which form.")
    asked_at: datetime = column("When.")


@planned(models.Correction)
class Correction(Node):
    """A change that a member made or proposed in its own record. Seen by its people and the secretariat."""

    organisation: Organisation | None = to_one("Whose record.", via="organisation_id")
    part: CorrectedPart = column("Which part of it.")
    before: str = in_words("before")
    after: str = in_words("after")
    state: CorrectionState = column("What became of it.")
    proposed_at: datetime = column("When it was proposed.")
    decided_at: datetime | None = column("When an officer decided.")
    reason: str | None = column("Why it was refused.")


@strawberry.input(description="Which corrections; every condition that is given must hold.")
class CorrectionFilter:
    state: CorrectionState | None = filtering("That stand here.", lambda t, value: t.state == value)
    organisation_id: strawberry.ID | None = filtering(
        "Of this member.",
        lambda t, value: t.organisation_id == value,
        lambda text: key_of("Organisation", text, "filter.organisation_id"),
    )


@strawberry.type
class RecordQueries:
    """What records add to the root."""

    corrections: Connection[Correction] = connection(
        "Corrections of members' records, the latest first, as far as the viewer may see.",
        order=Order(("id",), descending=True),
        filter=CorrectionFilter,
    )
    member_exports: Connection[MemberExport] = connection(
        "Exports that were asked for, the latest first, as far as the viewer may see.",
        order=Order(("id",), descending=True),
    )


@strawberry.input(description="Everything held about a member, as a file.")
class ExportMemberInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member.")
    purpose: ExportPurpose = strawberry.field(description="What for.")
    format: ExportFormat = strawberry.field(description="In which form.")


@verb(member_export=MemberExport)
async def export_member(session: ViewerSession, input: ExportMemberInput) -> Done:
    """Ask for everything held about a member, for a named purpose. For its owners, and membership officers. The file
    is fetched at `/exchange/exports/{id}` within 15 minutes."""
    asked = await exports.export_member(
        session, key_of("Organisation", input.organisation_id, "organisation_id"), input.purpose, input.format
    )
    return Done(asked.id, {"member_export": asked.id})


@strawberry.input(description="Corrections of a member's record; what is left out stays.")
class CorrectRecordInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member.")
    names: list[TextInput] | None = strawberry.field(
        default=None, description="Its name; in Japanese an officer decides, in other languages it is changed at once."
    )
    corporate_number: CorporateNumber | None = strawberry.field(
        default=None, description="Its corporate number; an officer decides."
    )
    municipality_code: MunicipalityCode | None = strawberry.field(default=None, description="Where it is.")
    sector: Sector | None = strawberry.field(default=None, description="Its industry.")
    contact_name: str | None = strawberry.field(default=None, description="Whom the secretariat writes to.")
    contact_email: str | None = strawberry.field(default=None, description="That person's e-mail address.")


@verb(organisation=Organisation, waiting=(int, "How many of these corrections wait for an officer."))
async def correct_record(session: ViewerSession, input: CorrectRecordInput) -> Done:
    """Correct what is held about a member. For its owners and editors. Place, industry, contact and names in other
    languages are changed at once and what stood there is kept; the Japanese name and the corporate number wait for an
    officer."""
    made = await corrections.correct_record(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        names=texts_of(input.names, "names"),
        corporate_number=input.corporate_number,
        municipality_code=input.municipality_code,
        sector=input.sector,
        contact_name=input.contact_name,
        contact_email=input.contact_email,
    )
    waiting = sum(one.state is CorrectionState.WAITING for one in made)
    return Done(made[0].organisation_id, {"organisation": made[0].organisation_id, "waiting": waiting})


@strawberry.input(description="A decision about a correction.")
class DecideCorrectionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The correction.")
    accept: bool = strawberry.field(description="Make it, or refuse it.")
    reason: str | None = strawberry.field(default=None, description="Why it is refused; up to 2,000 characters.")


@verb(correction=Correction)
async def decide_correction(session: ViewerSession, input: DecideCorrectionInput) -> Done:
    """Make a correction of a member's name or number, or refuse it with a reason. For membership officers."""
    made = await corrections.decide_correction(
        session, key_of("Correction", input.id, "id"), accept=input.accept, reason=input.reason
    )
    return Done(made.id, {"correction": made.id})
