"""The embedded PostgreSQL that serves when DATABASE_URL is not set.

Only programs of PostgreSQL are used (`postgres_programs.py` says which); the life cycle is ours:

- One process owns a folder: the lock beside it (`<folder>.lock`) refuses the second.
- The server is our child in a session of its own: the terminal's Ctrl-C does not reach it before we have drained.
  It ends when the *thread* that started it ends, so start it from a thread that lives as long as it is wanted.
- It listens on a Unix socket in a 0700 folder and nowhere else; who gets into that folder is the owner.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Self

import psycopg

from server.kernel.postgres_folder import (
    end_orphans,
    let_the_last_server_end,
    pid_file,
    socket_folder_of,
    url_of_running,
    url_over,
)
from server.kernel.postgres_programs import EmbeddedPostgresError, programs_of
from server.kernel.unprivileged import bound_to_this_thread, free_uid, hand_over, named_uid, way_to_run
from server.settings import settings

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "owner_database", "url_of_running"]

_START_SECONDS = 120  # recovery after a crash takes its time
_MEMORY_SECONDS = 5  # for the backends of a killed server to let go of its shared memory

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Nothing that a person wrote may reach the log: no statements, no values, no messages about them.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@contextlib.contextmanager
def owner_database() -> Generator[str]:
    """The owner's URL during the block: DATABASE_URL, else of the running server, else of one started for the block."""
    folder = settings().data_dir / "postgres"
    if url := settings().database_url or url_of_running(folder):
        yield url
    else:
        with EmbeddedPostgres(folder) as own:
            yield own.url


def _refusal(folder: Path, output: str) -> EmbeddedPostgresError:
    if os.strerror(errno.ENOSPC) in output:
        return EmbeddedPostgresError(f"The disk of {folder} is full. Make room and start again.")
    return EmbeddedPostgresError(f"PostgreSQL cannot start in {folder}:\n{output.strip()[-2000:]}")


class EmbeddedPostgres:
    """One PostgreSQL in one folder; a context manager."""

    def __init__(self, data_dir: Path) -> None:
        self.folder: Path = data_dir.resolve()
        self.log: Path = self.folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._sockets: Path = self.folder
        self._turn: threading.RLock = threading.RLock()
        self._stopping: threading.Event = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The owner's URL (superuser `owner`, database `kakehashi`) over the socket, for psycopg and asyncpg alike."""
        return url_over(self._sockets)

    @property
    def pid(self) -> int | None:
        """The server's process id while it lives."""
        return self._process.pid if self._process and self.poll() else None

    def poll(self) -> bool:
        """Whether the server process lives; a dead one is reaped."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Make the cluster and the database if there are none, start the server, wait until it answers."""
        with self._turn:
            if self.poll():
                return
            self._stopping.clear()
            try:
                self._take_lock()
                self._launch(self._command())
                self._create_database()
            except OSError as problem:
                self.stop()
                raise _refusal(self.folder, str(problem)) from problem
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """End the server (politely, then harder), let go of the folder; a start in another thread gives up."""
        self._stopping.set()
        with self._turn:
            self._end()
            if self._sockets != self.folder:
                shutil.rmtree(self._sockets, ignore_errors=True)
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def restart(self) -> None:
        """End the server and start it again without letting go of the folder; committed rows stay."""
        with self._turn:
            self._end()
            self.start()

    def _end(self) -> None:
        for blow, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if self._process and self.poll():
                self._process.send_signal(blow)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
        self._process = None

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(f"{self.folder}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedPostgresError(
                f"Another process already runs the database in {self.folder}. Stop it, or choose another folder "
                "(KAKEHASHI_DATA_DIR) and another PORT."
            ) from None

    def _command(self) -> list[str | Path]:
        """The command of the server, after making the cluster if there is none."""
        version = self.folder / "PG_VERSION"
        if not version.exists():
            if self.folder.exists() and any(self.folder.iterdir()):
                raise EmbeddedPostgresError(f"{self.folder} is not empty and no PostgreSQL database. Choose another.")
            self._make_cluster(*programs_of(None))
        programs, _ = programs_of(int(version.read_text()))
        owner = self.folder.stat().st_uid or free_uid(self.folder)
        prefix = self._way(programs / "postgres", self.folder, owner)
        self._sockets = socket_folder_of(self.folder)
        options = [option for name, value in _SETTINGS.items() for option in ("-c", f"{name}={value}")]
        return [*prefix, programs / "postgres", "-D", self.folder, "-k", self._sockets, "-p", "5432", *options]

    def _way(self, program: Path, folder: Path, uid: int) -> list[str]:
        prefix = way_to_run(program, folder, uid)
        if prefix is not None:
            return prefix
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to be root, and this machine allows root neither a user namespace nor another user id. "
            "Run Kakehashi as a normal user, or set DATABASE_URL."
            if os.geteuid() == 0
            else f"{folder.parent} is not writable for you, or {program} does not run on this machine."
        )

    def _make_cluster(self, programs: Path, major: int) -> None:
        # Renamed when complete, so that a kill leaves no half a cluster.
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        command = [*self._way(programs / "initdb", fresh, named_uid()), programs / "initdb", "-D", fresh, "-U", "owner"]
        command += ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
        done = self._run(command, stdout=subprocess.PIPE)
        told, _ = done.communicate()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise _refusal(self.folder, told.decode(errors="replace"))
        hand_over(fresh, os.geteuid())
        fresh.replace(self.folder)

    def _run(self, command: list[str | Path], stdout: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            bound_to_this_thread(command),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},  # no PGPORT of the caller
            start_new_session=True,
        )

    def _launch(self, command: list[str | Path]) -> None:
        deadline = time.monotonic() + _MEMORY_SECONDS
        while True:
            let_the_last_server_end(self.folder)
            log = self._open_log()
            try:
                before = os.fstat(log).st_size
                self._process = self._run(command, stdout=log)
                if self._answers():
                    return
                told = os.pread(log, 100_000, before).decode(errors="replace")
            finally:
                os.close(log)
            if "shared memory block" not in told or time.monotonic() > deadline:
                raise _refusal(self.folder, told)
            end_orphans(self.folder)
            time.sleep(0.1)

    def _open_log(self) -> int:
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        log = os.open(self.log, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        owner = self.folder.stat()
        os.fchown(log, owner.st_uid, owner.st_gid)
        return log

    def _answers(self) -> bool:
        """Wait until the server is ready; False when it ended instead."""
        deadline = time.monotonic() + _START_SECONDS
        while self.poll():
            lines = pid_file(self.folder)
            if len(lines) > 7 and lines[0] == str(self._process and self._process.pid) and lines[7].strip() == "ready":
                return True
            if self._stopping.is_set() or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL in {self.folder} was not ready in time. Its log: {self.log}")
            time.sleep(0.02)
        return False

    def _create_database(self) -> None:
        with psycopg.connect(url_over(self._sockets, "postgres"), autocommit=True, connect_timeout=20) as connection:
            if not connection.execute("select 1 from pg_database where datname = 'kakehashi'").fetchone():
                connection.execute("create database kakehashi")
