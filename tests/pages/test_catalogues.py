"""The pages' own texts: complete in Japanese, Easy Japanese and English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import frontend_stub
from frontend_stub import catalogues
from frontend_stub.languages import COMPLETE, LANGUAGES

ROOT = Path(frontend_stub.__file__).parent
PLACEHOLDER = re.compile(r"%\(\w+\)s")
KANJI = re.compile(r"[\u4e00-\u9fff]")


def used() -> dict[str, str]:
    """Every source text of templates and views, and where it stands."""
    keywords = {"_": None, "plain": None, "text": None, "say": None}
    methods = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
    return {str(found[2]): found[0] for found in extract_from_dir(ROOT, methods, keywords=keywords)}


@pytest.mark.parametrize("tag", [language.tag for language in COMPLETE])
def test_a_catalogue_has_every_text_and_no_other(tag: str) -> None:
    assert set(catalogues.catalogue(tag)) == set(used())


@pytest.mark.parametrize("tag", [language.tag for language in COMPLETE])
def test_no_text_is_empty_unsure_or_has_other_fields(tag: str) -> None:
    with (ROOT / "locale" / tag.replace("-", "_") / "LC_MESSAGES" / "pages.po").open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    unfinished = [
        entry.id
        for entry in entries
        if not entry.string
        or entry.fuzzy
        or sorted(PLACEHOLDER.findall(str(entry.id))) != sorted(PLACEHOLDER.findall(str(entry.string)))
    ]
    assert unfinished == []


def test_english_is_the_source() -> None:
    assert {source: target for source, target in catalogues.catalogue("en").items() if source != target} == {}


def test_easy_japanese_has_no_kanji_without_its_reading() -> None:
    texts = catalogues.catalogue("ja-simple").values()
    assert [text for text in texts if KANJI.search(catalogues.READING.sub("", text))] == []


def test_readings_become_ruby_and_stand_alone_where_no_markup_can() -> None:
    assert catalogues.with_ruby("<b> [漢字|かんじ]") == "&lt;b&gt; <ruby>漢字<rt>かんじ</rt></ruby>"
    assert catalogues.reading_only("[漢字|かんじ]です") == "かんじです"


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "November 20, 2026"),
        ("ja", "2026年11月20日"),
        ("vi", "November 20, 2026"),
        (
            "ja-simple",
            "2026<ruby>年<rt>ねん</rt></ruby> 11<ruby>月<rt>がつ</rt></ruby> <ruby>20日<rt>はつか</rt></ruby>",
        ),
    ],
)
def test_days_are_written_as_people_do(tag: str, written: str) -> None:
    assert catalogues.day(LANGUAGES[tag])("2026-11-20") == written
