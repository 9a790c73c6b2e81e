"""Half-yearly activity reports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("draft", "submitted", "questioned", "accepted")


def upgrade() -> None:
    _reporting_period()
    _peer_practice()
    _activity_report()
    _report_entry()
    _report_extension()
    _report_question()
    _report_remark()


def downgrade() -> None:
    op.drop_table("report_remark")
    op.drop_table("report_question")
    op.drop_table("report_extension")
    op.drop_table("report_entry")
    op.drop_table("activity_report")
    op.drop_table("peer_practice")
    op.drop_table("reporting_period")


def _reporting_period() -> None:
    op.create_table(
        "reporting_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days_of_membership", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_clock", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_period")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_reporting_period_starts_on")),
    )


def _peer_practice() -> None:
    op.create_table(
        "peer_practice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                *"ABCDEFGHIJKLMNOPQRST",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=True),
        sa.Column("met", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_peer_practice_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_practice")),
        sa.UniqueConstraint("sector", "article_id", name=op.f("uq_peer_practice_sector_article_id")),
    )


def _activity_report() -> None:
    op.create_table(
        "activity_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reporting_period_id", sa.Uuid(), nullable=False),
        sa.Column("code_of_conduct_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="reportstate", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("opened_on", "due_on")),
        sa.Column("due_clock", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("submitted_on", "accepted_on")),
        sa.ForeignKeyConstraint(
            ["code_of_conduct_id"], ["code_of_conduct.id"], name=op.f("fk_activity_report_code_of_conduct_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_report_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["reporting_period_id"], ["reporting_period.id"], name=op.f("fk_activity_report_reporting_period_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_report")),
        sa.UniqueConstraint(
            "organisation_id",
            "reporting_period_id",
            name=op.f("uq_activity_report_organisation_id_reporting_period_id"),
        ),
    )
    op.create_index("ix_activity_report_due_on_id", "activity_report", ["due_on", "id"], unique=False)
    op.create_index(
        "ix_activity_report_owed",
        "activity_report",
        ["organisation_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("submitted_on is null"),
    )


def _report_entry() -> None:
    op.create_table(
        "report_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("done", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why_not", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("next_steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_report_id"], ["activity_report.id"], name=op.f("fk_report_entry_activity_report_id")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_report_entry_article_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_report_entry_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entry")),
        sa.UniqueConstraint(
            "activity_report_id", "article_id", name=op.f("uq_report_entry_activity_report_id_article_id")
        ),
    )
    op.create_index(op.f("ix_report_entry_organisation_id"), "report_entry", ["organisation_id"], unique=False)


def _report_extension() -> None:
    op.create_table(
        "report_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("reason", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decision", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_report_id"], ["activity_report.id"], name=op.f("fk_report_extension_activity_report_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_report_extension_decided_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_extension_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_extension")),
    )
    op.create_index(
        op.f("ix_report_extension_activity_report_id"), "report_extension", ["activity_report_id"], unique=False
    )
    op.create_index(op.f("ix_report_extension_organisation_id"), "report_extension", ["organisation_id"], unique=False)
    op.create_index(
        "uq_report_extension_waiting",
        "report_extension",
        ["activity_report_id"],
        unique=True,
        postgresql_where=sa.text("granted is null"),
    )


def _report_question() -> None:
    op.create_table(
        "report_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("question", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_report_id"], ["activity_report.id"], name=op.f("fk_report_question_activity_report_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_report_question_asked_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_question_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_question")),
    )
    op.create_index(
        op.f("ix_report_question_activity_report_id"), "report_question", ["activity_report_id"], unique=False
    )
    op.create_index(op.f("ix_report_question_organisation_id"), "report_question", ["organisation_id"], unique=False)


def _report_remark() -> None:
    op.create_table(
        "report_remark",
        sa.Column("report_entry_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_remark_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_entry_id"], ["report_entry.id"], name=op.f("fk_report_remark_report_entry_id")
        ),
        sa.PrimaryKeyConstraint("report_entry_id", name=op.f("pk_report_remark")),
    )
    op.create_index(op.f("ix_report_remark_organisation_id"), "report_remark", ["organisation_id"], unique=False)
