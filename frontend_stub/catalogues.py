"""The pages' own texts: gettext catalogues, read once from their .po files, with ruby for Easy Japanese.

A text may carry readings as ``[漢字|かんじ]``. Where markup can stand they become ruby; in a title, an option or an
attribute the reading alone is shown. Catalogues hold no HTML: all text is escaped before ruby is set.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from frontend_stub.languages import LANGUAGES, Language

LOCALE = Path(__file__).parent / "locale"
READING = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")
DAYS_IN_JAPANESE = {
    1: "ついたち",
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}


@cache
def catalogue(tag: str) -> dict[str, str]:
    """Source text → translation, of the language with that tag."""
    path = LOCALE / tag.replace("-", "_") / "LC_MESSAGES" / "pages.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def with_ruby(source: str) -> Markup:
    """A text with its readings above the kanji."""
    return Markup(READING.sub(r"<ruby>\1<rt>\2</rt></ruby>", str(escape(source))))  # noqa: S704  escaped just here


def reading_only(source: str) -> str:
    """A text with its readings instead of the kanji, for where no markup can stand."""
    return READING.sub(r"\2", source)


@cache
def plain_text(language: Language) -> Callable[..., str]:
    """``plain("Hello %(name)s", name=…)`` for titles, options and attributes."""
    texts = catalogue(language.catalogue)
    return lambda source, **fields: reading_only(texts[source]) % fields if fields else reading_only(texts[source])


@cache
def rich_text(language: Language) -> Callable[..., Markup]:
    """``_("Hello %(name)s", name=…)`` for running text; fields are escaped unless they are markup already."""
    texts = {source: with_ruby(target) for source, target in catalogue(language.catalogue).items()}
    return lambda source, **fields: texts[source] % fields if fields else texts[source]


def every_label(language: Language) -> Callable[[Mapping[str, str]], dict[str, str]]:
    """``said(labels.KINDS)``: a whole list of labels for the options of a form."""
    write = plain_text(language)
    return lambda labels: {value: write(label) for value, label in labels.items()}


def day(language: Language) -> Callable[[str], Markup]:
    """``day("2026-11-22")`` as people write it in that language."""

    def written(iso: str) -> Markup:
        on = date.fromisoformat(iso)
        if language.catalogue != "ja-simple":
            return escape(format_date(on, "long", locale=language.catalogue))
        last = f"[{on.day}日|{DAYS_IN_JAPANESE[on.day]}]" if on.day in DAYS_IN_JAPANESE else f"{on.day}[日|にち]"
        return with_ruby(f"{on.year}[年|ねん] {on.month}[月|がつ] {last}")

    return written


def name_of(language: Language) -> Callable[[str], Markup]:
    """``language_name("vi")`` in the language of the page; a language that is not offered is named by its tag."""
    write = rich_text(language)
    return lambda tag: write(LANGUAGES[tag].english_name) if tag in LANGUAGES else escape(tag)
