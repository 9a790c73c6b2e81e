"""The directory with its facets, and one member's page with its downloads."""

import csv
import io
import json
from datetime import date

import pytest

from tests.house import Behind
from tests.makers import gid, key, organisation
from tests.pages.tab import Tab

AOZORA = f"/en/members/{gid('Organisation', 'aozora')}"


@pytest.mark.row("M10")
@pytest.mark.usefixtures("fresh")
async def test_facets_show_counts_and_narrow_the_list(tab: Tab) -> None:
    page = await tab.open("/en/members?prefecture=JP-13&pledged=yes")
    assert "Aozora Ltd" in page.text
    assert "Kitakaze" not in page.text
    assert "Company (1)" in page.text
    assert "Hokkaido (1)" in page.text
    page = await tab.open(page.links["Remove"])
    assert "Prefecture: " in page.text or "Has signed the code of conduct: " in page.text


@pytest.mark.row("M10")
@pytest.mark.parametrize("language", ["en", "ja", "ja-simple"])
async def test_an_empty_answer_says_what_to_do(tab: Tab, language: str) -> None:
    page = await tab.open(f"/{language}/members?search=nobody-is-called-so&sector=FISHERIES&joined_from=2020-01-01")
    assert page.status == 200
    assert page.html.count("<li>") >= 3
    assert f'href="/{language}/members"' in page.html


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("choice", ["kind=X", "prefecture=JP-99", "joined_from=2020-13-01", "late=perhaps", "order=x"])
async def test_a_choice_that_makes_no_sense_filters_nothing(tab: Tab, choice: str) -> None:
    page = await tab.open(f"/en/members?{choice}")
    assert "Aozora Ltd" in page.text
    assert "Kitakaze Ltd" in page.text


@pytest.mark.row("C8")
@pytest.mark.row("M7")
@pytest.mark.row("C11")
async def test_a_members_page_says_what_it_signed_does_and_says(tab: Tab) -> None:
    page = await tab.open(AOZORA)
    for words in (
        "Code of conduct, version 1",
        "Sign Er, CEO",
        "Mill",
        "Technical intern training (ii): 30 to 99",
        "it was called: Aoi",
        "The flood closed us.",
        "What this page proves, and what it does not",
    ):
        assert words in " ".join(page.text.split()), words
    assert "Store" not in page.text
    assert "Student" not in page.text


@pytest.mark.row("C8")
async def test_the_page_is_downloaded_as_it_is_shown(tab: Tab) -> None:
    page = await tab.open(AOZORA)
    whole = await tab.open(page.links["This page as a file (JSON)"])
    table = await tab.open(f"{AOZORA}/download.csv")

    told = json.loads(whole.html)
    assert (told["name"]["value"], len(told["commitments"]), [site["name"]["value"] for site in told["sites"]]) == (
        "Aozora Ltd",
        5,
        ["Mill"],
    )
    assert table.html.startswith("\ufeff")
    rows = dict(csv.reader(io.StringIO(table.html.removeprefix("\ufeff"))))
    assert rows["name.value"] == "Aozora Ltd"
    assert rows["commitments.1.article.number"] == "1"
    assert "attachment" in table.response.headers["content-disposition"]


async def test_a_formula_is_no_formula_in_the_table(tab: Tab, behind: Behind) -> None:
    trick = organisation(name="")
    trick.name = {"en": '=HYPERLINK("http://x.example")'}
    behind.add(trick)
    table = await tab.open(f"/en/members/{gid('Organisation', trick.id)}/download.csv")
    assert "'=HYPERLINK" in table.html


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_a_successor_answers_at_the_old_address(tab: Tab, behind: Behind) -> None:
    behind.rows("update organisation set succeeded_by = %s where id = %s", key("kitakaze"), key("aozora"))
    response = await tab.client.get(AOZORA)
    assert (response.status_code, response.headers["location"]) == (
        301,
        f"/en/members/{gid('Organisation', 'kitakaze')}",
    )
    page = await tab.open(f"/en/members/{gid('Organisation', 'kitakaze')}")
    page = await tab.open(page.links["Aozora Ltd"])
    assert "Another organisation has taken its place" in page.text


async def test_a_late_report_is_said_on_both_pages(tab: Tab, behind: Behind) -> None:
    late = organisation(report_due_on=date(2026, 1, 31))
    late.name = {"en": "Late Ltd"}
    behind.add(late)
    page = await tab.open(f"/en/members/{gid('Organisation', late.id)}")
    assert "Its report was due on" in page.text
    page = await tab.open("/en/members?search=late+ltd")
    assert "Membership suspended" in page.text
