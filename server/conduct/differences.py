"""What changed between two texts: words of scripts that separate words, single characters of those that do not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

PIECES = re.compile(
    r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]+|\d+|\s+|.", re.DOTALL
)
"""A word, a number, white space, or one character, as in Japanese, Chinese, Korean, Thai, Burmese and Khmer."""


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A piece of text, and what became of it."""

    change: Change
    text: str


def pieces(before: str, after: str) -> Sequence[Piece]:
    """The way from one text to the other. Kept and removed pieces make the first, kept and added ones the second."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    found: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(Change.KEPT, "".join(old[i:j])))
            continue
        if i < j:
            found.append(Piece(Change.REMOVED, "".join(old[i:j])))
        if k < m:
            found.append(Piece(Change.ADDED, "".join(new[k:m])))
    return found
