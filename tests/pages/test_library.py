"""The public pages: good practice, members, the code of conduct."""

import pytest

from tests.makers import gid
from tests.pages.tab import Tab

PUBLISHED = "published-abcdef"

pytestmark = pytest.mark.usefixtures("as_built")


async def test_the_library_shows_what_is_published_and_nothing_else(tab: Tab) -> None:
    page = await tab.open("/en/practices")
    assert page.links["title of published"] == f"/en/practices/{PUBLISHED}"
    assert [
        state for state in ("draft", "in_review", "changes_asked", "withdrawn") if f"title of {state}" in page.text
    ] == []


async def test_searching_and_filtering_work_by_a_plain_form(tab: Tab) -> None:
    await tab.open("/en/practices")
    page = await tab.press("Search", search="", theme="CHILD_LABOUR")
    assert "Nothing found." in page.text
    assert tab.path == "/en/practices?prefecture=&article=&search=&theme=CHILD_LABOUR"


@pytest.mark.parametrize(
    "query",
    [
        "theme=NONSENSE",
        "prefecture=JP-99",
        "article=x",
        "after=%00",
        "after=nonsense",
        "before=e30%3D",
        "search=" + "x" * 5000,
    ],
)
async def test_an_address_that_makes_no_sense_breaks_nothing(tab: Tab, query: str) -> None:
    page = await tab.open(f"/en/practices?{query}")
    assert page.status in {200, 404}


async def test_a_case_study_tells_everything(tab: Tab) -> None:
    page = await tab.open(f"/en/practices/{PUBLISHED}")
    told = ["The problem", "Where and for whom", "What they did", "What it cost", "What came of it", "What went wrong"]
    assert page.status == 200
    assert [heading for heading in [*told, "How you can do it too"] if heading not in page.text] == []


@pytest.mark.parametrize("slug", ["draft-abcdef", "withdrawn-abcdef", "nothing", "%00", "x" * 3000])
async def test_what_is_not_published_is_not_found(tab: Tab, slug: str) -> None:
    assert (await tab.open(f"/en/practices/{slug}")).status == 404


async def test_the_directory_leads_to_members_and_their_commitments(tab: Tab) -> None:
    page = await tab.open("/en/members?search=aozora")
    assert "Found: 1" in page.text
    page = await tab.open(page.links["Aozora Ltd"])
    assert "Progress of aozora on 1" in page.text
    assert "Progress of aozora on 2" not in page.text
    assert [str(number) for number in range(1, 6) if f"{number}. " not in page.text] == []


@pytest.mark.parametrize(
    "id", [gid("Organisation", "minato"), gid("Organisation", "nobody"), gid("Article", "aozora"), "nonsense", "%F0"]
)
async def test_whoever_is_no_member_is_not_found(tab: Tab, id: str) -> None:
    assert (await tab.open(f"/en/members/{id}")).status == 404


async def test_the_code_of_conduct_has_five_articles_in_each_complete_language(tab: Tab) -> None:
    for tag, title in (("en", "Keep the law"), ("ja", "法令を守る"), ("ja-simple", "ほうりつを まもる")):
        page = await tab.open(f"/{tag}/about")
        assert f"1. {title}" in " ".join(page.text.split())
