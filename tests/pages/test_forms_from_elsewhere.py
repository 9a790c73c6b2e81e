"""No other site makes somebody send a form, and no form breaks a page."""

from typing import Any

import pytest

from tests.house import Behind
from tests.makers import gid
from tests.pages.journeys import sign_in, to_check
from tests.pages.tab import Tab

ENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
async def test_a_form_of_another_site_is_refused(tab: Tab, behind: Behind, headers: dict[str, str]) -> None:
    await to_check(tab)
    tab.headers = {"Sec-Fetch-Site": ""} | headers
    with behind.unchanged():
        page = await tab.press("おくる")
    assert page.status == 403


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Origin": "http://kakehashi.example"}, {}])
async def test_a_browser_that_does_not_tell_the_site_is_served(tab: Tab, headers: dict[str, str]) -> None:
    tab.headers = {"Sec-Fetch-Site": ""} | headers
    assert "これで いいですか" in (await to_check(tab)).text


@pytest.mark.parametrize("stamp", ["", "stamp=", "stamp=0123456789abcdef0123456789abcdef"])
async def test_a_signed_in_form_without_its_stamp_is_refused(tab: Tab, behind: Behind, stamp: str) -> None:
    await sign_in(tab, "owner")
    path = f"/m/commitments/{gid('Commitment', 'aozora 2')}"
    with behind.unchanged():
        page = await tab.send("POST", path, f"state=MET&{stamp}", content_type=ENCODED)
    assert page.status == 403


async def test_the_stamp_of_another_session_is_refused(tab: Tab, behind: Behind, client: Any) -> None:
    path = f"/m/commitments/{gid('Commitment', 'aozora 2')}"
    other = Tab(client)
    await sign_in(other, "editor")
    stamp = dict((await other.open(path)).forms[-1].fields)["stamp"]
    await sign_in(tab, "owner")
    with behind.unchanged():
        page = await tab.send("POST", path, f"state=MET&stamp={stamp}", content_type=ENCODED)
    assert page.status == 403


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"question=category", "multipart/form-data; boundary=x", 415),
        (b"{}", "application/json", 415),
        (b"a=" + b"x" * 300_000, ENCODED, 413),
        (b"narrative=%FF%FE", ENCODED, 400),
        (b"narrative=\xff\xfe", ENCODED, 400),
        (b"&".join(b"a=b" for _ in range(500)), ENCODED, 400),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(tab: Tab, body: bytes, media: str, status: int) -> None:
    page = await tab.send("POST", "/en/help", body, content_type=media)
    assert page.status == status
    assert "<h1>" in page.html


@pytest.mark.parametrize(
    "body", ["go=change:nothing", "question=match&employer_id=T3JnOjE%3D", "question=employer&prefecture=XX", "go=send"]
)
async def test_a_forged_step_leads_to_a_question(tab: Tab, body: str, behind: Behind) -> None:
    with behind.unchanged():
        page = await tab.send("POST", "/en/help", body, content_type=ENCODED)
    assert page.status in {200, 422}
    assert "Next" in page.forms[0].buttons
