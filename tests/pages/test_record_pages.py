"""A member's own record, and the officer's corrections."""

import json
from typing import Any

import pytest

from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

pytestmark = [pytest.mark.row("M14"), pytest.mark.usefixtures("fresh")]


async def test_a_member_corrects_its_record_and_an_officer_decides_about_the_name(tab: Tab, client: Any) -> None:
    await sign_in(tab, "owner")
    page = await tab.open("/m/record")
    page = await tab.press("Save", contact_email="nobody")
    assert page.status == 422
    assert 'id="contact_email-problem"' in page.html
    page = await tab.press("Save", contact_email="new@members.example", legal="青空工業株式会社")
    assert "Saved." in page.text
    assert "青空工業株式会社" in page.text

    officer = Tab(client)
    await sign_in(officer, "officer")
    page = await officer.open("/s/corrections")
    assert "青空工業株式会社" in page.text
    page = await officer.press("Refuse")
    assert page.status == 422
    page = await officer.press("Make the correction")
    assert "Nothing waits here." in page.text


async def test_everything_held_can_be_downloaded(tab: Tab) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/record")
    page = await tab.press("Download", purpose="OWN_RECORDS", format="JSON")
    assert page.response.headers["content-disposition"].startswith("attachment")
    assert json.loads(page.html)["tables"]["organisation"][0]["name"]["en"] == "Aozora Ltd"


async def test_a_reader_sees_the_record_and_changes_nothing(tab: Tab) -> None:
    await sign_in(tab, "reader")
    page = await tab.open("/m/record")
    assert "Correct it" not in page.text
    assert "Download" not in page.text


@pytest.mark.parametrize("name", ["owner", "admin"])
async def test_corrections_are_decided_by_officers_alone(tab: Tab, name: str) -> None:
    await sign_in(tab, name)
    assert (await tab.open("/s/corrections")).status == 404
