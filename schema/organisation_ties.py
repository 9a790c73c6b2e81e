"""To whom an organisation is tied, as a part of it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.expressions import by_name
from schema.planner.mapping import Order, column, listing, localized, planned, to_one
from schema.scalars import CorporateNumber
from schema.texts import LocalizedText
from server.members import models

if TYPE_CHECKING:
    from schema.members import Organisation
    from schema.sites import Site
    from schema.ties import Tie


@planned(models.FormerName)
class FormerName:
    """What an organisation was called before, and under which number."""

    name: LocalizedText = localized("Its name until then.")
    corporate_number: CorporateNumber | None = column("Its corporate number until then.")
    valid_from: date | None = column("Since when; null where nothing is known before.")
    valid_to: date = column("Until when.")


@strawberry.type
class WithTies:
    """What ties add to an organisation."""

    sites: list[Annotated["Site", strawberry.lazy("schema.sites")]] = listing(
        "Its workplaces, by prefecture; those that it hides only for who may see them.",
        via="organisation_id",
        order=Order(("prefecture", "id")),
        usually=3,
    )
    former_names: list[FormerName] = listing(
        "What it was called before, newest first; on a day: the one whose days hold it, else `name`.",
        via="organisation_id",
        order=Order(("valid_to", "id"), descending=True),
        usually=1,
    )
    succeeded_by: Annotated["Organisation", strawberry.lazy("schema.members")] | None = to_one(
        "The organisation that took its place; null where none has.", via="succeeded_by"
    )
    predecessors: list[Annotated["Organisation", strawberry.lazy("schema.members")]] = listing(
        "The organisations whose place it took.", via="succeeded_by", order=Order((by_name, "id")), usually=1
    )
    ties: list[Annotated["Tie", strawberry.lazy("schema.ties")]] = listing(
        "Ties of which it is the near end: to its parent, its supervising organisation and so on, oldest first; as far "
        "as the viewer may see them.",
        via="from_id",
        order=Order(("valid_from", "id")),
        usually=4,
    )
    ties_to_it: list[Annotated["Tie", strawberry.lazy("schema.ties")]] = listing(
        "Ties of which it is the far end: of its subsidiaries, of those for whom it works and so on, oldest first.",
        via="to_id",
        order=Order(("valid_from", "id")),
        usually=4,
    )
    parties: list[Annotated["Organisation", strawberry.lazy("schema.members")]] = listing(
        "Organisations that are no members and that it has named; empty for everyone else but the secretariat.",
        via="listed_by",
        order=Order((by_name, "id")),
        usually=4,
    )
