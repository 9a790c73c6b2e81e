"""Signing in through an organisation's provider, from the owner's page to the session."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.house import Behind
from tests.identity.test_providers import provider
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab
from tests.provider import Provider

pytestmark = pytest.mark.row("M6")
__all__ = ["provider"]


@pytest.mark.usefixtures("fresh")
async def test_an_owner_sets_it_and_a_colleague_signs_in_with_it(
    tab: Tab, client: Any, behind: Behind, provider: Provider
) -> None:
    await sign_in(tab, "owner")
    page = await tab.open("/m/provider")
    assert "/sign-in/organisation/return" in page.text
    entries = {"issuer": provider.issuer, "client_id": provider.client_id, "domains": "people.example, other.example"}
    page = await tab.press("Save", **entries, client_secret="")
    assert page.status == 422
    assert f'id="client_secret-{gid("Organisation", "aozora")}-problem"' in page.html
    assert provider.issuer in page.html
    page = await tab.press("Save", **entries, client_secret=provider.client_secret)
    assert "Saved." in page.text
    assert provider.client_secret not in page.html

    provider.email = "reader@people.example"
    other = Tab(client, headers={"Accept-Language": "en"})
    page = await other.open("/en/sign-in/organisation")
    sent = await client.get(page.links["Aozora Ltd"], headers={"Accept-Language": "en"})
    flow = sent.headers["set-cookie"].partition("flow=")[2].partition(";")[0]
    assert "HttpOnly" in sent.headers["set-cookie"]
    client.cookies.clear()
    async with httpx.AsyncClient() as browser:
        back = urlsplit((await browser.get(sent.headers["location"])).headers["location"])
    other.cookies["flow"] = flow
    page = await other.open(f"{back.path}?{back.query}")
    assert (other.path, page.status, set(other.cookies)) == ("/m/", 200, {"session", "language"})
    assert "Good day, Reader" in page.text
    assert behind.row("identity_link", person_id=key("reader"))

    again = Tab(client, {"flow": flow}, {"Accept-Language": "en"})
    page = await again.open(f"{back.path}?{back.query}")
    assert (page.status, "session" in again.cookies) == (422, False)


async def test_without_a_provider_the_page_says_so(tab: Tab) -> None:
    tab.headers = {"Accept-Language": "en"}
    page = await tab.open("/sign-in/organisation/unknown")
    assert page.status == 422
    assert (await tab.open("/sign-in/organisation/return?state=x&code=y")).status == 422
    await sign_in(tab, "reader")
    assert "This is for who is owner" in (await tab.open("/m/provider")).text
