"""What a case study must tell, which state follows which, and what its address is made of."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from server.case_studies.models import CaseStudy, CaseStudyStatus, Theme
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, message
from server.kernel.table import Texts

LIMITS = {
    "title": 200,
    "summary": 1000,
    "problem": 5000,
    "context": 5000,
    "action": 5000,
    "cost": 5000,
    "result": 5000,
    "went_wrong": 5000,
    "how_to_repeat": 5000,
}
"""The parts of a case study, in the order in which they are read, and how many characters each may have."""

Parts = Mapping[str, Texts]
"""Each part in all its languages."""

NOTE_LIMIT = 4000
SLUG_WORDS = 80
SLUG_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

EDITABLE = frozenset({CaseStudyStatus.DRAFT, CaseStudyStatus.CHANGES_ASKED})


def parts_of(study: CaseStudy) -> dict[str, dict[str, str]]:
    """The parts of a case study: each in all its languages."""
    return {part: getattr(study, part) for part in LIMITS}


def told(parts: Parts, texts: Mapping[str, Mapping[str, str | None]]) -> dict[str, Any]:
    """The parts after ``texts`` (by language, then part) have been laid over them.

    A part that ``texts`` does not name stays; an empty one is taken away from that language. Refused at
    ``texts.0.title`` and so on where one is too long.
    """
    changed = {part: dict(parts.get(part, {})) for part in LIMITS}
    for index, (language, given) in enumerate(texts.items()):
        for part, entered in given.items():
            text = (entered or "").strip()
            if len(text) > LIMITS[part]:
                raise Invalid(
                    f"texts.{index}.{part}", message("This is longer than %(limit)s characters."), limit=LIMITS[part]
                )
            changed[part].pop(language, None)
            if text:
                changed[part][language] = text
    return changed


def languages(parts: Parts) -> list[str]:
    """The languages in which every part is told."""
    return sorted(set(parts["title"]).intersection(*parts.values()) - {"_machine"})


def complete(study: CaseStudy) -> None:
    """Refuse to hand in what does not tell everything in one language, what it cost and what went wrong too.

    The first part that is missing in every language is named; where each exists but none in one language, ``texts``.
    """
    for part, texts in parts_of(study).items():
        if not texts:
            raise Invalid(f"texts.{part}", message("Please tell this too, in at least one language."))
    if not study.languages:
        raise Invalid("texts", message("Please tell everything in at least one language."))
    if not study.themes:
        raise Invalid("themes", message("Please choose at least one theme."))


def submitted(status: CaseStudyStatus) -> CaseStudyStatus:
    """In review, from a draft or after changes were asked; else a Conflict."""
    editable(status)
    return CaseStudyStatus.IN_REVIEW


def editable(status: CaseStudyStatus) -> None:
    """Only a draft, or what changes were asked for, is its owner's to change."""
    if status not in EDITABLE:
        raise Conflict("id", message("This case study is no draft. It can be changed when an editor asks for it."))


def reviewed(status: CaseStudyStatus, outcome: CaseStudyStatus) -> CaseStudyStatus:
    """The outcome of a review (changes asked, published), where it is in review; else a Conflict."""
    if status is not CaseStudyStatus.IN_REVIEW:
        raise Conflict("id", message("This case study is not in review. Somebody may have decided already."))
    return outcome


def withdrawn(status: CaseStudyStatus) -> CaseStudyStatus:
    """Withdrawn, from any other state; it stays readable for its owner and the secretariat."""
    if status is CaseStudyStatus.WITHDRAWN:
        raise Conflict("id", message("This case study has been withdrawn already."))
    return CaseStudyStatus.WITHDRAWN


def slug(title: Mapping[str, str], otherwise: Sequence[str]) -> str:
    """The stable part of an address: words of the English title, else those of ``otherwise`` (place and themes).

    Six random letters make it unique and tell nothing.
    """
    words = latin_words(title.get("en", "")) or latin_words(" ".join(otherwise)) or ["case"]
    made = words[0][:SLUG_WORDS]
    for word in words[1:]:
        if len(made) + 1 + len(word) > SLUG_WORDS:
            break
        made += "-" + word
    return made + "-" + "".join(secrets.choice(SLUG_LETTERS) for _ in range(6))


def latin_words(text: str) -> list[str]:
    """The words of a text in plain Latin letters and digits, without accents, in lower case."""
    plain = re.sub("['\u2019\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    return re.findall("[a-z0-9]+", plain.lower())


def themes(wanted: Sequence[Theme]) -> list[str]:
    """Themes as stored: each once, in the order given."""
    return list(dict.fromkeys(theme.value for theme in wanted))


def article_numbers(wanted: Collection[int], existing: Collection[int]) -> list[int]:
    """Article numbers as stored: each once, ascending. Refused at ``articles`` where there is no such article."""
    if not set(wanted) <= set(existing):
        raise Invalid("articles", message("The code of conduct has no article of this number."))
    return sorted(set(wanted))


def note(entered: str) -> str:
    """What an editor asks to be changed; 1 to 4,000 characters."""
    return prose(entered, "note", NOTE_LIMIT, message("Please say what should be changed."))
