"""What an operator types, and what the terminal answers."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from sqlalchemy import make_url

from server import cli
from server.database import migrate
from server.kernel.embedded import EmbeddedPostgres
from server.settings import settings
from tests.house import Behind, Cluster

HEADING = "pid,city,citykana,lat,lng,lgcode"
NAHA = "47,那覇市,なはし,26.21,127.68,472018"
CHIYODA = "13,千代田区,ちよだく,35.69,139.75,131016"


class Answer(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Type = Callable[..., Answer]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, named in the environment, and no other setting."""
    for name in ("DATABASE_URL", "KAKEHASHI_SECRETS_DIR", "KAKEHASHI_MUNICIPALITIES", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("KAKEHASHI_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def database(installation: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database at DATABASE_URL, with the run's secrets; the owner's URL."""
    (installation / "secrets").mkdir(mode=0o700)
    for name in ("pepper", "logins.json"):
        shutil.copy2(cluster.secrets / name, installation / "secrets" / name)
    with cluster.database(None) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield url


@pytest.fixture
def migrated(database: str, installation: Path) -> str:
    """As `database`, with its tables."""
    migrate(database, installation / "secrets")
    return database


@pytest.fixture
def kakehashi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], installation: Path) -> Type:
    """Types a command."""

    def typed(*arguments: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["kakehashi", *map(str, arguments)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return Answer(code, said.out, said.err) if isinstance(code, int) else Answer(1, said.out, said.err + str(code))

    return typed


def test_help_names_every_command_and_imports_none_of_the_libraries_that_make_it_slow():
    asked = (
        "import sys, typer.testing as t, server.cli as c\n"
        "print(t.CliRunner().invoke(c.app, ['--help']).output)\n"
        "print('imported', *{'sqlalchemy', 'strawberry', 'starlette', 'psycopg', 'pydantic'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=cli.ROOT)

    words = done.stdout.split()
    assert {"serve", "migrate", "demo", "create-admin", "import", "doctor", "schema"} <= set(words)
    assert words[-1] == "imported"


def test_a_command_that_does_not_exist_is_refused_with_usage(kakehashi):
    answer = kakehashi("dance")

    assert (answer.code, answer.out) == (2, "")
    assert "No such command 'dance'" in answer.err


def test_migrate_makes_an_installation_out_of_an_empty_folder_and_again_changes_nothing(kakehashi, installation):
    first = kakehashi("migrate")
    with EmbeddedPostgres(installation / "postgres") as running:
        behind = Behind(running.url)
        with behind.unchanged():
            again = kakehashi("migrate")  # beside whoever runs the database
        behind.close()

    assert first == again == Answer(0, "The database is up to date.\n", "")
    assert sorted(path.name for path in (installation / "secrets").iterdir()) == ["logins.json", "pepper"]


def test_demo_prints_who_can_sign_in_and_as_json_a_token_for_each(kakehashi, migrated):
    as_json = kakehashi("demo", "--json")
    in_words = kakehashi("demo")

    people = json.loads(as_json.out)
    assert (as_json.code, as_json.err, in_words.code, in_words.err) == (0, "", 0, "")
    assert {tuple(one) for one in people} == {("role", "name", "email", "token", "language", "organisation", "receipt")}
    assert len({one["token"] for one in people}) == len(people) == 20
    assert all((one["email"] or one["receipt"]) in in_words.out for one in people)
    assert not any(one["token"] in in_words.out for one in people)


def test_create_admin_prints_a_link_once_and_stores_its_hash_alone(kakehashi, migrated):
    answer = kakehashi("create-admin", "--email", "Boss@Example.org")

    assert (answer.code, answer.err) == (0, "")
    link = re.fullmatch(re.escape(settings().public_url) + r"/invitation/([\w-]{43})\n", answer.out)
    assert link
    with psycopg.connect(migrated) as owner:
        stored = owner.execute("select email, role, token_hash, accepted_at from invitation").fetchall()
    assert stored == [("boss@example.org", "admin", sha256(link[1].encode()).digest(), None)]


def test_create_admin_refuses_what_is_no_address_in_the_terminals_language(kakehashi, migrated, monkeypatch):
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    answer = kakehashi("create-admin", "--email", "boss")

    assert answer == Answer(1, "", "kakehashi: メールアドレスの形になっていません。")
    with psycopg.connect(migrated) as owner:
        assert owner.execute("select count(*) from invitation").fetchall() == [(0,)]


def test_a_command_before_migrate_says_what_to_do_first(kakehashi, database, tmp_path):
    (tmp_path / "register.csv").write_text(f"{HEADING}\n{NAHA}")

    answer = kakehashi("import", "municipalities", tmp_path / "register.csv")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith("kakehashi: The database has no tables yet. Run `kakehashi migrate` first.")


def test_a_register_is_taken_in_and_the_second_time_changes_nothing(kakehashi, migrated, tmp_path):
    file = tmp_path / "register.csv"
    file.write_text("\n".join([HEADING, NAHA, CHIYODA]))

    first, again = kakehashi("import", "municipalities", file), kakehashi("import", "municipalities", file)

    assert (first.code, first.out) == (0, "2 inserted, 0 changed, 0 closed, 0 unchanged.\n")
    assert (again.code, again.out) == (0, "0 inserted, 0 changed, 0 closed, 2 unchanged.\n")


def test_a_wrong_row_is_told_with_its_line_and_the_good_ones_are_kept_only_when_asked(kakehashi, migrated, tmp_path):
    file = tmp_path / "register.csv"
    file.write_text("\n".join([HEADING, NAHA, CHIYODA.replace("131016", "131017")]))

    nothing = kakehashi("import", "municipalities", file)
    with psycopg.connect(migrated) as owner:
        before = owner.execute("select code from municipality").fetchall()
    kept = kakehashi("import", "municipalities", "--keep-good", file)
    with psycopg.connect(migrated) as owner:
        after = owner.execute("select code from municipality").fetchall()

    wrong = "line 3: The code 131017 has a wrong check digit; 13101 needs 6."
    would = "Nothing was written. It would have been: 1 inserted, 0 changed, 0 closed, 0 unchanged.\n"
    assert (nothing.code, nothing.out, before) == (1, would, [])
    assert (kept.code, kept.out, after) == (0, "1 inserted, 0 changed, 0 closed, 0 unchanged.\n", [("472018",)])
    assert wrong in nothing.err
    assert wrong in kept.err


def test_a_register_that_is_not_there_or_not_text_is_refused(kakehashi, migrated, tmp_path):
    (tmp_path / "register.csv").write_bytes(f"{HEADING}\n{NAHA}".encode("cp932"))

    missing = kakehashi("import", "municipalities", tmp_path / "nowhere.csv")
    unreadable = kakehashi("import", "municipalities", "--keep-good", tmp_path / "register.csv")

    assert missing.code == 2
    assert "does not exist" in missing.err
    assert (unreadable.code, unreadable.out) == (1, "")
    assert "The file looks like Shift_JIS (cp932), not UTF-8." in unreadable.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere", "kakehashi: The database cannot be reached: "),
        ("DATABASE_URL", "mysql://127.0.0.1/kakehashi", "kakehashi: DATABASE_URL is no address of a PostgreSQL"),
        ("DATABASE_URL", "my database", "kakehashi: DATABASE_URL is no address of a PostgreSQL"),
        ("PORT", "eight", "kakehashi: PORT is not right: "),
        ("PG_BIN", "/nowhere", "kakehashi: "),
    ],
)
def test_a_setting_that_is_wrong_is_told_in_words(kakehashi, monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)

    answer = kakehashi("migrate")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(words)


def test_an_owner_who_owns_nothing_is_told_so(kakehashi, migrated, monkeypatch, installation):
    logins = json.loads((installation / "secrets" / "logins.json").read_text())
    visitor = make_url(migrated).set(username="visitor", password=logins["visitor"])
    monkeypatch.setenv("DATABASE_URL", visitor.render_as_string(hide_password=False))

    answer = kakehashi("migrate")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("kakehashi: DATABASE_URL must name the owner of the database")
    assert logins["visitor"] not in answer.err


def test_the_doctor_finds_no_fault_with_an_installation_that_works(kakehashi, migrated):
    kakehashi("demo")
    answer = kakehashi("doctor")

    assert (answer.code, answer.err) == (0, "")
    assert [line[0] for line in answer.out.splitlines()] == [*"✔" * 12, "A"]
    assert answer.out.endswith("\nAll is well.\n")


def test_the_doctor_says_in_either_language_what_a_new_installation_lacks(kakehashi, migrated, monkeypatch):
    english = kakehashi("doctor")
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    japanese = kakehashi("doctor")

    create_admin = "`kakehashi create-admin --email …`"
    assert english.code == japanese.code == 1
    assert [line for line in english.out.splitlines() if line[0] != "✔"] == [
        f"✘ Nobody is admin. {create_admin} prints a link for the first one.",
        "✘ Nobody can take grievances in: no case handler has accepted an invitation yet.",
        "2 of these must be mended.",
    ]
    assert [line for line in japanese.out.splitlines() if line[0] != "✔"] == [
        f"✘ システム管理者がまだいません。{create_admin} で、最初の一人のためのリンクが表示されます。",
        "✘ 相談を受け付けられる人がいません。招待を受けた相談担当が、まだ一人もいません。",
        "直すところが2件あります。",
    ]


def test_the_doctor_finds_what_is_wrong_and_changes_nothing(kakehashi, migrated, installation, monkeypatch):
    with psycopg.connect(migrated) as owner:
        owner.execute("update policy_file set digest = 'x' where name = 'kernel/grants.sql'")
        owner.execute(
            "insert into audit_entry (id, verb, audience, subject, subject_id, happened_on, happened_at)"
            " values (gen_random_uuid(), 'pledge', 'member', 'pledge', gen_random_uuid(), '2999-01-01', '2999-01-01')"
        )
    pepper = installation / "secrets" / "pepper"
    pepper.chmod(0o600)
    pepper.write_bytes(bytes(32))
    behind = Behind(migrated)
    with socket.create_server(("127.0.0.1", settings().port)), behind.unchanged():
        answer = kakehashi("doctor")
    behind.close()

    wrong = [line for line in answer.out.splitlines() if line[0] == "✘"]
    assert answer.code == 1
    assert wrong[:4] == [
        f"✘ Another program has port {settings().port} of 127.0.0.1. Set PORT to a free one.",
        "✘ The policies are not those of this version. Run `kakehashi migrate`.",
        f"✘ The pepper in {installation}/secrets is another database's. Put back the one this database was made with.",
        "✘ The clock is wrong, or was: something was recorded on 2999-01-01, which is yet to come.",
    ]


def test_the_doctor_asks_for_a_migration_where_there_are_no_tables(kakehashi, database):
    answer = kakehashi("doctor")

    assert answer.code == 1
    assert "✘ The tables are not those of this version. Run `kakehashi migrate`.\n" in answer.out


def test_the_doctor_makes_no_database_where_there_is_none(kakehashi, installation):
    answer = kakehashi("doctor")

    assert answer.code == 1
    assert "✘ There is no database yet. `kakehashi migrate` makes it, and `kakehashi serve` too.\n" in answer.out
    assert list(installation.iterdir()) == []


def test_schema_export_writes_what_check_then_finds_current(kakehashi, tmp_path):
    file = tmp_path / "schema.graphql"

    written, checked, printed = (
        kakehashi("schema", "export", file),
        kakehashi("schema", "export", "--check", file),
        kakehashi("schema", "export", "-"),
    )

    assert (written.code, checked.code, printed.code) == (0, 0, 0)
    assert file.read_text() == printed.out == cli.contract_text()
    assert 'scalar LanguageTag @specifiedBy(url: "https://www.rfc-editor.org/info/bcp47")' in printed.out
    assert "input EmployerInput @oneOf {" in printed.out


def test_schema_check_shows_what_differs_and_writes_nothing(kakehashi, tmp_path):
    file = tmp_path / "schema.graphql"
    old = cli.contract_text().replace("  publishCaseStudy(", "  printCaseStudy(")
    file.write_text(old)

    answer = kakehashi("schema", "export", "--check", file)

    assert (answer.code, answer.out, file.read_text()) == (1, "", old)
    assert "\n-  printCaseStudy(\n+  publishCaseStudy(\n" in answer.err
    assert answer.err.endswith(
        f"kakehashi: {file} is not what the code says. Run `kakehashi schema export` and commit it."
    )
