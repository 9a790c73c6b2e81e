"""Count the published"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_study_status", "case_study", ["status"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_case_study_status", table_name="case_study")
