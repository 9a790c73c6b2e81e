"""What the platform does by itself, as the secretariat sees it."""

from datetime import date, datetime

import strawberry

from schema.connections import Connection, Node
from schema.enums import closed
from schema.planner.mapping import Order, column, connection, planned
from server.kernel import models
from server.kernel.models import JobOutcome

closed(
    JobOutcome,
    "How a day's job ended.",
    {
        JobOutcome.DONE: "It is done, and will not be done again.",
        JobOutcome.FAILED: "It failed, and is tried again.",
    },
)


@planned(models.JobRun)
class JobRun(Node):
    """A daily job for one day, as it ended last. For the secretariat."""

    name: str = column("The job's name.")
    day: date = column("The day it was done for.")
    started_at: datetime = column("When it was begun last.")
    finished_at: datetime = column("When it ended last.")
    outcome: JobOutcome = column("How it ended.")
    attempts: int = column("How often it was tried.")
    problem: str | None = column("The kind of failure; null where it is done.")


@strawberry.type
class JobQueries:
    """What the jobs add to the root."""

    job_runs: Connection[JobRun] = connection(
        "What was done by itself, the latest first. Empty for everybody outside the secretariat.",
        order=Order(("started_at", "id"), descending=True),
    )
