"""Who holds which key: a pair per grievance, a pair per handler wrapped by the password, and grants between them."""

import os
from dataclasses import dataclass
from uuid import UUID

from server.kernel.sealing.argon import SALT, argon2id
from server.kernel.sealing.boxes import (
    KEY,
    SEAL_OVERHEAD,
    KeyPair,
    SealError,
    lock_key,
    new_key_pair,
    open_sealed,
    public_key,
    seal_to,
    unlock_key,
)
from server.kernel.sealing.passwords import spelled
from server.kernel.sealing.pepper import Pepper

GRANT = 6 + 16 + 16 + KEY + SEAL_OVERHEAD


@dataclass(frozen=True, slots=True)
class HandlerKeys:
    """What is stored for a handler: public key 32 B, salt 16 B, and the secret wrapped by the password, 72 B."""

    public: bytes
    salt: bytes
    wrapped: bytes


def new_case_pair() -> KeyPair:
    """A pair for one grievance. The public half is stored in clear, so that anyone can add and none can read."""
    return new_key_pair()


def new_handler_keys(pepper: Pepper, person_id: UUID, password: str) -> HandlerKeys:
    """A handler's keys, made at enrolment. One Argon2id."""
    return wrap_handler_keys(pepper, person_id, new_key_pair().secret, password)


def wrap_handler_keys(pepper: Pepper, person_id: UUID, secret: bytes, password: str) -> HandlerKeys:
    """The same secret under a new password and salt: a changed password loses no grievance. One Argon2id."""
    salt = os.urandom(SALT)
    wrapped = lock_key(_key_of_password(pepper, password, salt), secret, b"uk1" + person_id.bytes)
    return HandlerKeys(public_key(secret), salt, wrapped)


def open_handler_keys(pepper: Pepper, person_id: UUID, password: str, salt: bytes, wrapped: bytes) -> bytes:
    """The handler's secret. SealError: wrong password, wrong person, another pepper. One Argon2id."""
    if len(salt) != SALT:
        raise SealError("a handler's salt is 16 bytes")
    return unlock_key(_key_of_password(pepper, password, salt), wrapped, b"uk1" + person_id.bytes)


def seal_grant(recipient_public: bytes, case_id: UUID, recipient_id: UUID, case_secret: bytes) -> bytes:
    """The grievance's secret sealed to one recipient: 118 bytes that name the grievance and the recipient."""
    if len(case_secret) != KEY:
        raise SealError("a grievance's secret is 32 bytes")
    return seal_to(recipient_public, b"grant1" + case_id.bytes + recipient_id.bytes + case_secret)


def open_grant(recipient_secret: bytes, case_id: UUID, recipient_id: UUID, blob: bytes) -> bytes:
    """The grievance's secret. SealError when the grant is another recipient's or another grievance's."""
    if len(blob) != GRANT:
        raise SealError("a grant is 118 bytes")
    content = open_sealed(KeyPair(public_key(recipient_secret), recipient_secret), blob)
    named, case_secret = content[:-KEY], content[-KEY:]
    if named != b"grant1" + case_id.bytes + recipient_id.bytes:
        raise SealError("this grant is for another grievance or another recipient")
    return case_secret


def _key_of_password(pepper: Pepper, password: str, salt: bytes) -> bytes:
    return pepper.derive("user/v1", argon2id(spelled(password), salt))
