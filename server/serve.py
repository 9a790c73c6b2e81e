"""How the platform runs: one parent process that starts what it needs, serves, and leaves nothing behind.

PostgreSQL is started from the main thread and, when it was killed, from a thread that lasts until the end: a child ends
with the thread that started it (`kernel/unprivileged.py`). SIGINT (Ctrl-C) and SIGTERM let the requests under way
finish, then close the pools, then the database; the exit code is 130 after SIGINT and 0 after SIGTERM.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Generator
from types import FrameType
from typing import NoReturn

import uvicorn

from server.kernel.embedded import EmbeddedPostgres, EmbeddedPostgresError
from server.kernel.sealing import PepperError
from server.protocol import guard_of, guarded
from server.settings import Settings, settings

WITHOUT_SECOND_FACTOR = "Nobody is asked for a second factor here: KAKEHASHI_REQUIRE_SECOND_FACTOR=true asks for it."

_DRAIN_SECONDS = 10
_LOOK_SECONDS = 0.25
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(*, demo: bool = False) -> int:
    """Serve until a signal comes; returns the exit code. Raises SystemExit with words when it cannot start."""
    for number in _SIGNALS:
        signal.signal(number, _leave)
    chosen = settings()
    with contextlib.ExitStack() as house:
        listener = house.enter_context(_reserved(chosen.host, chosen.port))
        postgres = None if chosen.database_url else EmbeddedPostgres(chosen.data_dir / "postgres")
        if postgres:
            house.callback(postgres.stop)
            _say("Starting PostgreSQL …")
            try:
                postgres.start()
            except EmbeddedPostgresError as problem:
                raise SystemExit(f"Kakehashi cannot start. {problem}") from problem
        os.umask(0o077)  # only now: another user id may have to pass through the folders above the database
        owner_url = chosen.database_url or (postgres and postgres.url) or ""
        announcement = _prepare(owner_url, demo=demo)
        if demo and chosen.require_second_factor is None:
            chosen = chosen.model_copy(update={"require_second_factor": False})
            announcement.append(WITHOUT_SECOND_FACTOR)
        return _listen(listener, postgres, owner_url, chosen, announcement)


def _leave(number: int, _: FrameType | None) -> NoReturn:
    _ignore_signals()
    raise SystemExit(_exit_code(number))


def _ignore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _exit_code(number: int) -> int:
    return 130 if number == signal.SIGINT else 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _reserved(host: str, port: int) -> socket.socket:
    """A bound socket; taken before anything else is started or changed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as problem:
        raise SystemExit(_taken(host, port, problem)) from problem
    return listener


def _taken(host: str, port: int, problem: OSError) -> str:
    return f"Kakehashi cannot listen on {host}, port {port}: {problem.strerror}. Set PORT to a free port."


def _prepare(owner_url: str, *, demo: bool) -> list[str]:
    """Bring the database up to date; returns what is to be said once it is served."""
    from server import database

    secrets = settings().secrets_dir
    _say("Bringing the database up to date …")
    announcement: list[str] = []
    try:
        database.migrate(owner_url, secrets)
        database.check(owner_url, secrets)
        if demo:
            from server import demo as demonstration

            _say("Loading the demonstration data …")
            demonstration.load(owner_url, secrets, announcement.append)
    except (database.CannotServe, PepperError) as problem:
        raise SystemExit(f"Kakehashi cannot start. {problem}") from problem
    return announcement


def _listen(
    listener: socket.socket,
    postgres: EmbeddedPostgres | None,
    owner_url: str,
    chosen: Settings,
    announcement: list[str],
) -> int:
    from server.app import create_app

    config = uvicorn.Config(
        create_app(owner_url, settings().secrets_dir, chosen),
        loop="uvloop",
        http=guarded(guard_of(settings())),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    server = _Server(config, announcement)
    done = threading.Event()
    keeper = threading.Thread(target=_keep_alive, args=(postgres, server, done), name="postgres keeper")
    if postgres:
        keeper.start()
    try:
        server.run([listener])
    except OSError as problem:
        raise SystemExit(_taken(settings().host, settings().port, problem)) from problem
    finally:
        _ignore_signals()
        done.set()
        if postgres:
            postgres.stop()
            keeper.join()
    return server.exit_code


def _keep_alive(postgres: EmbeddedPostgres, server: "_Server", done: threading.Event) -> None:
    """Start a killed PostgreSQL again, until done. When that fails the whole process ends and says why."""
    while not done.wait(_LOOK_SECONDS):
        if postgres.poll():
            continue
        _say("PostgreSQL ended unexpectedly. Starting it again …")
        try:
            postgres.start()
        except EmbeddedPostgresError as problem:
            if not done.is_set():
                _say(str(problem))
                server.exit_code = 1
                server.should_exit = True
            return
        _say("PostgreSQL is back.")


class _Server(uvicorn.Server):
    """uvicorn's server, telling when it really listens, and with signals that end in an exit code."""

    def __init__(self, config: uvicorn.Config, announcement: list[str]) -> None:
        super().__init__(config)
        self.announcement: list[str] = announcement
        self.exit_code: int = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # the schema and the libraries stay: to look at them again and again would stop every request
        for listener in sockets or []:
            _say("\n".join(["", *self.announcement, _addresses(listener)]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.app.state.streams.end()  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]  Starlette's
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        for number in _SIGNALS:
            signal.signal(number, self.handle_exit)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.exit_code = _exit_code(sig)
        super().handle_exit(sig, frame)


def _addresses(listener: socket.socket) -> str:
    chosen = settings()
    address = chosen.public_url
    if chosen.port == 0:
        address = address.removesuffix(":0") + f":{listener.getsockname()[1]}"
    return f"Kakehashi is ready.\n  Pages    {address}/\n  GraphQL  {address}/graphql\nCtrl-C stops it."
