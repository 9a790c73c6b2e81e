"""Files: sealed and opened piece by piece, in their own place, and refused when one byte differs."""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel import sealing
from server.kernel.sealing import FIRST, FileOpener, FileSealer, Header, KeyPair, SealError
from server.kernel.sealing.files import CHUNK, START

PAIR = sealing.new_case_pair()
HEADER = Header(uuid4(), sealing.Kind.FILE, uuid4(), 3, sealing.Author.WORKER, FIRST)


def sealed(pieces: Iterable[bytes], header: Header = HEADER) -> bytes:
    sealer = FileSealer(PAIR.public, header)
    return b"".join([sealer.start, *(sealer.push(piece) for piece in pieces), *sealer.finish()])


def opened(pieces: Iterable[bytes], size: int, pair: KeyPair = PAIR, header: Header = HEADER) -> bytes:
    opener = FileOpener(pair, header, size)
    content = b"".join([opener.push(piece) for piece in pieces])
    opener.finish()
    return content


def cut(content: bytes, length: int) -> list[bytes]:
    return [content[at : at + length] for at in range(0, len(content), length)]


@given(st.integers(0, 3 * CHUNK), st.integers(1, 2 * CHUNK), st.integers(1, 2 * CHUNK))
@settings(max_examples=100, deadline=None)
def test_a_file_comes_back_however_it_arrives_and_leaves(size: int, arriving: int, leaving: int):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)

    blob = sealed(cut(content, arriving))

    assert opened(cut(blob, leaving), size) == content
    assert len(blob) == sealing.sealed_size(size)


@pytest.mark.parametrize("size", [0, 1, 1024, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 8 * CHUNK])
def test_the_edges_of_the_chunks_are_no_edges_of_files(size: int):
    assert opened([sealed([b"x" * size])], size) == b"x" * size


def test_what_the_store_sees_is_padded():
    assert {sealing.sealed_size(size) for size in range(1025)} == {sealing.sealed_size(0)}
    assert sealing.sealed_size(25 * 2**20) <= 1.12 * 25 * 2**20 + 10_000


def test_one_flipped_bit_anywhere_is_noticed():
    blob = sealed([b"a photograph"])

    for place in range(len(blob)):
        altered = bytearray(blob)
        altered[place] ^= 1
        with pytest.raises(SealError):
            opened([bytes(altered)], 12)


@pytest.mark.parametrize("end", [0, 1, START - 1, START, START + 500, -1])
def test_a_file_cut_short_is_noticed(end: int):
    with pytest.raises(SealError):
        opened([sealed([b"a photograph"])[:end]], 12)


def test_nothing_follows_the_end_and_no_chunk_changes_its_place():
    blob = sealed([bytes(3 * CHUNK)])
    head, chunks = blob[:START], cut(blob[START:], CHUNK + 17)

    for wrong in ([*chunks, b"x"], [chunks[1], chunks[0], *chunks[2:]], chunks[:1] + chunks[2:], [*chunks, chunks[-1]]):
        with pytest.raises(SealError):
            opened([head, *wrong], 3 * CHUNK)


def test_a_file_opens_in_no_other_place_and_with_no_other_key():
    blob = sealed([b"a photograph"])
    elsewhere = Header(HEADER.case_id, HEADER.kind, uuid4(), HEADER.seq, HEADER.author, HEADER.prev_hash)

    for pair, header in ((PAIR, elsewhere), (sealing.new_case_pair(), HEADER)):
        with pytest.raises(SealError):
            opened([blob], 12, pair, header)


@pytest.mark.parametrize("size", [11, 13, 5000])
def test_a_description_with_another_size_is_refused_or_shows_nothing_but_the_file(size: int):
    blob = sealed([b"a photograph"])

    if size == 13:
        assert opened([blob], size) == b"a photograph\0"
    else:
        with pytest.raises(SealError):
            opened([blob], size)


def test_nothing_waits_longer_than_a_chunk():
    sealer = FileSealer(PAIR.public, HEADER)

    for _ in range(64):
        sealer.push(bytes(CHUNK // 3))
        assert len(sealer._waiting) <= CHUNK
