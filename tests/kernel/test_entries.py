"""What a person typed: kept as text, or refused where it is none."""

import pytest

from server.kernel.entries import line, prose
from server.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "fill this in"),
        (" \r\n\t　", "fill this in"),
        ("x" * 11, "longer than"),
        ("bin\x07ary", "not text"),
        ("half \ud83d", "not text"),
    ],
)
def test_what_is_no_text_is_refused_where_it_was_typed(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        prose(text, "progress_note.text", 10)
    assert refused.value.path == ("progress_note", "text")
    assert says in refused.value.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [("  a\r\nb\rc\n", "a\nb\nc"), ("a\tb", "a\tb"), ("क्‍ष", "क्‍ष"), ("👩‍👩‍👧", "👩‍👩‍👧")],
)
def test_texts_keep_their_lines_and_joiners(text: str, kept: str) -> None:
    assert prose(text, "narrative", 10) == kept


def test_a_line_is_one_line() -> None:
    assert line("  Hana \n Sato ", "signer_name", 200) == "Hana Sato"
