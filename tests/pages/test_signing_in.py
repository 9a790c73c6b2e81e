"""Signing in and out, and accepting an invitation."""

from typing import Any

import pytest

from tests.house import Behind
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab
from tests.world import PASSWORD


@pytest.mark.parametrize(
    ("name", "first"), [("owner", "/m/"), ("officer", "/s/"), ("handler", "/s/"), ("adviser", "/s/")]
)
async def test_everybody_comes_to_their_first_page(tab: Tab, name: str, first: str) -> None:
    page = await sign_in(tab, name)
    assert (tab.path, page.status) == (first, 200)
    assert f"Good day, {name.title()}" in page.text

    await tab.open("/ja/sign-in")
    assert tab.path == first


async def test_the_cookie_ends_with_the_browser_and_no_script_reads_it(tab: Tab) -> None:
    await sign_in(tab, "owner")
    (cookie,) = [line for one in tab.seen for line in one.headers.get_list("set-cookie") if line.startswith("session=")]
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=lax"]


@pytest.mark.parametrize("email", ["owner@people.example", "nobody@people.example"])
async def test_a_refusal_tells_nothing_about_accounts_and_never_shows_the_password(tab: Tab, email: str) -> None:
    await tab.open("/en/sign-in")
    page = await tab.press("Sign in", email=email, password="wrong wrong wrong")
    assert page.status == 422
    assert page.errors.split() != []
    assert "wrong wrong wrong" not in page.html
    assert ("email", email) in page.forms[-1].fields
    assert "session" not in tab.cookies


@pytest.mark.parametrize("path", ["/m/", "/s/", "/m/commitments/x", "/s/grievances/x"])
async def test_a_stranger_is_asked_to_sign_in(tab: Tab, path: str) -> None:
    tab.headers = {"Accept-Language": "en"}
    page = await tab.open(path)
    assert (tab.path, page.title) == ("/en/sign-in", "Sign in – Kakehashi")


async def test_signing_out_ends_the_session_at_the_api_too(tab: Tab, answer: Any) -> None:
    await sign_in(tab, "reader")
    token = tab.cookies["session"]
    await tab.press("Sign out")
    assert set(tab.cookies) == {"language"}
    assert (await answer("{ viewer { roles } }", token)).status_code == 401


async def test_an_old_session_leads_back_to_signing_in(tab: Tab, ask: Any) -> None:
    await sign_in(tab, "reader")
    await ask("mutation { signOut(input: {}) { errors { code } } }", tab.cookies["session"])
    page = await tab.open("/m/")
    assert (tab.path, page.title, set(tab.cookies)) == ("/en/sign-in", "Sign in – Kakehashi", {"language"})


@pytest.mark.usefixtures("fresh")
async def test_an_invitation_is_accepted_once(tab: Tab, client: Any, behind: Behind) -> None:
    tab.headers = {"Accept-Language": "en"}
    with behind.unchanged():
        await tab.open("/invitation/invitation to seat")
    assert tab.path == "/en/invitation/invitation%20to%20seat"

    page = await tab.press("Accept the invitation", name="New Person", password="short")
    assert page.status == 422
    assert 'id="password-problem"' in page.html
    assert ("name", "New Person") in page.forms[-1].fields

    page = await tab.press("Accept the invitation", password=f" {PASSWORD} ")
    assert (tab.path, "Good day, New Person" in page.text) == ("/m/", True)

    again = Tab(client)
    await again.open("/en/invitation/invitation%20to%20seat")
    page = await again.press("Accept the invitation", name="Second", password=PASSWORD)
    assert page.status == 422
    assert "session" not in again.cookies
