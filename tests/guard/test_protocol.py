"""What a connection may send, how fast, and to whom, tried with bytes on a socket."""

import asyncio
import time

import pytest

from server.protocol import guard_of
from server.settings import Settings

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
CLOSE = b"Connection: close\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"


def status(answer: str) -> str:
    """The number in the first line of an answer, and whether there is no second answer."""
    assert answer.count("HTTP/1.1 ") <= 1
    return answer[9:12]


async def test_an_honest_request_is_answered(serve):
    server = await serve()

    assert (await server.say(GET + CLOSE)).endswith("\r\n\r\n0")
    assert (await server.say(*(bytes([byte]) for byte in GET + CLOSE))).endswith("\r\n\r\n0")
    assert (await server.say(POST % 70_000 + b"x" * 70_000)).endswith("\r\n\r\n70000")


async def test_two_requests_on_one_connection_are_both_answered(serve):
    server = await serve()

    assert (await server.say(GET + b"\r\n" + GET + CLOSE)).count("HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((), ""),
        ((b"\r\n",) * 40, ""),
        ((b"G",), "408"),
        ((GET, *(b"X-%d: y\r\n" % number for number in range(40))), "408"),
        ((GET + b"\r\n", GET), "200"),
    ],
    ids=["silence", "empty lines", "one letter", "a header every now and then", "half a second request"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(parts, answer, serve):
    server = await serve()
    began = time.monotonic()

    heard = await server.say(*parts, pause=0.05)

    assert heard[9:12] == answer
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (GET + b"X: " + b"y" * 16_000 + b"\r\n" + CLOSE, "200"),
        (GET + b"X: " + b"y" * 17_000 + b"\r\n" + CLOSE, "431"),
        (GET + b"X: y\r\n" * 3_000 + CLOSE, "431"),
        (GET + b"X: " + b"y" * 200_000, "431"),
        (b"GET /" + b"y" * 8_000 + b" HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, "200"),
        (b"GET /" + b"y" * 8_200 + b" HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, "414"),
        (b"GET /" + b"y" * 60_000, "414"),
        (b"nonsense\r\n\r\n", "400"),
    ],
    ids=["16 kB", "17 kB", "3,000 headers", "200 kB", "URL of 8 kB", "URL of 8.2 kB", "URL without end", "no HTTP"],
)
async def test_a_head_has_a_length(head, answer, serve):
    server = await serve()

    assert status(await server.say(head)) == answer


@pytest.mark.parametrize(
    ("hosts", "answer"),
    [
        (b"Host: localhost:81\r\n", "200"),
        (b"Host: LOCALHOST\r\n", "200"),
        (b"Host: [::1]:8000\r\n", "200"),
        (b"", "400"),
        (b"Host: localhost\r\nHost: localhost\r\n", "400"),
        (b"Host: elsewhere.example\r\n", "421"),
        (b"Host: localhost.elsewhere.example\r\n", "421"),
        (b"Host: localhost@elsewhere.example\r\n", "421"),
    ],
)
async def test_a_request_names_a_host_of_ours(hosts, answer, serve):
    server = await serve()

    assert status(await server.say(b"GET / HTTP/1.1\r\n" + hosts + CLOSE)) == answer


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        ({}, {b"127.0.0.1:8000", b"127.0.0.1", b"localhost", b"[::1]"}),
        ({"host": "::"}, {b"[::]:8000", b"127.0.0.1", b"localhost", b"[::1]"}),
        ({"public_url": "https://Kakehashi.example"}, {b"kakehashi.example"}),
        (
            {"public_url": "https://k.example:8443/x", "allowed_hosts": "api.k.example, 10.0.0.7"},
            {b"k.example:8443", b"api.k.example", b"10.0.0.7"},
        ),
    ],
)
def test_the_hosts_are_the_public_ones_and_this_machine_only_where_that_is_public(settings, hosts):
    assert guard_of(Settings(**settings)).hosts == hosts


async def test_a_body_keeps_a_pace(serve):
    server = await serve()
    fast = [POST % 2_000, *[b"x" * 100] * 20]
    slow = [POST % 2_000, *[b"x"] * 60]

    assert (await server.say(*fast, pause=0.04)).endswith("\r\n\r\n2000")
    assert status(await server.say(*slow, pause=0.05)) == "408"
    assert status(await server.say(POST % 10)) == "408"


async def test_a_body_has_an_end_however_fast_it_comes(serve):
    server = await serve(body_seconds=0.8)

    assert status(await server.say(POST % 10**9, *[b"x" * 1_000] * 100, pause=0.05)) == "408"


async def test_a_body_that_nobody_reads_is_not_waited_for(serve):
    server = await serve()
    began = time.monotonic()

    answer = await server.say(b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx")

    assert status(answer) == "200"
    assert "connection: close" in answer
    assert time.monotonic() - began < 2


async def test_who_does_not_read_the_answer_is_left(serve):
    server = await serve()
    _reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)

    writer.write(b"GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.sleep(1.2)

    assert server.server.server_state.connections == set()
    writer.close()


async def test_a_connection_that_is_not_used_is_closed(serve):
    server = await serve()
    began = time.monotonic()

    assert status(await server.say(GET + b"\r\n")) == "200"
    assert 0.9 < time.monotonic() - began < 2


async def test_many_silent_connections_make_room_for_who_asks(serve):
    server = await serve(head_seconds=10)
    silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(60)]

    began = time.monotonic()
    assert status(await server.say(GET + CLOSE)) == "200"
    took = time.monotonic() - began

    assert took < 1
    assert len(server.server.server_state.connections) <= 20
    for _, writer in silent:
        writer.close()
