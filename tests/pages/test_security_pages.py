"""One's own security, the second step of signing in, and the confirm page that keeps the form."""

import re
from base64 import b32decode
from typing import Any

import pytest

from tests.accounts import KEY, Accounts, code_of
from tests.house import Behind
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab
from tests.world import PASSWORD

pytestmark = pytest.mark.row("M6")


@pytest.mark.usefixtures("fresh")
async def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(tab: Tab, client: Any, behind: Behind) -> None:
    await sign_in(tab, "reader")
    page = await tab.open("/me/app")
    assert "<svg" in page.html
    uri = dict(page.forms[-1].fields)["uri"]
    key_of_app = b32decode(re.findall("secret=([A-Z2-7]+)", uri)[0])
    page = await tab.press("Go on", code="000000")
    assert (page.status, 'id="code-problem"' in page.html) == (422, True)
    page = await tab.press("Go on", code=code_of(key_of_app))
    assert len(set(re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", page.html))) == 10

    other = Tab(client)
    page = await sign_in(other, "reader")
    assert (other.path, page.title, "session" in other.cookies) == (
        "/en/sign-in/step",
        "Second step – Kakehashi",
        False,
    )
    page = await other.press("Sign in", code="000000")
    assert page.status == 422
    page = await other.press("Sign in", code=code_of(key_of_app, 1))
    assert (other.path, page.status, set(other.cookies)) == ("/m/", 200, {"session", "language"})
    assert behind.row("second_factor", person_id=key("reader"))


@pytest.mark.usefixtures("fresh")
async def test_who_must_have_a_second_step_sets_it_up_before_the_first_page(tab: Tab, behind: Behind) -> None:
    behind.rows("update seat_rule set second_factor = true")
    page = await sign_in(tab, "reader")
    assert (tab.path, "session" in tab.cookies) == ("/en/sign-in/enrol", False)
    uri = dict(page.forms[-1].fields)["uri"]
    key_of_app = b32decode(re.findall("secret=([A-Z2-7]+)", uri)[0])
    page = await tab.press("Go on", code=code_of(key_of_app))
    assert page.links["I have kept them"] == "/m/"
    assert (await tab.open("/m/")).status == 200


async def test_without_a_first_step_there_is_no_second(tab: Tab) -> None:
    tab.headers = {"Accept-Language": "en"}
    for path in ("/en/sign-in/step", "/en/sign-in/enrol"):
        await tab.open(path)
        assert tab.path == "/en/sign-in"


@pytest.mark.usefixtures("fresh")
async def test_the_confirm_page_keeps_the_form_and_does_it_after_the_password(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/people")
    behind.rows("update session set confirmed_at = null where person_id = %s", key("owner"))

    page = await tab.press("Invite", email="kept@people.example", role="EDITOR", ends_on="2030-03-31")
    assert (page.status, page.title) == (403, "Is it you? – Kakehashi")
    page = await tab.press("Go on", **{"confirm-password": "wrong wrong wrong"})
    assert (page.status, 'id="confirm-password-problem"' in page.html) == (403, True)
    assert "wrong wrong wrong" not in page.html
    page = await tab.press("Go on", **{"confirm-password": PASSWORD})

    assert "/invitation/" in page.text
    row = behind.row("invitation", email="kept@people.example")
    assert row
    assert (row["seat_role"], row["ends_on"].isoformat()) == ("editor", "2030-03-31")


@pytest.mark.usefixtures("fresh")
async def test_a_page_that_asks_again_is_shown_after_the_code(tab: Tab, behind: Behind, make: Any) -> None:
    await sign_in(tab, "owner")
    Accounts(behind, make, "owner").enrolled()
    behind.rows("update session set confirmed_at = null where person_id = %s", key("owner"))
    assert (await tab.open("/me/passkeys/new")).status == 403
    page = await tab.press("Go on", **{"confirm-code": code_of(KEY)})
    assert (tab.path, page.title) == ("/me/passkeys/new", "Add a passkey – Kakehashi")
    assert page.response.headers["content-security-policy"].count("script-src 'self'") == 1


@pytest.mark.usefixtures("fresh")
async def test_sessions_are_listed_ended_and_the_password_changed(tab: Tab, client: Any) -> None:
    other = Tab(client, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    await sign_in(other, "reader")
    await sign_in(tab, "reader")
    page = await tab.open("/me/")
    assert "Firefox (Windows)" in page.text
    await tab.press("Sign out there")
    assert "Firefox (Windows)" not in tab.page.text if tab.page else False
    await other.open("/m/")
    assert other.path == "/en/sign-in"

    page = await tab.press("Change the password", current="wrong", password="nine bridges and a ferry")
    assert (page.status, 'id="current-problem"' in page.html) == (422, True)
    page = await tab.press("Change the password", current=PASSWORD, password="nine bridges and a ferry")
    assert "Saved." in page.text


@pytest.mark.usefixtures("fresh")
async def test_a_link_to_a_new_password_is_made_by_an_admin_and_used(tab: Tab, client: Any, behind: Behind) -> None:
    await sign_in(tab, "admin")
    page = await tab.open("/s/people")
    assert {"Officer", "Handler"} <= set(re.findall(r"<h3>([^<]+)</h3>", page.html))
    form = next(form for form in page.forms if dict(form.fields).get("person") == gid("Person", "analyst"))
    page.forms[:] = [form]
    page = await tab.press("Make a link to a new password", reason="")
    assert page.status == 422
    form = next(form for form in page.forms if dict(form.fields).get("person") == gid("Person", "analyst"))
    page.forms[:] = [form]
    page = await tab.press("Make a link to a new password", reason="Forgotten.")
    link = re.findall(r"/password/([\w-]+)", page.html)[0]

    other = Tab(client, headers={"Accept-Language": "en"})
    await other.open(f"/password/{link}")
    await other.press("Save", password="nine bridges and a ferry")
    assert other.path == "/en/sign-in"
    page = await other.press("Sign in", email="analyst@people.example", password="nine bridges and a ferry")
    assert "Forgotten." in (await other.open("/me/")).text
    assert behind.row("intervention", person_id=key("analyst"))


@pytest.mark.parametrize("name", ["owner", "analyst", "handler"])
async def test_the_secretariats_people_are_not_for_others(tab: Tab, name: str) -> None:
    await sign_in(tab, name)
    assert (await tab.open("/s/people")).status == 404


@pytest.mark.parametrize("tag", ["ja", "ja-simple", "en"])
async def test_a_passkeys_page_says_what_to_do_without_javascript(tab: Tab, tag: str) -> None:
    page = await tab.open(f"/{tag}/sign-in/passkey")
    assert (page.status, "<noscript>" in page.html) == (200, True)
    page = await tab.send(
        "POST", f"/{tag}/sign-in/passkey", "ceremony=x&credential=%7B%7D&step=",
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert page.status == 422
