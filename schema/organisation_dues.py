"""What an organisation owes, and the cases against it, as parts of it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.planner.mapping import Order, listing, to_one

if TYPE_CHECKING:
    from schema.due_process import Proceeding, PublishedOutcome
    from schema.dues import FeeAssignment, Invoice, Waiver


@strawberry.type
class WithDues:
    """Its fees; and the cases against it."""

    fee_assignment: Annotated["FeeAssignment", strawberry.lazy("schema.dues")] | None = to_one(
        "Its class and size, for fees; null where none is set or it is not yours to see.", via="id"
    )
    invoices: list[Annotated["Invoice", strawberry.lazy("schema.dues")]] = listing(
        "The fees it was asked for, newest first; empty unless they are yours to see.",
        via="organisation_id",
        order=Order(("issued_on", "id"), descending=True),
        usually=5,
    )
    waivers: list[Annotated["Waiver", strawberry.lazy("schema.dues")]] = listing(
        "The fees it need not pay, newest first; empty unless they are yours to see.",
        via="organisation_id",
        order=Order(("year", "id"), descending=True),
        usually=2,
    )
    proceedings: list[Annotated["Proceeding", strawberry.lazy("schema.due_process")]] = listing(
        "The cases against it, newest first; empty unless they are yours to see.",
        via="organisation_id",
        order=Order(("opened_on", "id"), descending=True),
        usually=1,
    )
    published_outcomes: list[Annotated["PublishedOutcome", strawberry.lazy("schema.due_process")]] = listing(
        "What became of cases against it that are final, newest first.",
        via="organisation_id",
        order=Order(("published_on", "proceeding_id"), descending=True),
        usually=1,
    )
