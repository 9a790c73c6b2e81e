"""Tabs for the tests of pages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from frontend_stub.app import create_pages
from tests.pages.tab import Tab


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The line between the pages and the API. It can be cut."""

    inner: httpx.AsyncBaseTransport
    cut: bool = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on, or fail as a broken network does."""
        if self.cut:
            raise httpx.ConnectError("cut")
        return await self.inner.handle_async_request(request)


@pytest.fixture
def tab(client: httpx.AsyncClient) -> Tab:
    """A browser tab that has visited nothing yet."""
    return Tab(client)


@pytest.fixture
def line(client: httpx.AsyncClient) -> Line:
    """The line of `tab_on_line`, to be cut."""
    return Line(client._transport)


@pytest.fixture
async def tab_on_line(line: Line) -> AsyncIterator[Tab]:
    """A tab at pages of their own, which reach the API by `line`; their cookies travel over HTTPS only."""
    pages = create_pages(httpx.AsyncClient(transport=line, base_url="http://api"), secure_cookies=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url="https://pages.example") as client:
        yield Tab(client)
