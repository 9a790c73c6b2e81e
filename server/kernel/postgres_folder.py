"""What a folder of PostgreSQL tells from outside: who serves it, and where its socket is."""

import contextlib
import hashlib
import os
import re
import signal
import socket
import stat
import time
from pathlib import Path

from server.kernel.postgres_programs import EmbeddedPostgresError

_SETTLE_SECONDS = 10


def url_of_running(data_dir: Path) -> str | None:
    """The owner's URL of the PostgreSQL that some process runs in this folder; None when none answers."""
    lines = pid_file(data_dir)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    with socket.socket(socket.AF_UNIX) as knock:
        try:
            knock.connect(f"{lines[4]}/.s.PGSQL.5432")
        except OSError:
            return None
    return url_over(lines[4])


def url_over(socket_folder: str | Path, database: str = "kakehashi") -> str:
    """The owner's URL over that socket; the port is said, or the caller's PGPORT would count."""
    return f"postgresql://owner@/{database}?host={socket_folder}&port=5432"


def pid_file(folder: Path) -> list[str]:
    """The lines of postmaster.pid: process, folder, start, port, socket folder, address, shared memory, state."""
    try:
        return (folder / "postmaster.pid").read_text(errors="surrogateescape").splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _fits_a_socket(folder: Path) -> bool:
    # A socket's path ends at 107 bytes. Clients differ in how they read a space, a plus or a comma in a URL.
    plain = re.fullmatch(r"[\w./~-]+", str(folder), re.ASCII)
    return plain is not None and len(str(folder / ".s.PGSQL.5432")) <= 107


def socket_folder_of(folder: Path) -> Path:
    """Where the socket goes: the database folder, or a short 0700 folder where that path is too long or strange."""
    if _fits_a_socket(folder):
        return folder
    owner = folder.stat()
    name = f"kakehashi-{hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()}"
    for parent in ("/tmp", "/var/tmp", "/dev/shm"):  # noqa: S108  made by us with 0700, or passed over
        short = Path(parent, name)
        with contextlib.suppress(OSError):
            short.mkdir(mode=0o700, exist_ok=True)
            found = short.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), owner.st_uid):
                short.chmod(0o700)
                os.chown(short, owner.st_uid, owner.st_gid)
                return short
    raise EmbeddedPostgresError(
        f"The path {folder} is too long or strange for a socket, and no short folder can be made in /tmp."
    )


def let_the_last_server_end(folder: Path) -> None:
    """Wait for a server that outlived its parent; remove a pid file that names a zombie or quite another process."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    while (lines := pid_file(folder)) and Path(f"/proc/{lines[0]}").exists():
        try:
            here = Path(f"/proc/{lines[0]}/cwd").samefile(folder)
        except OSError:
            here = False
        if not here:
            (folder / "postmaster.pid").unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"Another PostgreSQL (process {lines[0]}) works in {folder}. Stop it first.")
        else:
            time.sleep(0.05)


def end_orphans(folder: Path) -> None:
    """End the backends of a killed server: one that computes would notice its death only at its next wait."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours
            if (process / "cwd").samefile(folder) and (process / "exe").readlink().name == "postgres":
                os.kill(int(process.name), signal.SIGQUIT)
