"""Following a grievance with its receipt."""

from typing import Any

from tests.house import Behind
from tests.makers import NARRATIVE, gid
from tests.pages.conftest import Line
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab


async def opened(tab: Tab, receipt: str) -> str:
    """Type a receipt in English; gives the page's text."""
    await tab.open("/en/case")
    return (await tab.press("See my answer", receipt=receipt)).text


async def test_a_receipt_opens_its_grievance_however_it_is_typed(tab: Tab, receipts: dict[str, str]) -> None:
    text = await opened(tab, " - ".join(receipts["worker"][start : start + 4] for start in range(0, 20, 4)))
    assert [words for words in (NARRATIVE, "Pay what is owed.", "We will call.", "Arrived") if words not in text] == []


async def test_a_receipt_with_one_digit_off_is_refused_at_its_field(
    tab: Tab, receipts: dict[str, str], behind: Behind
) -> None:
    wrong = receipts["worker"][:-1] + str((int(receipts["worker"][-1]) + 1) % 10)
    await tab.open("/en/case")
    with behind.unchanged():
        page = await tab.press("See my answer", receipt=wrong)
    assert page.status == 422
    assert page.title == "Error: Code – Kakehashi"
    assert 'id="receipt-problem"' in page.html
    assert ("receipt", wrong) in page.forms[0].fields
    assert set(tab.cookies) == {"language"}


async def test_the_session_is_gone_with_the_browser_and_no_other_site_can_use_it(
    tab_on_line: Tab, receipts: dict[str, str]
) -> None:
    await opened(tab_on_line, receipts["worker"])
    (cookie,) = [
        line for response in tab_on_line.seen for line in response.headers.get_list("set-cookie") if "visit" in line
    ]
    assert cookie.startswith("__Host-visit=w")
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=strict", "Secure"]


async def test_both_sides_write(tab: Tab, receipts: dict[str, str], client: Any) -> None:
    await opened(tab, receipts["other_worker"])
    page = await tab.press("Send", body="Here is my\npay slip.")
    assert "Here is my\npay slip." in page.text

    desk = Tab(client)
    await sign_in(desk, "handler")
    page = await desk.open(f"/s/grievances/{gid('Grievance', 'housing')}")
    assert "Here is my\npay slip." in page.text
    await desk.press("Send", body="Thank you. We read it.")

    page = await tab.open("/en/case")
    assert "Thank you. We read it." in page.text


async def test_sending_twice_writes_once(tab: Tab, receipts: dict[str, str], behind: Behind) -> None:
    await opened(tab, receipts["worker"])
    page = tab.page
    await tab.press("Send", body="Once.")
    tab.page = page
    with behind.unchanged():
        await tab.press("Send", body="Once.")


async def test_an_empty_message_is_refused_at_its_field(tab: Tab, receipts: dict[str, str], behind: Behind) -> None:
    await opened(tab, receipts["worker"])
    with behind.unchanged():
        page = await tab.press("Send", body=" ")
    assert page.status == 422
    assert 'id="body-problem"' in page.html


async def test_a_message_survives_a_broken_line(tab_on_line: Tab, line: Line, receipts: dict[str, str]) -> None:
    await opened(tab_on_line, receipts["worker"])
    line.cut = True
    page = await tab_on_line.press("Send", body="Do not lose this.")
    assert page.status == 503

    line.cut = False
    page = await tab_on_line.press("Try again")
    assert "Do not lose this." in page.text


async def test_who_writes_too_long_after_the_end_of_the_session_gets_the_text_back(
    tab: Tab, receipts: dict[str, str], ask: Any
) -> None:
    await opened(tab, receipts["worker"])
    await ask("mutation { signOut(input: {}) { errors { code } } }", tab.cookies["visit"])
    page = await tab.press("Send", body="A long story.")
    assert page.status == 401
    assert "A long story." in page.text
    assert "visit" not in tab.cookies

    page = await tab.open("/en/case")
    assert "Type your code" in page.text


async def test_a_form_of_a_session_before_gives_the_text_back(
    tab: Tab, receipts: dict[str, str], behind: Behind
) -> None:
    await opened(tab, receipts["worker"])
    old = tab.page
    await opened(Tab(tab.client), receipts["worker"])
    await tab.press("Close")
    tab.page = old
    page = await tab.press("Send", body="Written after closing elsewhere.")
    assert (page.status, "Written after closing elsewhere." in page.text) == (401, True)

    await opened(tab, receipts["worker"])
    tab.page = old
    with behind.unchanged():
        page = await tab.press("Send", body="Written before opening again.")
    assert (page.status, "Written before opening again." in page.text) == (403, True)


async def test_closing_and_leaving_end_the_session_at_the_api_too(
    tab: Tab, receipts: dict[str, str], answer: Any
) -> None:
    for leave in ("close", "exit"):
        await opened(tab, receipts["worker"])
        token = tab.cookies["visit"]
        await (tab.press("Close") if leave == "close" else tab.open("/exit"))
        assert "visit" not in tab.cookies
        assert (await answer("{ grievance { id } }", token)).status_code == 401


async def test_an_old_session_does_not_stand_in_the_way_of_another_receipt(tab: Tab, receipts: dict[str, str]) -> None:
    await opened(tab, receipts["worker"])
    page = await tab.send(
        "POST", "/en/case", f"receipt={receipts['other_worker']}", content_type="application/x-www-form-urlencoded"
    )
    assert page.status == 200
    assert "Read" in page.text
