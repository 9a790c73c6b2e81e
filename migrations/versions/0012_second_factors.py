"""Second factors, passkeys, devices, and what the secretariat does to accounts"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "second_factor_reset",
    "password_link",
    name="interventionkind",
    native_enum=False,
    create_constraint=True,
    length=48,
)
TABLES = (
    "seat_rule", "intervention", "password_reset", "spent_ticket", "passkey", "recovery_code", "one_time_key",
    "second_factor", "device",
)  # fmt: skip


def text(length: int) -> sqlmodel.sql.sqltypes.AutoString:
    """A text of at most so many characters."""
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def person(
    table: str, column: str = "person_id", *, nullable: bool = False
) -> tuple[sa.Column[sa.Uuid], sa.Constraint]:
    """A column that names a person."""
    named = sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Uuid(), nullable=nullable), named


def upgrade() -> None:
    op.add_column("appointment", sa.Column("revoked_by", sa.Uuid(), nullable=True))
    op.add_column("appointment", sa.Column("reason", text(500), nullable=True))
    op.create_foreign_key(op.f("fk_appointment_revoked_by"), "appointment", "person", ["revoked_by"], ["id"])
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        *person("device"),
        sa.Column("label", text(60), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.add_column("session", sa.Column("device_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(op.f("uq_session_device_id"), "session", ["device_id"])
    op.create_foreign_key(op.f("fk_session_device_id"), "session", "device", ["device_id"], ["id"], ondelete="CASCADE")
    op.create_table(
        "second_factor",
        *person("second_factor"),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "one_time_key",
        *person("one_time_key"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_one_time_key")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        *person("recovery_code"),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recovery_code")),
    )
    _passkeys_and_links()
    op.create_table(
        "intervention",
        sa.Column("id", sa.Uuid(), nullable=False),
        *person("intervention"),
        sa.Column("kind", KINDS, nullable=False),
        *person("intervention", "done_by"),
        sa.Column("reason", text(500), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    op.create_table(
        "seat_rule",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        *person("seat_rule", "changed_by", nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_seat_rule_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_seat_rule")),
    )
    for table in ("device", "recovery_code", "passkey", "password_reset", "intervention"):
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)


def _passkeys_and_links() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        *person("passkey"),
        sa.Column("name", text(60), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_table(
        "spent_ticket",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_spent_ticket")),
    )
    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        *person("password_reset"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_session_device_id"), "session", type_="foreignkey")
    op.drop_constraint(op.f("uq_session_device_id"), "session", type_="unique")
    op.drop_column("session", "device_id")
    for table in TABLES:
        op.drop_table(table)
    op.drop_constraint(op.f("fk_appointment_revoked_by"), "appointment", type_="foreignkey")
    for column in ("reason", "revoked_by"):
        op.drop_column("appointment", column)
