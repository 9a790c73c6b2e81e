"""How a program that refuses to be root, and must not outlive us, is started by whoever we are.

As a normal user it just runs. As root it runs in a user namespace in which root, and so root's files, belong to
somebody else; where that is forbidden (many containers) it runs as a user id that owns its own folder and nothing
besides. No parent folder's mode is touched: where a parent (such as /root) or the program is closed to that id, it is
given the one capability to pass closed folders, CAP_DAC_READ_SEARCH, else CAP_DAC_OVERRIDE.
"""

import contextlib
import hashlib
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_END_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGINT)
os.getppid() == int(sys.argv[1]) or sys.exit("the parent process ended")
os.execvp(sys.argv[2], sys.argv[2:])
"""


def bound_to_this_thread(command: Sequence[str | Path]) -> list[str | Path]:
    """The command, ended by SIGINT when the thread that starts it ends, even by `kill -9` (on Linux)."""
    if sys.platform != "linux":
        return [*command]
    # A program of its own instead of `preexec_fn`: a restart forks while other threads run.
    return [sys.executable, "-I", "-S", "-c", _END_WITH_PARENT, str(os.getpid()), *command]


def way_to_run(program: Path, folder: Path, uid: int) -> list[str] | None:
    """What to put before the command of `program` so that it can work in `folder`; None where nothing helps.

    As root the folder and all in it are handed to root or, where user namespaces are forbidden, to `uid`.
    """
    for owner, prefix in _ways(folder, uid):
        attempt = [*prefix, "sh", "-c", 'cd "$0" && test -w . && exec "$1" --version', folder, program]
        with contextlib.suppress(FileNotFoundError):  # no unshare or no setpriv on this machine
            if hand_over(folder, owner) and subprocess.run(attempt, capture_output=True, check=False).returncode == 0:
                return prefix
    return None


def _ways(folder: Path, uid: int) -> Iterator[tuple[int, list[str]]]:
    """Who owns the files and what comes before the command, best first."""
    if os.geteuid() != 0:
        yield os.geteuid(), []
        return
    if folder.stat().st_uid == 0:
        yield 0, user_namespace()
    drop = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--no-new-privs", "--pdeathsig=INT"]
    yield uid, drop
    for capability in ("dac_read_search", "dac_override"):
        yield uid, [*drop, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"]


def user_namespace() -> list[str]:
    """The command that makes root somebody else for the command that follows it."""
    return ["unshare", "--user", f"--map-user={named_uid()}", f"--map-group={named_uid()}"]


def named_uid() -> int:
    """A user id other than root's that has a name, as `initdb` insists (65534 would seem to own everybody's files)."""
    return next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, 65534)), 65534)


def free_uid(folder: Path) -> int:
    """A user id that no account and no process has; two folders get different ones."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError):  # it ended meanwhile
            taken.add(process.stat().st_uid)
    first = int.from_bytes(hashlib.blake2b(os.fsencode(folder), digest_size=4).digest())
    # 61184 to 65183: below the last id (65534) of a container's usual map, above the accounts of people.
    return next(uid for step in range(4000) if (uid := 61184 + (first + step) % 4000) not in taken)


def hand_over(folder: Path, uid: int) -> bool:
    """Make `uid` the owner of the folder and all in it; False where that is not allowed."""
    if folder.stat().st_uid == uid:
        return True
    try:
        # The folder itself comes last: its owner tells that all is done.
        for path, _, files in os.walk(folder, topdown=False):
            for file in files:
                os.lchown(Path(path, file), uid, uid)
            os.lchown(path, uid, uid)
    except OSError:
        return False
    return True
