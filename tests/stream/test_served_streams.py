"""A stream of a real server process, as a worker's program opens it, until the server stops."""

import json
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.kernel.postgres_folder import socket_folder_of
from tests.test_serve import Serving, free_port

FILE = """mutation($key: UUID!) { fileGrievance(input: {
  idempotencyKey: $key, category: WAGES, language: "vi", narrative: "Not paid.", employer: {unknown: true}
}) { receipt errors { code } } }"""
OPEN = "mutation($receipt: String!) { openGrievance(input: {receipt: $receipt}) { token grievance { id } } }"
SEND = 'mutation($id: ID!) { sendMessage(input: {grievanceId: $id, body: "And again."}) { errors { code } } }'


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    started = Serving(tmp_path / "var", free_port())
    yield started
    started.process.kill()
    started.process.communicate()
    shutil.rmtree(socket_folder_of(tmp_path / "var" / "postgres"), ignore_errors=True)


def test_a_worker_hears_of_a_message_and_the_end_when_the_server_stops(serving: Serving) -> None:
    assert serving.is_ready(), serving.said
    with httpx.Client(base_url=serving.address, timeout=30) as client:

        def ask(document: str, **variables: Any) -> Any:
            answer = client.post("/graphql", json={"query": document, "variables": variables})
            assert "errors" not in answer.json(), answer.text
            return answer.json()["data"]

        receipt = ask(FILE, key=str(uuid4()))["fileGrievance"]["receipt"]
        opened = ask(OPEN, receipt=receipt)["openGrievance"]
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        with client.stream(
            "POST",
            "/graphql/stream",
            json={"query": "subscription { grievanceMessages { author body } }"},
            headers={"Accept": "text/event-stream"},
        ) as stream:
            lines = stream.iter_lines()
            assert [next(lines), next(lines)] == [":", ""]

            assert ask(SEND, id=opened["grievance"]["id"]) == {"sendMessage": {"errors": []}}
            assert next(lines) == "event: next"
            told = json.loads(next(lines).removeprefix("data: "))
            assert told == {"data": {"grievanceMessages": {"author": "WORKER", "body": "And again."}}}

            asked_to_stop = time.monotonic()
            serving.process.send_signal(signal.SIGTERM)
            assert [line for line in lines if line] == ["event: complete", "data:"]

    assert serving.ended() == 0
    assert time.monotonic() - asked_to_stop < 10
    assert [line for line in serving.said.splitlines() if "[" in line or "Traceback" in line] == []
