"""Sealing: how a worker's words are encrypted, and the keys that open them. Pure functions on bytes.

The formats are exact in ../SEALING.md. Whatever runs Argon2 (receipt_keys, the passwords, the handler's keys) is
called through `in_argon`. Secrets stay out of repr; an error never carries what it refused.
"""

from server.kernel.sealing.argon import Busy, in_argon
from server.kernel.sealing.boxes import (
    KeyPair,
    SealError,
    box_under,
    derive,
    idempotency_id,
    new_key_pair,
    open_under,
    public_key,
)
from server.kernel.sealing.files import FileOpener, FileSealer, sealed_size
from server.kernel.sealing.keys import (
    HandlerKeys,
    new_case_pair,
    new_handler_keys,
    open_grant,
    open_handler_keys,
    seal_grant,
    wrap_handler_keys,
)
from server.kernel.sealing.messages import (
    FIRST,
    Author,
    Header,
    Kind,
    chain_hash,
    open_message,
    padme,
    row_mac,
    seal_message,
    verify_row_mac,
)
from server.kernel.sealing.passwords import (
    LONGEST,
    PasswordError,
    hash_password,
    verify_nothing,
    verify_password,
)
from server.kernel.sealing.pepper import Pepper, PepperError, load_pepper
from server.kernel.sealing.receipts import (
    ReceiptError,
    ReceiptKeys,
    format_receipt,
    new_receipt,
    open_receipt_wrap,
    read_receipt,
    receipt_keys,
    seal_receipt_wrap,
)
from server.kernel.sealing.statements import (
    Statement,
    is_about,
    sign_statement,
    statement_public,
    verify_statement,
)
from server.kernel.sealing.tokens import (
    Audience,
    Token,
    new_token,
    open_session_box,
    parse_token,
    seal_session_box,
)

__all__ = [
    "FIRST",
    "LONGEST",
    "Audience",
    "Author",
    "Busy",
    "FileOpener",
    "FileSealer",
    "HandlerKeys",
    "Header",
    "KeyPair",
    "Kind",
    "PasswordError",
    "Pepper",
    "PepperError",
    "ReceiptError",
    "ReceiptKeys",
    "SealError",
    "Statement",
    "Token",
    "box_under",
    "chain_hash",
    "derive",
    "format_receipt",
    "hash_password",
    "idempotency_id",
    "in_argon",
    "is_about",
    "load_pepper",
    "new_case_pair",
    "new_handler_keys",
    "new_key_pair",
    "new_receipt",
    "new_token",
    "open_grant",
    "open_handler_keys",
    "open_message",
    "open_receipt_wrap",
    "open_session_box",
    "open_under",
    "padme",
    "parse_token",
    "public_key",
    "read_receipt",
    "receipt_keys",
    "row_mac",
    "seal_grant",
    "seal_message",
    "seal_receipt_wrap",
    "seal_session_box",
    "sealed_size",
    "sign_statement",
    "statement_public",
    "verify_nothing",
    "verify_password",
    "verify_row_mac",
    "verify_statement",
    "wrap_handler_keys",
]
