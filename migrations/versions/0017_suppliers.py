"""Suppliers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = ("sent", "opened", "committed", "declined", "revoked", "expired")


def add_question() -> None:
    op.create_table(
        "question",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article_number", sa.Integer(), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_question")),
        sa.UniqueConstraint("version", "position", name=op.f("uq_question_version_position")),
    )


def add_supplier() -> None:
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_supplier_key_hash")),
    )


def add_supplier_invitation() -> None:
    op.create_table(
        "supplier_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("inviting_supplier_id", sa.Uuid(), nullable=True),
        sa.Column("inviter_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=320), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="supplierinvitationstate", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(organisation_id is null) <> (inviting_supplier_id is null)",
            name=op.f("ck_supplier_invitation_one_inviter"),
        ),
        sa.ForeignKeyConstraint(
            ["inviting_supplier_id"], ["supplier.id"], name=op.f("fk_supplier_invitation_inviting_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_supplier_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_supplier_invitation_token_hash")),
    )


def add_assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_invitation_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(supplier_id is null) <> (supplier_invitation_id is null)", name=op.f("ck_assessment_own_or_copy")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_assessment_supplier_id")),
        sa.ForeignKeyConstraint(
            ["supplier_invitation_id"], ["supplier_invitation.id"], name=op.f("fk_assessment_supplier_invitation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )


def add_supplier_answer() -> None:
    op.create_table(
        "supplier_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_invitation_id", sa.Uuid(), nullable=False),
        sa.Column("article_number", sa.Integer(), nullable=False),
        sa.Column(
            "stand",
            sa.Enum(
                "yes", "planned", "not_yet", name="supplierstand", native_enum=False, create_constraint=True, length=48
            ),
            nullable=False,
        ),
        sa.Column("plan", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_invitation_id"],
            ["supplier_invitation.id"],
            name=op.f("fk_supplier_answer_supplier_invitation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_answer")),
        sa.UniqueConstraint(
            "supplier_invitation_id",
            "article_number",
            name=op.f("uq_supplier_answer_supplier_invitation_id_article_number"),
        ),
    )


def add_supplier_contact() -> None:
    op.create_table(
        "supplier_contact",
        sa.Column("supplier_invitation_id", sa.Uuid(), nullable=False),
        sa.Column("company", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=320), nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_invitation_id"],
            ["supplier_invitation.id"],
            name=op.f("fk_supplier_contact_supplier_invitation_id"),
        ),
        sa.PrimaryKeyConstraint("supplier_invitation_id", name=op.f("pk_supplier_contact")),
    )


def add_supplier_link() -> None:
    op.create_table(
        "supplier_link",
        sa.Column("supplier_invitation_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_link_supplier_id")),
        sa.ForeignKeyConstraint(
            ["supplier_invitation_id"], ["supplier_invitation.id"], name=op.f("fk_supplier_link_supplier_invitation_id")
        ),
        sa.PrimaryKeyConstraint("supplier_invitation_id", name=op.f("pk_supplier_link")),
    )


def add_assessment_answer() -> None:
    op.create_table(
        "assessment_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("question_code", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "yes",
                "partly",
                "no",
                "not_applicable",
                name="assessmentreply",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_answer_assessment_id")),
        sa.ForeignKeyConstraint(["question_code"], ["question.code"], name=op.f("fk_assessment_answer_question_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_answer")),
        sa.UniqueConstraint(
            "assessment_id", "question_code", name=op.f("uq_assessment_answer_assessment_id_question_code")
        ),
    )


def upgrade() -> None:
    add_question()
    add_supplier()
    add_supplier_invitation()
    op.create_index(
        "ix_supplier_invitation_inviting_supplier_id",
        "supplier_invitation",
        ["inviting_supplier_id", "invited_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_supplier_invitation_organisation_id",
        "supplier_invitation",
        ["organisation_id", "invited_on", "id"],
        unique=False,
    )
    add_assessment()
    op.create_index("ix_assessment_supplier_id", "assessment", ["supplier_id"], unique=False)
    op.create_index("ix_assessment_supplier_invitation_id", "assessment", ["supplier_invitation_id"], unique=False)
    add_supplier_answer()
    add_supplier_contact()
    add_supplier_link()
    op.create_index(op.f("ix_supplier_link_supplier_id"), "supplier_link", ["supplier_id"], unique=False)
    add_assessment_answer()
    op.add_column("session", sa.Column("supplier_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("session", "supplier_id")
    op.drop_table("assessment_answer")
    op.drop_index(op.f("ix_supplier_link_supplier_id"), table_name="supplier_link")
    op.drop_table("supplier_link")
    op.drop_table("supplier_contact")
    op.drop_table("supplier_answer")
    op.drop_index("ix_assessment_supplier_invitation_id", table_name="assessment")
    op.drop_index("ix_assessment_supplier_id", table_name="assessment")
    op.drop_table("assessment")
    op.drop_index("ix_supplier_invitation_organisation_id", table_name="supplier_invitation")
    op.drop_index("ix_supplier_invitation_inviting_supplier_id", table_name="supplier_invitation")
    op.drop_table("supplier_invitation")
    op.drop_table("supplier")
    op.drop_table("question")
