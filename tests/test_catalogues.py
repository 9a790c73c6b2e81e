"""Every sentence that the platform says to people exists in Japanese and in Easy Japanese, and says the same things."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from server.kernel.languages import LOCALES, catalogue, say

ROOT = Path(__file__).parent.parent
KANJI = re.compile("[\u3400-\u9fff]")
FOR_OPERATORS = {"server/doctor.py", "server/troubles.py"}
"""The doctor speaks the terminal's language, and no terminal is in Easy Japanese."""

TAGS = ("ja", "ja-simple")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of ``message`` in server and schema, with the file it stands in."""
    for file in sorted((*(ROOT / "server").rglob("*.py"), *(ROOT / "schema").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "message":
                yield str(file.relative_to(ROOT)), node


def sources(tag: str) -> set[str]:
    """The source texts that a language must have."""
    without = FOR_OPERATORS if tag == "ja-simple" else set()
    return {call.args[0].value for file, call in calls() if file not in without}  # pyright: ignore[reportReturnType]


def stored(tag: str) -> Catalog:
    with (LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / "server.po").open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def fields(text: str) -> list[str]:
    """The placeholders of a text, and every stray percent sign."""
    return sorted(re.findall(r"%(?:\(\w+\)s)?", text))


def test_every_source_text_stands_in_the_code_as_it_stands_in_the_catalogues():
    wrong = [
        f"{file}:{call.lineno}"
        for file, call in calls()
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant) or not isinstance(call.args[0].value, str)
    ]

    assert wrong == []
    assert len(sources("ja")) > 80


@pytest.mark.parametrize("tag", TAGS)
def test_every_sentence_is_translated_and_none_is_left_over(tag):
    assert set(catalogue(tag)) == sources(tag)
    assert [one.id for one in stored(tag) if one.id and (one.fuzzy or not str(one.string).strip())] == []


@pytest.mark.parametrize("tag", TAGS)
def test_every_translation_has_the_fields_of_its_source(tag):
    assert {source: fields(text) for source, text in catalogue(tag).items()} == {
        source: fields(source) for source in sources(tag)
    }


def test_a_percent_sign_is_always_a_field():
    assert [source for source in sources("ja") if "%" in fields(source)] == []


def test_easy_japanese_is_written_without_kanji():
    assert [text for text in catalogue("ja-simple").values() if KANJI.search(text)] == []


def test_a_sentence_is_said_in_the_language_asked_for_and_operators_words_fall_back_to_japanese():
    assert say("You may not do this.", "ja") == "この操作をする権限がありません。"
    assert say("You may not do this.", "ja-simple") == "あなたは これを する ことが できません。"
    assert say("You may not do this.", "vi") == say("You may not do this.", "en") == "You may not do this."
    assert say("PostgreSQL %(version)s answers.", "ja-simple", version=18) == "PostgreSQL 18 が応答しています。"
