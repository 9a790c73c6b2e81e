"""Passkeys in Chromium, whose virtual authenticator stands in for a finger on a sensor."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.async_api import async_playwright, expect

from server.app import create_app
from server.settings import Settings
from tests.browser.conftest import CHROMIUM, PATIENCE
from tests.browser.steps import press
from tests.house import Cluster
from tests.world import PASSWORD, email_of

pytestmark = pytest.mark.row("M6")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def at_localhost(cluster: Cluster) -> Iterator[str]:
    """The platform under a name: a passkey belongs to a host that has one."""
    with cluster.database() as url, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://localhost:{listening.getsockname()[1]}"
        app = create_app(url, cluster.secrets, Settings(public_url=address, require_second_factor=False, jobs=False))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield address
        server.should_exit = True
        thread.join()


async def test_a_passkey_is_added_and_signs_in_without_the_password(at_localhost: str) -> None:
    assert CHROMIUM
    assert shutil.which(CHROMIUM)
    flags = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        context = await browser.new_context(base_url=at_localhost, locale="en")
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        tools = await context.new_cdp_session(page)
        await tools.send("WebAuthn.enable")
        await tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

        await page.goto("/en/sign-in")
        await page.get_by_label("E-mail address").fill(email_of("owner"))
        await page.get_by_label("Password").fill(PASSWORD)
        await press(page, "Sign in")
        await page.goto("/me/passkeys/new")
        await page.get_by_label("Name").fill("My laptop")
        await press(page, "Add a passkey")
        await expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        await press(page, "I have kept them")
        await expect(page.get_by_role("heading", name="My laptop")).to_be_visible()
        await press(page, "Sign out")

        await press(page, "Sign in with a passkey")
        await press(page, "Use a passkey")
        await expect(page.get_by_role("heading", name="Good day, Owner")).to_be_visible()

        await context.clear_cookies()
        await page.goto("/en/sign-in")
        await page.get_by_label("E-mail address").fill(email_of("owner"))
        await page.get_by_label("Password").fill(PASSWORD)
        await press(page, "Sign in")
        await expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        await press(page, "Use a passkey")
        await press(page, "Use a passkey")
        await expect(page.get_by_role("heading", name="Good day, Owner")).to_be_visible()
        await browser.close()
