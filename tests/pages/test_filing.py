"""Filing a grievance, page by page."""

import gzip

import httpx

from frontend_stub.visit import style
from tests.house import Behind
from tests.makers import Somebody
from tests.pages.conftest import Line
from tests.pages.journeys import STORY, receipt_on, to_check
from tests.pages.tab import Page, Tab


async def test_a_worker_files_and_reads_it_again_with_the_receipt(tab: Tab) -> None:
    await to_check(tab)
    receipt = receipt_on(await tab.press("おくる"))
    await tab.press("かきました")
    done = await tab.press("つぎへ", third=receipt[8:12])
    assert "おわりました" in done.text

    await tab.open("/ja-simple/case")
    case = await tab.press("へんじを みる", receipt=receipt)
    assert [line for line in STORY.split("\n") if line not in case.text] == []


async def test_what_was_answered_is_shown_before_it_is_sent(tab: Tab) -> None:
    page = await to_check(tab, company="Harbour Bakery")
    given = [
        "きゅうりょうが もらえない・すくない",
        "Harbour Bakery",
        "とうきょうと",
        "こわいです。",
        "わたしの かいしゃ",
    ]
    assert [words for words in [*given, "わたしの かぞく"] if words not in page.text] == []


async def test_a_member_is_found_by_a_part_of_its_name_and_chosen(tab: Tab) -> None:
    await tab.open("/en/help")
    await tab.press("Start")
    await tab.press("Next", category="WAGES")
    page = await tab.press("Next", employer_name="aozora", prefecture="")
    assert "Aozora Ltd" in page.text

    employer = next(words for words in page.html.split('"') if words.startswith("T3Jn"))
    await tab.press("Next", employer_id=employer)
    await tab.press("Next", narrative="My pay is missing.")
    await tab.press("Next", fair_result="")
    page = await tab.press("Next")
    assert "Aozora Ltd" in page.text


async def test_a_change_leads_back_to_the_check(tab: Tab) -> None:
    await to_check(tab)
    page = await tab.press("なおす: なにが ありましたか")
    assert STORY in page.text

    page = await tab.press("つぎへ", narrative="もう いちど かきます。")
    assert "これで いいですか" in page.text
    assert "もう いちど かきます。" in page.text


async def test_going_back_keeps_every_answer(tab: Tab) -> None:
    await to_check(tab)
    await tab.press("なおす: だれに しられたく ないですか")
    await tab.press("もどる", must_not_know=[])
    page = await tab.press("もどる", fair_result="")
    assert STORY in page.text


async def test_an_empty_narrative_is_refused_at_its_field_and_nothing_else_is_lost(tab: Tab) -> None:
    page = await to_check(tab)
    await tab.press("なおす: なにが ありましたか")
    page = await tab.press("つぎへ", narrative="  \n ")

    assert page.status == 422
    assert page.title == "エラー： 5つの うち 3ばんめ – Kakehashi"
    assert "なにが あったか かいて ください。" in page.errors
    assert 'href="#narrative"' in page.html
    assert 'aria-describedby="narrative-hint narrative-problem" aria-invalid="true"' in page.html
    assert ("fair_result", "まえの きゅうりょうに もどして ほしいです。") in page.forms[0].fields


async def test_a_narrative_that_is_too_long_comes_back_whole(tab: Tab) -> None:
    await to_check(tab)
    await tab.press("なおす: なにが ありましたか")
    page = await tab.press("つぎへ", narrative="あ" * 10_001)
    assert page.status == 422
    assert "もじが 10001 あります" in page.errors
    assert "あ" * 10_001 in page.html


async def test_what_only_the_api_refuses_stands_at_its_field(tab: Tab, behind: Behind) -> None:
    with behind.unchanged():
        await to_check(tab, narrative="ok\u0001")
        page = await tab.press("おくる")
    assert page.status == 422
    assert page.title.startswith("エラー：")
    assert 'id="narrative-problem"' in page.html


async def test_pressing_send_twice_files_once_and_shows_the_same_receipt(tab: Tab, behind: Behind) -> None:
    check = await to_check(tab)
    first = receipt_on(await tab.press("おくる"))
    tab.page = check
    with behind.unchanged():
        assert receipt_on(await tab.press("おくる")) == first


async def test_another_report_under_the_same_key_is_told_apart(tab: Tab, behind: Behind) -> None:
    await to_check(tab)
    check = tab.page
    await tab.press("おくる")
    tab.page = check
    await tab.press("なおす: なにが ありましたか")
    await tab.press("つぎへ", narrative="ほかの ことです。")
    with behind.unchanged():
        page = await tab.press("おくる")
    assert page.status == 409
    assert "もう とどいて います" in page.text


async def test_a_wrong_third_group_leads_back_to_the_receipt(tab: Tab) -> None:
    await to_check(tab)
    receipt = receipt_on(await tab.press("おくる"))
    await tab.press("かきました")
    page = await tab.press("つぎへ", third="0000" if receipt[8:12] != "0000" else "1111")
    assert page.status == 422
    assert "だいじょうぶです。" in page.errors
    assert " ".join(receipt[start : start + 4] for start in range(0, 20, 4)) in page.text


async def test_the_third_group_may_be_typed_in_burmese_digits(tab: Tab) -> None:
    await to_check(tab)
    receipt = receipt_on(await tab.press("おくる"))
    await tab.press("かきました")
    page = await tab.press("つぎへ", third=receipt[8:12].translate(str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")))
    assert "おわりました" in page.text


async def test_when_the_api_is_down_nothing_that_was_typed_is_lost(
    tab_on_line: Tab, line: Line, behind: Behind
) -> None:
    await to_check(tab_on_line)
    line.cut = True
    with behind.unchanged():
        page = await tab_on_line.press("おくる")
    assert page.status == 503
    assert page.response.headers["retry-after"] == "60"
    assert "いま つながりません。" in page.text

    line.cut = False
    assert len(receipt_on(await tab_on_line.press("もういちど"))) == 20


async def test_an_old_session_on_the_phone_does_not_stand_in_the_way(tab: Tab, worker: Somebody) -> None:
    for token in (worker.token, "w-nonsense"):
        tab.cookies["visit"] = token
        await to_check(tab)
        receipt = receipt_on(await tab.press("おくる"))
        await tab.press("かきました")
        assert "おわりました" in (await tab.press("つぎへ", third=receipt[8:12])).text


async def test_no_page_of_the_journey_tells_by_address_title_or_cache(tab: Tab) -> None:
    await to_check(tab)
    receipt = receipt_on(await tab.press("おくる"))
    await tab.press("かきました")
    await tab.press("つぎへ", third=receipt[8:12])

    assert {response.request.url.path for response in tab.seen} == {"/ja-simple/help", "/ja-simple/help/receipt"}
    assert {response.request.url.query for response in tab.seen} == {b""}
    assert {response.headers["cache-control"] for response in tab.seen} == {"no-store, no-transform"}
    assert {response.headers["referrer-policy"] for response in tab.seen} == {"no-referrer"}
    assert set(tab.cookies) == {"language"}
    titles = {Page(response).title for response in tab.seen}
    steps = {f"5つの うち {step}ばんめ – Kakehashi" for step in range(1, 6)}
    assert titles == steps | {f"{name} – Kakehashi" for name in ("かくにん", "ばんごう", "おくりました")} | {
        "Kakehashi"
    }


async def test_each_page_is_small_and_loads_nothing_else(tab: Tab) -> None:
    await tab.open("/")
    await tab.open("/my/")
    await to_check(tab)
    await tab.press("おくる")
    await tab.open("/ja-simple/case")
    assert [
        len(gzip.compress(response.content)) for response in tab.seen if len(gzip.compress(response.content)) > 10_000
    ] == []
    assert [
        words
        for response in tab.seen
        for words in ("<script", "<img", "src=", "@import", "url(", 'rel="stylesheet"')
        if words in response.text
    ] == []


def test_the_style_that_every_page_carries_stays_under_three_kilobytes() -> None:
    assert len(style("page.css").encode()) <= 3072


async def test_leaving_removes_everything_and_leads_to_the_weather(tab: Tab) -> None:
    page = await tab.open("/ja-simple/")
    assert page.links["すぐに はなれる"] == "/exit"
    response: httpx.Response = (await tab.open("/exit")).response
    assert response.headers["location"] == "https://www.jma.go.jp/"
    assert response.headers["clear-site-data"] == '"cache", "cookies", "storage"'
