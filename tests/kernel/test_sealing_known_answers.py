"""Known answers: what was sealed once must open for ever, and derived keys must never change."""

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from argon2.low_level import Type, hash_secret_raw

from server.kernel import sealing
from server.kernel.sealing import Header, Pepper, Token
from server.kernel.sealing.argon import argon2id

SEALED = json.loads((Path(__file__).parent / "sealed_grievance.json").read_text("utf-8"))
SECRETS: dict[str, str] = SEALED["secrets"]
EXPORT = SEALED["export"]
PEPPER = Pepper(bytes.fromhex(SECRETS["pepper"]))
CASE = UUID(EXPORT["case_id"])
CASE_SECRET = bytes.fromhex(SECRETS["case_secret"])
CASE_PUBLIC = bytes.fromhex(EXPORT["public"])
TOKEN = Token("member", bytes.fromhex("7fffffff") + bytes(range(28)))


def header_of(row: Mapping[str, str | int]) -> Header:
    return Header(
        CASE,
        int(row["kind"]),
        UUID(str(row["object_id"])),
        int(row["seq"]),
        int(row["author"]),
        bytes.fromhex(str(row["prev_hash"])),
    )


def test_a_derived_key_is_keyed_blake2b():
    expected = "e3c6b6833af26667152b487fcd1e75508be50b08360b4aa283b8e995936299df"

    assert sealing.derive(bytes(range(32)), "kakehashi").hex() == expected
    assert sealing.derive(bytes(range(32)), "kake", b"hashi").hex() == expected


def test_a_peppers_fingerprint():
    assert PEPPER.fingerprint() == "fc924dc69895fc5f"


def test_argon2id_of_libsodium_equals_that_of_the_reference_library():
    reference = hash_secret_raw(b"password", bytes(range(16)), 3, 65_536, 1, 32, Type.ID)

    assert argon2id(b"password", bytes(range(16))) == reference


def test_the_keys_of_a_receipt():
    keys = sealing.receipt_keys(PEPPER, bytes.fromhex(EXPORT["sys_salt"]), SECRETS["receipt"])

    assert (keys.lookup.hex(), keys.wrap.hex()) == (SECRETS["lookup"], SECRETS["wrap"])
    assert sealing.open_receipt_wrap(keys, CASE, bytes.fromhex(EXPORT["receipt_wrap"])) == CASE_SECRET


def test_a_handlers_password_opens_the_handlers_secret_and_that_the_grievances():
    [held] = EXPORT["grants"]
    person = UUID(held["recipient_id"])

    secret = sealing.open_handler_keys(
        PEPPER, person, SECRETS["password"], bytes.fromhex(held["salt"]), bytes.fromhex(held["wrapped"])
    )

    assert secret.hex() == SECRETS["handler_secret"]
    assert sealing.public_key(secret).hex() == SECRETS["handler_public"]
    assert sealing.open_grant(secret, CASE, person, bytes.fromhex(held["grant"])) == CASE_SECRET


@pytest.mark.parametrize(("row", "text"), list(zip(EXPORT["messages"], SEALED["texts"], strict=True)))
def test_a_message_opens_and_its_mac_holds(row: dict[str, str], text: str):
    header, blob = header_of(row), bytes.fromhex(row["blob"])

    assert sealing.open_message(CASE_SECRET, CASE_PUBLIC, header, blob).decode() == text
    assert sealing.row_mac(PEPPER, header, blob).hex() == row["row_mac"]


def test_each_message_names_the_one_before():
    hashes = [sealing.chain_hash(header_of(row), bytes.fromhex(row["blob"])).hex() for row in EXPORT["messages"]]

    assert hashes == [row["prev_hash"] for row in EXPORT["messages"][1:]] + [SECRETS["head"]]


def test_a_headers_73_bytes():
    header = Header(UUID(int=1), 2, UUID(int=3), 4, 5, bytes(range(32)))

    assert header.pack().hex() == (
        "6d6231"
        "00000000000000000000000000000001"
        "02"
        "00000000000000000000000000000003"
        "00000004"
        "05"
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    )


def test_what_is_derived_from_a_session_token():
    assert TOKEN.text == "mf____wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs"
    assert TOKEN.expires_at == 2**31 - 1
    assert TOKEN.id.hex() == "940021a5f43db08f12033ced49b2a3b8f632c4a05c478a96363224ac7d7c92d4"
    assert TOKEN.database_token == "1a79fde85493c348b168520f0c7433cebb34c75f97611be4158a82ed00586119"
    assert TOKEN.lookup.hex() == "500f8f2442291b493dbf7106278bb051b7bed2f7127cb3a6b9661fe98bfd2d8e"


def test_a_session_box_opens():
    box = (
        "1e4b29f7685553b80279dd1d06b3f9087780d047eadb87d01e16833d599d83acdeca77c5"
        "e85d42094bb3cdef0324e7364d9a15fe4d64eca301c9c5a51e8d43e1046299ba2df869d3"
    )

    assert sealing.open_session_box(TOKEN, bytes.fromhex(box)) == bytes(range(32))


def test_a_replay_box_opens_and_its_row_has_a_name():
    box = (
        "8e0bf3acee62446b538ecd08725a43c9a47c196bdc12dd821c06af95c38c"
        "1caff4a723c5e13bab703a64d296e739b68938a0b5eb87ddc65c69ca686b"
    )
    row = "e18322e1fdb2f554887ff4679dd54d45a602b761b53b4bd0254f039ba5fe71f8"

    assert sealing.open_under(CASE, "file_grievance", bytes.fromhex(box)) == SECRETS["receipt"].encode()
    assert sealing.idempotency_id(CASE, "file_grievance").hex() == row


def test_a_stored_verifier_still_verifies():
    stored = "$argon2id$v=19$m=65536,t=3,p=1$bu29915rbc35f6+VUmqt9Q$QmexjRE3FZ6m7Ps5m+j2QLdaYOYj23EvhBZwGG+BPnE"

    assert sealing.verify_password(PEPPER, SECRETS["password"], stored) is True
