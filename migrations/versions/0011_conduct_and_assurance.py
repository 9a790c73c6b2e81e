"""The code's history, measurable commitments, evidence and files, the ladder, independent checks"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FIRST_REVISIONS = """
insert into code_text_revision (id, code_of_conduct_id, part, article_number, language, revision, text, revised_on)
select gen_random_uuid(), placed.code, placed.part, placed.number, written.key, 1, written.value, placed.adopted_on
from (
    select id code, 'preamble' part, null::integer number, preamble texts, adopted_on from code_of_conduct
    union all select id, 'closing', null, closing, adopted_on from code_of_conduct
    union all select id, 'translation_note', null, translation_note, adopted_on from code_of_conduct
    union all select c.id, 'title', a.number, a.title, c.adopted_on
        from article a join code_of_conduct c on c.id = a.code_of_conduct_id
    union all select c.id, 'text', a.number, a.text, c.adopted_on
        from article a join code_of_conduct c on c.id = a.code_of_conduct_id
) placed, jsonb_each_text(placed.texts) written
where written.key <> '_machine'"""
"""The texts of versions that are there become their own first revisions."""


def upgrade() -> None:
    op.create_table(
        "check_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "peer",
                "adviser",
                "worker_representative",
                "audit",
                name="checkkind",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_draw")),
    )
    op.create_table(
        "ladder_rung",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("article_number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("practice", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_rung")),
        sa.UniqueConstraint(
            "version", "article_number", "level", name=op.f("uq_ladder_rung_version_article_number_level")
        ),
    )
    op.create_table(
        "code_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("articles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("adopted_as", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["adopted_as"], ["code_of_conduct.id"], name=op.f("fk_code_draft_adopted_as")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_draft")),
    )
    op.create_table(
        "code_text_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_of_conduct_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "preamble",
                "title",
                "text",
                "closing",
                "translation_note",
                name="textpart",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("article_number", sa.Integer(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("revised_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_of_conduct_id"], ["code_of_conduct.id"], name=op.f("fk_code_text_revision_code_of_conduct_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_text_revision")),
        sa.UniqueConstraint(
            "code_of_conduct_id",
            "part",
            "article_number",
            "language",
            "revision",
            name=op.f("uq_code_text_revision_place"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "document",
                "audit",
                "survey_result",
                "case_study",
                "remedy_statistic",
                "training_record",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "members",
                "secretariat",
                "own",
                name="evidencevisibility",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_organisation_id", "evidence", ["organisation_id", "dated_on", "id"], unique=False)
    op.create_table(
        "independent_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "peer",
                "adviser",
                "worker_representative",
                "audit",
                name="checkkind",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "assigned",
                "answering",
                "closed",
                name="checkstate",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"], name=op.f("fk_independent_check_checker_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["check_draw.id"], name=op.f("fk_independent_check_draw_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_independent_check_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_independent_check")),
    )
    op.create_index("ix_independent_check_checker_id", "independent_check", ["checker_id"], unique=False)
    op.create_index("ix_independent_check_organisation_id", "independent_check", ["organisation_id"], unique=False)
    op.create_index("ix_independent_check_state", "independent_check", ["state", "requested_on", "id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("object_name", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_stored_file_organisation_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_stored_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("object_name", name=op.f("uq_stored_file_object_name")),
    )
    op.create_index("ix_stored_file_organisation_id", "stored_file", ["organisation_id"], unique=False)
    op.create_table(
        "check_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "gap",
                "not_examined",
                name="findingoutcome",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["independent_check.id"], name=op.f("fk_check_finding_check_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_check_finding_commitment_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["commitment.id"], name=op.f("fk_check_finding_follow_up_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_check_finding_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_finding")),
        sa.UniqueConstraint("check_id", "commitment_id", name=op.f("uq_check_finding_check_id_commitment_id")),
    )
    op.create_table(
        "commitment_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_evidence_commitment_id")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_commitment_evidence_evidence_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_commitment_evidence_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_evidence")),
        sa.UniqueConstraint(
            "commitment_id", "evidence_id", name=op.f("uq_commitment_evidence_commitment_id_evidence_id")
        ),
    )
    op.create_index("ix_commitment_evidence_evidence_id", "commitment_evidence", ["evidence_id"], unique=False)
    op.create_table(
        "evidence_content",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "members",
                "secretariat",
                "own",
                name="evidencevisibility",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
        ),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_content_evidence_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_content_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_content_organisation_id")
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_evidence_content")),
    )
    op.create_index("ix_evidence_content_file_id", "evidence_content", ["file_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_measurement_commitment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_measurement_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index("ix_measurement_commitment_id", "measurement", ["commitment_id", "measured_on", "id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_milestone_commitment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_milestone_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_commitment_id", "milestone", ["commitment_id", "due_on", "id"], unique=False)
    op.create_table(
        "rung_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rung_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_rung_evidence_evidence_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rung_evidence_organisation_id")
        ),
        sa.ForeignKeyConstraint(["rung_id"], ["ladder_rung.id"], name=op.f("fk_rung_evidence_rung_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung_evidence")),
        sa.UniqueConstraint(
            "organisation_id",
            "rung_id",
            "evidence_id",
            name=op.f("uq_rung_evidence_organisation_id_rung_id_evidence_id"),
        ),
    )
    op.create_index("ix_rung_evidence_evidence_id", "rung_evidence", ["evidence_id"], unique=False)
    op.create_table(
        "verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["independent_check.id"], name=op.f("fk_verification_check_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_verification_commitment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_verification_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("check_id", "commitment_id", name=op.f("uq_verification_check_id_commitment_id")),
    )
    op.create_index("ix_verification_commitment_id", "verification", ["commitment_id"], unique=False)
    op.drop_index(op.f("ix_case_study_listed_id"), table_name="case_study")
    op.create_index(
        "ix_case_study_listed_id",
        "case_study",
        [sa.literal_column("(case when published_on is null then '9000-01-01'::date else published_on end)"), "id"],
        unique=False,
    )
    op.drop_index(op.f("ix_case_study_organisation_id_listed_id"), table_name="case_study")
    op.create_index(
        "ix_case_study_organisation_id_listed_id",
        "case_study",
        [
            "organisation_id",
            sa.literal_column("(case when published_on is null then '9000-01-01'::date else published_on end)"),
            "id",
        ],
        unique=False,
    )
    op.add_column(
        "code_of_conduct",
        sa.Column(
            "original_language", sqlmodel.sql.sqltypes.AutoString(length=35), nullable=False, server_default="en"
        ),
    )
    op.add_column("code_of_conduct", sa.Column("reaffirm_by", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("aim", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("commitment", sa.Column("indicator", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("commitment", sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True))
    op.add_column("commitment", sa.Column("baseline", sa.Float(), nullable=True))
    op.add_column("commitment", sa.Column("target", sa.Float(), nullable=True))
    op.add_column("commitment", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.add_column(
        "commitment",
        sa.Column(
            "scope",
            sa.Enum(
                "organisation",
                "sites",
                "suppliers",
                name="commitmentscope",
                native_enum=False,
                create_constraint=True,
                length=48,
            ),
            nullable=False,
            server_default="organisation",
        ),
    )
    op.add_column("commitment", sa.Column("scope_note", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("commitment", sa.Column("begun_on", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("met_until", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("verified_until", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("slips_on", sa.Date(), nullable=True))
    op.add_column("commitment", sa.Column("lost_on", sa.Date(), nullable=True))
    op.drop_constraint(op.f("uq_commitment_organisation_id_article_id"), "commitment", type_="unique")
    op.create_index("ix_commitment_organisation_id", "commitment", ["organisation_id", "article_id"], unique=False)
    op.create_foreign_key(op.f("fk_commitment_owner_id"), "commitment", "person", ["owner_id"], ["id"])
    op.drop_index(op.f("ix_organisation_joined_id"), table_name="organisation")
    op.create_index(
        "ix_organisation_joined_id",
        "organisation",
        [sa.literal_column("(case when member_since is null then '9000-01-01'::date else member_since end)"), "id"],
        unique=False,
    )

    for table, column in (("code_of_conduct", "original_language"), ("commitment", "scope")):
        op.alter_column(table, column, server_default=None)
    op.drop_constraint(op.f("ck_commitment_commitmentstate"), "commitment", type_="check")
    op.create_check_constraint("reportedstate", "commitment", "state in ('proposed', 'on_track', 'behind', 'met')")
    op.execute(FIRST_REVISIONS)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_commitment_reportedstate"), "commitment", type_="check")
    op.create_check_constraint("commitmentstate", "commitment", "state in ('proposed', 'on_track', 'behind', 'met')")
    op.drop_index("ix_organisation_joined_id", table_name="organisation")
    op.create_index(
        op.f("ix_organisation_joined_id"),
        "organisation",
        [
            sa.literal_column(
                "(\nCASE\n    WHEN member_since IS NULL THEN '9000-01-01'::date\n    ELSE member_since\nEND)"
            ),
            "id",
        ],
        unique=False,
    )
    op.drop_constraint(op.f("fk_commitment_owner_id"), "commitment", type_="foreignkey")
    op.drop_index("ix_commitment_organisation_id", table_name="commitment")
    op.create_unique_constraint(
        op.f("uq_commitment_organisation_id_article_id"),
        "commitment",
        ["organisation_id", "article_id"],
        postgresql_nulls_not_distinct=False,
    )
    op.drop_column("commitment", "lost_on")
    op.drop_column("commitment", "slips_on")
    op.drop_column("commitment", "verified_until")
    op.drop_column("commitment", "met_until")
    op.drop_column("commitment", "begun_on")
    op.drop_column("commitment", "scope_note")
    op.drop_column("commitment", "scope")
    op.drop_column("commitment", "owner_id")
    op.drop_column("commitment", "target")
    op.drop_column("commitment", "baseline")
    op.drop_column("commitment", "unit")
    op.drop_column("commitment", "indicator")
    op.drop_column("commitment", "aim")
    op.drop_column("code_of_conduct", "reaffirm_by")
    op.drop_column("code_of_conduct", "original_language")
    op.drop_index("ix_case_study_organisation_id_listed_id", table_name="case_study")
    op.create_index(
        op.f("ix_case_study_organisation_id_listed_id"),
        "case_study",
        [
            "organisation_id",
            sa.literal_column(
                "(\nCASE\n    WHEN published_on IS NULL THEN '9000-01-01'::date\n    ELSE published_on\nEND)"
            ),
            "id",
        ],
        unique=False,
    )
    op.drop_index("ix_case_study_listed_id", table_name="case_study")
    op.create_index(
        op.f("ix_case_study_listed_id"),
        "case_study",
        [
            sa.literal_column(
                "(\nCASE\n    WHEN published_on IS NULL THEN '9000-01-01'::date\n    ELSE published_on\nEND)"
            ),
            "id",
        ],
        unique=False,
    )
    op.drop_index("ix_verification_commitment_id", table_name="verification")
    op.drop_table("verification")
    op.drop_index("ix_rung_evidence_evidence_id", table_name="rung_evidence")
    op.drop_table("rung_evidence")
    op.drop_index("ix_milestone_commitment_id", table_name="milestone")
    op.drop_table("milestone")
    op.drop_index("ix_measurement_commitment_id", table_name="measurement")
    op.drop_table("measurement")
    op.drop_index("ix_evidence_content_file_id", table_name="evidence_content")
    op.drop_table("evidence_content")
    op.drop_index("ix_commitment_evidence_evidence_id", table_name="commitment_evidence")
    op.drop_table("commitment_evidence")
    op.drop_table("check_finding")
    op.drop_index("ix_stored_file_organisation_id", table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index("ix_independent_check_state", table_name="independent_check")
    op.drop_index("ix_independent_check_organisation_id", table_name="independent_check")
    op.drop_index("ix_independent_check_checker_id", table_name="independent_check")
    op.drop_table("independent_check")
    op.drop_index("ix_evidence_organisation_id", table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("code_text_revision")
    op.drop_table("code_draft")
    op.drop_table("ladder_rung")
    op.drop_table("check_draw")
