"""What can be subscribed to, and where each subscription looks when something has changed.

A change only wakes. A source then asks the database, as the viewer and in a transaction of the viewer's own, what is
there to be shown; each event is planned and read like a query. Nobody learns of a change by the wake itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import strawberry

from schema.case_studies import CaseStudy
from schema.connections import key_of
from schema.grievances import Grievance, GrievanceMessage
from schema.members import Organisation
from schema.planner.mapping import Shown, argument
from server.kernel.changes import Change, News
from server.kernel.errors import NotFound
from server.kernel.viewer import Audience

Event = Mapping[str, Any]
"""The keys of the objects that an event shows, by field."""

GRIEVANCE = "select 1 from grievance where id = $1"
LATER = "select id, seq from grievance_message where grievance_id = $1 and kind = 'message' and seq > $2 order by seq"
LATEST = """
select g.id, coalesce((select max(seq) from grievance_message m where m.grievance_id = g.id), -1) seen
from grievance g where g.id = coalesce($1, viewer_receipt())"""


@dataclass(frozen=True)
class Beginning:
    """What a source is made of: the viewer's connection at that moment, the audience, the field's arguments."""

    connection: asyncpg.Connection
    audience: Audience
    given: Mapping[str, Any]


class Source(Protocol):
    """Where the events of one stream come from. Each method is called within a viewer's transaction of its own."""

    def wants(self, change: Change) -> bool:
        """Whether a change may matter to this stream."""
        ...

    async def events(self, connection: asyncpg.Connection, news: News) -> list[Event]:
        """What the viewer may see of the news."""
        ...


@dataclass
class Thread:
    """The messages of one grievance, from the last that was there at the beginning."""

    grievance_id: UUID
    seen: int

    def wants(self, change: Change) -> bool:
        """What is told of this grievance."""
        return change.grievance_id == self.grievance_id

    async def events(self, connection: asyncpg.Connection, news: News) -> list[Event]:
        """Every message after the last that was shown, in order. NotFound where the viewer may see it no more."""
        if not await connection.fetchval(GRIEVANCE, self.grievance_id):
            raise NotFound("grievance_id")
        rows: Any = await connection.fetch(LATER, self.grievance_id, self.seen)
        self.seen = rows[-1]["seq"] if rows else self.seen
        return [{"grievance_messages": row["id"]} for row in rows]


async def thread(beginning: Beginning) -> Thread:
    """The thread of the grievance asked for; of the receipt, where none is named. NotFound where it is not visible."""
    named = beginning.given.get("grievanceId")
    key = key_of("Grievance", named, "grievance_id") if named else None
    row: Any = await beginning.connection.fetchrow(LATEST, key)
    if row is None:
        raise NotFound("grievance_id")
    return Thread(row["id"], row["seen"])


BOARD: Mapping[str, str] = {
    "organisation": "select 1 from organisation where id = $1",
    "pledge": "select 1 from pledge where id = $1",
    "commitment": "select 1 from commitment where id = $1",
    "case_study": "select 1 from case_study where id = $1",
}
"""What the secretariat's board shows of organisations, and whether the viewer sees what a change was about."""


@dataclass
class Board:
    """What the viewer has to deal with: of organisations for the secretariat, of grievances for who sees them."""

    audience: Audience

    def wants(self, change: Change) -> bool:
        """Grievances for everyone; organisations and what they do for the secretariat only."""
        return change.grievance_id is not None or (self.audience is Audience.STAFF and change.table in BOARD)

    async def events(self, connection: asyncpg.Connection, news: News) -> list[Event]:
        """What of it the viewer may see, each thing once. Where something was missed: that it must be read anew."""
        if news.missed:
            return [{}]
        found: dict[Change, Event] = {}
        for change in news.changes:
            if change.grievance_id:
                key = Change("grievance", change.grievance_id)
                shown = {"grievance": change.grievance_id}
                statement = GRIEVANCE
            else:
                key, statement = Change(change.table, change.subject_id), BOARD[change.table]
                shown = {"organisation": change.organisation_id}
                if change.table == "case_study":
                    shown["case_study"] = change.subject_id
            if key not in found and await connection.fetchval(statement, key.subject_id):
                found[key] = shown
        return list(found.values())


async def board(beginning: Beginning) -> Board:
    """The board of this viewer."""
    return Board(beginning.audience)


def _event(description: str, name: str, source: Any, *arguments: Any) -> Any:
    made: Any = strawberry.field(description=description, metadata={"shows": Shown(name), "source": source})
    made.arguments = list(arguments)
    return made


def _shown(description: str, name: str) -> Any:
    return strawberry.field(description=description, metadata={"shows": Shown(name)})


@strawberry.type(
    description="Something to deal with has changed: an organisation's, or a grievance. Where everything is null, the "
    "server was cut off for a moment: read the board anew."
)
class BoardChange:
    organisation: Organisation | None = _shown(
        "For the secretariat: the organisation whose application, pledge, commitment or case study changed.",
        "organisation",
    )
    case_study: CaseStudy | None = _shown("For the secretariat: the case study that changed.", "case_study")
    grievance: Grievance | None = _shown(
        "The grievance that was filed, changed or written to; only one that the viewer sees.", "grievance"
    )


@strawberry.type(
    description="What is told as it happens, at /graphql/stream (Server-Sent Events, each subscription a connection of "
    "its own). Each event is read as the viewer at that moment; a session that is over ends the stream. What happened "
    "while nobody was connected is not told again: after connecting, query once."
)
class Subscription:
    grievance_messages: GrievanceMessage = _event(
        "Each new message of a grievance, for its worker and the handlers who hold a grant for it. Reading the body as "
        "a handler is logged, as everywhere.",
        "grievance_messages",
        thread,
        argument(
            "grievance_id",
            strawberry.ID | None,
            "The grievance's global id. Who holds a receipt may leave it out.",
        ),
    )
    board_changed: BoardChange = _event(
        "What changed of what the viewer has to deal with: for the secretariat what organisations apply for and do; "
        "for handlers and workers their own grievances.",
        "board_changed",
        board,
    )
