"""The product as it is served, with Argon2id replaced by a cheap hash: what filing costs beside its deliberate cost."""

from hashlib import blake2b

from server.kernel.sealing import receipts
from server.serve import serve


def cheap(code: bytes, salt: bytes) -> bytes:
    """32 bytes, as Argon2id gives."""
    return blake2b(code, key=salt[:64], digest_size=32).digest()


if __name__ == "__main__":
    receipts.argon2id = cheap
    raise SystemExit(serve())
