"""The pepper: made once, never replaced, never open to others."""

import os
import stat
from pathlib import Path

import pytest

from server.kernel.sealing import Pepper, PepperError, load_pepper


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets of mine" / "pepper"


def kept(path: Path, content: bytes, mode: int = 0o400) -> bytes:
    path.parent.mkdir()
    _ = path.write_bytes(content)
    path.chmod(mode)
    return content


def test_the_first_start_makes_a_pepper_that_only_its_owner_reads(path: Path):
    pepper = load_pepper(path, create=True)

    assert path.read_bytes() == pepper.key
    assert len(pepper.key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["pepper"]


def test_every_later_start_finds_the_same_pepper(path: Path):
    first = load_pepper(path, create=True)

    assert load_pepper(path, create=True) == first
    assert load_pepper(path, create=False) == first


def test_two_peppers_differ_and_so_do_their_fingerprints(tmp_path: Path):
    one, two = load_pepper(tmp_path / "one", create=True), load_pepper(tmp_path / "two", create=True)

    assert one != two
    assert one.fingerprint() != two.fingerprint()
    assert len(one.fingerprint()) == 16


def test_a_missing_pepper_beside_a_database_is_refused_and_not_made(path: Path):
    with pytest.raises(PepperError, match=r"is missing\. The database was sealed with it"):
        _ = load_pepper(path, create=False)

    assert not path.parent.exists()


@pytest.mark.parametrize("size", [0, 31, 33, 64])
@pytest.mark.parametrize("create", [True, False])
def test_a_pepper_of_another_size_is_refused_and_kept(path: Path, size: int, create: bool):
    content = kept(path, b"p" * size)

    with pytest.raises(PepperError, match="is damaged: it must have 32 bytes"):
        _ = load_pepper(path, create=create)

    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o402, 0o644, 0o410])
def test_a_pepper_open_to_others_is_refused(path: Path, mode: int):
    _ = kept(path, b"p" * 32, mode)

    with pytest.raises(PepperError, match=r"is open to others\. Run: chmod 0400"):
        _ = load_pepper(path, create=True)

    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe", 0o400)

    with pytest.raises(PepperError, match="is not a regular file"):
        _ = load_pepper(tmp_path / "pipe", create=True)
    with pytest.raises(PepperError, match="cannot be used: Is a directory"):
        _ = load_pepper(tmp_path, create=False)


def test_a_link_that_leads_nowhere_is_not_filled(path: Path):
    path.parent.mkdir()
    path.symlink_to(path.with_name("elsewhere"))

    with pytest.raises(PepperError, match="is missing"):
        _ = load_pepper(path, create=True)

    assert [one.name for one in path.parent.iterdir()] == ["pepper"]


def test_a_refusal_shows_no_byte_of_the_pepper(path: Path):
    _ = kept(path, b"p" * 31)

    with pytest.raises(PepperError) as refusal:
        _ = load_pepper(path, create=False)

    assert "ppp" not in str(refusal.value)


def test_another_pepper_derives_other_keys():
    assert Pepper(b"a" * 32).derive("row-mac/v1") != Pepper(b"b" * 32).derive("row-mac/v1")
