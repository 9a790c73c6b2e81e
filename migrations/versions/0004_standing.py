"""Standing: more states, the report that is owed, what happened to a membership, ways of taking part"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATUSES = (
    "applied",
    "information_requested",
    "declined",
    "active",
    "grace",
    "suspended",
    "withdrawn",
    "expelled",
)
CAUSES = (
    "applied",
    "information_requested",
    "answered",
    "approved",
    "declined",
    "report_overdue",
    "grace_over",
    "reported",
    "suspended",
    "reinstated",
    "withdrew",
    "expelled",
    "rejoined",
    "recorded",
)
PARTICIPATIONS = ("member", "partner", "observer")


def closed(name: str, *members: str) -> sa.Enum:
    """A closed list as CHECKed text."""
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=48)


def listed(members: tuple[str, ...]) -> str:
    """The members in SQL."""
    return ", ".join(f"'{member}'" for member in members)


def upgrade() -> None:
    op.create_table(
        "participation_terms",
        sa.Column("code", closed("participation", *PARTICIPATIONS), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pledges", sa.Boolean(), nullable=False),
        sa.Column("reports", sa.Boolean(), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_participation_terms")),
    )
    op.execute("""
        insert into participation_terms (code, name, description, pledges, reports, publishes)
        select code, '{}', '{}', false, false, false from unnest(array['member', 'partner', 'observer']) code""")
    op.drop_constraint(op.f("ck_organisation_organisationstatus"), "organisation", type_="check")
    op.create_check_constraint("organisationstatus", "organisation", f"status in ({listed(STATUSES)})")
    op.create_check_constraint("grace_is_worked_out", "organisation", "status <> 'grace'")
    op.add_column("organisation", sa.Column("report_due_on", sa.Date(), nullable=True))
    op.add_column(
        "organisation",
        sa.Column("participation", closed("participation", *PARTICIPATIONS), nullable=False, server_default="member"),
    )
    op.alter_column("organisation", "participation", server_default=None)
    op.create_foreign_key(
        op.f("fk_organisation_participation"), "organisation", "participation_terms", ["participation"], ["code"]
    )
    op.create_index("ix_organisation_report_due_on", "organisation", ["report_due_on"])
    op.create_table(
        "membership_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("becomes", closed("organisationstatus", *STATUSES), nullable=False),
        sa.Column("cause", closed("membershipcause", *CAUSES), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_event_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_event")),
    )
    op.create_index(
        "ix_membership_event_organisation_id_happened_on", "membership_event", ["organisation_id", "happened_on", "id"]
    )
    op.create_table(
        "membership_event_detail",
        sa.Column("membership_event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_event_id"],
            ["membership_event.id"],
            name=op.f("fk_membership_event_detail_membership_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_event_detail_organisation_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_membership_event_detail_actor_id")),
        sa.PrimaryKeyConstraint("membership_event_id", name=op.f("pk_membership_event_detail")),
    )
    op.create_index(op.f("ix_membership_event_detail_organisation_id"), "membership_event_detail", ["organisation_id"])
    # What is known of those who are there: when they applied, and when they were admitted or turned down.
    op.execute("""
        insert into membership_event (id, organisation_id, becomes, cause, happened_on, recorded_at)
        select gen_random_uuid(), organisation_id, 'applied', 'applied',
            (submitted_at at time zone 'Asia/Tokyo')::date, submitted_at
        from membership_application
        union all
        select gen_random_uuid(), organisation_id, 'declined', 'declined',
            (decided_at at time zone 'Asia/Tokyo')::date, decided_at
        from membership_application where approved = false
        union all
        select gen_random_uuid(), id, 'active', 'recorded', member_since, now()
        from organisation where status = 'active' and member_since is not null""")


def downgrade() -> None:
    op.drop_table("membership_event_detail")
    op.drop_table("membership_event")
    op.drop_index("ix_organisation_report_due_on", "organisation")
    op.drop_column("organisation", "participation")
    op.drop_column("organisation", "report_due_on")
    op.drop_constraint(op.f("ck_organisation_grace_is_worked_out"), "organisation", type_="check")
    op.drop_constraint(op.f("ck_organisation_organisationstatus"), "organisation", type_="check")
    op.create_check_constraint("organisationstatus", "organisation", "status in ('applied', 'active', 'declined')")
    op.drop_table("participation_terms")
