"""Fees; and cases of suspension and expulsion"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def add_invoice_issuer() -> None:
    op.create_table(
        "invoice_issuer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("registration_number", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True),
        sa.Column("payment_to", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_issuer")),
    )


def add_membership_class() -> None:
    op.create_table(
        "membership_class",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("gratis", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_class")),
    )


def add_number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )


def add_fee() -> None:
    op.create_table(
        "fee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membership_class_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("employees_from", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_class_id"], ["membership_class.id"], name=op.f("fk_fee_membership_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint(
            "membership_class_id", "year", "employees_from", name=op.f("uq_fee_membership_class_id_year_employees_from")
        ),
    )


def add_fee_assignment() -> None:
    op.create_table(
        "fee_assignment",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("membership_class_id", sa.Uuid(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_class_id"], ["membership_class.id"], name=op.f("fk_fee_assignment_membership_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_fee_assignment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_fee_assignment")),
    )


def add_invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("membership_class_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("addressee", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["issuer_id"], ["invoice_issuer.id"], name=op.f("fk_invoice_issuer_id")),
        sa.ForeignKeyConstraint(
            ["membership_class_id"], ["membership_class.id"], name=op.f("fk_invoice_membership_class_id")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    op.create_index("ix_invoice_issued_on", "invoice", ["issued_on", "id"], unique=False)
    op.create_index(
        "uq_invoice_organisation_id_year",
        "invoice",
        ["organisation_id", "year"],
        unique=True,
        postgresql_where=sa.text("cancelled_on is null"),
    )


def add_proceeding() -> None:
    op.create_table(
        "proceeding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sought",
            sa.Enum(
                "dismissed",
                "suspension",
                "expulsion",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("articles", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "served",
                "decided",
                "appealed",
                "final",
                name="proceedingstage",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("served_by", sa.Uuid(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("reply_due", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("interim_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("interim_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.Column("appeal_due", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("public_text", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_proceeding_opened_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_proceeding_organisation_id")),
        sa.ForeignKeyConstraint(["served_by"], ["person.id"], name=op.f("fk_proceeding_served_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding")),
    )
    op.create_index("ix_proceeding_stage", "proceeding", ["stage", "opened_on", "id"], unique=False)
    op.create_index(
        "uq_proceeding_organisation_id",
        "proceeding",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("stage <> 'final'"),
    )


def add_waiver() -> None:
    op.create_table(
        "waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_waiver_granted_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_waiver_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("organisation_id", "year", name=op.f("uq_waiver_organisation_id_year")),
    )


def add_panel_member() -> None:
    op.create_table(
        "panel_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "instance",
            sa.Enum("first", "appeal", name="instance", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_panel_member_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_member_person_id")),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceeding.id"], name=op.f("fk_panel_member_proceeding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("proceeding_id", "person_id", name=op.f("uq_panel_member_proceeding_id_person_id")),
    )
    op.create_index(op.f("ix_panel_member_person_id"), "panel_member", ["person_id"], unique=False)


def add_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_number", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("receipt_number", name=op.f("uq_payment_receipt_number")),
    )
    op.create_index(op.f("ix_payment_invoice_id"), "payment", ["invoice_id"], unique=False)


def add_proceeding_decision() -> None:
    op.create_table(
        "proceeding_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "instance",
            sa.Enum("first", "appeal", name="instance", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column(
            "measure",
            sa.Enum(
                "dismissed",
                "suspension",
                "expulsion",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proceeding_decision_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proceeding_id"], ["proceeding.id"], name=op.f("fk_proceeding_decision_proceeding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_decision")),
        sa.UniqueConstraint("proceeding_id", "instance", name=op.f("uq_proceeding_decision_proceeding_id_instance")),
    )


def add_proceeding_statement() -> None:
    op.create_table(
        "proceeding_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("reply", "appeal", name="statementkind", native_enum=False, create_constraint=True, length=48),
            nullable=False,
        ),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proceeding_statement_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proceeding_statement_person_id")),
        sa.ForeignKeyConstraint(
            ["proceeding_id"], ["proceeding.id"], name=op.f("fk_proceeding_statement_proceeding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceeding_statement")),
    )
    op.create_index(
        op.f("ix_proceeding_statement_proceeding_id"), "proceeding_statement", ["proceeding_id"], unique=False
    )


def add_published_outcome() -> None:
    op.create_table(
        "published_outcome",
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "dismissed",
                "suspension",
                "expulsion",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_published_outcome_organisation_id")
        ),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceeding.id"], name=op.f("fk_published_outcome_proceeding_id")),
        sa.PrimaryKeyConstraint("proceeding_id", name=op.f("pk_published_outcome")),
    )
    op.create_index(
        op.f("ix_published_outcome_organisation_id"), "published_outcome", ["organisation_id"], unique=False
    )


def add_panel_vote() -> None:
    op.create_table(
        "panel_vote",
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "dismissed",
                "suspension",
                "expulsion",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["panel_member_id"], ["panel_member.id"], name=op.f("fk_panel_vote_panel_member_id")),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceeding.id"], name=op.f("fk_panel_vote_proceeding_id")),
        sa.PrimaryKeyConstraint("panel_member_id", name=op.f("pk_panel_vote")),
    )
    op.create_index(op.f("ix_panel_vote_proceeding_id"), "panel_vote", ["proceeding_id"], unique=False)


def add_recusal() -> None:
    op.create_table(
        "recusal",
        sa.Column("panel_member_id", sa.Uuid(), nullable=False),
        sa.Column("proceeding_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recused_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["panel_member_id"], ["panel_member.id"], name=op.f("fk_recusal_panel_member_id")),
        sa.ForeignKeyConstraint(["proceeding_id"], ["proceeding.id"], name=op.f("fk_recusal_proceeding_id")),
        sa.PrimaryKeyConstraint("panel_member_id", name=op.f("pk_recusal")),
    )


def upgrade() -> None:
    add_invoice_issuer()
    add_membership_class()
    add_number_series()
    add_fee()
    add_fee_assignment()
    add_invoice()
    add_proceeding()
    add_waiver()
    add_panel_member()
    add_payment()
    add_proceeding_decision()
    add_proceeding_statement()
    add_published_outcome()
    add_panel_vote()
    add_recusal()


def downgrade() -> None:
    op.drop_table("recusal")
    op.drop_table("panel_vote")
    op.drop_table("published_outcome")
    op.drop_table("proceeding_statement")
    op.drop_table("proceeding_decision")
    op.drop_table("payment")
    op.drop_table("panel_member")
    op.drop_table("waiver")
    op.drop_table("proceeding")
    op.drop_table("invoice")
    op.drop_table("fee_assignment")
    op.drop_table("fee")
    op.drop_table("number_series")
    op.drop_table("membership_class")
    op.drop_table("invoice_issuer")
