"""What goes in and out by the file: imports of members. The files themselves travel by `schema/exchange_http`."""

from datetime import datetime

import strawberry
from sqlalchemy import and_, func
from sqlalchemy.sql.expression import literal_column

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Order, column, connection, expression, localized, planned
from schema.texts import LocalizedText
from server.exchange import imports, models
from server.exchange.models import ImportState
from server.kernel.session import ViewerSession

closed(
    ImportState,
    "How far an import has come.",
    {
        ImportState.CHECKING: "Its rows are being looked at; nothing is written.",
        ImportState.CHECKED: "It can be taken in.",
        ImportState.WRITTEN: "Its members are taken in.",
    },
)


@planned(models.MemberImportProblem)
class MemberImportProblem:
    """What is wrong in one cell of a file of members."""

    row: int = column("The row, as a spreadsheet numbers them.")
    heading: str = column("The column, as the file calls it.")
    text: LocalizedText = localized("What is wrong, or what to look at.")
    value: str = column("What stands there, up to 80 characters.")
    note: bool = column("Whether this is only something to look at, which keeps the row from nothing.")


@planned(models.MemberImport)
class MemberImport(Node):
    """A file of members that an officer handed in. Seen by the secretariat."""

    file_name: str = column("What the file was called.")
    handed_in_at: datetime = column("When it was handed in.")
    state: ImportState = column("How far it has come.")
    stopped: bool = expression(
        "Whether its check was cut off; then hand it in again.",
        lambda t: and_(t.state == ImportState.CHECKING, t.seen_at < func.now() - literal_column("interval '1 minute'")),
    )
    total: int = column("How many rows it has.")
    done: int = column("How many of them are checked.")
    new: int = column("How many rows are new members without a fault.")
    known: int = column("How many rows are members already; they are left as they are.")
    wrong: int = column("How many rows have a fault.")
    written: int = column("How many members were taken in.")
    problems: Connection[MemberImportProblem] = connection(
        "What is wrong, row by row.", via="member_import_id", order=Order(("row", "id"))
    )


@strawberry.type
class ExchangeQueries:
    """What imports add to the root."""

    member_imports: Connection[MemberImport] = connection(
        "The files of members that were handed in, the latest first; empty outside the secretariat.",
        order=Order(("id",), descending=True),
    )


@strawberry.input(description="A checked file of members.")
class ImportMembersInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The import.")
    good_rows: bool = strawberry.field(
        default=False, description="Take the good rows in, though others are wrong. Otherwise all rows or none."
    )
    invite_owners: bool = strawberry.field(
        default=False, description="Write to each contact, with a link to the owner's seat."
    )


@verb(member_import=MemberImport)
async def import_members(session: ViewerSession, input: ImportMembersInput) -> Done:
    """Take the members of a checked file in, as active members. For membership officers.

    Who is a member already is left as it is, so the same file a second time changes nothing.
    CONFLICT where rows are wrong and `goodRows` is false, and where the file was taken in already.
    """
    made = await imports.import_members(
        session,
        key_of("MemberImport", input.id, "id"),
        good_rows=input.good_rows,
        invite_owners=input.invite_owners,
    )
    return Done(made.id, {"member_import": made.id})
