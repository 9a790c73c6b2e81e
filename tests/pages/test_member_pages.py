"""A member's own pages."""

import pytest

from tests.house import Behind
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

SECOND = f"/m/commitments/{gid('Commitment', 'aozora 2')}"


async def test_the_first_page_shows_what_is_due_first_and_every_case_study(tab: Tab) -> None:
    page = await sign_in(tab, "owner")
    assert "Aozora Ltd (Owner)" in " ".join(page.text.split())
    assert [
        f"title of {state}" for state in ("draft", "in_review", "published") if f"title of {state}" not in page.text
    ] == []
    assert page.text.index("Put rights and conditions first") < page.text.index("Keep the law")


@pytest.mark.usefixtures("fresh")
async def test_an_editor_updates_a_commitment(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "editor")
    page = await tab.open(SECOND)
    assert "Progress of aozora on 2" in page.text

    page = await tab.press("Save", state="BEHIND", note="Two rooms are missing.", published="1", due_on="2027-06-30")
    assert "Saved." in page.text
    assert behind.rows("select state from commitment where id = %s", key("aozora 2")) == [{"state": "behind"}]

    page = await Tab(tab.client).open(f"/en/members/{gid('Organisation', 'aozora')}")
    assert "Two rooms are missing." in page.text


async def test_a_refused_update_keeps_what_was_typed(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open(SECOND)
    with behind.unchanged():
        page = await tab.press("Save", state="BEHIND", note="Not lost.", due_on="2001-01-01")
    assert page.status == 422
    assert 'id="due_on-problem"' in page.html
    assert "Not lost." in page.text


@pytest.mark.parametrize("name", ["rival", "officer"])
async def test_another_members_commitment_cannot_be_changed(tab: Tab, behind: Behind, name: str) -> None:
    await sign_in(tab, name)
    with behind.unchanged():
        page = await tab.open(SECOND)
    assert page.status == 404


async def test_a_reader_is_offered_no_update(tab: Tab) -> None:
    page = await sign_in(tab, "reader")
    assert "Update" not in page.links


async def test_the_page_changes_its_language_where_it_stands(tab: Tab) -> None:
    page = await sign_in(tab, "owner")
    page = await tab.open(page.links["日本語"])
    assert tab.path == "/m/?in=ja"
    assert "約束の進みぐあい" in page.text
    assert tab.cookies["language"] == "ja"
