"""Alembic's environment: one transaction for all revisions, on the connection that the caller hands over."""

from typing import Any

from alembic import context
from sqlmodel import SQLModel

import server.case_studies.models
import server.conduct.models
import server.grievances.models
import server.identity.models
import server.kernel.models
import server.members.models  # noqa: F401  imported for its tables, like those above

connection: Any = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
context.run_migrations()
