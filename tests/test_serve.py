"""The server as a process: what a newcomer, a service manager and an accident do to it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from server.kernel.embedded import url_of_running
from server.kernel.postgres_folder import socket_folder_of

CHECKOUT = Path(__file__).parents[1]
Start = Callable[..., "Serving"]


class Serving:
    """A server in a process of its own; made when it says that it is ready."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.cluster = data_dir / "postgres"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            cwd=CHECKOUT,
            env=environment(data_dir, port),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def is_ready(self) -> bool:
        """Read on until it says so; False when it ends instead."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said += line
            if "Ctrl-C stops it." in line:
                return True
        return False

    def postgres(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().split()[0])

    def ended(self) -> int:
        assert self.process.stderr
        self.said += self.process.stderr.read()
        return self.process.wait(20)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("serve") / "with a space"
    yield made
    if (cluster := made / "postgres").exists():
        shutil.rmtree(socket_folder_of(cluster))


@pytest.fixture
def start(data_dir: Path) -> Iterator[Start]:
    started: list[Serving] = []

    def serve(port: int | None = None, kept_in: Path = data_dir) -> Serving:
        started.append(Serving(kept_in, port or free_port()))
        return started[-1]

    yield serve
    for serving in started:
        serving.process.kill()
        serving.process.communicate()


def environment(data_dir: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"PORT": str(port), "KAKEHASHI_DATA_DIR": str(data_dir)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize(("blow", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_everything_without_a_trace(start: Start, blow: signal.Signals, code: int) -> None:
    serving = start()
    assert serving.is_ready(), serving.said
    assert f"{serving.address}/graphql" in serving.said
    assert answers(serving.address)

    serving.process.send_signal(blow)

    assert serving.ended() == code
    assert "Traceback" not in serving.said
    assert url_of_running(serving.cluster) is None


def test_a_signal_while_it_starts_ends_everything_too(start: Start) -> None:
    serving = start()
    assert until(20, lambda: url_of_running(serving.cluster) is not None)

    serving.process.send_signal(signal.SIGTERM)

    assert serving.ended() == 0
    assert "Traceback" not in serving.said
    assert url_of_running(serving.cluster) is None


def test_a_killed_postgres_comes_back_and_a_killed_server_leaves_none(start: Start) -> None:
    serving = start()
    assert serving.is_ready(), serving.said
    first = serving.postgres()

    os.kill(first, signal.SIGKILL)

    # Seconds on a quiet machine; tests share theirs.
    assert until(20, lambda: url_of_running(serving.cluster) is not None and serving.postgres() != first)
    assert until(20, lambda: answers(serving.address))

    second = serving.postgres()
    serving.process.kill()

    assert serving.process.wait(5) == -signal.SIGKILL
    assert until(10, lambda: not Path(f"/proc/{second}/cwd").exists())


def test_a_second_server_on_the_same_folder_is_told_so_and_harms_nothing(start: Start) -> None:
    serving = start()
    assert serving.is_ready(), serving.said

    second = start()

    assert second.ended() == 1
    assert "Another process already runs the database" in second.said
    assert answers(serving.address)


def test_a_taken_port_is_refused_in_words_before_anything_is_made(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]

        refused = start(port, tmp_path / "new")

        assert refused.ended() == 1
    assert refused.said == (
        f"Kakehashi cannot listen on 127.0.0.1, port {port}: Address already in use. Set PORT to a free port.\n"
    )
    assert not (tmp_path / "new").exists()
