"""What happened is written down once, by whom and about what; about a grievance without telling when."""

from tests.makers import case_study, gid, key

ENTRY = "verb", "actor_id", "audience", "subject", "subject_id", "organisation_id", "grievance_id"


def entry_of(behind, **where):
    """The one entry with these values, and the parts of it that say what was done."""
    row = behind.row("audit_entry", **where)
    return row, {name: row[name] for name in ENTRY}


async def test_an_entry_names_verb_actor_and_subject(do, behind, editor):
    study = case_study()
    behind.add(study)

    assert (await do("submitCaseStudy", editor, id=gid("CaseStudy", study.id)))["errors"] == []

    row, said = entry_of(behind, subject_id=study.id)
    assert said == {
        "verb": "submit_case_study",
        "actor_id": editor.id,
        "audience": "member",
        "subject": "case_study",
        "subject_id": study.id,
        "organisation_id": key("aozora"),
        "grievance_id": None,
    }
    assert row["id"].version == 7
    assert row["happened_on"] is not None
    assert row["happened_at"] is not None


async def test_an_entry_about_a_grievance_tells_the_day_alone(do, behind, make):
    rows, worker = make.grievance()
    behind.add(*rows)

    assert (await do("sendMessage", worker, grievanceId=gid("Grievance", rows[0].id), body="Hello"))["errors"] == []

    row, said = entry_of(behind, grievance_id=rows[0].id)
    assert said == {
        "verb": "send_message",
        "actor_id": None,
        "audience": "worker",
        "subject": "grievance_message",
        "subject_id": row["subject_id"],
        "organisation_id": None,
        "grievance_id": rows[0].id,
    }
    assert row["id"].version == 4
    assert row["happened_at"] is None


async def test_nothing_about_a_grievance_is_kept_by_the_minute(behind):
    columns = behind.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public'"
        " and data_type like 'time%%' and (table_name like 'grievance%%' or table_name = 'idempotency')"
    )
    assert columns == []
    assert behind.rows("select id from session where grievance_id is not null and seen_at is not null") == []


async def test_what_is_refused_is_not_recorded(do, behind, reader):
    study = case_study()
    behind.add(study)

    with behind.unchanged():
        told = await do("submitCaseStudy", reader, id=gid("CaseStudy", study.id))

    assert told == {"errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
