"""Every format, alike: its size, and that nothing altered, cut, lengthened or meant for another key opens."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from server.kernel import sealing
from server.kernel.sealing import FIRST, Header, Pepper, ReceiptKeys, SealError, keys
from server.kernel.sealing.boxes import derive

PEPPER, OTHER_PEPPER = Pepper(bytes(range(32))), Pepper(bytes(range(1, 33)))
CASE, OTHER_CASE = uuid4(), uuid4()
HANDLER, OTHER_HANDLER = uuid4(), uuid4()
CASE_PAIR, OTHER_PAIR = sealing.new_case_pair(), sealing.new_case_pair()
HANDLER_PAIR, OTHER_HANDLER_PAIR = sealing.new_key_pair(), sealing.new_key_pair()
RECEIPT, OTHER_RECEIPT = ReceiptKeys(b"l" * 32, b"w" * 32), ReceiptKeys(b"l" * 32, b"x" * 32)
TOKEN, OTHER_TOKEN = sealing.new_token("staff", 2**31), sealing.new_token("staff", 2**31)
KEY, OTHER_KEY = uuid4(), uuid4()
HEADER = Header(CASE, 1, uuid4(), 7, 2, bytes(range(32)))
WORDS = "賃金が三か月払われていません。".encode()


class Format(NamedTuple):
    size: int
    content: bytes
    blob: bytes
    open: Callable[[bytes], bytes]
    misplaced: list[Callable[[bytes], bytes]]


def cheap_argon(secret: bytes, salt: bytes) -> bytes:
    return derive(salt, "instead of Argon2", secret)


@pytest.fixture(autouse=True)
def _argon_is_cheap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys, "argon2id", cheap_argon)


def message() -> Format:
    def opening(header: Header = HEADER, pair: sealing.KeyPair = CASE_PAIR) -> Callable[[bytes], bytes]:
        return lambda blob: sealing.open_message(pair.secret, pair.public, header, blob)

    blob = sealing.seal_message(CASE_PAIR.public, HEADER, WORDS)
    elsewhere = [
        Header(OTHER_CASE, 1, HEADER.object_id, 7, 2, HEADER.prev_hash),
        Header(CASE, 2, HEADER.object_id, 7, 2, HEADER.prev_hash),
        Header(CASE, 1, uuid4(), 7, 2, HEADER.prev_hash),
        Header(CASE, 1, HEADER.object_id, 8, 2, HEADER.prev_hash),
        Header(CASE, 1, HEADER.object_id, 7, 1, HEADER.prev_hash),
        Header(CASE, 1, HEADER.object_id, 7, 2, FIRST),
    ]
    return Format(1160, WORDS, blob, opening(), [*map(opening, elsewhere), opening(pair=OTHER_PAIR)])


def grant() -> Format:
    def opening(secret: bytes, case_id: UUID, recipient_id: UUID) -> Callable[[bytes], bytes]:
        return lambda blob: sealing.open_grant(secret, case_id, recipient_id, blob)

    mine, theirs = HANDLER_PAIR.secret, OTHER_HANDLER_PAIR.secret
    blob = sealing.seal_grant(HANDLER_PAIR.public, CASE, HANDLER, CASE_PAIR.secret)
    misplaced = [
        opening(mine, OTHER_CASE, HANDLER),
        opening(mine, CASE, OTHER_HANDLER),
        opening(theirs, CASE, HANDLER),
        opening(theirs, CASE, OTHER_HANDLER),
    ]
    return Format(118, CASE_PAIR.secret, blob, opening(mine, CASE, HANDLER), misplaced)


def receipt_wrap() -> Format:
    return Format(
        72,
        CASE_PAIR.secret,
        sealing.seal_receipt_wrap(RECEIPT, CASE, CASE_PAIR.secret),
        lambda blob: sealing.open_receipt_wrap(RECEIPT, CASE, blob),
        [
            lambda blob: sealing.open_receipt_wrap(OTHER_RECEIPT, CASE, blob),
            lambda blob: sealing.open_receipt_wrap(RECEIPT, OTHER_CASE, blob),
        ],
    )


def user_wrap() -> Format:
    kept = sealing.wrap_handler_keys(PEPPER, HANDLER, HANDLER_PAIR.secret, "a long passphrase")

    def opening(
        pepper: Pepper = PEPPER,
        person_id: UUID = HANDLER,
        password: str = "a long passphrase",  # noqa: S107  an invented one
        salt: bytes = kept.salt,
    ) -> Callable[[bytes], bytes]:
        return lambda blob: sealing.open_handler_keys(pepper, person_id, password, salt, blob)

    misplaced = [
        opening(pepper=OTHER_PEPPER),
        opening(person_id=OTHER_HANDLER),
        opening(password="a long passphrasf"),
        opening(salt=bytes(16)),
        opening(salt=kept.salt[:-1]),
    ]
    return Format(72, HANDLER_PAIR.secret, kept.wrapped, opening(), misplaced)


def session_box() -> Format:
    return Format(
        72,
        HANDLER_PAIR.secret,
        sealing.seal_session_box(TOKEN, HANDLER_PAIR.secret),
        lambda blob: sealing.open_session_box(TOKEN, blob),
        [lambda blob: sealing.open_session_box(OTHER_TOKEN, blob)],
    )


def replay_box() -> Format:
    return Format(
        60,
        b"31415926535897932383",
        sealing.box_under(KEY, "file_grievance", b"31415926535897932383"),
        lambda blob: sealing.open_under(KEY, "file_grievance", blob),
        [
            lambda blob: sealing.open_under(OTHER_KEY, "file_grievance", blob),
            lambda blob: sealing.open_under(KEY, "send_message", blob),
        ],
    )


formats = pytest.mark.parametrize("make", [message, grant, receipt_wrap, user_wrap, session_box, replay_box])


def opens(opening: Callable[[bytes], bytes], blob: bytes) -> bool:
    try:
        _ = opening(blob)
    except SealError:
        return False
    return True


@formats
def test_what_is_sealed_has_its_size_and_opens_again(make: Callable[[], Format]):
    sealed = make()

    assert len(sealed.blob) == sealed.size
    assert sealed.open(sealed.blob) == sealed.content


@formats
def test_nothing_of_the_content_shows(make: Callable[[], Format]):
    assert make().content[:12] not in make().blob


@formats
def test_sealing_twice_never_gives_the_same_bytes(make: Callable[[], Format]):
    assert make().blob != make().blob


@formats
def test_no_flipped_bit_opens(make: Callable[[], Format]):
    sealed = make()
    flipped = (
        sealed.blob[:at] + bytes([sealed.blob[at] ^ 1 << bit]) + sealed.blob[at + 1 :]
        for at in range(sealed.size)
        for bit in range(8)
    )

    assert [blob.hex() for blob in flipped if opens(sealed.open, blob)] == []


@formats
def test_nothing_cut_short_or_lengthened_opens(make: Callable[[], Format]):
    sealed = make()
    cut = [sealed.blob[:end] for end in range(sealed.size)]
    behead = [sealed.blob[start:] for start in range(1, sealed.size)]
    longer = [sealed.blob + b"\0", b"\0" + sealed.blob, sealed.blob * 2]

    assert [len(blob) for blob in cut + behead + longer if opens(sealed.open, blob)] == []


@formats
def test_nothing_opens_with_another_key_or_in_another_place(make: Callable[[], Format]):
    sealed = make()

    assert [opens(opening, sealed.blob) for opening in sealed.misplaced] == [False] * len(sealed.misplaced)


@formats
def test_a_refusal_carries_nothing_of_what_it_refused(make: Callable[[], Format]):
    sealed = make()

    with pytest.raises(SealError) as refusal:
        _ = sealed.open(sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1]))

    assert refusal.value.__cause__ is None
    assert sealed.blob.hex() not in str(refusal.value)


def test_one_kind_of_wrapped_key_never_opens_as_another():
    key = bytes(range(32))
    session = sealing.seal_session_box(TOKEN, key)
    receipt = sealing.seal_receipt_wrap(ReceiptKeys(b"", derive(TOKEN.secret, "sess/v1")), CASE, key)

    assert not opens(lambda blob: sealing.open_session_box(TOKEN, blob), receipt)
    assert not opens(
        lambda blob: sealing.open_receipt_wrap(ReceiptKeys(b"", derive(TOKEN.secret, "sess/v1")), CASE, blob), session
    )


def test_only_keys_of_32_bytes_are_wrapped_granted_or_sealed_to():
    for refused in (
        lambda: sealing.seal_grant(HANDLER_PAIR.public, CASE, HANDLER, b"short"),
        lambda: sealing.seal_grant(b"short", CASE, HANDLER, CASE_PAIR.secret),
        lambda: sealing.seal_message(bytes(32), HEADER, WORDS),
        lambda: sealing.seal_receipt_wrap(RECEIPT, CASE, b"short"),
        lambda: sealing.seal_session_box(TOKEN, b"short"),
    ):
        with pytest.raises(SealError):
            _ = refused()


def test_a_changed_password_keeps_the_secret_and_shuts_the_old_password_out():
    first = sealing.new_handler_keys(PEPPER, HANDLER, "the first passphrase")
    secret = sealing.open_handler_keys(PEPPER, HANDLER, "the first passphrase", first.salt, first.wrapped)

    second = sealing.wrap_handler_keys(PEPPER, HANDLER, secret, "the second passphrase")

    assert second.public == first.public == sealing.public_key(secret)
    assert second.salt != first.salt
    assert sealing.open_handler_keys(PEPPER, HANDLER, "the second passphrase", second.salt, second.wrapped) == secret
    assert not opens(
        lambda blob: sealing.open_handler_keys(PEPPER, HANDLER, "the first passphrase", second.salt, blob),
        second.wrapped,
    )


def test_a_passphrase_typed_in_another_spelling_of_the_same_characters_opens():
    kept = sealing.wrap_handler_keys(PEPPER, HANDLER, HANDLER_PAIR.secret, "ガイド café 2026")

    secret = sealing.open_handler_keys(PEPPER, HANDLER, "ｶﾞｲﾄﾞ cafe\u0301 ２０２６", kept.salt, kept.wrapped)

    assert secret == HANDLER_PAIR.secret


def test_secrets_do_not_show_in_repr_or_str():
    for thing, secret in (
        (PEPPER, PEPPER.key),
        (CASE_PAIR, CASE_PAIR.secret),
        (RECEIPT, RECEIPT.wrap),
        (TOKEN, TOKEN.secret),
        (sealing.wrap_handler_keys(PEPPER, HANDLER, CASE_PAIR.secret, "pass"), CASE_PAIR.secret),
    ):
        shown = f"{thing!r} {thing!s} {[thing]}"
        assert repr(secret) not in shown
        assert secret.hex() not in shown
    assert TOKEN.text not in repr(TOKEN)
    assert TOKEN.database_token not in repr(TOKEN)
