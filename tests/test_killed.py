"""`kill -9` of the server between submit and answer: nothing half-written, nothing twice, the same receipt again."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.house import Behind, Cluster
from tests.makers import NARRATIVE

CHECKOUT = Path(__file__).parents[1]
FILE = "mutation($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt errors { code } } }"
OPEN = (
    "mutation($input: OpenGrievanceInput!) { openGrievance(input: $input) { grievance { narrative } errors { code } } }"
)


class Server:
    """A real server process on a database of its own; made when it answers."""

    def __init__(self, url: str, cluster: Cluster, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {"DATABASE_URL": url, "PORT": str(self.port)}
        own |= {"KAKEHASHI_SECRETS_DIR": str(cluster.secrets), "KAKEHASHI_DATA_DIR": str(folder)}
        own["KAKEHASHI_JOBS"] = "0"  # what the jobs of the day change is not about this
        command = [sys.executable, "-m", "server", "serve"]
        self.log = (folder / f"log {self.port}").open("w+")
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, env={**os.environ, **own}, stderr=self.log, stdout=self.log
        )
        soon(self.answers)

    def answers(self) -> bool:
        """Whether it is ready. Fails when it ended instead."""
        assert self.process.poll() is None, Path(self.log.name).read_text()
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz").status_code == 200
        return False

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer."""
        body = {"query": query, "variables": variables}
        told = httpx.post(f"http://127.0.0.1:{self.port}/graphql", json=body, timeout=30).json()
        return told["data"]

    def kill(self) -> None:
        """End it as an accident does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()


def soon(happens: Callable[[], Any]) -> None:
    """Wait until it does."""
    deadline = time.monotonic() + 90
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def scene(cluster: Cluster, tmp_path: Path) -> Iterator[tuple[Behind, Callable[[], Server]]]:
    """What lies behind a database of its own, and how a server is started on it."""
    started: list[Server] = []
    with cluster.database() as url, contextlib.closing(Behind(url)) as behind:

        def start() -> Server:
            started.append(Server(url, cluster, tmp_path))
            return started[-1]

        yield behind, start
        for server in started:
            server.kill()


@pytest.fixture
def input() -> dict[str, Any]:
    """A grievance to file."""
    employer = {"name": "Northern Works"}
    return {
        "category": "WAGES",
        "language": "ne",
        "narrative": NARRATIVE,
        "employer": employer,
        "idempotencyKey": str(uuid4()),
    }


def test_killed_before_the_commit_nothing_is_written_and_the_same_request_is_done(scene, input):
    behind, start = scene
    server = start()
    refused: list[Exception] = []

    def submit() -> None:
        try:
            server.ask(FILE, input=input)
        except httpx.TransportError as lost:
            refused.append(lost)

    with behind.unchanged("session"), psycopg.connect(behind.url) as holding:
        holding.execute("lock table idempotency in share row exclusive mode")
        worker = threading.Thread(target=submit)
        worker.start()
        soon(lambda: behind.rows("select 1 from pg_locks where not granted and relation = 'idempotency'::regclass"))
        server.kill()
        worker.join()
        holding.rollback()
        soon(
            lambda: (
                not behind.rows(
                    "select 1 from pg_stat_activity where usename = 'worker' and datname = current_database()"
                )
            )
        )
    assert len(refused) == 1

    assert start().ask(FILE, input=input)["fileGrievance"]["errors"] == []
    assert whole(behind) == WRITTEN


def test_killed_after_the_commit_the_same_request_gives_the_receipt_and_writes_no_more(scene, input):
    behind, start = scene
    server = start()
    body = json.dumps({"query": FILE, "variables": {"input": input}}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        soon(lambda: behind.row("grievance", language="ne"))
        server.kill()
        answered: list[str] = []
        with contextlib.suppress(ConnectionResetError):
            answered = re.findall(r"\d{4}(?: \d{4}){4}", line.recv(65_536).decode())

    server = start()
    with behind.unchanged():
        first, second = (server.ask(FILE, input=input)["fileGrievance"] for _ in range(2))

    assert first == second
    assert first["errors"] == []
    assert answered in ([], [first["receipt"]])
    assert whole(behind) == WRITTEN
    opened = server.ask(OPEN, input={"receipt": first["receipt"]})["openGrievance"]
    assert opened == {"grievance": {"narrative": NARRATIVE}, "errors": []}


WRITTEN = {
    "grievance": 1,
    "grievance_message": 2,  # the narrative and the employer's name
    "grievance_grant": 2,
    "grievance_receipt": 1,
    "audit_entry": 1,
    "idempotency": 1,
}


def whole(behind: Behind) -> dict[str, int]:
    """How many rows of each table belong to the one grievance that was filed."""
    grievance: Any = behind.row("grievance", language="ne")
    return {
        table: behind.rows(
            psycopg.sql.SQL("select count(*) from {} t where to_jsonb(t) @> {}").format(
                psycopg.sql.Identifier(table),
                psycopg.sql.Literal(json.dumps({column_of(table): str(grievance["id"])})),
            )
        )[0]["count"]
        for table in WRITTEN
    }


def column_of(table: str) -> str:
    """The column by which a table names a grievance."""
    return {"grievance": "id", "idempotency": "result_id"}.get(table, "grievance_id")
