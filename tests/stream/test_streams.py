"""/graphql/stream itself: whom it serves, how many, what it holds, and how it ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from typing import Any

import httpx
import pytest

from schema import stream as streams
from tests.stream.conftest import BEAT
from tests.stream.test_changes import until

BOARD = "subscription { boardChanged { __typename } }"


def codes(answer: httpx.Response) -> list[str]:
    return [one["extensions"]["code"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("method", "headers", "status", "code"),
    [
        ("POST", {"Accept": "application/json"}, 406, "NOT_ACCEPTABLE"),
        ("GET", {}, 405, "METHOD_NOT_ALLOWED"),
        ("POST", {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Authorization": ""}, 401, "UNAUTHENTICATED"),
        ("POST", {"Authorization": "Bearer sAAAA"}, 401, "UNAUTHENTICATED"),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403, "FORBIDDEN"),
    ],
)
async def test_a_wrong_request_is_refused_by_its_status(
    client: Any, admin: Any, method: str, headers: dict[str, str], status: int, code: str
) -> None:
    sent = {"Accept": "text/event-stream", "Content-Type": "application/json", "Authorization": f"Bearer {admin.token}"}
    answer = await client.request(
        method,
        "/graphql/stream",
        headers=sent | headers,
        content=b'{"query": "subscription { boardChanged { __typename } }"}',
    )
    assert (answer.status_code, codes(answer), answer.headers["cache-control"]) == (status, [code], "no-store")


async def test_only_the_sites_on_the_allow_list_may_stream(
    served: Any, client: Any, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.streams.graphql, "origins", frozenset({b"https://friend.example"}))
    shared: list[tuple[int, str | None]] = []
    for origin in ("https://friend.example", "https://foe.example"):
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        async with served.subscribed(BOARD, admin, headers) as stream:
            shared.append((stream.answer.status_code, stream.answer.headers.get("access-control-allow-origin")))
    asked = await client.options("/graphql/stream", headers={"Origin": "https://friend.example"})

    assert shared == [(200, "https://friend.example"), (403, None)]
    assert (asked.status_code, asked.headers["allow"]) == (204, "POST, OPTIONS")
    assert "Authorization" in asked.headers["access-control-allow-headers"]


async def test_a_visitor_has_no_streams(client: Any) -> None:
    answer = await client.post("/graphql/stream", json={"query": BOARD}, headers={"Accept": "text/event-stream"})
    assert (answer.status_code, codes(answer)) == (401, ["UNAUTHENTICATED"])


@pytest.mark.parametrize(
    "document",
    [
        "{ viewer { roles } }",
        "mutation { signOut(input: {}) { errors { code } } }",
        "subscription { nothing }",
        "subscription { boardChanged { __typename } grievanceMessages { body } }",
        "subscription { boardChanged @skip(if: true) { __typename } }",
        "subscription {",
        "subscription { __typename }",
    ],
)
async def test_a_wrong_operation_is_told_within_the_stream(served: Any, admin: Any, document: str) -> None:
    async with served.subscribed(document, admin) as stream:
        event, told = await stream.event()
        assert (event, list(told), told["errors"][0]["extensions"]["code"]) == ("next", ["errors"], "BAD_USER_INPUT")
        assert await stream.event() == ("complete", None)
        assert await stream.ends()


async def test_a_subscription_is_not_answered_at_graphql(answer: Any, admin: Any) -> None:
    refused = await answer(BOARD, admin)
    assert codes(refused) == ["BAD_USER_INPUT"]
    assert "/graphql/stream" in refused.json()["errors"][0]["message"]


async def test_one_person_has_five_streams_and_a_place_is_free_again(served: Any, officer: Any, admin: Any) -> None:
    open_streams = [served.subscribed(BOARD, officer) for _ in range(streams.MOST_OF_ONE)]
    entered = [await one.__aenter__() for one in open_streams]
    for stream in entered:
        assert await stream.event() == (BEAT, None)

    async with served.subscribed(BOARD, officer) as sixth:
        await sixth.answer.aread()
        assert (sixth.answer.status_code, codes(sixth.answer)) == (429, ["TOO_MANY_STREAMS"])
        assert sixth.answer.headers["retry-after"] == "60"
    async with served.subscribed(BOARD, admin) as of_another:
        assert await of_another.event() == (BEAT, None)

    for one in open_streams:
        await one.__aexit__(None, None, None)
    await until(lambda: not served.streams.open)
    async with served.subscribed(BOARD, officer) as stream:
        assert await stream.event() == (BEAT, None)


async def test_all_together_have_a_limit(served: Any, officer: Any, admin: Any) -> None:
    served.streams.most = 1
    async with served.subscribed(BOARD, officer) as stream:
        await stream.event()
        async with served.subscribed(BOARD, admin) as second:
            assert second.answer.status_code == 429


async def test_a_waiting_stream_holds_no_connection_to_the_database(served: Any, place: Any, people: Any) -> None:
    names = ("officer", "content_editor", "custodian", "analyst", "admin", "handler")
    opened = [served.subscribed(BOARD, people[name]) for name in names for _ in range(3)]
    for one in opened:
        await (await one.__aenter__()).event()

    pools = place.door.pools._pools.values()
    await until(lambda: {pool.places._value for pool in pools} == {12})

    for one in opened:
        await one.__aexit__(None, None, None)
    await until(lambda: not served.streams.open)


async def test_streams_complete_when_the_server_stops(served: Any, officer: Any) -> None:
    async with served.subscribed(BOARD, officer) as stream:
        await stream.event()
        served.streams.end()

        assert await stream.next() == ("complete", None)
        assert await stream.ends()
    async with served.subscribed(BOARD, officer) as late:
        assert late.answer.status_code == 429


async def test_an_expired_token_ends_its_stream(
    served: Any, admin: Any, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served.subscribed(BOARD, admin) as stream:
        await stream.event()
        monkeypatch.setattr(streams.time, "time", lambda: 2**32)

        event, told = await stream.next()
        assert (event, told["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")
        assert await stream.event() == ("complete", None)


async def test_a_silent_stream_looks_after_its_session(
    served: Any, do: Any, officer: Any, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    monkeypatch.setattr(streams, "LOOK", 0.1)
    async with served.subscribed(BOARD, officer) as stream:
        await stream.event()
        await do("signOut", officer)

        event, told = await stream.next()
        assert (event, told["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")


async def test_a_reader_that_takes_nothing_is_dropped() -> None:
    given_back: list[bool] = []

    async def chunks() -> AsyncGenerator[bytes]:
        try:
            while True:
                yield b":\n\n"
        finally:
            given_back.append(True)

    async def receive() -> Any:
        await asyncio.sleep(60)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) > 3:
            await asyncio.sleep(60)

    answer = streams.EventStream(chunks(), nullcontext(), slowest=0.1)
    async with asyncio.timeout(5):
        await answer(receive, send)

    assert given_back == [True]
    assert [message.get("more_body") for message in sent] == [None, True, True, True]


async def test_who_leaves_is_noticed_at_once(served: Any, officer: Any) -> None:
    async with served.subscribed(BOARD, officer) as stream:
        await stream.event()
        assert served.streams.open.total() == 1

    await until(lambda: not served.streams.open)


async def test_nothing_of_a_workers_stream_is_logged(
    served: Any, worker: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async with served.subscribed("subscription { grievanceMessages { body } }", worker) as stream:
        await stream.event()
    await until(lambda: not served.streams.open)

    assert capfd.readouterr() == ("", "")
