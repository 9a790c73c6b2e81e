"""The platform on a port of its own, and Chromium."""

import shutil
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, async_playwright

from server.app import create_app
from server.settings import Settings
from tests.house import Cluster

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
"""As root there is no sandbox; and no test reaches anything outside this machine."""
PATIENCE = 10_000
"""Milliseconds until something that does not appear is missed."""


def pytest_runtest_setup() -> None:
    """Say why nothing runs where there is no browser."""
    if CHROMIUM is None:
        pytest.skip("There is no Chromium here (Debian: apt-get install chromium).")


@pytest.fixture(scope="session")
def address(cluster: Cluster) -> Iterator[str]:
    """Where the platform listens, on a copy of the small world."""
    with cluster.database() as url, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(url, cluster.secrets, Settings(public_url=address, require_second_factor=False))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield address
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def phone(chromium: Browser, address: str) -> AsyncIterator[BrowserContext]:
    """A phone without JavaScript."""
    context = await chromium.new_context(
        base_url=address, viewport={"width": 360, "height": 640}, java_script_enabled=False, locale="ja"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    await context.close()


@pytest.fixture
async def desk(chromium: Browser, address: str) -> AsyncIterator[BrowserContext]:
    """A computer at a desk, without JavaScript, in English."""
    context = await chromium.new_context(
        base_url=address, viewport={"width": 1280, "height": 800}, java_script_enabled=False, locale="en"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    await context.close()
