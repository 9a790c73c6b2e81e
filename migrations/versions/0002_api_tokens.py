"""API tokens"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.add_column("session", sa.Column("api_token_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(op.f("uq_session_api_token_id"), "session", ["api_token_id"])
    op.create_foreign_key(op.f("fk_session_api_token_id"), "session", "api_token", ["api_token_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_session_api_token_id"), "session", type_="foreignkey")
    op.drop_constraint(op.f("uq_session_api_token_id"), "session", type_="unique")
    op.drop_column("session", "api_token_id")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
