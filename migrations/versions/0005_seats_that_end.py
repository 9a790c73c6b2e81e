"""Seats that end, invitations that are withdrawn, sessions that were confirmed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("granted_by", sa.Uuid(), nullable=True))
    op.add_column("seat", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("seat", sa.Column("revoked_by", sa.Uuid(), nullable=True))
    op.add_column("seat", sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True))
    op.create_foreign_key(op.f("fk_seat_granted_by"), "seat", "person", ["granted_by"], ["id"])
    op.create_foreign_key(op.f("fk_seat_revoked_by"), "seat", "person", ["revoked_by"], ["id"])
    op.add_column("invitation", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("invitation", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("invitation", sa.Column("invited_on", sa.Date(), nullable=True))
    op.execute("update invitation set invited_on = (expires_at at time zone 'Asia/Tokyo')::date - 14")
    op.alter_column("invitation", "invited_on", nullable=False)
    op.add_column("session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("session", "confirmed_at")
    for column in ("invited_on", "withdrawn_on", "ends_on"):
        op.drop_column("invitation", column)
    for column in ("revoked_by", "granted_by"):
        op.drop_constraint(op.f(f"fk_seat_{column}"), "seat", type_="foreignkey")
    for column in ("reason", "revoked_by", "ends_on", "granted_by"):
        op.drop_column("seat", column)
