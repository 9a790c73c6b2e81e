"""To whom an organisation is tied, as a part of it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.expressions import by_name
from schema.planner.mapping import Order, listing

if TYPE_CHECKING:
    from schema.members import Organisation
    from schema.ties import Tie


@strawberry.type
class WithTies:
    """What ties add to an organisation."""

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
