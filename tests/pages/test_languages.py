"""Choosing a language, and being told what is not there yet."""

import pytest

from frontend_stub.languages import LANGUAGES, sorted_for
from tests.pages.tab import Tab


@pytest.mark.parametrize(
    ("accepted", "first"),
    [
        ("", ["ja-simple", "en"]),
        ("my-MM,my;q=0.9,en;q=0.5", ["my", "en"]),
        ("zh-CN", ["zh-Hans", "ja-simple"]),
        ("tl, ne;q=0.3", ["fil", "ne"]),
        ("ja", ["ja", "ja-simple"]),
        ("en;q=0, vi", ["vi", "ja-simple"]),
        ("xx, ,;q=, en-a, *, ja-simple;q=0.1", ["ja-simple", "en"]),
    ],
)
def test_the_languages_of_the_browser_stand_on_top(accepted: str, first: list[str]) -> None:
    tags = [language.tag for language in sorted_for(accepted)]
    assert tags[:2] == first
    assert sorted(tags) == sorted(LANGUAGES)


async def test_every_language_is_offered_in_its_own_script(tab: Tab) -> None:
    page = await tab.open("/")
    assert page.links == {language.own_name: f"/{tag}/" for tag, language in LANGUAGES.items()}
    assert [tag for tag in LANGUAGES if f'lang="{tag}"' not in page.html] == []
    assert tab.cookies == {}


async def test_the_chosen_language_is_kept(tab: Tab) -> None:
    await tab.open("/ja/")
    assert tab.cookies == {"language": "ja"}
    page = await tab.open("/m/")
    assert tab.path == "/ja/sign-in"
    assert '<html lang="ja">' in page.html


@pytest.mark.parametrize("tag", [tag for tag, language in LANGUAGES.items() if not language.complete])
async def test_a_page_that_is_not_translated_says_so_in_the_language_itself(tab: Tab, tag: str) -> None:
    for path in ("", "help", "case", "practices", "about"):
        page = await tab.open(f"/{tag}/{path}")
        assert page.status == 200
        assert '<html lang="en">' in page.html
        assert f'<span lang="{tag}">{LANGUAGES[tag].fallback_note}</span>' in page.html


async def test_a_text_of_the_api_that_stands_in_for_a_missing_one_is_marked(tab: Tab) -> None:
    page = await tab.open("/vi/about")
    assert "not yet in Vietnamese" in page.text
    page = await tab.open("/en/about")
    assert "not yet in" not in page.text


async def test_an_unknown_language_or_page_is_not_found_in_the_readers_language(tab: Tab) -> None:
    for path in ("/xx/", "/en/nothing", "/static/../app.py"):
        tab.headers = {"Accept-Language": "en"}
        page = await tab.open(path)
        assert (page.status, "There is nothing here" in page.text) == (404, True)
