"""The whole server as a process with few file descriptors, attacked: others are served meanwhile, within bounds."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.guard.test_cost import ATTACKS
from tests.house import Cluster

CHECKOUT = Path(__file__).parents[2]
FILES = 128
ATTACKED_SECONDS = 3
ASKED = {"query": "{ codeOfConduct { version } }"}


@pytest.fixture(scope="module")
def address(cluster: Cluster) -> Iterator[str]:
    """Where a server of 128 file descriptors listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with cluster.database() as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "KAKEHASHI_SECRETS_DIR": str(cluster.secrets),
            "KAKEHASHI_DATA_DIR": str(cluster.folder / "attacked"),
            "PORT": str(port),
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            cwd=CHECKOUT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES)),  # noqa: PLW1509  no threads yet
        )
        try:
            assert server.stderr
            assert any("Ctrl-C stops it." in line for line in server.stderr)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate(timeout=20)


async def asked(address: str) -> float:
    """The seconds that an honest visitor waits for the right answer, on a new connection."""
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=12) as client:
        answer = await client.post("/graphql", json=ASKED)
    assert answer.json() == {"data": {"codeOfConduct": {"version": 1}}}
    return time.monotonic() - began


async def test_an_honest_request_is_served_beside_200_silent_sockets(address):
    port = int(address.rpartition(":")[2])
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    try:
        waited = [await asked(address) for _ in range(5)]
    finally:
        for one in silent:
            one.close()

    assert max(waited) < 12


async def test_others_are_served_while_documents_attack(address):
    await asked(address)
    ends = time.monotonic() + ATTACKED_SECONDS
    told: list[httpx.Response] = []

    async def attack() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=12) as client:
            while time.monotonic() < ends:
                for document, _ in ATTACKS.values():
                    told.append(await client.post("/graphql", json={"query": document}))

    async def visit() -> list[float]:
        waited: list[float] = []
        while time.monotonic() < ends:
            waited.append(await asked(address))
            await asyncio.sleep(0.1)
        return waited

    attacks = [asyncio.create_task(attack()) for _ in range(4)]
    waited = await visit()
    await asyncio.gather(*attacks)

    assert sorted(waited)[len(waited) // 2] < 1
    assert max(waited) < 3
    assert len(told) >= len(ATTACKS)
    assert {answer.status_code for answer in told} <= {200, 400, 413}
    codes: set[Any] = {error["extensions"]["code"] for answer in told for error in answer.json()["errors"]}
    assert codes == {"BAD_USER_INPUT", "BODY_TOO_LARGE", "TOO_COMPLEX"}
