"""Workplaces, former names, successions, comments beside lapses"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATUSES = (
    "diplomat",
    "official",
    "professor",
    "artist",
    "religious_activities",
    "journalist",
    "highly_skilled_professional",
    "business_manager",
    "legal_accounting",
    "medical",
    "researcher",
    "instructor",
    "engineer_humanities_international",
    "intra_company_transferee",
    "nursing_care",
    "entertainer",
    "skilled_labour",
    "specified_skilled_1",
    "specified_skilled_2",
    "technical_intern_1",
    "technical_intern_2",
    "technical_intern_3",
    "skill_development",
    "cultural_activities",
    "temporary_visitor",
    "student",
    "trainee",
    "dependent",
    "designated_activities",
    "permanent",
    "spouse_of_japanese",
    "spouse_of_permanent",
    "long_term",
    "special_permanent",
)


def closed(name: str, *members: str) -> sa.Enum:
    """A closed list as CHECKed text."""
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=48)


def upgrade() -> None:
    op.add_column("organisation", sa.Column("succeeded_by", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_organisation_succeeded_by"), "organisation", ["succeeded_by"], unique=False)
    op.create_foreign_key(
        op.f("fk_organisation_succeeded_by"), "organisation", "organisation", ["succeeded_by"], ["id"]
    )
    _former_name()
    _lapse_comment()
    _site()
    _site_headcount()


def _former_name() -> None:
    op.create_table(
        "former_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("corporate_number", sqlmodel.sql.sqltypes.AutoString(length=13), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_former_name_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    op.create_index(op.f("ix_former_name_organisation_id"), "former_name", ["organisation_id"], unique=False)


def _lapse_comment() -> None:
    op.create_table(
        "lapse_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("membership_event_id", sa.Uuid(), nullable=True),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("commented_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(membership_event_id is null) <> (commitment_id is null)", name=op.f("ck_lapse_comment_beside_one_lapse")
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_lapse_comment_commitment_id")),
        sa.ForeignKeyConstraint(
            ["membership_event_id"], ["membership_event.id"], name=op.f("fk_lapse_comment_membership_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_lapse_comment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapse_comment")),
    )
    op.create_index(op.f("ix_lapse_comment_commitment_id"), "lapse_comment", ["commitment_id"], unique=False)
    op.create_index(
        op.f("ix_lapse_comment_membership_event_id"), "lapse_comment", ["membership_event_id"], unique=False
    )
    op.create_index(op.f("ix_lapse_comment_organisation_id"), "lapse_comment", ["organisation_id"], unique=False)


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("prefecture", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("municipality_code", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=True),
        sa.Column("sector", closed("sector", *"ABCDEFGHIJKLMNOPQRST"), nullable=False),
        sa.Column("dormitory", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_site_municipality_code")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id")),
        sa.ForeignKeyConstraint(["prefecture"], ["prefecture.code"], name=op.f("fk_site_prefecture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_organisation_id"), "site", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_site_prefecture"), "site", ["prefecture"], unique=False)


def _site_headcount() -> None:
    op.create_table(
        "site_headcount",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "residence_status",
            closed("residencestatus", *STATUSES),
            nullable=False,
        ),
        sa.Column(
            "band",
            closed("headcountband", "none", "under_10", "from_10", "from_30", "from_100", "from_300"),
            nullable=False,
        ),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_headcount_organisation_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_headcount_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_headcount")),
        sa.UniqueConstraint(
            "site_id",
            "residence_status",
            "counted_on",
            name=op.f("uq_site_headcount_site_id_residence_status_counted_on"),
        ),
    )
    op.create_index(op.f("ix_site_headcount_organisation_id"), "site_headcount", ["organisation_id"], unique=False)


def downgrade() -> None:
    for table in ("site_headcount", "lapse_comment", "site", "former_name"):
        op.drop_table(table)
    op.drop_column("organisation", "succeeded_by")
