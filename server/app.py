"""Which URL leads where: the API at /graphql, health for machines, and the pages, which are a client like any other."""

import asyncio
import contextlib
import resource
from collections.abc import AsyncGenerator, Awaitable, Sequence
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Lifespan, Message, Receive, Scope, Send

from frontend_stub.app import create_pages
from frontend_stub.client import documents as page_documents
from schema import described, schema
from schema.answers import Answers
from schema.documents import Documents
from schema.exchange_http import ROUTES as EXCHANGE
from schema.execute import Executor
from schema.export_files import ROUTES as EXPORTS
from schema.files import FileEndpoint
from schema.graphiql import graphiql_routes
from schema.http import GraphQLEndpoint
from schema.planner.cache import Planner
from schema.stream import StreamEndpoint
from server.database import open_door, readable_tables
from server.kernel.files import Files
from server.kernel.logs import configure_logs
from server.kernel.rates import Rates
from server.kernel.session import SignInRules
from server.settings import Settings, settings
from server.sweep import sweep_for_ever
from server.troubles import TROUBLES
from server.worker import work

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Sent with every answer that does not set its own."""

PAGES = ("pages", 0)
"""Who asks within the process: no address, so that no network is counted."""


class Platform(Starlette):
    """The whole application. The API's endpoints are applications of their own, asked before any layer of the pages'.

    Every answer gets the headers that keep a browser from doing more with it than showing it.
    """

    def __init__(self, *, secure: bool, routes: Sequence[BaseRoute], lifespan: Lifespan[Any]) -> None:
        super().__init__(routes=routes, lifespan=lifespan)
        wanted = HEADERS | ({"Strict-Transport-Security": "max-age=63072000; includeSubDomains"} if secure else {})
        self.headers = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return

        def with_headers(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                given: list[tuple[bytes, bytes]] = message["headers"]
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(header for header in self.headers if header[0] not in names)]
            return send(message)

        if scope["path"] == "/graphql":
            await self.state.graphql(scope, receive, with_headers)
        elif scope["path"] == "/graphql/stream":
            await self.state.streams(scope, receive, with_headers)
        else:
            await super().__call__(scope, receive, with_headers)


async def alive(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("alive")


async def ready(request: Request) -> Response:
    """The database answers too. What does not keep from serving and still wants somebody is said below."""
    pools = request.app.state.door.pools
    try:
        async with pools.connection("visitor") as connection:
            await connection.driver.fetchval("select 1")
        async with pools.connection("steward") as connection:
            troubles = [
                words % dict(fields)
                for words, query in TROUBLES.items()
                for fields in await connection.driver.fetch(query)
            ]
    except Exception:  # noqa: BLE001  whatever it is, the answer is the same: not ready
        return PlainTextResponse("not ready", 503)
    return PlainTextResponse("\n".join(["ready", *troubles]))


async def send_file(request: Request) -> Response:
    """A file comes in."""
    return await request.app.state.files.send(request)


async def fetch_file(request: Request) -> Response:
    """A file goes out."""
    return await request.app.state.files.fetch(request)


def create_app(owner_url: str, secrets_dir: Path, chosen: Settings | None = None) -> Platform:
    """The whole application. Its lifespan opens the database as those who serve, and closes it.

    ``owner_url`` only tells where the database is: nothing is ever done as its owner.
    """
    chosen = chosen or settings()
    configure_logs(chosen.log_format)

    async def itself(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    client = httpx.AsyncClient(
        base_url=chosen.api_url or "http://api",
        transport=None if chosen.api_url else httpx.ASGITransport(itself, client=PAGES),
        timeout=30,
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold keys and words
        door = await open_door(owner_url, secrets_dir, chosen.pool_size)
        planner = Planner(described, await readable_tables(door))
        trusted = Documents(page_documents().values(), only=chosen.documents == "trusted")
        rates = Rates(chosen.rate_anonymous, chosen.rate_token, chosen.trusted_proxies)
        app.state.door, door.entered = door, rates.know
        door.rules = SignInRules(chosen.require_second_factor is not False, chosen.public_url, chosen.private_issuers)
        app.state.graphql = GraphQLEndpoint(
            Executor(schema, planner, door),
            trusted,
            chosen.cors_origins,
            rates,
            Answers(door.changes, planner.readable, chosen.kept_answers),
        )
        kept = Files(chosen.data_dir / "files", chosen.files_url, chosen.file_megabytes * 2**20)
        app.state.files = FileEndpoint(door, kept, rates, chosen.cors_origins)
        app.state.streams = StreamEndpoint(app.state.graphql)
        lasting = [
            asyncio.create_task(sweep_for_ever(door)),
            asyncio.create_task(door.changes.listen_for_ever(door.pools.listener)),
            *([asyncio.create_task(work(door, owner_url, secrets_dir))] if chosen.jobs else ()),
        ]
        yield
        for task in lasting:
            task.cancel()
        await asyncio.wait(lasting)
        await client.aclose()
        await door.pools.close()

    app = Platform(
        secure=chosen.secure_cookies,
        routes=[
            Route("/healthz", alive),
            Route("/readyz", ready),
            *EXCHANGE,
            *EXPORTS,
            Route("/files", send_file, methods=["POST"]),
            Route("/files/{id}", fetch_file),
            *(graphiql_routes() if chosen.graphiql else ()),
            Mount("/", create_pages(client, secure_cookies=chosen.secure_cookies)),
        ],
        lifespan=lifespan,
    )
    return app
