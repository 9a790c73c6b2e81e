import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import SQLModel

from schema.connections import read_global_id
from server.exchange import exports
from server.kernel.table import now
from tests.makers import gid, key, organisation

pytestmark = pytest.mark.row("M14")

AOZORA = gid("Organisation", "aozora")


async def export(client: Any, do: Any, who: Any, format: str, of: str = "aozora") -> Any:
    """Ask for an export and fetch its file."""
    given = {"organisationId": gid("Organisation", of), "purpose": "OWN_RECORDS", "format": format}
    asked = await do("exportMember", who, "memberExport { id purpose }", given)
    assert asked["errors"] == [], asked
    headers = {"Authorization": f"Bearer {who.token}"}
    return await client.get(f"/exchange/exports/{asked['memberExport']['id']}", headers=headers)


@pytest.mark.parametrize("name", ["owner", "officer"])
async def test_everything_held_about_a_member_is_in_the_file(client, do, people, name, fresh):
    answer = await export(client, do, people[name], "JSON")
    found = json.loads(answer.content)
    tables = found["tables"]
    assert (answer.status_code, found["about"]["purpose"]) == (200, "own_records")
    assert tables["organisation"][0]["name"] == {"ja": "aozora株式会社", "en": "Aozora Ltd"}
    assert {one["name"] for one in tables["person"]} >= {"Owner", "Editor", "Reader"}
    assert "export_member" in {one["verb"] for one in tables["audit_entry"]}
    assert len(tables["commitment"]) == 5
    assert tables["member_contact"][0]["email"].endswith("@members.example")
    whole = answer.content.decode()
    assert "kitakaze" not in whole.lower()
    assert not {"grievance", "grievance_exclusion", "session", "credential"} & set(tables)
    assert "hash" not in " ".join(column for rows in tables.values() for row in rows for column in row)


async def test_a_workbook_has_a_sheet_and_an_archive_a_table_for_each_kind_and_nothing_is_run(
    client, do, behind, owner, fresh
):
    behind.rows("update member_contact set name = '=1+1' where organisation_id = %s", key("aozora"))
    workbook = await export(client, do, owner, "XLSX")
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
    assert "=1+1" in book.get_sheet_by_name("member_contact").to_python()[1]

    archive = await export(client, do, owner, "CSV")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        written = files.read("member_contact.csv")
        assert set(files.namelist()) == {f"{name}.csv" for name in book.sheet_names}
    assert written.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1]


async def test_a_file_is_fetched_by_who_asked_and_for_fifteen_minutes(client, do, behind, owner, editor, fresh):
    given = {"organisationId": AOZORA, "purpose": "SUPERVISION", "format": "JSON"}
    id = (await do("exportMember", owner, "memberExport { id }", given))["memberExport"]["id"]

    async def fetched(who: Any) -> int:
        headers = {"Authorization": f"Bearer {who.token}"} if who else {}
        return (await client.get(f"/exchange/exports/{id}", headers=headers)).status_code

    assert [await fetched(who) for who in (owner, editor, None)] == [200, 404, 404]
    told = read_global_id(id)
    assert told
    behind.rows("update member_export set asked_at = %s where id = %s", now() - timedelta(minutes=16), told[1])
    assert await fetched(owner) == 404


async def test_a_member_without_anything_has_a_file_too(client, do, behind, officer, fresh):
    behind.add(organisation("new one"))
    found = json.loads((await export(client, do, officer, "JSON", of="new one")).content)["tables"]
    assert [name for name, rows in found.items() if rows] == ["organisation", "audit_entry", "member_export"]


def test_every_table_about_a_member_is_exported_or_left_out_with_a_reason():
    exported = exports.about(exports.tables_by_name()["organisation"].c.id)
    naming = {name for name, table in SQLModel.metadata.tables.items() if list(exports.naming(table))}

    assert naming - set(exported) - set(exports.LEFT_OUT) == set()
    assert set(exports.LEFT_OUT) <= set(SQLModel.metadata.tables)
    assert [name for name in exported if "secret" in name or name.startswith("grievance")] == []
    assert not set(exported) & {"credential", "session", "handler_key", "api_token", "grievance_message"}
