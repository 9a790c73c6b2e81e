"""The secretariat's record of one organisation."""

import pytest

from server.kernel.table import today
from tests.house import Behind
from tests.makers import gid, key, tie
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

KITAKAZE = f"/s/organisations/{gid('Organisation', 'kitakaze')}"


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_an_officer_sees_who_is_connected_on_a_day(tab: Tab, behind: Behind) -> None:
    behind.add(tie("aozora", "kitakaze"))
    await sign_in(tab, "officer")
    page = await tab.open("/s/organisations?search=kitakaze")
    page = await tab.open(page.links["Kitakaze Ltd"])
    assert "It supervises: Aozora Ltd" in " ".join(page.text.split())
    assert "Found: 2" in page.text
    page = await tab.open(f"{KITAKAZE}?on=2019-12-31")
    assert "Found: 1" in page.text


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_an_officer_renames_and_merges(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "officer")
    await tab.open(f"{KITAKAZE}?search=aozora")
    page = await tab.press("Save", name="Northwind", since="")
    assert (page.status, 'id="since-problem"' in page.html, "Northwind" in page.html) == (422, True, True)
    page = await tab.press("Save", name="Northwind", since=today().isoformat())
    assert "it was called: Kitakaze Ltd" in " ".join(page.text.split())
    given = {"successor": gid("Organisation", "aozora"), "on_day": today().isoformat(), "reason": "Merged."}
    await tab.open(f"{KITAKAZE}?search=aozora")
    page = await tab.press("Record the succession", **given)
    assert "Another organisation has taken its place" in page.text
    [row] = behind.rows("select succeeded_by from organisation where id = %s", key("kitakaze"))
    assert row == {"succeeded_by": key("aozora")}


async def test_who_is_not_of_the_secretariat_sees_nobody_connected(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    page = await tab.open(KITAKAZE)
    assert "Found: 0" in page.text
    with behind.unchanged():
        page = await tab.press("Save", name="Mine", since=today().isoformat())
    assert page.status == 422
