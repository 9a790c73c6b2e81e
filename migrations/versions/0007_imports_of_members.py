"""Imports of members"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def add_member_import() -> None:
    op.create_table(
        "member_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "checked",
                "written",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("entries", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_import_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_import")),
    )


def add_member_import_problem() -> None:
    op.create_table(
        "member_import_problem",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("heading", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("note", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_import_id"], ["member_import.id"], name=op.f("fk_member_import_problem_member_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_import_problem")),
    )
    op.create_index(
        "ix_member_import_problem_import_row", "member_import_problem", ["member_import_id", "row", "id"], unique=False
    )


def add_register_entry() -> None:
    op.create_table(
        "register_entry",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("taken_in_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_entry_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("reference", name=op.f("uq_register_entry_reference")),
    )


def upgrade() -> None:
    add_member_import()
    add_member_import_problem()
    add_register_entry()


def downgrade() -> None:
    op.drop_table("register_entry")
    op.drop_index("ix_member_import_problem_import_row", table_name="member_import_problem")
    op.drop_table("member_import_problem")
    op.drop_table("member_import")
