import asyncio
import csv
import io
from typing import Any

import pytest

from schema.connections import global_id
from server.exchange.imports import import_file
from server.exchange.models import MemberImport, RegisterEntry
from server.exchange.tables import text_of
from server.members.models import OrganisationStatus
from tests.exchange.registers import HEADINGS, MISTAKES, Register, register, xlsx
from tests.makers import application, gid, key, organisation
from tests.world import Somebody

pytestmark = pytest.mark.row("M14")

ASKED = """query($id: ID!) { node(id: $id) { ... on MemberImport {
    fileName state stopped total done new known wrong written
    problems(first: 100) { totalCount nodes { row heading note value text(in: "en") { value } } } } } }"""
HEADING = ",".join(HEADINGS.values())
GOOD = "A-1,企業,良い会社,,8700110005902,東京都,千代田区,製造業,2024/4/1,担当,a@x.example"


async def hand_in(client: Any, who: Somebody | None, content: bytes, language: str = "en") -> Any:
    headers = {"Authorization": f"Bearer {who.token}"} if who else {}
    return await client.post(
        "/exchange/members?name=register.xlsx", content=content, headers={**headers, "Accept-Language": language}
    )


async def checked(client: Any, ask: Any, who: Somebody, content: bytes) -> tuple[str, dict[str, Any]]:
    """Hand a file in, and wait until it is checked."""
    answer = await hand_in(client, who, content)
    assert answer.status_code == 201, answer.text
    id = answer.json()["id"]
    for _ in range(200):
        made = (await ask(ASKED, who, id=id))["node"]
        if made["state"] == "CHECKED":
            return id, made
        await asyncio.sleep(0.05)
    raise AssertionError("never checked")


@pytest.fixture
def waiting(behind: Any, fresh: Any) -> None:
    """Somebody who has applied, under the number that one row of the register names."""
    applicant = organisation(status=OrganisationStatus.APPLIED, corporate_number="2700110005907")
    behind.add(applicant, *application(applicant))
    behind.rows("update organisation set corporate_number = null where id = %s", key("aozora"))


def told(made: dict[str, Any], headings: dict[str, str]) -> list[tuple[int, str, str, bool]]:
    columns = {heading: column for column, heading in headings.items()}
    return sorted(
        (one["row"], columns[one["heading"]], one["text"]["value"], one["note"]) for one in made["problems"]["nodes"]
    )


async def test_a_register_with_every_mistake_is_told_row_by_row_and_the_good_rows_are_taken_in(
    client, ask, do, behind, officer, waiting
):
    made: Register = register(900, seed=7)
    merged = HEADINGS | {"contact_name": "氏名", "contact_email": "メール"}

    id, found = await checked(client, ask, officer, xlsx(made))

    assert told(found, merged) == made.told
    assert len(made.told) >= len(MISTAKES) + 2
    assert {name: found[name] for name in ("total", "done", "new", "known", "wrong", "written")} == {
        "total": 900, "done": 900, "new": made.good, "known": 0, "wrong": 900 - made.good, "written": 0,
    }  # fmt: skip
    with behind.unchanged():
        assert await do("importMembers", officer, "memberImport { written }", id=id) == {
            "memberImport": None,
            "errors": [{"code": "CONFLICT", "path": ["input", "goodRows"]}],
        }
    done = await do("importMembers", officer, "memberImport { state written }", id=id, goodRows=True)
    assert done == {"memberImport": {"state": "WRITTEN", "written": made.good}, "errors": []}
    assert behind.rows("select count(*) from register_entry where reference <> 'KH-1'") == [{"count": made.good}]
    assert behind.rows("select count(*) from audit_entry where verb = 'import_members'") == [{"count": made.good}]
    assert behind.row("member_import", state="written")["entries"] is None

    id, found = await checked(client, ask, officer, xlsx(made))
    assert (found["new"], found["known"]) == (0, made.good)
    with behind.unchanged("member_import"):
        assert (await do("importMembers", officer, "memberImport { written }", id=id, goodRows=True))["errors"] == []


async def test_a_row_becomes_an_active_member_whatever_the_spelling(client, ask, do, behind, officer, fresh):
    behind.rows("update organisation set corporate_number = null where id = %s", key("aozora"))
    row = "A-1,企業会員, 良い　会社 ,Good Ltd,８７００１１０００５９０１,東京,千代田区,e,R6.4.1,担当, A＠x.example "
    id, found = await checked(client, ask, officer, f"{HEADING}\r\n{row}\r\n,,,\r\n".encode("cp932"))
    assert (found["new"], found["wrong"]) == (1, 0), found

    assert (await do("importMembers", officer, "memberImport { id }", id=id, inviteOwners=True))["errors"] == []

    taken: Any = behind.row(RegisterEntry, reference="A-1")
    member = behind.row("organisation", taken["organisation_id"])
    assert {name: str(value) for name, value in member.items() if name in SHOWN} == SHOWN
    assert member["name"] == {"ja": "良い 会社", "en": "Good Ltd"}
    contact = behind.row("member_contact", organisation_id=taken["organisation_id"])
    assert (contact["name"], contact["email"]) == ("担当", "a@x.example")
    event = behind.row("membership_event", organisation_id=taken["organisation_id"])
    assert (event["becomes"], event["cause"], str(event["happened_on"])) == ("active", "recorded", "2024-04-01")
    assert behind.row("invitation", organisation_id=taken["organisation_id"])["seat_role"] == "owner"
    assert behind.row("letter", organisation_id=taken["organisation_id"])["address"] == "a@x.example"


SHOWN = {
    "kind": "company",
    "corporate_number": "8700110005901",
    "prefecture": "JP-13",
    "municipality_code": "131016",
    "sector": "E",
    "status": "active",
    "member_since": "2024-04-01",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
async def test_text_files_are_read_in_the_encodings_that_spreadsheets_write(client, ask, officer, encoding, separator):
    row = "B-1,NPO,市民の会,,,東京都,,,2024.4.1,担当,b@x.example"
    content = f"{HEADING}\n{row}\n".replace(",", separator).encode(encoding)
    _, found = await checked(client, ask, officer, content)
    assert (found["new"], found["wrong"]) == (1, 0), found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (HEADING.encode(), "The file has a heading and no rows."),
        (b"a,b\n1,2\n", "The file has no heading with these columns: "),
        (HEADING.replace("名称", "なまえ").encode(), "The file has no heading with these columns: 名称."),
        (b"PK\x03\x04 no workbook", "The file cannot be read. Is it locked by a password, or damaged?"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "The file is no table: save it as XLSX, ODS or CSV."),
        (b"x" * 5_000_001, "The file is larger than 5 MB."),
        ((HEADING + "\n" + (GOOD + "\n") * 3_001).encode(), "The file has more than 3000 rows. Please divide it."),
    ],
    ids=["empty", "blank", "no rows", "no heading", "no name", "damaged", "a picture", "too large", "too long"],
)
async def test_what_is_no_register_is_refused_in_words_and_leaves_nothing(client, behind, officer, content, words):
    with behind.unchanged():
        answer = await hand_in(client, officer, content)
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(words)
    assert answer.json()["path"] == ["file"]


@pytest.mark.parametrize("name", ["owner", "worker", "content_editor", "admin", "handler"])
async def test_nobody_but_a_membership_officer_hands_a_register_in(client, behind, people, name):
    with behind.unchanged():
        answer = await hand_in(client, people[name], f"{HEADING}\n{GOOD}\n".encode())
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")


async def test_a_visitor_and_a_forged_session_hand_nothing_in(client, behind):
    with behind.unchanged():
        assert (await hand_in(client, None, b"x")).status_code == 403
        forged = await client.post("/exchange/members", content=b"x", headers={"Authorization": "Bearer s" + "A" * 43})
    assert forged.status_code == 401


async def test_two_officers_take_a_file_in_once(client, ask, do, behind, officer, fresh):
    row = "C-1,NPO,市民の会,,,東京都,,,2024.4.1,担当,b@x.example"
    id, _ = await checked(client, ask, officer, f"{HEADING}\n{row}\n".encode())

    both = await asyncio.gather(*(do("importMembers", officer, "memberImport { written }", id=id) for _ in range(2)))

    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    assert behind.rows("select count(*) from register_entry where reference <> 'KH-1'") == [{"count": 1}]


async def test_the_report_is_a_table_in_the_readers_language_that_no_spreadsheet_runs(client, ask, officer):
    row = "=1+1,？,@SUM(A1),,,東京都,,,2024.4.1,担当,b@x.example"
    id, _ = await checked(client, ask, officer, f"{HEADING}\n{row}\n".encode())
    headers = {"Authorization": f"Bearer {officer.token}", "Accept-Language": "ja"}

    answer = await client.get(f"/exchange/members/{id}/report.csv", headers=headers)

    assert answer.content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading == ["行", "列", "記入された内容", "種類", "対応"]
    assert ["2", "会員番号", "'=1+1", "誤り", "数式が入っています。値に置きかえてください。"] in rows
    stranger = await client.get(f"/exchange/members/{gid('MemberImport', 'none')}/report.csv", headers=headers)
    assert stranger.status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_template_is_a_file_that_the_import_takes(client, ask, behind, officer, kind, fresh):
    behind.rows("update organisation set corporate_number = null where id = %s", key("aozora"))
    template = await client.get(f"/exchange/members/template.{kind}")
    assert template.headers["content-disposition"] == f'attachment; filename="members.{kind}"'

    _, found = await checked(client, ask, officer, template.content)

    assert (found["new"], found["wrong"]) == (1, 0), found


async def test_a_check_that_was_cut_off_says_so(ask, behind, officer, fresh):
    made = MemberImport(person_id=officer.id, file_name="x", total=5)
    behind.add(made)
    behind.rows("update member_import set seen_at = now() - interval '2 minutes'")
    told = (await ask(ASKED, officer, id=global_id("MemberImport", made.id)))["node"]
    assert (told["state"], told["stopped"]) == ("CHECKING", True)


def test_a_cell_is_read_as_it_was_meant():
    assert text_of(8.700110005901e12) == "8700110005901"
    assert text_of('="0087"') == "0087"
    assert text_of(" a\n b ") == "a b"


def test_the_command_looks_first_and_writes_all_or_the_good_rows(behind, fresh):
    good = "D-1,NPO,市民の会,,,東京都,,,2024.4.1,担当,b@x.example"
    content = f"{HEADING}\n{good}\nD-2,？,別の会,,,東京都,,,2024.4.1,担当,c@x.example\n".encode()
    heard: list[tuple[int, int]] = []
    said: dict[str, Any] = {"progress": lambda done, total: heard.append((done, total))}
    with behind.unchanged():
        for both in (False, True):
            _, checked, written = import_file(behind.url, content, keep_good=both, dry_run=both, **said)
            assert (len(checked.new), checked.wrong, written) == (1, 1, 0)

    assert import_file(behind.url, content, keep_good=True, dry_run=False, **said)[2] == 1
    assert behind.row("register_entry", reference="D-1")
    assert heard[:2] == [(1, 2), (2, 2)]
    with behind.unchanged():
        assert import_file(behind.url, content, keep_good=True, dry_run=False, **said)[1].known == 1
