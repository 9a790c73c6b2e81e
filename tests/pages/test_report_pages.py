"""Activity reports and letters, as people write and read them."""

import pytest

from server.kernel.models import Letter, LetterText
from server.members.models import Sector
from tests.house import Behind
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

REPORT = f"/m/reports/{gid('ActivityReport', 'aozora report')}"
READ = f"/s/reports/{gid('ActivityReport', 'kitakaze report')}"


@pytest.mark.row("C5")
@pytest.mark.usefixtures("fresh")
async def test_an_editor_saves_some_articles_and_hands_all_in(tab: Tab, behind: Behind) -> None:
    page = await sign_in(tab, "editor")
    assert "Activity report" in page.text
    page = await tab.open(REPORT)
    assert "Done by aozora report 1" in page.text

    page = await tab.press("Save and submit", **{"done-2": "We read all contracts again."})
    assert page.status == 422
    assert 'id="done-3-problem"' in page.html
    assert "We read all contracts again." in page.text

    rest = {"done-3": "x", "why-4": "No time.", "next-4": "In May.", "done-5": "y"}
    page = await tab.press("Save and submit", **rest)
    assert "Saved." in page.text
    assert "We read all contracts again." in page.text
    assert behind.row("activity_report", key("aozora report"))["state"] == "submitted"  # pyright: ignore[reportOptionalSubscript]


@pytest.mark.row("C5")
@pytest.mark.usefixtures("fresh")
async def test_what_a_colleague_saved_meanwhile_is_not_lost_and_neither_is_ones_own(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "editor")
    await tab.open(REPORT)
    behind.rows(
        "update report_entry set saved_at = now(), done = %s where id = %s", '{"en": "Hers"}', key("aozora report 1")
    )

    page = await tab.press("Save", **{"done-1": "Mine"})
    assert page.status == 422
    assert "Mine" in page.text
    assert behind.row("report_entry", key("aozora report 1"))["done"] == {"en": "Hers"}  # pyright: ignore[reportOptionalSubscript]

    page = await tab.press("Save", **{"done-1": "Mine"})
    assert behind.row("report_entry", key("aozora report 1"))["done"] == {"en": "Mine"}  # pyright: ignore[reportOptionalSubscript]


@pytest.mark.row("C6")
@pytest.mark.usefixtures("fresh")
async def test_more_time_is_asked_for_and_granted(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open(REPORT)
    page = await tab.press("Ask for more time", wanted_on="", reason="A move.")
    assert page.status == 422
    page = await tab.press("Ask for more time", wanted_on="2029-08-20", reason="We move to another town.")
    assert "Waits for the secretariat" in page.text

    desk = Tab(tab.client)
    await sign_in(desk, "officer")
    page = await desk.open("/s/reports")
    assert "We move to another town." in page.text
    page = await desk.press("Grant", reason="Moving is hard.")
    assert "Saved." in page.text
    page = await tab.open(REPORT)
    assert "Moving is hard." in page.text
    assert "August 20, 2029" in page.text


@pytest.mark.row("C5")
@pytest.mark.usefixtures("fresh")
async def test_an_officer_asks_the_member_answers_and_it_is_accepted(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "officer")
    page = await tab.open(READ)
    assert "For you alone." in page.text
    behind.rows('update report_question set answer = \'{"en": "Two."}\'')
    page = await tab.press("Ask", body="How many rooms?")
    assert "Waiting for an answer" in page.text

    member = Tab(tab.client)
    await sign_in(member, "rival")
    page = await member.open(READ.replace("/s/", "/m/"))
    page = await member.press("Answer", body="Forty.")
    assert "Forty." in page.text
    await tab.open(READ)
    page = await tab.press("Accept")
    assert "Accepted" in page.text


async def test_a_report_that_is_not_ones_own_and_not_public_is_not_there(tab: Tab) -> None:
    await sign_in(tab, "rival")
    assert (await tab.open(REPORT)).status == 404


@pytest.mark.row("M13")
@pytest.mark.usefixtures("fresh")
async def test_the_first_page_says_what_is_due_why_and_what_peers_do(tab: Tab, behind: Behind) -> None:
    behind.rows("update organisation set sector = %s where id = %s", Sector.MANUFACTURING.value, key("aozora"))
    behind.rows("update peer_practice set working = 7, met = null")
    page = await sign_in(tab, "owner")
    words = " ".join(page.text.split())
    assert "The activity report on a half-year comes by the end of the month after it" in words
    assert "What others in your industry do" in words
    assert "<td>9</td><td>7</td><td>–</td>" in page.html


@pytest.mark.usefixtures("fresh")
async def test_letters_are_seen_with_what_became_of_them_and_sent_again(tab: Tab, behind: Behind) -> None:
    failed = Letter(template="invitation", address="x@people.example", language="en", answer="550 No", state="failed")  # pyright: ignore[reportArgumentType]
    behind.add(failed, LetterText(id=failed.id, subject="You are invited", body="Open this page."))
    await sign_in(tab, "admin")
    page = await tab.open("/s/mail?state=FAILED")
    assert "550 No" in page.text
    assert "Open this page." in page.text
    assert "long_gone" in page.text
    page = await tab.press("Send again")
    assert "Saved." in page.text
    assert behind.row(Letter, failed.id)["state"] == "queued"  # pyright: ignore[reportOptionalSubscript]


async def test_letters_are_not_for_members(tab: Tab) -> None:
    await sign_in(tab, "owner")
    assert (await tab.open("/s/mail")).status == 404
    assert (await tab.open("/s/reports")).status == 404


@pytest.mark.row("C5", "C11")
async def test_everybody_reads_what_was_handed_in_and_no_remark(tab: Tab) -> None:
    page = await tab.open(f"/en/members/{gid('Organisation', 'kitakaze')}")
    page = await tab.open(page.links["Activity reports"])
    assert "Done by kitakaze report 1" in page.text
    assert "For you alone." not in page.html
    page = await tab.open(f"/en/members/{gid('Organisation', 'aozora')}/reports")
    assert "Nothing was submitted yet." in page.text
