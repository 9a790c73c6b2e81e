"""Organisations' own identity providers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "identity_provider",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", text(length=500), nullable=False),
        sa.Column("client_id", text(length=200), nullable=False),
        sa.Column("domains", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_on", sa.Date(), nullable=False),
        _organisation("identity_provider"),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_identity_provider_set_by")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_identity_provider")),
    )
    op.create_table(
        "identity_provider_secret",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _organisation("identity_provider_secret"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_identity_provider_secret")),
    )
    op.create_table(
        "identity_link",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("subject", text(length=255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        _organisation("identity_link"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_link_person_id")),
        sa.PrimaryKeyConstraint("organisation_id", "subject", name=op.f("pk_identity_link")),
        sa.UniqueConstraint("organisation_id", "person_id", name=op.f("uq_identity_link_organisation_id_person_id")),
    )
    op.add_column("session", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_session_organisation_id"), "session", "organisation", ["organisation_id"], ["id"])


def _organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id"))


def downgrade() -> None:
    op.drop_constraint(op.f("fk_session_organisation_id"), "session", type_="foreignkey")
    op.drop_column("session", "organisation_id")
    for table in ("identity_link", "identity_provider_secret", "identity_provider"):
        op.drop_table(table)
