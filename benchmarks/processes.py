"""What processes have used, as the kernel tells it: nanoseconds of CPU, and memory."""

import contextlib
from pathlib import Path

PROC = Path("/proc")


def cpu(pid: int) -> int:
    """Nanoseconds that all living threads of a process have run."""
    total = 0
    for task in (PROC / str(pid) / "task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(task.read_text().split()[0])
    return total


def memory(pid: int) -> float:
    """Resident memory in MB."""
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    found: list[int] = []
    for task in (PROC / str(pid) / "task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


class Backends:
    """The backends that serve clients of one PostgreSQL; its own workers are left out."""

    def __init__(self, postmaster: int) -> None:
        self.postmaster = postmaster

    def cpu(self) -> dict[int, int]:
        """Nanoseconds by process."""
        return {pid: cpu(pid) for pid in children(self.postmaster) if self._serves(pid)}

    def since(self, before: dict[int, int]) -> int:
        """Nanoseconds that they have run since. One that has ended meanwhile is not counted."""
        return sum(used - before.get(pid, 0) for pid, used in self.cpu().items())

    @staticmethod
    def _serves(pid: int) -> bool:
        try:
            said = (PROC / str(pid) / "cmdline").read_text()
        except OSError:
            return False
        return "[local]" in said or "127.0.0.1" in said
