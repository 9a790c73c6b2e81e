"""Corrections and exports of a member's record"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = ("waiting", "made", "refused")
PARTS = ("legal_name", "corporate_number", "other_names", "place", "sector", "contact")


def add_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(*PARTS, name="correctedpart", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="correctionstate", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_correction_decided_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_correction_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )


def add_member_export() -> None:
    op.create_table(
        "member_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "own_records",
                "moving_elsewhere",
                "access_request",
                "supervision",
                name="exportpurpose",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column(
            "format",
            sa.Enum("json", "xlsx", "csv", name="exportformat", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_member_export_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_export_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_export")),
    )


def upgrade() -> None:
    add_correction()
    op.create_index(
        "ix_correction_organisation_id_proposed_at",
        "correction",
        ["organisation_id", "proposed_at", "id"],
        unique=False,
    )
    add_member_export()
    op.create_index(op.f("ix_member_export_organisation_id"), "member_export", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_member_export_organisation_id"), table_name="member_export")
    op.drop_table("member_export")
    op.drop_index("ix_correction_organisation_id_proposed_at", table_name="correction")
    op.drop_table("correction")
