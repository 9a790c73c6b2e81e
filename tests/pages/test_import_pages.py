"""The officer's pages for taking members in."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest

from tests.exchange.test_import_members import HEADING
from tests.pages.journeys import sign_in
from tests.pages.tab import Page, Tab

pytestmark = pytest.mark.row("M14")

ROW = "P-1,NPO,市民の会,,,東京都,,,2024.4.1,担当,b@x.example\n"
BOUNDARY = "formboundary"


async def upload(tab: Tab, content: str) -> Page:
    """Choose a file in the form of the page that is open, and send it."""
    assert tab.page
    fields = dict(next(form for form in tab.page.forms if "Check the file" in form.buttons).fields)
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="stamp"\r\n\r\n{fields["stamp"]}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="名簿.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n"
    )
    page = await tab.send("POST", "/s/import", parts.encode(), content_type=f"multipart/form-data; boundary={BOUNDARY}")
    for _ in range(100):
        if 'http-equiv="refresh"' not in page.html:
            return page
        await asyncio.sleep(0.05)
        page = await tab.open(tab.path)
    raise AssertionError("never checked")


@pytest.mark.usefixtures("fresh")
async def test_an_officer_takes_the_good_rows_of_a_file_in(tab: Tab, behind: Any) -> None:
    await sign_in(tab, "officer")
    page = await tab.open("/s/import")

    page = await upload(tab, f"{HEADING}\n{ROW}P-2,？,別の会,,,東京都,,,2024.4.1,担当,c@x.example\n")
    assert "1 new" in page.text
    assert "1 wrong" in page.text
    assert "No kind of member is called so." in page.text
    report = await tab.open(page.links["Download this list (CSV)"])
    assert "No kind of member is called so." in report.html

    await tab.open(tab.path.removesuffix("/report.csv"))
    page = await tab.press("Take the good rows in")
    assert "1 members were taken in." in page.text
    assert behind.row("register_entry", reference="P-1")

    page = await tab.open("/s/import")
    assert "名簿.csv" in page.links


async def test_what_is_no_table_is_refused_at_the_field(tab: Tab, behind: Any) -> None:
    await sign_in(tab, "officer")
    await tab.open("/s/import")
    page = await upload(tab, "")
    assert page.status == 422
    assert 'id="file-problem"' in page.html
    assert "The file is empty." in page.errors


async def test_a_template_can_be_had(tab: Tab) -> None:
    page = await sign_in(tab, "officer")
    page = await tab.open(page.links["Take members in from a file"])
    page = await tab.open(page.links["CSV"])
    assert page.response.headers["content-disposition"] == 'attachment; filename="members.csv"'


@pytest.mark.parametrize("name", ["owner", "content_editor"])
async def test_the_page_is_nobody_elses(tab: Tab, name: str) -> None:
    await sign_in(tab, name)
    assert (await tab.open("/s/import")).status == 404
    assert (await tab.open(f"/s/import/{quote('bm9uZQ==')}")).status == 404


async def test_a_file_from_elsewhere_is_refused(tab: Tab, behind: Any) -> None:
    await sign_in(tab, "officer")
    with behind.unchanged():
        page = await tab.send(
            "POST", "/s/import", b"x", content_type="multipart/form-data; boundary=x", Sec_Fetch_Site="cross-site"
        )
    assert page.status == 403
