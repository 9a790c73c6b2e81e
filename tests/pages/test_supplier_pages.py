"""What a member and its supplier do on pages."""

import re
from typing import Any

import pytest

from tests.pages.journeys import sign_in
from tests.pages.tab import Page, Tab

pytestmark = [pytest.mark.row("M9"), pytest.mark.row("C9"), pytest.mark.usefixtures("fresh")]

ANSWER = {
    "company": "Hoshi Parts",
    "contact_name": "Mori",
    "contact_email": "mori@hoshi.example",
    "stand1": "YES",
    "stand2": "YES",
    "stand3": "PLANNED",
    "plan3": "Interpreters from April.",
    "stand4": "NOT_YET",
    "stand5": "YES",
}


async def link_for(tab: Tab, name: str) -> str:
    """The path of a new link that the member who is signed in makes."""
    await tab.open("/m/suppliers")
    page = await tab.press("Make links", suppliers=f"{name}\n", language="en")
    found = re.search(r"(/supplier/[\w-]{20,})<", page.html)
    assert found, page.text
    return f"/en{found[1]}"


async def come(tab: Tab, link: str) -> Page:
    """A supplier opens a link and keeps the address for its way back."""
    await tab.open(link)
    page = await tab.press("Open the invitation")
    kept = re.search(r"(/supplier/return/[\w-]+)<", page.html)
    assert kept
    await tab.open(page.links["I have kept it"])
    return tab.page or page


async def test_a_supplier_answers_by_its_link_and_the_member_reads_it(tab: Tab, client: Any) -> None:
    member, supplier = tab, Tab(client)
    await sign_in(member, "owner")
    link = await link_for(member, "Star parts")

    page = await come(supplier, link)
    assert "Aozora Ltd" in page.text
    page = await supplier.press("Send my answer", **{**ANSWER, "plan3": ""})
    assert page.status == 422
    assert 'id="plan3-problem"' in page.html
    page = await supplier.press("Send my answer", **ANSWER)
    assert "Saved." in page.text

    page = await member.open("/m/suppliers")
    page = await member.open(page.links["Star parts"])
    assert "Interpreters from April." in page.text
    assert "This supplier shares no answers with you." in page.text


async def test_a_link_opens_once_and_the_kept_address_always(tab: Tab, client: Any) -> None:
    await sign_in(tab, "owner")
    link = await link_for(tab, "Star parts")
    supplier = Tab(client)
    await supplier.open(link)
    page = await supplier.press("Open the invitation")
    kept = re.search(r"(/supplier/return/[\w-]+)<", page.html)
    assert kept

    other = Tab(client)
    await other.open(link)
    page = await other.press("Open the invitation")
    assert page.status == 422
    assert "already used" in page.errors
    await other.open(f"/en{kept[1]}")
    page = await other.press("Continue")
    assert "Aozora Ltd" in page.text


async def test_the_questionnaire_is_answered_and_shared(tab: Tab, client: Any) -> None:
    await sign_in(tab, "owner")
    supplier = Tab(client)
    page = await come(supplier, await link_for(tab, "Star parts"))
    page = await supplier.open(page.links["Answer the questionnaire"])
    codes = [name.removeprefix("note-") for name, _ in page.forms[-1].fields if name.startswith("note-")]
    assert len(codes) == 20
    page = await supplier.press("Save my answers", **{"note-1-fees": "Repaid in May."})
    assert page.status == 422
    assert "Repaid in May." in page.html
    page = await supplier.press("Save my answers", **{f"reply-{code}": "YES" for code in codes})
    assert "Saved." in page.text
    page = await supplier.press("Share my answers")
    assert "You share your answers" in page.text

    page = await tab.open("/m/suppliers")
    page = await tab.open(page.links["Star parts"])
    assert "Repaid in May." in page.text
    await supplier.press("Share no more")
    page = await tab.open(tab.path)
    assert "Repaid in May." not in page.text


async def test_a_supplier_answers_two_who_ask_and_asks_its_own(tab: Tab, client: Any) -> None:
    rival, supplier = Tab(client), Tab(client)
    await sign_in(tab, "owner")
    await sign_in(rival, "rival")
    await come(supplier, await link_for(tab, "Star parts"))
    await supplier.open(await link_for(rival, "Hoshi"))
    page = await supplier.press("Open the invitation")
    assert "Aozora Ltd" in page.text
    assert "Kitakaze Ltd" in page.text
    await supplier.press("Send my answer", **ANSWER)
    page = await supplier.press("Make links", suppliers="Tsuki\tx@tsuki.example\nKumo", language="en")
    assert len(re.findall(r"/supplier/[\w-]{20,}<", page.html)) == 2


async def test_an_invitation_is_taken_back_and_a_reader_asks_nobody(tab: Tab, client: Any) -> None:
    await sign_in(tab, "owner")
    await link_for(tab, "Star parts")
    await tab.open("/m/suppliers")
    page = await tab.press("Take back: Star parts")
    assert "Taken back" in page.text
    reader = Tab(client)
    await sign_in(reader, "reader")
    page = await reader.open("/m/suppliers")
    assert "Ask suppliers to join in" not in page.text


async def test_without_a_session_one_is_told_to_open_the_kept_address(tab: Tab) -> None:
    page = await tab.open("/supplier")
    assert "Please open the address that you kept" in page.text or "アドレス" in page.text
    assert (await tab.open("/supplier/questions")).status == 200
