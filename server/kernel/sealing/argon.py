"""Argon2id: its cost, and how many runs a server bears at once.

One run takes 64 MiB and about 0.1 s, and pages that anyone can reach start it: 2 run, in the order in which they were
asked for. Of each kind 16 more wait, three seconds at most; others come back later. So nobody who guesses passwords
keeps a worker from filing, and nobody waits until the whole operation is cut off.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, TypeVar, TypeVarTuple

from nacl import bindings

MEMORY_KIB = 65_536
PASSES = 3
LANES = 1  # libsodium offers no other number
SALT = 16
RUNNING = 2
WAITING = 16
LONGEST_WAIT = 3.0
"""Seconds before a run begins. An operation has five."""

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

_threads = ThreadPoolExecutor(RUNNING, thread_name_prefix="argon")
_places: defaultdict[Callable[..., Any], threading.BoundedSemaphore] = defaultdict(
    lambda: threading.BoundedSemaphore(RUNNING + WAITING)
)
"""By the function that runs: checking a password, choosing one, opening by a receipt."""


class Busy(Exception):
    """All places for an Argon2 run are taken, the queue included: try again in `retry_after` seconds."""

    retry_after: ClassVar[int] = 60


def argon2id(secret: bytes, salt: bytes) -> bytes:
    """32 bytes of Argon2id 1.3. `salt` is 16 bytes."""
    return bindings.crypto_pwhash_alg(
        32, secret, salt, PASSES, MEMORY_KIB * 1024, bindings.crypto_pwhash_ALG_ARGON2ID13
    )


async def in_argon(function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """The result of a function that runs Argon2, in a thread; Busy when `WAITING` calls of it wait already, or when it
    has not begun within `LONGEST_WAIT`.

    A caller that is cancelled gives its place in the queue back; a run that has begun keeps it to its end.
    """
    places = _places[function]
    if not places.acquire(blocking=False):
        raise Busy
    run = _threads.submit(function, *arguments)
    run.add_done_callback(lambda _: places.release())
    too_late = asyncio.get_running_loop().call_later(LONGEST_WAIT, run.cancel)  # a run that has begun goes on
    try:
        return await asyncio.wrap_future(run)
    except asyncio.CancelledError:
        caller = asyncio.current_task()
        if caller is None or caller.cancelling():
            raise
        raise Busy from None
    finally:
        too_late.cancel()
