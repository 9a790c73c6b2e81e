"""The API with settings of a test's own."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.settings import Settings
from tests.house import Cluster, Place

Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve(place: Place, cluster: Cluster) -> Serve:
    """`async with serve(documents="trusted") as client`: the whole application with these settings."""

    @asynccontextmanager
    async def served(**chosen: Any) -> AsyncGenerator[httpx.AsyncClient]:
        app = create_app(
            place.behind.url, cluster.secrets, Settings(pool_size=2, require_second_factor=False, **chosen)
        )
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kakehashi.example")
        async with app.router.lifespan_context(app), client:
            yield client

    return served
