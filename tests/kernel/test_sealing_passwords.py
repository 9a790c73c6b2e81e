"""Passwords at sign-in, and how many Argon2 runs a server bears at once."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from nacl import bindings

from server.kernel import sealing
from server.kernel.sealing import Busy, PasswordError, Pepper, argon, in_argon

PEPPER = Pepper(bytes(range(32)))
PASSWORD = "かけはし bridge over the river"


def cost_of(stored: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"([mtp])=(\d+)", stored)}


def test_only_the_right_password_with_the_right_pepper_is_verified():
    stored = sealing.hash_password(PEPPER, PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert sealing.verify_password(PEPPER, PASSWORD, stored)
    assert not sealing.verify_password(PEPPER, PASSWORD + " ", stored)
    assert not sealing.verify_password(Pepper(bytes(32)), PASSWORD, stored)


def test_a_verifier_is_never_cheaper_to_guess_at_than_the_handlers_key(monkeypatch: pytest.MonkeyPatch):
    runs: list[tuple[int, int]] = []

    def watched(size: int, secret: bytes, salt: bytes, passes: int, memory: int, kind: int) -> bytes:
        assert (size, kind) == (32, bindings.crypto_pwhash_ALG_ARGON2ID13)
        runs.append((passes, memory))
        return bytes(32)

    stored = sealing.hash_password(PEPPER, PASSWORD)
    monkeypatch.setattr(bindings, "crypto_pwhash_alg", watched)
    _ = sealing.new_handler_keys(PEPPER, uuid4(), PASSWORD)

    [(passes, memory)] = runs
    assert cost_of(stored)["m"] * 1024 >= memory
    assert cost_of(stored)["t"] >= passes


def test_an_account_that_does_not_exist_costs_the_same_and_is_refused():
    def work(verify: Callable[[], bool]) -> float:
        begun = time.thread_time()
        assert verify() is False
        return time.thread_time() - begun

    stored = sealing.hash_password(PEPPER, PASSWORD)
    real = min(work(lambda: sealing.verify_password(PEPPER, "wrong", stored)) for _ in range(2))
    nothing = min(work(lambda: sealing.verify_nothing("wrong")) for _ in range(2))

    assert 0.5 < nothing / real < 2


def test_a_password_of_1024_characters_is_whole_and_one_more_is_refused_alike_for_everyone():
    longest, same_start = "界" * 1024, "界" * 1023 + "外"
    stored = sealing.hash_password(PEPPER, longest)

    assert sealing.verify_password(PEPPER, longest, stored)
    assert not sealing.verify_password(PEPPER, same_start, stored)
    for refused in (
        lambda: sealing.hash_password(PEPPER, longest + "界"),
        lambda: sealing.verify_password(PEPPER, longest + "界", stored),
        lambda: sealing.verify_nothing(longest + "界"),
        lambda: sealing.new_handler_keys(PEPPER, uuid4(), longest + "界"),
    ):
        with pytest.raises(PasswordError) as refusal:
            _ = refused()
        assert "界" not in str(refusal.value)


def test_two_argon2_run_and_16_wait_and_the_next_is_told_to_come_back():
    gate, started = threading.Event(), threading.Semaphore(0)

    def slow(number: int) -> int:
        started.release()
        assert gate.wait(10)
        return number

    async def crowd() -> None:
        callers = [asyncio.create_task(in_argon(slow, number)) for number in range(18)]
        await asyncio.sleep(0.05)
        assert [started.acquire(blocking=False) for _ in range(3)] == [True, True, False]

        with pytest.raises(Busy) as refusal:
            _ = await in_argon(slow, 18)
        assert refusal.value.retry_after == 60

        elsewhere = asyncio.create_task(in_argon(str.upper, "another kind has places of its own"))
        _ = callers[10].cancel()
        await asyncio.sleep(0)
        in_its_place = asyncio.create_task(in_argon(slow, 19))
        await asyncio.sleep(0)
        gate.set()
        answers = await asyncio.gather(*callers[:10], *callers[11:], in_its_place)
        assert answers == [*range(10), *range(11, 18), 19]
        assert await elsewhere == "ANOTHER KIND HAS PLACES OF ITS OWN"

    asyncio.run(crowd())
    assert asyncio.run(in_argon(str.upper, "free again")) == "FREE AGAIN"


def test_who_waits_too_long_for_its_turn_is_told_to_come_back_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(argon, "LONGEST_WAIT", 0.05)
    gate, begun = threading.Event(), list[int]()

    def slow(number: int) -> int:
        begun.append(number)
        assert gate.wait(10)
        return number

    async def crowd() -> None:
        first = [asyncio.create_task(in_argon(slow, number)) for number in range(2)]
        await asyncio.sleep(0.02)
        with pytest.raises(Busy):
            _ = await in_argon(slow, 2)
        gate.set()
        assert await asyncio.gather(*first) == [0, 1]  # what had begun went on
        assert await in_argon(slow, 3) == 3

    asyncio.run(crowd())
    assert begun == [0, 1, 3]


def test_a_failure_in_argon_reaches_its_caller_and_frees_its_place():
    async def many_failures() -> None:
        for _ in range(40):
            with pytest.raises(PasswordError):
                _ = await in_argon(sealing.verify_nothing, "x" * 1025)

    asyncio.run(many_failures())
