"""Opens an exported grievance by server/kernel/SEALING.md alone: it uses nothing of the platform.

python reader_demo.py EXPORT.json PEPPER_FILE [RECIPIENT_ID]

The receipt (or that recipient's password) comes on standard input.
"""

import hashlib
import json
import sys
import unicodedata
import uuid
from pathlib import Path

from nacl import bindings as sodium


def blake(content: bytes, key: bytes = b"", size: int = 32) -> bytes:
    return hashlib.blake2b(content, key=key, digest_size=size).digest()


def argon(secret: bytes, salt: str) -> bytes:
    return sodium.crypto_pwhash_alg(32, secret, bytes.fromhex(salt), 3, 65536 * 1024, 2)


def unlock(key: bytes, box: bytes, purpose: bytes) -> bytes:
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(box[24:], purpose, box[:24], key)


def unseal(secret: bytes, box: bytes) -> bytes:
    return sodium.crypto_box_seal_open(box, sodium.crypto_scalarmult_base(secret), secret)


def padded(size: int) -> int:
    if size <= 1024:
        return 1024
    exponent = size.bit_length() - 1
    step = 2 ** (exponent - exponent.bit_length())
    return (size + step - 1) // step * step


export, pepper = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2]).read_bytes()
typed, case = sys.stdin.read().strip(), uuid.UUID(export["case_id"]).bytes
if len(sys.argv) > 3:
    held = next(grant for grant in export["grants"] if grant["recipient_id"] == sys.argv[3])
    person = uuid.UUID(held["recipient_id"]).bytes
    key = blake(b"user/v1" + argon(unicodedata.normalize("NFKC", typed).encode(), held["salt"]), pepper)
    grant = unseal(unlock(key, bytes.fromhex(held["wrapped"]), b"uk1" + person), bytes.fromhex(held["grant"]))
    assert grant[:-32] == b"grant1" + case + person, "this grant is for another grievance or recipient"
    secret = grant[-32:]
else:
    key = blake(b"wrap/v1", blake(b"receipt/v1" + argon(typed.encode(), export["sys_salt"]), pepper))
    secret = unlock(key, bytes.fromhex(export["receipt_wrap"]), b"rw1" + case)
previous = bytes(32)
for row in export["messages"]:
    place = case + bytes([row["kind"]]) + uuid.UUID(row["object_id"]).bytes + row["seq"].to_bytes(4, "big")
    header, blob = b"mb1" + place + bytes([row["author"]]) + previous, bytes.fromhex(row["blob"])
    assert previous.hex() == row["prev_hash"], "a message was changed, moved or dropped"
    assert blake(header + blake(blob), blake(b"row-mac/v1", pepper)).hex() == row["row_mac"], (
        "not written by the server"
    )
    envelope = unseal(secret, blob[:96])
    assert envelope[32:] == blake(header, size=16), "this message belongs to another place"
    content = unlock(envelope[:32], blob[96:], header)
    end = 4 + int.from_bytes(content[:4], "big")
    assert len(content) == padded(end), "padded wrongly"
    assert not any(content[end:]), "padded wrongly"
    print(json.dumps({"seq": row["seq"], "author": row["author"], "text": content[4:end].decode()}))  # noqa: T201  what it is for
    previous = blake(b"chain1" + header + blake(blob))
