"""What holds for every kind of page: accessibility, narrow screens, size, one request."""

import gzip
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Request

from tests.browser.conftest import PATIENCE
from tests.browser.steps import answer_questions, press, signed_in
from tests.makers import gid

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAGS = ["ja", "ja-simple", "en", "my"]
WORKER = ["", "help", "case"]
PUBLIC = [
    "practices",
    "practices/published-abcdef",
    "members",
    f"members/{gid('Organisation', 'aozora')}",
    "about",
    "sign-in",
]
INSIDE = [
    ("owner", "/m/"),
    ("owner", f"/m/commitments/{gid('Commitment', 'aozora 1')}"),
    ("officer", "/s/"),
    ("content_editor", "/s/"),
    ("handler", "/s/"),
    ("handler", f"/s/grievances/{gid('Grievance', 'wages')}"),
]
SMALL_TARGETS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
    .map(it => it.closest("label.choice") ?? it)
    .filter(it => it.offsetWidth && (it.getBoundingClientRect().height < 44 || it.getBoundingClientRect().width < 44))
    .map(it => it.outerHTML.slice(0, 120))"""


@pytest.fixture
async def narrow(chromium: Browser, address: str) -> AsyncIterator[BrowserContext]:
    """A window of 320 px with JavaScript, which axe needs; what we may load does not bind the checker."""
    context = await chromium.new_context(
        base_url=address, viewport={"width": 320, "height": 640}, bypass_csp=True, locale="en"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    await context.close()


async def faults(page: Page) -> list[str]:
    """What axe finds, and what sticks out of the window."""
    found = await Axe().run(page, options={"runOnly": RULES})
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    broken = [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found.response["violations"]]
    return broken + (["wider than the window"] if wide else [])


@pytest.mark.parametrize("tag", TAGS)
async def test_worker_and_public_pages_are_accessible_on_a_narrow_screen(narrow: BrowserContext, tag: str) -> None:
    page = await narrow.new_page()
    found: dict[str, list[str]] = {}
    for path in ["/", "/xx/", *(f"/{tag}/{path}" for path in (*WORKER, *PUBLIC))]:
        await page.goto(path)
        found[path] = await faults(page)
    assert {path: problems for path, problems in found.items() if problems} == {}


async def test_every_step_of_filing_is_accessible_on_a_narrow_screen(narrow: BrowserContext) -> None:
    page = await narrow.new_page()
    found: dict[str, list[str]] = {}

    async def look(name: str) -> None:
        found[name] = await faults(page) + await page.evaluate(SMALL_TARGETS)

    await page.goto("/en/help")
    await look("begin")
    await press(page, "Start")
    await look("category")
    await press(page, "Next")
    await look("category refused")
    await page.get_by_label("Something else").check()
    await press(page, "Next")
    await look("employer")
    await page.get_by_label("Name of the company").fill("aozora")
    await press(page, "Next")
    await look("match")
    await press(page, "Next")
    await look("narrative")
    await press(page, "Next")
    await look("narrative refused")
    await page.get_by_label("What happened?").fill("Averylongwordwithoutanyspace" * 20)
    await press(page, "Next")
    await look("fair result")
    await press(page, "Next")
    await look("must not know")
    await press(page, "Next")
    await look("check")
    await press(page, "Send")
    await look("receipt")
    receipt = (await page.locator(".code").inner_text()).replace(" ", "").replace("\n", "")
    await press(page, "I have written it down")
    await look("confirm")
    await page.get_by_role("textbox").fill("x")
    await press(page, "Next")
    await look("missed")
    await press(page, "I have written it down")
    await page.get_by_role("textbox").fill(receipt[8:12])
    await press(page, "Next")
    await look("done")
    await press(page, "See my answer")
    await look("code")
    await page.get_by_role("textbox").fill("12")
    await press(page, "See my answer")
    await look("code refused")
    await page.get_by_role("textbox").fill(receipt)
    await press(page, "See my answer")
    await look("case")
    assert {name: problems for name, problems in found.items() if problems} == {}


async def test_pages_behind_signing_in_are_accessible_on_a_narrow_screen(narrow: BrowserContext) -> None:
    found: dict[str, list[str]] = {}
    for name, path in INSIDE:
        page = await signed_in(narrow, name)
        await page.goto(path)
        found[f"{name} {path}"] = await faults(page)
        await narrow.clear_cookies()
        await page.close()
    assert {path: problems for path, problems in found.items() if problems} == {}


async def test_a_dark_screen_keeps_its_contrast(narrow: BrowserContext) -> None:
    page = await narrow.new_page()
    await page.emulate_media(color_scheme="dark")
    found: dict[str, list[str]] = {}
    for path in ("/", "/en/", "/en/help", "/en/practices", "/en/practices/published-abcdef", "/en/about"):
        await page.goto(path)
        found[path] = await faults(page)
    assert {path: problems for path, problems in found.items() if problems} == {}


async def test_worker_pages_are_one_small_request_each(phone: BrowserContext) -> None:
    page = await phone.new_page()
    asked: list[str] = []
    sizes: dict[str, int] = {}

    def note(request: Request) -> None:
        asked.append(request.resource_type)

    page.on("request", note)
    for path in ("", *(f"{tag}/{path}" for tag in TAGS for path in WORKER)):
        await page.goto(f"/{path}")
        sizes[page.url] = len(gzip.compress((await page.content()).encode()))
    assert asked == ["document"] * len(sizes)
    assert {url: size for url, size in sizes.items() if size > 10_000} == {}

    await answer_questions(page, "なにか あります。")
    await press(page, "おくる")
    assert set(asked) == {"document"}
