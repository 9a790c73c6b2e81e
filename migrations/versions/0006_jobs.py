"""jobs"""

from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("done", "failed", name="joboutcome", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("name", "day", name=op.f("uq_job_run_name_day")),
    )
    op.create_index("ix_job_run_started_at_id", "job_run", ["started_at", "id"], unique=False)
    # The queue's tables come from its library. It holds nothing that lasts: a release of it with other tables drops
    # the schema and makes it anew.
    driver: Any = op.get_bind().connection.driver_connection
    driver.execute("create schema procrastinate")
    driver.execute("set local search_path to procrastinate")
    driver.execute(SchemaManager.get_schema())
    driver.execute("set local search_path to default")


def downgrade() -> None:
    op.execute("drop schema procrastinate cascade")
    op.drop_index("ix_job_run_started_at_id", table_name="job_run")
    op.drop_table("job_run")
