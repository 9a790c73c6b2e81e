"""The signed statement: it proves that a report of that day exists, and betrays nothing else."""

import base64
from datetime import date

import pytest
from nacl.signing import VerifyKey

from server.kernel import sealing
from server.kernel.sealing import Pepper, SealError, Statement

PEPPER = Pepper(bytes(range(32)))
SECRET = bytes(range(32, 64))
TEXT = sealing.sign_statement(PEPPER, SECRET, date(2026, 11, 22), "ja-simple", "recruitment_fees")
PUBLIC = sealing.statement_public(PEPPER)


def test_anybody_with_the_public_key_reads_it():
    statement = sealing.verify_statement(PUBLIC, TEXT)

    assert statement == Statement(date(2026, 11, 22), "ja-simple", "recruitment_fees", statement.mark)
    assert len(statement.mark) == 16


def test_it_needs_nothing_of_ours_to_be_verified():
    signed, _, signature = TEXT.rpartition(".")

    VerifyKey(PUBLIC).verify(signed.encode(), base64.urlsafe_b64decode(signature + "=="))


def test_it_may_be_broken_over_lines():
    broken = "\n ".join(TEXT[at : at + 20] for at in range(0, len(TEXT), 20))

    assert sealing.verify_statement(PUBLIC, broken) == sealing.verify_statement(PUBLIC, TEXT)


def test_every_other_character_anywhere_is_noticed():
    for place, character in enumerate(TEXT):
        other = "A" if character != "A" else "B"
        with pytest.raises(SealError):
            sealing.verify_statement(PUBLIC, TEXT[:place] + other + TEXT[place + 1 :])


@pytest.mark.parametrize(
    "wrong", ["", "kks1", "kks2" + TEXT[4:], TEXT + "A", TEXT[:-1], TEXT.replace("2026-11-22", "2026-13-22")]
)
def test_what_is_no_statement_is_refused(wrong: str):
    with pytest.raises(SealError):
        sealing.verify_statement(PUBLIC, wrong)


def test_another_platforms_statement_is_refused():
    with pytest.raises(SealError):
        sealing.verify_statement(sealing.statement_public(Pepper(bytes(32))), TEXT)


def test_only_the_grievances_own_key_tells_which_one_it_is_about():
    statement = sealing.verify_statement(PUBLIC, TEXT)

    assert sealing.is_about(statement, SECRET)
    assert not sealing.is_about(statement, bytes(32))
    other = sealing.verify_statement(
        PUBLIC, sealing.sign_statement(PEPPER, bytes(32), date(2026, 11, 22), "ja-simple", "recruitment_fees")
    )
    assert other.mark != statement.mark


def test_it_is_the_same_each_time():
    assert sealing.sign_statement(PEPPER, SECRET, date(2026, 11, 22), "ja-simple", "recruitment_fees") == TEXT
