"""Receipts: 20 digits that survive every handset and phone call, and cost a guesser more than the platform."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import damm

from server.kernel import sealing
from server.kernel.sealing import Pepper, ReceiptError, receipts

RECEIPT = "31415926535897932383"
PEPPER = Pepper(bytes(range(32)))
SALT = bytes(16)
ZEROS = {
    "Burmese": 0x1040,
    "Burmese Shan": 0x1090,
    "Thai": 0x0E50,
    "Khmer": 0x17E0,
    "Lao": 0x0ED0,
    "Devanagari": 0x0966,
    "Bengali": 0x09E6,
    "Tamil": 0x0BE6,
    "Sinhala": 0x0DE6,
    "Arabic": 0x0660,
    "Persian and Urdu": 0x06F0,
    "Mongolian": 0x1810,
    "full width": 0xFF10,
}
receipts_of_any_kind = st.integers(0, 10**19 - 1).map(
    lambda number: f"{number:019d}{damm.calc_check_digit(f'{number:019d}')}"
)


def refusal(text: str) -> str | None:
    try:
        _ = sealing.read_receipt(text)
    except ReceiptError as error:
        return error.code
    return None


def test_a_new_receipt_has_twenty_digits_and_a_valid_check_digit():
    made = {sealing.new_receipt() for _ in range(200)}

    assert len(made) == 200
    assert all(len(receipt) == 20 and receipt.isascii() and receipt.isdecimal() for receipt in made)
    assert all(damm.is_valid(receipt) for receipt in made)


def test_a_receipt_is_shown_in_five_groups_and_read_back():
    assert sealing.format_receipt(RECEIPT) == "3141 5926 5358 9793 2383"
    assert sealing.read_receipt("3141 5926 5358 9793 2383") == RECEIPT


@given(receipts_of_any_kind)
@settings(max_examples=50, deadline=None)
def test_all_180_single_slips_and_all_swaps_of_neighbours_are_caught(receipt: str):
    slips = [
        receipt[:at] + digit + receipt[at + 1 :]
        for at, digit in itertools.product(range(20), "0123456789")
        if receipt[at] != digit
    ]
    swaps = [
        receipt[:at] + receipt[at + 1] + receipt[at] + receipt[at + 2 :]
        for at in range(19)
        if receipt[at] != receipt[at + 1]
    ]

    assert sealing.read_receipt(receipt) == receipt
    assert len(slips) == 180
    assert {refusal(wrong) for wrong in slips + swaps} == {"CHECK_DIGIT"}


@pytest.mark.parametrize("zero", ZEROS.values(), ids=ZEROS.keys())
def test_digits_of_every_script_are_read(zero: int):
    written = "".join(chr(zero + int(digit)) for digit in RECEIPT)

    assert sealing.read_receipt(sealing.format_receipt(written)) == RECEIPT


@pytest.mark.parametrize(
    "separator",
    [
        "",
        " ",
        "-",
        "−",
        "‐",
        "–",
        "—",
        "ー",
        "ｰ",
        "－",
        "\u3000",
        "\u00a0",
        "\u202f",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\t",
        "\r\n",
        "\n",
        ".",
        "。",
        "、",
        "၊",
        "။",
        "।",
        "·",
        "・",
        "/",
        "_",
        "|",
        "+",
        "＋",
        "=",
        "(",
        "）",
        "\ufe0f\u20e3",
    ],
)
def test_any_separator_is_passed_over(separator: str):
    assert sealing.read_receipt(separator + separator.join(RECEIPT) + separator) == RECEIPT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "LENGTH"),
        (" - ", "LENGTH"),
        (RECEIPT[:-1], "LENGTH"),
        (RECEIPT + "0", "LENGTH"),
        ("0" + RECEIPT, "LENGTH"),
        (RECEIPT * 1000, "LENGTH"),
        (RECEIPT[:-1] + "4", "CHECK_DIGIT"),
        (RECEIPT[:-1] + "O", "CHARACTER"),
        (RECEIPT[:-1] + "³", "CHARACTER"),
        (RECEIPT[:-1] + "③", "CHARACTER"),
        (RECEIPT[:-1] + "三", "CHARACTER"),
        ("receipt " + RECEIPT, "CHARACTER"),
        (RECEIPT + "\ud800", "CHARACTER"),
    ],
)
def test_what_is_no_receipt_is_refused_with_its_reason(text: str, reason: str):
    assert refusal(text) == reason


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_and_never_repeated_in_the_refusal(text: str):
    try:
        read = sealing.read_receipt(text)
    except ReceiptError as error:
        refused = error
    else:
        assert damm.is_valid(read)
        return
    assert str(refused) == refused.code


def test_nine_of_ten_blind_guesses_are_refused_before_argon2(monkeypatch: pytest.MonkeyPatch):
    runs: list[bytes] = []

    def counted(secret: bytes, _salt: bytes) -> bytes:
        runs.append(secret)
        return bytes(32)

    monkeypatch.setattr(receipts, "argon2id", counted)
    for prefix, last in itertools.product(range(100), range(10)):
        guess = f"{prefix * 10**16 + 7:019d}{last}"
        with contextlib.suppress(ReceiptError):
            _ = sealing.receipt_keys(PEPPER, SALT, guess)

    assert len(runs) == 100


def test_a_receipts_keys_depend_on_the_pepper_the_salt_and_every_digit(monkeypatch: pytest.MonkeyPatch):
    def cheap(secret: bytes, salt: bytes) -> bytes:
        return sealing.derive(salt, "instead of Argon2", secret)

    monkeypatch.setattr(receipts, "argon2id", cheap)
    made = [
        sealing.receipt_keys(PEPPER, SALT, RECEIPT),
        sealing.receipt_keys(Pepper(bytes(32)), SALT, RECEIPT),
        sealing.receipt_keys(PEPPER, b"another salt 16b", RECEIPT),
        sealing.receipt_keys(PEPPER, SALT, sealing.new_receipt()),
    ]

    assert len({keys.lookup for keys in made} | {keys.wrap for keys in made}) == 8
    assert sealing.receipt_keys(PEPPER, SALT, sealing.format_receipt(RECEIPT)) == made[0]
