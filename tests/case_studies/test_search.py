import time

import pytest

from server.case_studies.search import BYTES, EVERYTHING, POSITIONS, query, tokens, vector


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zero FEES, at last!", ["zero", "fees", "at", "last"]),
        ("Người lao động đến", ["nguoi", "lao", "dong", "den"]),
        ("Ｚｅｒｏ　ﾌｨｰ", ["zero", "ふぃ", "ぃー", "ー"]),
        ("社員寮", ["社員", "員寮", "寮"]),
        ("寮", ["寮"]),
        ("カタカナとひらがな", ["かた", "たか", "かな", "なと", "とひ", "ひら", "らが", "がな", "な"]),
        ("2027年から", ["2027", "年か", "から", "ら"]),
        ("한국어", ["한국", "국어", "어"]),
        ("แรงงาน", ["แร", "รง", "งง", "งา", "าน", "น"]),
        ("ကူညီ", ["ကူ", "ူည", "ညီ", "ီ"]),
        ("ជួយ", ["ជួ", "ួយ", "យ"]),
        ("नेपालका कामदार", ["नेपालका", "कामदार"]),
        ("don’t snake_case", ["don", "t", "snake", "case"]),
        ("soft\u00adhyphen, zero\u200bwidth", ["softhyphen", "zerowidth"]),
        (" …!? 😀 ", []),
    ],
)
def test_texts_give_words_or_pairs_by_their_script(text, expected):
    assert list(tokens(text)) == expected


def test_a_vector_carries_positions_and_weights_with_a_gap_between_texts():
    parts = {"problem": {"en": "wages"}, "title": {"ja": "寮", "en": "New home"}, "summary": {"en": "Home"}}
    assert vector(parts) == "'寮':2A 'new':4A 'home':5A,7B 'wages':9C"


def test_machine_marks_are_no_text():
    assert vector({"title": {"en": "Fees", "_machine": ["en"]}}) == "'fees':2A"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Fees wages fees", "'fees':* & 'wages':*"),
        ("in at", "'in' & 'at'"),
        ("寮", "'寮':*"),
        ("社員寮 改善", "('社員' <-> '員寮') & '改善'"),
        ("カタ", "'かた'"),
        ("2027年", "'2027':* & '年':*"),
        ("", EVERYTHING),
        ("  !? ', \\ :* & | <-> ( ", EVERYTHING),
        ("o'clock | drop:*", "'o' & 'clock':* & 'drop':*"),
    ],
)
def test_what_is_typed_becomes_a_query_and_never_its_operators(typed, expected):
    assert query(typed) == expected


@pytest.mark.parametrize("sign", ["a ", "寮", "ab寮 ", "\ufdfa", "é", "'", "\u0e33", "\U0001f600"])
def test_ten_thousand_characters_are_a_short_query_soon(sign):
    began = time.perf_counter()
    made = query(sign * 10_000)
    assert len(made) < 3_000
    assert made.count("'") <= 2 * 33
    assert time.perf_counter() - began < 0.2


def test_a_text_without_end_stays_within_what_postgresql_holds():
    parts = {
        "title": {"en": "Title"},
        "problem": {f"x-{n}": f"{n}寮" + " ".join(f"w{n}x{m}" for m in range(5000)) for n in range(40)},
    }
    made = vector(parts)
    assert made.startswith("'title':2A ")
    assert len(made.encode()) < 2 * BYTES
    assert all(
        1 <= int(place[:-1]) <= POSITIONS for item in made.split() for place in item.rpartition(":")[2].split(",")
    )
