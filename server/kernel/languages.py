"""Languages: which are known, what stands in for one that is missing, and the catalogue of the platform's sentences."""

import ast
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import langcodes
from babel.dates import format_date
from babel.messages.pofile import read_po
from langcodes.tag_parser import LanguageTagError

LANGUAGES = (
    "ja", "ja-simple", "en", "vi", "zh-Hans", "id", "fil", "my", "ne",
    "zh-Hant", "km", "th", "pt-BR", "es", "ko", "mn", "si", "bn", "uz",
)  # fmt: skip
"""The tags that the platform knows, first those whose worker's pages are to be complete."""

DEFAULT = "en"

STANDS_IN = {
    "ja-simple": ("ja", "en"),
    "ja": ("ja-simple", "en"),
    "zh-Hant": ("zh-Hans", "en"),
    "zh-Hans": ("zh-Hant", "en"),
}
"""What is shown where a language is missing; English, then Japanese, for every other."""

LOCALES = Path(__file__).parent.parent / "locale"
HOUSE = Path(__file__).parent.parent.parent


def known(tag: str) -> str:
    """The platform's spelling of a language tag: `tl` is `fil`, `zh-CN` is `zh-Hans`; an unknown one stays itself."""
    if tag in LANGUAGES:
        return tag
    try:
        best, _ = langcodes.closest_match(tag, LANGUAGES, max_distance=9)
    except LanguageTagError:
        return tag
    return tag if best == "und" else best


def chain(tag: str) -> tuple[str, str, str]:
    """A language and the two that stand in for it, in this order."""
    first = known(tag)
    second, third = STANDS_IN.get(first, ("ja", "ja-simple") if first == "en" else ("en", "ja"))
    return first, second, third


@lru_cache(1024)
def accepted(header: str) -> str:
    """The best language for an Accept-Language header; English where nothing fits."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        wanted.append((-weight, position, tag.strip()))
    for weight, _, tag in sorted(wanted):
        if weight < 0 and known(tag) in LANGUAGES:
            return known(tag)
    return DEFAULT


@cache
def catalogue(tag: str) -> Mapping[str, str]:
    """The platform's sentences in a language, by their English source; empty where there is no catalogue."""
    file = LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / "server.po"
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_po(stream) if entry.id and entry.string}


def say(source: str, language: str, **fields: Any) -> str:
    """A sentence in the viewer's language, or in the one that stands in for it; a missing one stays English."""
    for tag in chain(language):
        if tag == DEFAULT:
            break
        if source in catalogue(tag):
            return catalogue(tag)[source] % fields
    return source % fields


def sources() -> dict[str, list[Path]]:
    """Every source text that is marked with ``message("…")`` in server and schema, and the files it stands in."""
    found: dict[str, list[Path]] = {}
    for file in sorted((*(HOUSE / "server").rglob("*.py"), *(HOUSE / "schema").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="message"), args=[ast.Constant(value=str(text))]):
                    found.setdefault(text, []).append(file)
                case _:
                    pass
    return found


@cache
def spoken() -> tuple[str, ...]:
    """The languages in which the platform itself speaks: English, and those that have a catalogue."""
    return (DEFAULT, *(tag for tag in LANGUAGES if catalogue(tag)))


def written(day: date, tag: str) -> str:
    """A day as people write it in a language that the platform speaks; in Easy Japanese without kanji."""
    if tag == "ja-simple":
        return f"{day.year}ねん {day.month}がつ {DAYS_IN_JAPANESE.get(day.day, f'{day.day}にち')}"
    return format_date(day, "long", locale=tag.replace("-", "_"))


DAYS_IN_JAPANESE = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "14か", 20: "はつか", 24: "24か",
}  # fmt: skip
"""The days of a month that are not read by their number."""
