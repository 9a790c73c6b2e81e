"""Which languages are offered, which catalogue each is shown from, and which one a browser would like."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import langcodes
from langcodes.tag_parser import LanguageTagError


@dataclass(frozen=True)
class Language:
    """A language that people can choose.

    ``tag`` is what texts are asked for and written in, ``catalogue`` what the pages' own texts are shown in. Where the
    two differ, ``fallback_note`` says so in the language itself: the page is honest about what is not there yet.
    """

    tag: str
    own_name: str
    english_name: str
    catalogue: str
    fallback_note: str = ""

    @property
    def complete(self) -> bool:
        """The pages' own texts exist in it."""
        return self.tag == self.catalogue


def text(source: str) -> str:
    """Mark a source text for the catalogues."""
    return source


LANGUAGES = {
    language.tag: language
    for language in (
        Language("ja-simple", "やさしい にほんご", text("Easy Japanese"), "ja-simple"),
        Language("en", "English", text("English"), "en"),
        Language("ja", "日本語", text("Japanese"), "ja"),
        Language(
            "vi",
            "Tiếng Việt",
            text("Vietnamese"),
            "en",
            "Trang này chưa có bằng tiếng Việt, nên được hiển thị bằng tiếng Anh. Bạn có thể viết bằng tiếng Việt.",
        ),
        Language("zh-Hans", "简体中文", text("Chinese"), "en", "本页还没有中文版，现在用英文显示。您可以用中文书写。"),
        Language(
            "fil",
            "Filipino",
            text("Filipino"),
            "en",
            "Wala pa ang pahinang ito sa Filipino, kaya nasa Ingles ito. Puwede kang sumulat sa Filipino.",
        ),
        Language(
            "ne",
            "नेपाली",
            text("Nepali"),
            "en",
            "यो पृष्ठ अहिले नेपालीमा छैन, त्यसैले अङ्ग्रेजीमा देखाइएको छ। तपाईं नेपालीमा लेख्न सक्नुहुन्छ।",
        ),
        Language(
            "id",
            "Bahasa Indonesia",
            text("Indonesian"),
            "en",
            "Halaman ini belum ada dalam bahasa Indonesia, jadi ditampilkan dalam bahasa Inggris. "
            "Anda boleh menulis dalam bahasa Indonesia.",
        ),
        Language(
            "my",
            "မြန်မာဘာသာ",
            text("Burmese"),
            "en",
            "ဤစာမျက်နှာကို မြန်မာဘာသာဖြင့် မရရှိနိုင်သေးသဖြင့် အင်္ဂလိပ်ဘာသာဖြင့် ပြထားပါသည်။ သင် မြန်မာဘာသာဖြင့် ရေးနိုင်ပါသည်။",
        ),
    )
}
"""In the order in which they stand when a browser tells nothing: the easiest shared language first, then by how many
people work in Japan with it."""

DEFAULT = LANGUAGES["ja"]
COMPLETE = tuple(language for language in LANGUAGES.values() if language.complete)

RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def wanted(accept_language: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first; what is malformed or refused (q=0) is left out."""
    ranges = (RANGE.fullmatch(part) for part in accept_language.split(",")[:20])
    weighed = [(float(found[2] or 1), found[1]) for found in ranges if found]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def best(accept_language: str, offered: Iterable[Language]) -> Language | None:
    """The offered language that the browser likes best (zh-CN finds zh-Hans, tl finds fil), or None."""
    tags = [language.tag for language in offered]
    for tag in wanted(accept_language):
        try:
            found, _distance = langcodes.closest_match(tag, tags, max_distance=9)
        except LanguageTagError:
            continue
        if found != "und":
            return LANGUAGES[found]
    return None


def sorted_for(accept_language: str) -> list[Language]:
    """All languages, those that the browser speaks first."""
    liked = [found for tag in wanted(accept_language) if (found := best(tag, LANGUAGES.values()))]
    return list(dict.fromkeys([*liked, *LANGUAGES.values()]))
