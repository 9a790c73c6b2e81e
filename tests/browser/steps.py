"""Steps that several journeys take."""

from playwright.async_api import BrowserContext, Page

from tests.world import PASSWORD, email_of


async def press(page: Page, words: str) -> None:
    """Press the button with exactly these words; where there is none, follow the link."""
    button, link = page.get_by_role("button", name=words, exact=True), page.get_by_role("link", name=words, exact=True)
    await button.or_(link).first.wait_for()
    await (button if await button.count() else link).first.click()


async def signed_in(context: BrowserContext, name: str) -> Page:
    """The first page of one of the world's people."""
    page = await context.new_page()
    await page.goto("/en/sign-in")
    await page.get_by_label("E-mail address").fill(email_of(name))
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Sign in")
    return page


async def answer_questions(page: Page, narrative: str, about: str = "きゅうりょうが もらえない・すくない") -> None:
    """From the worker's start to the page that shows all answers, in Easy Japanese."""
    await page.goto("/ja-simple/")
    await press(page, "こまって います")
    await press(page, "はじめる")
    await page.get_by_label(about).check()
    await press(page, "つぎへ")
    await page.get_by_label("かいしゃの なまえ").fill("みなとの パンや")
    await page.get_by_label("けん（とどうふけん）").select_option("JP-13")
    await press(page, "つぎへ")
    await page.get_by_label("なにが ありましたか").fill(narrative)
    await press(page, "つぎへ")
    await page.get_by_label("どう なると いいですか").fill("まえの きゅうりょうに もどして ほしいです。")
    await press(page, "つぎへ")
    await page.get_by_label("わたしの かいしゃ").check()
    await press(page, "つぎへ")


async def kept_receipt(page: Page) -> str:
    """Send, keep the receipt, and show to have it; gives its 20 digits."""
    await press(page, "おくる")
    receipt = (await page.locator(".code").inner_text()).replace(" ", "").replace("\n", "")
    await press(page, "かきました")
    await page.get_by_label("ばんごうの 3ばんめの 4つの すうじは なんですか").fill(receipt[8:12])
    await press(page, "つぎへ")
    return receipt
