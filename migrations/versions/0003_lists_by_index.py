"""Lists by index

``coalesce`` is not leakproof: under a policy a deep page was filtered, not searched for.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_organisation_joined_id": ("organisation", "", "member_since"),
    "ix_case_study_listed_id": ("case_study", "", "published_on"),
    "ix_case_study_organisation_id_listed_id": ("case_study", "organisation_id, ", "published_on"),
}


def upgrade() -> None:
    _anew("(case when {0} is null then '9000-01-01'::date else {0} end)")


def downgrade() -> None:
    _anew("coalesce({0}, '9000-01-01'::date)")


def _anew(day: str) -> None:
    for name, (table, before, column) in INDEXES.items():
        op.drop_index(name, table_name=table)
        op.execute(f"create index {name} on {table} ({before}{day.format(column)}, id)")
