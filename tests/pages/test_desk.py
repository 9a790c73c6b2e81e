"""The secretariat's desk."""

import pytest

from tests.house import Behind
from tests.makers import NARRATIVE, gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

HOUSING = f"/s/grievances/{gid('Grievance', 'housing')}"
WAGES = f"/s/grievances/{gid('Grievance', 'wages')}"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("officer", ["Applications", "Commitments that are late"]),
        ("content_editor", ["Case studies in review"]),
        ("handler", ["Grievances"]),
        ("partner", ["Grievances"]),
        ("analyst", []),
    ],
)
async def test_everybody_finds_their_own_work(tab: Tab, name: str, parts: list[str]) -> None:
    page = await sign_in(tab, name)
    every = ["Applications", "Commitments that are late", "Case studies in review", "Grievances"]
    assert [part for part in every if f"{part}" in page.text] == parts


@pytest.mark.usefixtures("fresh")
async def test_approving_shows_the_invitation_once(tab: Tab) -> None:
    page = await sign_in(tab, "officer")
    assert "Minato Ltd" in page.text
    page = await tab.press("Approve")
    assert "/invitation/" in page.text
    link = page.text.split("/invitation/")[1].split()[0]

    page = await tab.open("/s/")
    assert "Minato Ltd" not in page.text
    assert (await Tab(tab.client).open(f"/en/invitation/{link}")).status == 200


@pytest.mark.usefixtures("fresh")
async def test_declining_needs_a_reason_which_is_asked_for_at_its_field(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "officer")
    with behind.unchanged("session"):
        page = await tab.press("Decline", reason=" ")
    assert page.status == 422
    assert f'id="reason-{gid("Organisation", "minato")}-problem"' in page.html

    page = await tab.press("Decline", reason="No employer.")
    assert "Saved." in page.text
    assert behind.rows("select status from organisation where id = %s", key("minato")) == [{"status": "declined"}]


@pytest.mark.usefixtures("fresh")
async def test_a_case_study_is_read_sent_back_and_published(tab: Tab, behind: Behind) -> None:
    page = await sign_in(tab, "content_editor")
    assert "went_wrong of in_review" in page.text
    page = await tab.press("Ask for changes", note="Say what it cost.")
    assert "Nothing waits here." in page.text
    assert behind.rows("select status from case_study where id = %s", key("in_review")) == [{"status": "changes_asked"}]


@pytest.mark.usefixtures("fresh")
async def test_publishing_puts_it_into_the_library(tab: Tab) -> None:
    await sign_in(tab, "content_editor")
    await tab.press("Publish")
    page = await Tab(tab.client).open("/en/practices")
    assert "title of in_review" in page.text


@pytest.mark.usefixtures("fresh")
async def test_a_handler_reads_acknowledges_answers_and_closes(tab: Tab, behind: Behind) -> None:
    page = await sign_in(tab, "handler")
    assert "My pay is missing or too low" in page.links
    page = await tab.open(WAGES)
    assert NARRATIVE in page.text

    page = await tab.press("I have read it")
    assert "Being looked at" in page.text
    page = await tab.press("Send", body="We will help you.")
    assert "We will help you." in page.text

    page = await tab.press("Close this grievance", outcome="", reason="Paid.")
    assert (page.status, "Paid." in page.text) == (422, True)
    page = await tab.press("Close this grievance", outcome="PAYMENT", reason="")
    assert (page.status, 'id="reason-problem"' in page.html) == (422, True)
    page = await tab.press("Close this grievance", outcome="PAYMENT", reason="All wages were paid.")
    assert "All wages were paid." in page.text
    assert behind.rows("select state from grievance where id = %s", key("wages")) == [{"state": "closed"}]


@pytest.mark.parametrize(
    ("name", "path"), [("partner", WAGES), ("tied_handler", WAGES), ("officer", HOUSING), ("rival", HOUSING)]
)
async def test_a_grievance_does_not_exist_for_who_holds_no_grant(tab: Tab, name: str, path: str) -> None:
    await sign_in(tab, name)
    assert (await tab.open(path)).status == 404


async def test_the_board_is_filtered_by_a_plain_form(tab: Tab) -> None:
    page = await sign_in(tab, "handler")
    page = await tab.press("Show", state="CLOSED", language="ne")
    assert "Grievances (0)" in page.text
    assert tab.path == "/s/?state=CLOSED&language=ne"
