"""What a person typed, as it is kept: trimmed, not empty, not too long, and text."""

import unicodedata

from server.kernel.errors import Invalid, message

EMPTY = message("Please fill this in.")


def prose(entered: str, path: str, longest: int, empty: str = EMPTY) -> str:
    """A text with one kind of line end, 1 to ``longest`` characters; else refused at ``path``.

    Control characters other than line ends and tabs are refused (binary content), and halves of characters. Invisible
    joiners pass: Burmese, Khmer, Nepali and Sinhala are written with them.
    """
    text = entered.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Invalid(path, empty)
    if len(text) > longest:
        raise Invalid(path, message("This is longer than %(limit)s characters."), limit=longest)
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise Invalid(path, message("This contains characters that are not text."))
    return text


def line(entered: str, path: str, longest: int) -> str:
    """The same, on one line."""
    return prose(" ".join(entered.split()), path, longest)
