"""Session tokens: what the edge reads of them before it asks the database anything."""

import base64
import hashlib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel import sealing
from server.kernel.sealing import Audience, Token, parse_token

END = 1_800_000_000


@pytest.mark.parametrize(("audience", "letter"), [("worker", "w"), ("member", "m"), ("staff", "s")])
def test_a_token_says_its_audience_and_its_end(audience: Audience, letter: str):
    token = sealing.new_token(audience, END)

    assert token.text[0] == letter
    assert (len(token.text), len(token.secret)) == (44, 32)
    assert parse_token(token.text, END - 1) == token
    assert (token.audience, token.expires_at) == (audience, END)


def test_a_token_ends_at_its_second_and_lives_beyond_2038():
    token, late = sealing.new_token("staff", END), sealing.new_token("staff", 2**32 - 1)

    assert parse_token(token.text, END - 0.001) == token
    assert parse_token(token.text, END) is None
    assert parse_token(token.text, END + 1) is None
    assert parse_token(late.text, 2**31 + 1) == late


def test_two_tokens_are_never_alike():
    assert len({sealing.new_token("worker", END).secret[4:] for _ in range(1000)}) == 1000


def test_one_token_has_one_spelling():
    text = sealing.new_token("member", END).text
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    alike = [
        text[:-1] + letter
        for letter in alphabet
        if base64.urlsafe_b64decode(text[1:-1] + letter + "=") == base64.urlsafe_b64decode(text[1:] + "=")
    ]

    assert len(alike) == 4
    assert [spelling for spelling in alike if parse_token(spelling, 0)] == [text]


@pytest.mark.parametrize(
    ("start", "kept", "end"),
    [
        ("", slice(0), ""),
        ("", slice(1, None), ""),
        ("x", slice(1, None), ""),
        ("W", slice(1, None), ""),
        ("", slice(-1), ""),
        ("", slice(None), "A"),
        ("", slice(None), "="),
        ("", slice(None), "\n"),
        (" ", slice(None), ""),
        ("", slice(-2), "+A"),
        ("", slice(-2), "ＡA"),
        ("", slice(1), "\0" * 43),
    ],
)
def test_a_malformed_token_is_nobody(start: str, kept: slice, end: str):
    text = sealing.new_token("worker", END).text

    assert parse_token(text, 0) is not None
    assert parse_token(start + text[kept] + end, 0) is None


@given(st.text(max_size=60) | st.from_regex(r"[wms][A-Za-z0-9_-]{43}", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_token_with_that_spelling_or_nobody(text: str):
    token = parse_token(text, 0)

    assert token is None or token.text == text


def test_what_is_derived_tells_nothing_of_the_secret_nor_of_each_other():
    token = Token("staff", bytes(range(32)))
    derived = [token.id, bytes.fromhex(token.database_token), token.lookup, sealing.derive(token.secret, "sess/v1")]

    assert len({*derived, token.secret}) == 5
    assert token.id == hashlib.blake2b(token.secret, digest_size=32).digest()
    assert token.lookup == hashlib.sha256(token.database_token.encode()).digest()
