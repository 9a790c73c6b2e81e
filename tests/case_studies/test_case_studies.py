from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import literal_column

from server.case_studies.models import CaseStudyStatus
from tests import world

LIST = """
query($filter: CaseStudyFilter, $order: CaseStudyOrder, $first: Int, $after: String, $last: Int, $before: String) {
    caseStudies(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture
def library(behind, newcomer, tell) -> dict[str, UUID]:
    """Four published case studies of the newcomer, its draft and one in review, by a short name."""
    published = CaseStudyStatus.PUBLISHED

    def texts(**given: str) -> dict[str, str]:
        return given

    return {
        "fees": tell(
            published,
            published_on=date(2026, 3, 1),
            themes=["recruitment_fees"],
            articles=[1, 2],
            prefecture="JP-23",
            sector="E",
            title=texts(en="Paying back recruitment fees", ja="採用手数料を返す"),
            summary=texts(en="A company repaid fees.", ja="会社が手数料を返した。"),
        ),
        "housing": tell(
            published,
            published_on=date(2026, 4, 1),
            themes=["housing", "safety"],
            prefecture="JP-01",
            sector="D",
            title=texts(ja="社員寮の改善", en="Better dormitories"),
            summary=texts(ja="寮を直した。", en="We repaired them."),
            problem=texts(ja="外国人が住む寮の雨漏り。手数料も高かった。", en="Leaking roofs, high fees."),
        ),
        "language": tell(
            published,
            published_on=date(2026, 4, 1),
            themes=["language"],
            prefecture="JP-23",
            title=texts(en="ข้อความ for Người lao động: ﾆﾎﾝｺﾞ", ja="にほんご教室"),
            problem=texts(en="No words", ja="言葉の壁"),
        ),
        "english": tell(published, published_on=date(2026, 5, 1), themes=["housing"], cost={"en": "Nothing."}),
        "draft": tell(title={"en": "Draft on fees", "ja": "下書き"}),
        "review": tell(CaseStudyStatus.IN_REVIEW, title={"en": "Review of fees", "ja": "審査中"}),
    }


def reading(ask: Any, newcomer: Any, keys: dict[str, UUID]) -> Any:
    """Lists the newcomer's case studies by their short names."""
    known = {world.gid("CaseStudy", key): name for name, key in keys.items()}

    async def read(who: Any = None, order: str | None = None, page: dict[str, Any] | None = None, **wanted: Any) -> Any:
        given = {"organisationId": newcomer.id, **wanted}
        found = (await ask(LIST, who, filter=given, order=order, **(page or {})))["caseStudies"]
        names = [known[node["id"]] for node in found["nodes"]]
        return names if page is None else (names, found["pageInfo"])

    return read


@pytest.fixture
def read(ask, newcomer, library) -> Any:
    """Lists the newcomer's case studies by their short names."""
    return reading(ask, newcomer, library)


async def test_a_visitor_reads_what_is_published_newest_first(read, library):
    assert (await read())[0] == "english"
    assert (await read())[3] == "fees"
    assert await read() == await read(order="NEWEST") == (await read(order="OLDEST"))[::-1]
    assert set(await read()) == {"english", "housing", "language", "fees"}


async def test_filters_hold_together(read):
    for wanted, found in (
        ({"theme": "HOUSING"}, ["english", "housing"]),
        ({"theme": "SAFETY"}, ["housing"]),
        ({"theme": "HEALTH"}, []),
        ({"article": 2}, ["fees"]),
        ({"article": 3, "prefecture": "JP-23"}, ["language"]),
        ({"article": 99}, []),
        ({"prefecture": "JP-23"}, ["fees", "language"]),
        ({"sector": "MANUFACTURING"}, ["fees"]),
        ({"language": "ja"}, ["fees", "housing", "language"]),
        ({"language": "my"}, []),
        ({"status": "PUBLISHED"}, ["english", "fees", "housing", "language"]),
        ({"status": "DRAFT"}, []),
    ):
        assert sorted(await read(**wanted)) == found, wanted


async def test_drafts_and_reviews_are_listed_for_who_may_see_them(read, people, newcomer):
    for somebody, drafts, reviews in (
        (newcomer.reader, ["draft"], ["review"]),
        (people["content_editor"], [], ["review"]),
        (people["rival"], [], []),
        (people["worker"], [], []),
        (None, [], []),
    ):
        assert (await read(somebody, status="DRAFT"), await read(somebody, status="IN_REVIEW")) == (drafts, reviews)
    assert set((await read(newcomer.owner))[:2]) == {"draft", "review"}


async def test_words_are_searched_in_every_language_and_part_of_published_text_only(read, newcomer):
    for searched, found in (
        ("recruitment FEES", ["fees"]),
        ("fees", ["fees", "housing"]),
        ("fee", ["fees", "housing"]),
        ("手数料", ["fees", "housing"]),
        ("採用手数料", ["fees"]),
        ("数料", ["fees", "housing"]),
        ("寮", ["housing"]),
        ("外国人", ["housing"]),
        ("国外人", []),
        ("外人", []),
        ("寮 手数料", ["housing"]),
        ("nguoi lao dong", ["language"]),
        ("ニホンゴ", ["language"]),
        ("にほんご", ["language"]),
        ("ข้อ", ["language"]),
        ("wages", []),
        ("'); drop table case_study; --", []),
        ("fees & !dormitories", ["housing"]),
        ("寮" * 10_000, []),
        ("fees " * 2_000, ["fees", "housing"]),
    ):
        assert sorted(await read(search=searched)) == found, searched
        assert sorted(await read(newcomer.owner, search=searched)) == found, searched


async def test_where_nothing_is_searched_for_nothing_is_left_out(read, newcomer):
    for searched in ("", "  ", "!?"):
        for somebody in (None, newcomer.owner):
            assert await read(somebody, search=searched) == await read(somebody)


async def test_what_fits_best_comes_first_the_title_before_the_summary_before_the_rest(read):
    assert await read(search="fees", order="RELEVANCE") == ["fees", "housing"]
    assert await read(search="fees") == ["housing", "fees"]
    assert await read(search="手数料", order="RELEVANCE") == ["fees", "housing"]
    assert await read(order="RELEVANCE") == await read()
    assert await read(search=" ", order="RELEVANCE") == await read()


async def test_of_what_a_common_word_finds_the_newest_are_weighed_and_the_others_follow(
    ask, newcomer, library, monkeypatch
):
    monkeypatch.setattr("schema.case_studies.MOST_WEIGHED", literal_column("1"))
    unplanned = LIST + " # of which one is weighed"
    of = {"organisationId": newcomer.id, "search": "手数料"}
    found = await ask(unplanned, filter=of, order="RELEVANCE")
    names = {world.gid("CaseStudy", key): name for name, key in library.items()}
    assert [names[node["id"]] for node in found["caseStudies"]["nodes"]] == ["housing", "fees"]


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST", "RELEVANCE"])
async def test_pages_join_forward_and_backward(read, newcomer, order):
    for who, search in ((None, None), (newcomer.owner, None), (None, "fees")):
        whole = await read(who, order, search=search)
        seen: list[str] = []
        page: dict[str, Any] = {"first": 1}
        while True:
            names, info = await read(who, order, page, search=search)
            seen += names
            if not info["hasNextPage"]:
                break
            page = {"first": 1, "after": info["endCursor"]}
        assert seen == whole
        back: list[str] = []
        page = {"last": 2}
        while True:
            names, info = await read(who, order, page, search=search)
            back = names + back
            if not info["hasPreviousPage"]:
                break
            page = {"last": 2, "before": info["startCursor"]}
        assert back == whole


async def test_one_is_found_by_its_id_and_by_its_address(ask, behind, library):
    slug = behind.row("case_study", library["fees"])["slug"]
    document = """query($id: ID, $slug: String) { caseStudy(id: $id, slug: $slug) {
        slug title(in: "my") { value language isFallback } themes articles languages sector prefecture
        publishedOn withdrawnOn organisation { status } reviews { note } } }"""
    shown = {
        "slug": slug,
        "title": {"value": "Paying back recruitment fees", "language": "en", "isFallback": True},
        "themes": ["RECRUITMENT_FEES"],
        "articles": [1, 2],
        "languages": ["en", "ja"],
        "sector": "MANUFACTURING",
        "prefecture": "JP-23",
        "publishedOn": "2026-03-01",
        "withdrawnOn": None,
        "organisation": {"status": "ACTIVE"},
        "reviews": [],
    }
    for asked in ({"id": world.gid("CaseStudy", library["fees"])}, {"slug": slug}):
        assert await ask(document, **asked) == {"caseStudy": shown}
    for asked in (
        {},
        {"slug": "no-such-address"},
        {"id": world.gid("CaseStudy", uuid4())},
        {"id": world.gid("CaseStudy", "draft")},
    ):
        assert await ask(document, **asked) == {"caseStudy": None}
    other = {"id": world.gid("CaseStudy", library["housing"]), "slug": slug}
    assert await ask(document, **other) == {"caseStudy": None}
