"""Applications in stages: asked about, answered through a link; and applying again"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STAGES = ("submitted", "information_requested", "answered", "approved", "declined")


def closed(name: str, *members: str) -> sa.Enum:
    """A closed list as CHECKed text."""
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=48)


def of_organisation(table: str) -> sa.ForeignKeyConstraint:
    """The organisation that a row is about."""
    name = op.f(f"fk_{table}_organisation_id")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name)


def upgrade() -> None:
    stage = sa.Column("stage", closed("applicationstage", *STAGES), nullable=False, server_default="submitted")
    op.add_column("membership_application", stage)
    op.alter_column("membership_application", "stage", server_default=None)
    op.execute(
        "update membership_application set stage = case when approved then 'approved' else 'declined' end"
        " where approved is not null"
    )
    op.drop_column("membership_application", "approved")
    op.create_index(
        "ix_membership_application_stage", "membership_application", ["stage", "submitted_at", "organisation_id"]
    )
    op.create_table(
        "former_application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("motivation", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", closed("applicationstage", *STAGES), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        of_organisation("former_application"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_former_application_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_application")),
    )
    op.create_table(
        "application_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("side", closed("applicationside", "secretariat", "applicant"), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        of_organisation("application_message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_message")),
    )
    op.create_table(
        "application_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        of_organisation("application_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_application_link_token_hash")),
    )
    for table in ("former_application", "application_message", "application_link"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    for table in ("application_link", "application_message", "former_application"):
        op.drop_table(table)
    op.add_column("membership_application", sa.Column("approved", sa.Boolean(), nullable=True))
    op.execute(
        "update membership_application set approved = stage = 'approved' where stage in ('approved', 'declined')"
    )
    op.drop_column("membership_application", "stage")
