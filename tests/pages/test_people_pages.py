"""The people of an organisation."""

import pytest

from tests.house import Behind
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Page, Tab

pytestmark = pytest.mark.row("M6")


def only(page: Page, action: str, id: str) -> None:
    """Leave the form of one row on the page: several have buttons with the same words."""
    page.forms[:] = [form for form in page.forms if form.action == action and ("id", id) in form.fields]


@pytest.mark.usefixtures("fresh")
async def test_an_owner_changes_ends_and_hands_over_seats(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    page = await tab.open("/m/people")
    assert {"Owner", "Editor", "Reader"} <= set(page.text.split())
    only(page, "/m/people/change", gid("Seat", "reader seat"))
    page = await tab.press("Save", role="EDITOR", ends_on="2001-01-01")
    assert page.status == 422
    assert f'id="ends_on-{gid("Seat", "reader seat")}-problem"' in page.html
    only(page, "/m/people/change", gid("Seat", "reader seat"))
    page = await tab.press("Save", role="EDITOR", ends_on="")
    assert "Saved." in page.text

    only(page, "/m/people/revoke", gid("Seat", "owner seat"))
    page = await tab.press("Leave this organisation")
    assert "This is the only owner." in page.errors
    only(page, "/m/people/hand-over", gid("Seat", "editor seat"))
    page = await tab.press("Hand over", stay_as="READER")
    assert "Saved." in page.text
    living = behind.rows(
        "select person_id, role from seat where organisation_id = %s and revoked_on is null and person_id = any(%s)",
        key("aozora"), [key("owner"), key("editor")],
    )  # fmt: skip
    assert {row["person_id"]: row["role"] for row in living} == {key("owner"): "reader", key("editor"): "owner"}
    assert "Invite" not in [button for form in page.forms for button in form.buttons]
    page = await tab.press("Leave this organisation")
    assert "You have no seat in an organisation." in page.text


@pytest.mark.usefixtures("fresh")
async def test_an_invitation_is_made_sent_again_and_withdrawn(tab: Tab) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/people")
    page = await tab.press("Invite", email="no address", role="READER")
    assert (page.status, "no address" in page.html) == (422, True)
    page = await tab.press("Invite", email="somebody@people.example", role="READER")
    first = page.text.partition("/invitation/")[2].split()[0]
    page = await tab.open("/m/people")
    assert "somebody@people.example" in page.text
    page = await tab.press("Send again")
    assert page.text.partition("/invitation/")[2].split()[0] != first
    await tab.open("/m/people")
    page = await tab.press("Withdraw")
    assert "Withdrawn" in page.text


async def test_a_reader_sees_who_is_there_and_changes_nothing(tab: Tab) -> None:
    await sign_in(tab, "reader")
    page = await tab.open("/m/people")
    assert "Editor" in page.text
    assert {button for form in page.forms for button in form.buttons} == {"Sign out", "Leave this organisation"}


@pytest.mark.usefixtures("fresh")
async def test_an_officer_gives_a_member_without_an_owner_one(tab: Tab, behind: Behind) -> None:
    behind.rows("update seat set revoked_on = granted_on where id = %s", key("owner seat"))
    await sign_in(tab, "officer")
    page = await tab.open("/s/people")
    assert "Members without an owner" in page.text
    page = await tab.press("Appoint an owner", email="editor@people.example", reason="")
    assert (page.status, 'id="reason-owner-problem"' in page.html) == (422, True)
    assert "editor@people.example" in page.html
    page = await tab.press("Appoint an owner", reason="The owner has left.")
    assert "Saved." in page.text
    assert behind.row("seat", key("editor seat"))["role"] == "owner"  # pyright: ignore[reportOptionalSubscript]
    assert "Aozora" not in page.text
