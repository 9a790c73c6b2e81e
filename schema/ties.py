"""How organisations are tied to one another: what is asked of ties, and the verbs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import Date, Uuid, cast, func, select

from schema.connections import Connection, Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
from schema.member_lists import OrganisationKind
from schema.members import ORDERS, Organisation, OrganisationOrder
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Given, argument, column, connection, planned, to_one
from schema.scalars import CorporateNumber, CountryCode
from schema.texts import TextInput, texts_of
from server.kernel.session import ViewerSession
from server.members import services as members
from server.ties import models, services
from server.ties.models import TieAnswer, TieKind, TieSource

closed(
    TieKind,
    "What a tie's far end (`toOrganisation`) is to its near end (`fromOrganisation`).",
    {
        TieKind.PARENT: "Its parent: it decides over it. Seen from the far end: a subsidiary.",
        TieKind.SUPERVISING: "Its supervising organisation, for technical interns and trainees.",
        TieKind.SUPPORT: "Its registered support organisation, for specified skilled workers.",
        TieKind.SENDING: "A sending organisation in workers' own country, from which people come to it.",
        TieKind.SUPPLIER: "Its supplier.",
        TieKind.SUCCESSOR: "Its successor, after a merger or another change.",
        TieKind.OTHER: "Tied to it in another way.",
    },
)
closed(
    TieSource,
    "How a tie is known.",
    {
        TieSource.DECLARATION: "Somebody has said so.",
        TieSource.PUBLIC_REGISTER: "It stands in a public register.",
        TieSource.DOCUMENT: "A contract or another document shows it.",
    },
)
closed(
    TieAnswer,
    "What the other side has said to a tie.",
    {
        TieAnswer.NONE: "Nothing yet.",
        TieAnswer.CONFIRMED: "It is right.",
        TieAnswer.DISPUTED: "It is wrong. It counts nevertheless until it is ended.",
    },
)


@planned(models.Tie)
class Tie(Node):
    """A tie between two organisations. Seen by the people of both and by the secretariat."""

    from_organisation: Organisation | None = to_one("The near end.", via="from_id")
    to_organisation: Organisation | None = to_one("The far end.", via="to_id")
    kind: TieKind = column("What the far end is to the near end.")
    valid_from: date = column("The first day on which it held.")
    valid_to: date | None = column("The last day on which it held, or will; null where none is known.")
    source: TieSource = column("How it is known.")
    declared_by: Organisation | None = to_one(
        "The side that declared it; null where it was the secretariat.", via="declared_for"
    )
    declared_on: date = column("When it was declared.")
    answer: TieAnswer = column("What the other side says.")
    answer_reason: str | None = column("Why it is disputed, in the other side's words.")
    answered_on: date | None = column("When the other side said so.")


def is_connected(t: Any, given: Mapping[str, Any]) -> Any:
    """Connected on that day, as far as the viewer may know: the database's function answers the secretariat alone."""
    day = cast(given["on"], Date) if "on" in given else TODAY
    return t.id.in_(select(func.viewer_connected(cast(given["organisation_id"], Uuid), day)))


@strawberry.type
class TieQueries:
    """What ties add to the root."""

    connected_organisations: Connection[Organisation] = connection(
        "Everyone connected with an organisation on a day, itself included: its group (parents, subsidiaries, "
        "predecessors, successors, and whoever has the same corporate number), the supervising, support and sending "
        "organisations of each of them, or the organisations that these work for, and their groups in turn. Not "
        "suppliers, and not who merely has the same supervising organisation. For the secretariat; empty for others.",
        order=ORDERS[OrganisationOrder.NAME],
        given=Given(
            (
                argument("organisation_id", strawberry.ID, "With whom: a global id."),
                argument("on", date | None, "On which day; today where left out."),
            ),
            is_connected,
            {"organisation_id": lambda text: key_of("Organisation", text, "organisation_id")},
        ),
    )


@strawberry.input(description="An organisation that is no member.")
class NamePartyInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member that is tied to it.")
    kind: OrganisationKind = strawberry.field(description="What sort of organisation it is.")
    name: list[TextInput] = strawberry.field(description="Its name, in at least one language.")
    country: CountryCode = strawberry.field(default=CountryCode("JP"), description="Where it is.")
    corporate_number: CorporateNumber | None = strawberry.field(
        default=None, description="Its corporate number, where it has one: it tells the secretariat who is the same."
    )


@verb(organisation=Organisation)
async def name_party(session: ViewerSession, input: NamePartyInput) -> Done:
    """Name an organisation that is no member, in order to declare a tie to it. For owners and editors of a member.

    Nobody but the member and the secretariat sees it. It becomes no member by this, and is not asked.
    """
    party = await members.name_party(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        kind=input.kind,
        name=texts_of(input.name, "name"),
        country=input.country,
        corporate_number=input.corporate_number,
    )
    return Done(party.id, {"organisation": party.id})


@strawberry.input(description="A tie to declare.")
class DeclareTieInput(VerbInput):
    from_id: strawberry.ID = strawberry.field(description="The near end: a global id.")
    to_id: strawberry.ID = strawberry.field(description="The far end: a global id.")
    kind: TieKind = strawberry.field(description="What the far end is to the near end.")
    valid_from: date = strawberry.field(description="The first day on which it held; not ahead.")
    valid_to: date | None = strawberry.field(default=None, description="The last day, where one is known.")
    source: TieSource = strawberry.field(default=TieSource.DECLARATION, description="How it is known.")


@verb(tie=Tie)
async def declare_tie(session: ViewerSession, input: DeclareTieInput) -> Done:
    """Say how two organisations are tied. For owners of either, and membership officers.

    CONFLICT at `toId` where the same tie, or another parent, holds on some of these days, or in a circle of parents.
    """
    tie = await services.declare_tie(
        session,
        from_id=key_of("Organisation", input.from_id, "from_id"),
        to_id=key_of("Organisation", input.to_id, "to_id"),
        kind=input.kind,
        valid_from=input.valid_from,
        valid_to=input.valid_to,
        source=input.source,
    )
    return Done(tie.id, {"tie": tie.id})


@strawberry.input(description="Which tie ends, and when.")
class EndTieInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The tie's global id.")
    valid_to: date = strawberry.field(description="The last day on which it holds.")


@verb(tie=Tie)
async def end_tie(session: ViewerSession, input: EndTieInput) -> Done:
    """Say on which day a tie holds last. For owners of either side, and membership officers."""
    tie = await services.end_tie(session, key_of("Tie", input.id, "id"), input.valid_to)
    return Done(tie.id, {"tie": tie.id})


@strawberry.input(description="Which tie is right.")
class ConfirmTieInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The tie's global id.")


@verb(tie=Tie)
async def confirm_tie(session: ViewerSession, input: ConfirmTieInput) -> Done:
    """Say that a tie is right. For owners of a side that did not declare it."""
    tie = await services.confirm_tie(session, key_of("Tie", input.id, "id"))
    return Done(tie.id, {"tie": tie.id})


@strawberry.input(description="Which tie is wrong, and why.")
class DisputeTieInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The tie's global id.")
    reason: str = strawberry.field(description="Why; up to 2,000 characters. The other side reads it.")


@verb(tie=Tie)
async def dispute_tie(session: ViewerSession, input: DisputeTieInput) -> Done:
    """Say that a tie is wrong. For owners of a side that did not declare it. It counts until it is ended."""
    tie = await services.dispute_tie(session, key_of("Tie", input.id, "id"), input.reason)
    return Done(tie.id, {"tie": tie.id})


@strawberry.input(description="A name or a number that an organisation has since a day.")
class RenameOrganisationInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation's global id.")
    name: list[TextInput] | None = strawberry.field(default=None, description="Its name, where that has changed.")
    corporate_number: CorporateNumber | None = strawberry.field(
        default=None, description="Its corporate number, where that has changed."
    )
    since: date = strawberry.field(description="The first day of the new name or number; not ahead.")


@verb(organisation=Organisation)
async def rename_organisation(session: ViewerSession, input: RenameOrganisationInput) -> Done:
    """Give an organisation its new name or number; the old one is kept in `formerNames`. For membership officers."""
    organisation = await members.rename_organisation(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        name=texts_of(input.name, "name") or None,
        corporate_number=input.corporate_number,
        since=input.since,
    )
    return Done(organisation.id, {"organisation": organisation.id})


@strawberry.input(description="Which organisation went over into which.")
class SucceedOrganisationInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The old organisation's global id.")
    successor_id: strawberry.ID = strawberry.field(description="The organisation that takes its place.")
    on: date = strawberry.field(description="The first day on which that held; not ahead.")
    reason: str = strawberry.field(description="How: a merger, a conversion; up to 2,000 characters.")
    move_seats: bool = strawberry.field(
        default=False, description="Let its people go on at the successor; otherwise their seats end."
    )


@verb(organisation=Organisation)
async def succeed_organisation(session: ViewerSession, input: SucceedOrganisationInput) -> Done:
    """Record a merger or another succession. For membership officers.

    The old organisation keeps its id, pledges and history, and names its successor; its membership ends.
    """
    organisation = await services.succeed_organisation(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        key_of("Organisation", input.successor_id, "successor_id"),
        input.on,
        input.reason,
        move_seats=input.move_seats,
    )
    return Done(organisation.id, {"organisation": organisation.id})
