"""letters"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=320), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("once", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued", "sent", "failed", name="letterstate", native_enum=False, create_constraint=True, length=48
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_letter_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("once", name=op.f("uq_letter_once")),
    )
    op.create_index("ix_letter_queued_at_id", "letter", ["queued_at", "id"])
    op.create_index(
        "ix_letter_next_attempt_at", "letter", ["next_attempt_at"], postgresql_where=sa.text("state = 'queued'")
    )
    op.create_table(
        "letter_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["letter.id"], name=op.f("fk_letter_text_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_letter_text_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_text")),
    )


def downgrade() -> None:
    op.drop_table("letter_text")
    op.drop_index("ix_letter_next_attempt_at", table_name="letter")
    op.drop_index("ix_letter_queued_at_id", table_name="letter")
    op.drop_table("letter")
