"""Journeys in Chromium, without JavaScript."""

from playwright.async_api import BrowserContext, expect

from tests.browser.steps import answer_questions, kept_receipt, press, signed_in

STORY = "4がつから きゅうりょうが すくないです。\nだれにも いわないで ください。"


async def test_a_worker_files_a_handler_answers_and_the_worker_reads(
    phone: BrowserContext, desk: BrowserContext
) -> None:
    page = await phone.new_page()
    await answer_questions(page, STORY, about="しごとで けがを した・びょうきに なった")
    await expect(page.get_by_text("みなとの パンや")).to_be_visible()
    receipt = await kept_receipt(page)
    await expect(page.get_by_role("heading", name="おわりました。")).to_be_visible()
    await page.close()

    handler = await signed_in(desk, "handler")
    await handler.get_by_role("combobox", name="Language").select_option("ja-simple")
    await press(handler, "Show")
    await press(handler, "I was hurt or became ill because of work")
    await expect(handler.get_by_text("だれにも いわないで ください。")).to_be_visible()
    await press(handler, "I have read it")
    await handler.get_by_label("Your answer").fill("よみました。いっしょに かんがえましょう。")
    await press(handler, "Send")

    page = await phone.new_page()
    await page.goto("/ja-simple/")
    await press(page, "へんじを みる")
    await page.get_by_role("textbox").fill(" ".join(receipt[start : start + 4] for start in range(0, 20, 4)))
    await press(page, "へんじを みる")
    await expect(page.get_by_text("よみました。いっしょに かんがえましょう。")).to_be_visible()
    await expect(page.locator("[aria-current=step]")).to_have_text("へんじ あり")


async def test_leaving_shows_the_weather_without_telling_where_one_was(phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto("/ja-simple/case")
    async with page.expect_request("https://www.jma.go.jp/") as weather:
        await press(page, "すぐに はなれる")
    assert "referer" not in (await weather.value).headers
    assert await phone.cookies() == []


async def test_the_journey_can_be_made_with_the_keyboard_alone(phone: BrowserContext) -> None:
    page = await phone.new_page()

    async def reach(words: str, on: str) -> None:
        """Tab on, on the page with this heading, until something with these words has the focus."""
        await expect(page.locator("h1")).to_have_text(on)
        for _ in range(40):
            await page.keyboard.press("Tab")
            label = await page.locator(":focus").evaluate("it => it.labels?.[0]?.innerText ?? it.innerText")
            if label.strip() == words:
                return
        raise AssertionError(words)

    await page.goto("/en/help")
    await reach("Start", on="Tell us what happened")
    await page.keyboard.press("Enter")
    await reach("My pay is missing or too low", on="What is it about?")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await reach("Name of the company", on="Where do you work?")
    await page.keyboard.type("Harbour Bakery")
    await page.keyboard.press("Enter")
    await reach("What happened?", on="What happened?")
    await page.keyboard.type("My pay is missing.")
    await reach("Next", on="What happened?")
    await page.keyboard.press("Enter")
    await reach("Next", on="What would be fair?")
    await page.keyboard.press("Enter")
    await reach("My family", on="Who must not know about this?")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await reach("Send", on="Is everything right?")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Your report has arrived. Now keep this code.")


async def test_after_a_refusal_the_focus_is_on_the_summary(phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto("/en/help")
    await press(page, "Start")
    await press(page, "Next")
    await expect(page).to_have_title("Error: Step 1 of 5 – Kakehashi")
    await expect(page.locator(".summary")).to_be_focused()
    await press(page, "Choose what comes closest.")
    await expect(page.get_by_label("My pay is missing or too low")).to_be_focused()


async def test_a_member_updates_a_commitment_and_publishes_the_note(desk: BrowserContext) -> None:
    page = await signed_in(desk, "owner")
    await page.get_by_role("listitem").filter(has_text="3. Understand and trust").get_by_role("link").click()
    await page.get_by_label("Behind").check()
    await page.get_by_label("What did you do, and what is missing?").fill("The night class has no teacher yet.")
    await page.get_by_label("Show this note to everybody").check()
    await press(page, "Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()

    await press(page, "Members")
    await press(page, "Aozora Ltd")
    await expect(page.get_by_text("The night class has no teacher yet.")).to_be_visible()


async def test_the_library_is_searched_in_japanese(phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto("/ja/practices")
    await page.get_by_label("検索").fill("publishedの")
    await press(page, "検索")
    await page.get_by_role("link", name="publishedのtitle").click()
    await expect(page.get_by_role("heading", name="うまくいかなかったこと")).to_be_visible()


async def test_back_and_forth_on_a_phone_loses_nothing(phone: BrowserContext) -> None:
    page = await phone.new_page()
    await answer_questions(page, STORY)
    await press(page, "なおす: どう なると いいですか")
    await press(page, "もどる")
    await expect(page.get_by_label("なにが ありましたか")).to_have_value(STORY)
