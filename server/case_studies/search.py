"""Search words: how a case study's texts become a tsvector, and what somebody types a tsquery.

Both sides are made here, so the same search works on every PostgreSQL without extensions. Scripts that write words with
spaces give words: in lower case, without Latin, Greek and Cyrillic accents. Japanese, Chinese, Korean, Thai, Lao, Khmer
and Burmese give overlapping pairs of characters, kana folded to hiragana. Each run of such characters also gives its
last character alone, so that every character stands at the beginning of some token and one alone is found as a prefix.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.kernel.table import Texts

WEIGHTS = {"title": "A", "summary": "B"}
"""ts_rank weighs A, B and C as 1, 0.4 and 0.2; every other part is C."""

POSITIONS = 16_383
"""PostgreSQL's greatest position of a token. A longer text begins again at 1: words and phrases are still found."""

BYTES = 900_000
"""What a tsvector may take, with a margin: PostgreSQL refuses one of 1 MiB."""

TOKEN_LENGTH = 64
QUERY_TOKENS = 32
"""How much of a search text counts. What follows is left out, so that a pasted page is still a search."""

PREFIX_LENGTH = 3
"""From how many letters on a word is also found as the beginning of a longer one (wage, wages)."""

EVERYTHING = "!'-'"
"""The query that everything answers: a sign is never a token."""

PLAIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
ACCENTS = re.compile("[\u0300-\u036f]")
PAIRED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Hangul
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
)
RUNS = re.compile(f"([{PAIRED}]+)|([^{PAIRED}]+)")


def normal(text: str) -> str:
    """The text as it is compared: NFKC, lower case, without invisible characters, accents and the two kinds of kana."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = (_plain(character) for character in folded if unicodedata.category(character) != "Cf")
    return ACCENTS.sub("", "".join(kept)).translate(PLAIN).translate(HIRAGANA)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Words, and whole runs of characters that are searched in pairs; True for the latter. Expects ``normal`` text."""
    spaced = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in text)
    for word in spaced.split():
        for run in RUNS.finditer(word):
            yield run[0], run[1] is not None


def pairs(run: str) -> list[str]:
    """Overlapping pairs of the characters of a run; a single character where there is but one."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def tokens(text: str) -> Iterator[str]:
    """The search tokens of a text, in order: neighbours in the text are neighbours here."""
    for run, paired in runs(normal(text)):
        if paired:
            yield from pairs(run)
            if len(run) > 1:
                yield run[-1]
        else:
            yield run[:TOKEN_LENGTH]


def vector(parts: Mapping[str, Texts]) -> str:
    """A tsvector literal of a case study's parts (``title`` and so on) in all their languages, weighted by part.

    Title and summary come first, so that a text beyond PostgreSQL's limit loses words of its body only.
    """
    found: dict[str, list[str]] = {}
    size = at = 0
    for part, texts in sorted(parts.items(), key=lambda item: WEIGHTS.get(item[0], "C")):
        weight = WEIGHTS.get(part, "C")
        for token in _between(texts):
            at += 1
            if token is None:
                continue
            size += 4 if token in found else len(token.encode()) + 12
            if size > BYTES:
                return _literal(found)
            found.setdefault(token, []).append(f"{at % POSITIONS + 1}{weight}")
    return _literal(found)


def query(text: str) -> str:
    """A tsquery for what somebody typed: every word and every phrase of paired characters must occur.

    Where there is nothing to search for (spaces, signs), it finds everything.
    """
    terms: list[str] = []
    left = QUERY_TOKENS
    # A character of NFKC text can come of many; no search needs more than this many to fill its tokens.
    for run, paired in runs(normal(text[: QUERY_TOKENS * TOKEN_LENGTH])):
        if left <= 0:
            break
        wanted = (pairs(run) if paired else [run[:TOKEN_LENGTH]])[:left]
        left -= len(wanted)
        terms.append(_phrase(wanted, prefix=len(run) == 1 if paired else len(run) >= PREFIX_LENGTH))
    return " & ".join(dict.fromkeys(terms)) or EVERYTHING


def _plain(character: str) -> str:
    apart = unicodedata.normalize("NFD", character)
    return apart if apart[0] < "\u0530" else character


def _between(texts: Texts) -> Iterator[str | None]:
    """Tokens of one part in all its languages, with a gap after each, so that no phrase reaches across."""
    for language, text in texts.items():
        if not language.startswith("_"):
            yield from tokens(text)
            yield None


def _literal(found: Mapping[str, Sequence[str]]) -> str:
    return " ".join(f"'{token}':{','.join(positions)}" for token, positions in found.items())


def _phrase(wanted: Iterable[str], *, prefix: bool) -> str:
    quoted = [f"'{token}'" for token in wanted]
    joined = " <-> ".join(quoted) + (":*" if prefix else "")
    return f"({joined})" if len(quoted) > 1 else joined
