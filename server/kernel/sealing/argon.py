"""Argon2id: its cost, and how many runs a server bears at once.

One run takes 64 MiB and about 0.1 s, and pages that anyone can reach start it: 2 run, 32 wait, others come back later.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ClassVar, TypeVar, TypeVarTuple

from nacl import bindings

MEMORY_KIB = 65_536
PASSES = 3
LANES = 1  # libsodium offers no other number
SALT = 16
RUNNING = 2
WAITING = 32

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

_threads = ThreadPoolExecutor(RUNNING, thread_name_prefix="argon")
_places = threading.BoundedSemaphore(RUNNING + WAITING)


class Busy(Exception):
    """All places for an Argon2 run are taken, the queue included: try again in `retry_after` seconds."""

    retry_after: ClassVar[int] = 60


def argon2id(secret: bytes, salt: bytes) -> bytes:
    """32 bytes of Argon2id 1.3. `salt` is 16 bytes."""
    return bindings.crypto_pwhash_alg(
        32, secret, salt, PASSES, MEMORY_KIB * 1024, bindings.crypto_pwhash_ALG_ARGON2ID13
    )


async def in_argon(function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """The result of a function that runs Argon2, in a thread; Busy when `WAITING` calls wait already.

    A caller that is cancelled gives its place in the queue back; a run that has begun keeps it to its end.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    run = _threads.submit(function, *arguments)
    run.add_done_callback(_give_place_back)
    return await asyncio.wrap_future(run)


def _give_place_back(_run: Future[Result]) -> None:
    _places.release()
