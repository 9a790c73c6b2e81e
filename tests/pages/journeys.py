"""What people do on pages, told once for several tests."""

from tests.pages.tab import Page, Tab
from tests.world import PASSWORD, email_of

STORY = "4がつから きゅうりょうが 3まんえん すくないです。\nこわいです。"


async def to_check(tab: Tab, narrative: str = STORY, company: str = "") -> Page:
    """Answer the five questions in Easy Japanese, up to the page that shows all answers."""
    await tab.open("/ja-simple/help")
    await tab.press("はじめる")
    await tab.press("つぎへ", category="WAGES")
    page = await tab.press("つぎへ", employer_name=company, prefecture="JP-13")
    if page.forms[0].fields[-1] == ("employer_id", ""):
        await tab.press("つぎへ")
    await tab.press("つぎへ", narrative=narrative)
    await tab.press("つぎへ", fair_result="まえの きゅうりょうに もどして ほしいです。")
    return await tab.press("つぎへ", must_not_know=["EMPLOYER", "FAMILY"])


def receipt_on(page: Page) -> str:
    """The 20 digits that a receipt page hides in its form."""
    return dict(page.forms[0].fields)["receipt"]


async def sign_in(tab: Tab, name: str) -> Page:
    """Sign in as one of the world's people, in English."""
    await tab.open("/en/sign-in")
    return await tab.press("Sign in", email=email_of(name), password=PASSWORD)
