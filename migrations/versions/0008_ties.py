"""Ties between organisations, and organisations that are no members"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATUSES = "'applied', 'information_requested', 'declined', 'active', 'grace', 'suspended', 'withdrawn', 'expelled'"
KINDS = ("parent", "supervising", "support", "sending", "supplier", "successor", "other")


def closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=48)


def upgrade() -> None:
    _list_parties()
    _create_ties()


def _list_parties() -> None:
    op.drop_constraint(op.f("ck_organisation_organisationstatus"), "organisation", type_="check")
    op.create_check_constraint("organisationstatus", "organisation", f"status in ({STATUSES}, 'listed')")
    op.drop_index("uq_organisation_corporate_number", table_name="organisation")
    op.create_index(
        "uq_organisation_corporate_number",
        "organisation",
        ["corporate_number"],
        unique=True,
        postgresql_where=sa.text("status not in ('declined', 'listed')"),
    )
    op.create_index("ix_organisation_corporate_number", "organisation", ["corporate_number"])
    op.add_column(
        "organisation",
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False, server_default="JP"),
    )
    op.alter_column("organisation", "country", server_default=None)
    op.add_column("organisation", sa.Column("listed_by", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_organisation_listed_by"), "organisation", ["listed_by"])
    op.create_foreign_key(op.f("fk_organisation_listed_by"), "organisation", "organisation", ["listed_by"], ["id"])


def _create_ties() -> None:
    op.create_table(
        "tie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("kind", closed("tiekind", *KINDS), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", closed("tiesource", "declaration", "public_register", "document"), nullable=False),
        sa.Column("declared_for", sa.Uuid(), nullable=True),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("answer", closed("tieanswer", "none", "confirmed", "disputed"), nullable=False),
        sa.Column("answer_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], ["organisation.id"], name=op.f(f"fk_tie_{column}"))
            for column in ("from_id", "to_id", "declared_for")
        ),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_tie_{column}"))
            for column in ("declared_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
    )
    op.create_index("ix_tie_from_id_kind", "tie", ["from_id", "kind"])
    op.create_index("ix_tie_to_id_kind", "tie", ["to_id", "kind"])


def downgrade() -> None:
    op.drop_table("tie")
    op.execute("delete from organisation where status = 'listed'")
    op.drop_constraint(op.f("fk_organisation_listed_by"), "organisation", type_="foreignkey")
    op.drop_column("organisation", "listed_by")
    op.drop_column("organisation", "country")
    op.drop_index("ix_organisation_corporate_number", table_name="organisation")
    op.drop_index("uq_organisation_corporate_number", table_name="organisation")
    op.create_index(
        "uq_organisation_corporate_number",
        "organisation",
        ["corporate_number"],
        unique=True,
        postgresql_where=sa.text("status <> 'declined'"),
    )
    op.drop_constraint(op.f("ck_organisation_organisationstatus"), "organisation", type_="check")
    op.create_check_constraint("organisationstatus", "organisation", f"status in ({STATUSES})")
