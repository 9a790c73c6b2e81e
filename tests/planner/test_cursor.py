"""Cursors: what is made is read back; anything else is no cursor, and never a defect."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.planner.cursor import BadCursor, cursor_maker, read_cursor

KEYS = st.tuples(st.dates(), st.integers(-(2**31), 2**31), st.text(max_size=20), st.uuids())
TYPES = (date, int, str, UUID)


@given(KEYS)
def test_what_is_made_is_read_back(keys: tuple[date, int, str, UUID]) -> None:
    assert tuple(read_cursor(cursor_maker("NEWEST")(*keys), "NEWEST", TYPES)) == keys


@given(KEYS)
def test_a_cursor_of_one_order_is_none_of_another(keys: tuple[date, int, str, UUID]) -> None:
    cursor = cursor_maker("NEWEST")(*keys)
    for order, types in (("OLDEST", TYPES), ("NEWEST", TYPES[:3]), ("NEWEST", (date, int, str, int))):
        with pytest.raises(BadCursor):
            read_cursor(cursor, order, types)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_whatever_else_is_given_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, "NEWEST", TYPES)


async def test_a_cursor_of_nothing_is_answered_in_words(answer) -> None:
    for cursor in ("nonsense", "e30=", "WyJORVdFU1QiXQ==", "", "ﬀ"):
        told = (
            await answer("query($c: String) { organisations(after: $c) { nodes { id } } }", None, "ja", c=cursor)
        ).json()
        assert [error["extensions"]["code"] for error in told["errors"]] == ["BAD_USER_INPUT"], cursor
        assert "カーソル" in told["errors"][0]["message"]
