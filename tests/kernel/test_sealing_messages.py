"""Messages: their padding, their mac and their chain."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel import sealing
from server.kernel.sealing import FIRST, Header, Pepper, SealError
from server.kernel.sealing.boxes import lock, open_sealed, seal_to

PEPPER = Pepper(bytes(range(32)))
PAIR = sealing.new_case_pair()
HEADER = Header(uuid4(), sealing.Kind.WORDS, uuid4(), 0, sealing.Author.WORKER, FIRST)

headers = st.builds(
    Header,
    case_id=st.uuids(),
    kind=st.integers(0, 255),
    object_id=st.uuids(),
    seq=st.integers(0, 2**32 - 1),
    author=st.integers(0, 255),
    prev_hash=st.binary(min_size=32, max_size=32),
)


@given(headers, st.binary(max_size=5000))
@settings(max_examples=100, deadline=None)
def test_any_message_opens_in_its_own_place(header: Header, plaintext: bytes):
    blob = sealing.seal_message(PAIR.public, header, plaintext)

    assert sealing.open_message(PAIR.secret, PAIR.public, header, blob) == plaintext


@given(headers, headers)
@settings(max_examples=100, deadline=None)
def test_a_message_opens_in_no_other_place(header: Header, other: Header):
    blob = sealing.seal_message(PAIR.public, header, b"words")

    if other != header:
        with pytest.raises(SealError):
            _ = sealing.open_message(PAIR.secret, PAIR.public, other, blob)


def test_two_messages_of_one_grievance_cannot_be_swapped():
    first = Header(HEADER.case_id, 1, uuid4(), 0, 1, FIRST)
    first_blob = sealing.seal_message(PAIR.public, first, b"first")
    second = Header(HEADER.case_id, 1, uuid4(), 1, 1, sealing.chain_hash(first, first_blob))
    second_blob = sealing.seal_message(PAIR.public, second, b"second")

    for header, blob in ((first, second_blob), (second, first_blob)):
        with pytest.raises(SealError):
            _ = sealing.open_message(PAIR.secret, PAIR.public, header, blob)


def test_neither_half_of_a_message_can_be_put_before_another():
    one, two = (sealing.seal_message(PAIR.public, HEADER, words) for words in (b"one", b"two"))

    for spliced in (one[:96] + two[96:], two[:96] + one[96:]):
        with pytest.raises(SealError):
            _ = sealing.open_message(PAIR.secret, PAIR.public, HEADER, spliced)


def test_a_message_key_that_was_sealed_for_another_place_is_refused():
    elsewhere = sealing.seal_message(PAIR.public, Header(HEADER.case_id, 1, uuid4(), 1, 1, FIRST), b"")
    bound_elsewhere = open_sealed(PAIR, elsewhere[:96])[32:]
    blob = seal_to(PAIR.public, bytes(32) + bound_elsewhere) + lock(bytes(32), bytes(1024), HEADER.pack())

    with pytest.raises(SealError, match="another place"):
        _ = sealing.open_message(PAIR.secret, PAIR.public, HEADER, blob)


def test_a_narrative_of_1240_bytes_takes_1416():
    assert len(sealing.seal_message(PAIR.public, HEADER, b"x" * 1240)) == 1416


def test_all_short_messages_have_one_size():
    sizes = {len(sealing.seal_message(PAIR.public, HEADER, b"x" * length)) for length in (0, 1, 500, 1020)}

    assert sizes == {1160}


def test_padding_costs_at_most_12_percent_above_the_floor_and_leaves_few_sizes():
    sizes = {sealing.padme(size) for size in range(1, 200_001)}

    assert sealing.padme(1) == sealing.padme(1024) == 1024
    assert all(size <= sealing.padme(size) <= size * 1.12 for size in range(1024, 200_001))
    # 1,024; sixteen sizes an octave up to 64 KiB, thirty-two up to 128 KiB, seventeen beyond
    assert len(sizes) == 1 + 6 * 16 + 32 + 17


@pytest.mark.parametrize(
    "content",
    [
        bytes(4) + bytes(2044),  # more padding than PADMÉ gives
        bytes(4) + b"\1".rjust(1020, b"\0"),  # padding that is not zero
        (1021).to_bytes(4) + bytes(1020),  # a length beyond the end
        b"\xff" * 4 + bytes(1020),
    ],
)
def test_a_message_padded_otherwise_is_refused(content: bytes):
    key, place = bytes(32), HEADER.pack()
    whole = sealing.seal_message(PAIR.public, HEADER, b"")
    bound = open_sealed(PAIR, whole[:96])[32:]
    blob = seal_to(PAIR.public, key + bound) + lock(key, content, place)

    with pytest.raises(SealError, match="padded wrongly"):
        _ = sealing.open_message(PAIR.secret, PAIR.public, HEADER, blob)


@given(headers, headers, st.binary(max_size=64), st.binary(max_size=64))
@settings(max_examples=100, deadline=None)
def test_a_row_mac_holds_for_its_row_alone(header: Header, other: Header, blob: bytes, other_blob: bytes):
    mac = sealing.row_mac(PEPPER, header, blob)

    assert len(mac) == 32
    assert sealing.verify_row_mac(PEPPER, header, blob, mac)
    assert sealing.verify_row_mac(PEPPER, other, other_blob, mac) == ((header, blob) == (other, other_blob))
    assert not sealing.verify_row_mac(Pepper(bytes(32)), header, blob, mac)


def test_no_flipped_bit_of_a_row_mac_holds():
    mac = sealing.row_mac(PEPPER, HEADER, b"blob")
    flipped = [mac[:at] + bytes([mac[at] ^ 1 << bit]) + mac[at + 1 :] for at in range(32) for bit in range(8)]
    wrong = [*flipped, b"", mac[:31], mac + b"\0"]

    assert not any(sealing.verify_row_mac(PEPPER, HEADER, b"blob", each) for each in wrong)


def test_a_worker_cannot_be_impersonated_by_a_sealed_box_alone():
    forged = sealing.seal_message(PAIR.public, HEADER, b"I withdraw everything.")
    mac_of_a_forger = sealing.row_mac(Pepper(bytes(32)), HEADER, forged)

    assert sealing.open_message(PAIR.secret, PAIR.public, HEADER, forged) == b"I withdraw everything."
    assert not sealing.verify_row_mac(PEPPER, HEADER, forged, mac_of_a_forger)


def test_the_chain_names_every_message_before():
    heads: set[bytes] = set()
    for words in (b"one", b"two"):
        first = sealing.chain_hash(HEADER, words)
        heads.add(sealing.chain_hash(Header(HEADER.case_id, 1, UUID(int=9), 1, 1, first), b"the same answer"))

    assert len(heads) == 2
    assert {len(head) for head in heads} == {32}


@pytest.mark.parametrize(
    "wrong",
    [{"prev_hash": b"short"}, {"kind": 256}, {"kind": -1}, {"author": 256}, {"seq": -1}, {"seq": 2**32}],
)
def test_a_header_that_does_not_fit_its_bytes_is_refused(wrong: dict[str, int | bytes]):
    whole: dict[str, object] = {
        "case_id": UUID(int=1),
        "kind": 1,
        "object_id": UUID(int=2),
        "seq": 0,
        "author": 1,
        "prev_hash": FIRST,
    }

    with pytest.raises(SealError):
        _ = Header(**(whole | wrong))  # pyright: ignore[reportArgumentType]
