"""Cursors: where an object stands in an order. Opaque to clients; a cursor of one order is refused in another."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from server.kernel.errors import Invalid, message

READERS: dict[type, Callable[[Any], Any]] = {date: date.fromisoformat, datetime: datetime.fromisoformat, UUID: UUID}
"""How a key of that type is read back from JSON; every other type is JSON's own."""

PLAIN = (date, UUID)
"""Types of keys whose texts need no escapes in JSON."""


class BadCursor(Invalid):
    """Not a cursor of this list in this order."""

    default = message("This cursor does not belong to this list in this order.")


def written(order: str, keys: Sequence[str]) -> str:
    """The same cursor as an expression over expressions of PLAIN keys, as texts.

    It gives bytes, which the encoder writes as base64: in such a cursor the two signs that differ do not occur.
    """
    parts = "".join(f',"{{{key}}}"' for key in keys)
    return f"f'[\"{order}\"{parts}]'.encode()"


def cursor_maker(order: str) -> Callable[..., str]:
    """The function that makes a row's cursor from its keys."""

    def make(*keys: Any) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode((order, *keys), enc_hook=str)).decode("ascii")

    return make


def read_cursor(text: str, order: str, types: Sequence[type]) -> list[Any]:
    """The keys in a cursor. Raises BadCursor for anything that this list has not given out."""
    try:
        found, *keys = msgspec.json.decode(base64.urlsafe_b64decode(text), type=list)
        if found != order or len(keys) != len(types):
            raise BadCursor
        read = [READERS[wanted](key) if wanted in READERS else key for wanted, key in zip(types, keys, strict=True)]
        if any(not isinstance(key, wanted) for key, wanted in zip(read, types, strict=True)):
            raise BadCursor
    except (binascii.Error, msgspec.DecodeError, ValueError, TypeError, AttributeError):
        raise BadCursor from None
    return read
