"""Alembic's environment: one transaction for all revisions, on the connection that the caller hands over."""

from importlib import import_module
from typing import Any

from alembic import context
from sqlmodel import SQLModel

from server.kernel.policies import DOMAINS

for domain in DOMAINS:
    import_module(f"server.{domain}.models")

connection: Any = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
context.run_migrations()
