"""The log of who opened a worker's words."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from server.kernel.table import today
from server.kernel.viewer import Viewer

LOG = """
insert into grievance_reading (id, grievance_id, person_id, read_on)
select gen_random_uuid(), opened, $2, $3 from unnest($1::uuid[]) opened"""


async def log_readings(connection: asyncpg.Connection, viewer: Viewer, grievances: Iterable[UUID]) -> None:
    """Write that the viewer opens these grievances today, before anything of them is decrypted."""
    await connection.execute(LOG, list(grievances), viewer.person_id, today())
