"""Serve Kakehashi with its demonstration for as long as a command runs: ``python checks/serving.py COMMAND…``.

The command finds the API's address in ``KAKEHASHI_GRAPHQL``, and in ``KAKEHASHI_LOG_INS`` what
``kakehashi demo --json`` prints: a bearer token for each person of the demonstration. Everything is kept in a folder
that is gone afterwards.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, cast

CHECKOUT = Path(__file__).parent.parent


def main(command: list[str]) -> int:
    """The command's exit code."""
    with tempfile.TemporaryDirectory(prefix="kakehashi-checks-") as folder:
        Path(folder).chmod(0o755)  # an unprivileged owner of the database must pass
        chosen = {"KAKEHASHI_DATA_DIR": f"{folder}/var", "PORT": "0", "KAKEHASHI_LOG_FORMAT": "json"}
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        server = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--demo"],
            cwd=CHECKOUT,
            env=kept | chosen,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            address = _address(cast("IO[str]", server.stderr))
            people = subprocess.run(
                [sys.executable, "-m", "server", "demo", "--json"],
                cwd=CHECKOUT,
                env=kept | chosen,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
            told = {"KAKEHASHI_GRAPHQL": address, "KAKEHASHI_LOG_INS": people}
            return subprocess.run(command, env=os.environ | told, check=False).returncode
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


def _address(words: IO[str]) -> str:
    said: list[str] = []
    for line in words:
        said.append(line)
        if found := re.search(r"GraphQL\s+(http\S+)", line):
            threading.Thread(target=words.read, daemon=True).start()  # a full pipe would stop the server
            return found[1]
    raise SystemExit("".join(said) + "Kakehashi did not start.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
