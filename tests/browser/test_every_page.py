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
    "sign-in/passkey",
    "sign-in/organisation",
]
INSIDE = [
    ("owner", "/m/"),
    ("owner", f"/m/commitments/{gid('Commitment', 'aozora 1')}"),
    ("owner", "/m/people"),
    ("owner", "/m/provider"),
    ("owner", "/me/"),
    ("owner", "/me/app"),
    ("owner", "/me/passkeys/new"),
    ("admin", "/s/people"),
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


FILING: list[tuple[str, dict[str, str], str]] = [
    ("begin", {}, "Start"),
    ("category", {}, "Next"),
    ("category refused", {"Something else": "✓"}, "Next"),
    ("employer", {"Name of the company": "aozora"}, "Next"),
    ("match", {}, "Next"),
    ("narrative", {}, "Next"),
    ("narrative refused", {"What happened?": "Averylongwordwithoutanyspace" * 20}, "Next"),
    ("fair result", {}, "Next"),
    ("must not know", {}, "Next"),
    ("check", {}, "Send"),
    ("receipt", {}, "I have written it down"),
    ("third group", {}, "Next"),
    ("third group missed", {}, "I have written it down"),
    ("third group again", {"Which is the third group of your code?": "its third group"}, "Next"),
    ("done", {}, "See my answer"),
    ("code", {"Type your code": "12"}, "See my answer"),
    ("code refused", {"Type your code": "the receipt"}, "See my answer"),
    ("case", {}, "Send"),
    ("message refused", {}, "Close"),
]
"""What each page of the journey is filled in with, and the button that leads to the next."""


async def test_every_step_of_filing_and_following_is_accessible_on_a_narrow_screen(narrow: BrowserContext) -> None:
    page = await narrow.new_page()
    found: dict[str, list[str]] = {}
    receipt = ""
    await page.goto("/en/help")
    for name, entries, button in FILING:
        found[name] = await faults(page) + await page.evaluate(SMALL_TARGETS)
        if name == "receipt":
            receipt = "".join((await page.locator(".code").inner_text()).split())
        for label, entry in entries.items():
            field = page.get_by_label(label)
            known = {"the receipt": receipt, "its third group": receipt[8:12]}
            await (field.check() if entry == "✓" else field.fill(known.get(entry, entry)))
        await press(page, button)
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
