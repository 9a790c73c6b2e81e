"""What an organisation shows of who acts for it."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import not_

from schema.expressions import held
from schema.planner.mapping import Order, listing, to_one

if TYPE_CHECKING:
    from schema.identity import Seat
    from schema.providers import IdentityProvider
    from schema.seats import Invitation
    from schema.security import SeatRule


@strawberry.type
class WithSeats:
    """Its seats and invitations."""

    seats: list[Annotated["Seat", strawberry.lazy("schema.identity")]] = listing(
        "Who acts for it today, longest first; empty unless it is yours to see.",
        via="organisation_id",
        order=Order(("granted_on", "id")),
        where=held,
        usually=5,
    )
    former_seats: list[Annotated["Seat", strawberry.lazy("schema.identity")]] = listing(
        "The seats that have ended, oldest first; empty unless it is yours to see.",
        via="organisation_id",
        order=Order(("granted_on", "id")),
        where=lambda seat: not_(held(seat)),
        usually=5,
    )
    invitations: list[Annotated["Invitation", strawberry.lazy("schema.seats")]] = listing(
        "The invitations to its seats, newest last; empty unless it is yours to see.",
        via="organisation_id",
        order=Order(("invited_on", "id")),
        usually=5,
    )
    seat_rule: Annotated["SeatRule", strawberry.lazy("schema.security")] | None = to_one(
        "What it asks of everybody with a seat; null where it asks nothing, or where it is not yours to see.", via="id"
    )
    identity_provider: Annotated["IdentityProvider", strawberry.lazy("schema.providers")] | None = to_one(
        "Through what its people sign in, where it has its own identity provider.", via="id"
    )
