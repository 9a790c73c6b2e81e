"""How often somebody may ask: counted by token or by network, keeping no address."""

import ipaddress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from schema.rates import refuse_too_often
from server.kernel.rates import DAY, MOST_BUCKETS, Rates
from server.kernel.sealing import new_token
from server.settings import Settings


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: float = 0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(clock) -> Rates:
    """One request a second by network, two by token; behind proxies in 198.51.100.0/24."""
    return Rates(1, 2, [ipaddress.ip_network("198.51.100.0/24")], clock)


def taken(rates: Rates, times: int, peer: str, forwarded: str = "", token: Any = None) -> list[int]:
    """The distinct waiting times of so many requests, in order."""
    return list(dict.fromkeys(rates.take(peer, forwarded, token) for _ in range(times)))


def test_a_network_has_a_burst_and_then_its_rate(rates, clock):
    assert taken(rates, 30, "203.0.113.5") == [0]
    assert taken(rates, 1, "203.0.113.5") == [1]
    clock.now += 1
    assert taken(rates, 2, "203.0.113.5") == [0, 1]
    clock.now += 3600
    assert taken(rates, 31, "203.0.113.5") == [0, 1]


def test_neighbours_share_a_bucket_and_others_do_not(rates):
    assert taken(rates, 31, "203.0.113.5") == [0, 1]
    assert taken(rates, 1, "203.0.113.99") == [1]
    assert taken(rates, 1, "::ffff:203.0.113.99") == [1]
    assert taken(rates, 1, "203.0.114.5") == [0]

    assert taken(rates, 31, "2001:db8:1:2::1") == [0, 1]
    assert taken(rates, 1, "2001:db8:1:ffff::1") == [1]
    assert taken(rates, 1, "2001:db8:2::1") == [0]


@pytest.mark.parametrize("peer", ["", "pages", "127.0.0.1", "::1", "10.1.2.3", "fd00::1", "198.51.100.7"])
def test_nobodys_address_is_not_counted(peer, rates):
    assert taken(rates, 1000, peer) == [0]


def test_only_a_trusted_proxy_says_for_whom_it_asks(rates):
    assert taken(rates, 31, "198.51.100.7", "203.0.113.5") == [0, 1]
    assert taken(rates, 1, "198.51.100.8", "192.0.2.1, 203.0.113.5, 198.51.100.9") == [1]
    assert taken(rates, 1, "198.51.100.7", "192.0.2.1") == [0]
    assert taken(rates, 1, "203.0.113.5", "192.0.2.2") == [1]


def test_a_token_counts_by_itself_once_a_session_stands_behind_it(rates):
    token, invented = new_token("member", 2**31), new_token("member", 2**31)
    rates.know(token)

    assert taken(rates, 31, "203.0.113.5", token=invented) == [0, 1]
    assert taken(rates, 1, "203.0.113.5", token=new_token("staff", 2**31)) == [1]
    assert taken(rates, 59, "203.0.113.5", token=token) == [0]
    assert taken(rates, 1, "192.0.2.1", token=token) == [1]


def test_receipts_do_not_wait_for_the_others_of_their_network(rates):
    assert taken(rates, 31, "203.0.113.5") == [0, 1]
    assert taken(rates, 30, "203.0.113.5", token=new_token("worker", 2**31)) == [0]


def test_a_rate_of_nothing_is_no_limit(clock):
    rates = Rates(0, 0, clock=clock)
    token = new_token("member", 2**31)
    rates.know(token)

    assert taken(rates, 1000, "203.0.113.5") + taken(rates, 1000, "203.0.113.5", token=token) == [0, 0]


def test_no_address_is_kept_and_the_day_forgets_even_its_hash(rates, clock):
    rates.take("203.0.113.5", "", None)
    kept = dict(rates._buckets)
    assert all(len(bucket) == 16 + len(b"others") for bucket in kept)
    assert not any(b"\xcb\x00\x71" in bucket or b"203.0" in bucket for bucket in kept)

    clock.now += DAY
    rates.take("203.0.113.5", "", None)

    assert len(rates._buckets) == 1
    assert rates._buckets.keys().isdisjoint(kept)


def test_the_memory_is_bounded(rates):
    for number in range(MOST_BUCKETS + 10):
        rates.take(str(ipaddress.ip_address((1 << 125) + (number << 80))), "", None)

    assert len(rates._buckets) == MOST_BUCKETS


@pytest.fixture
async def neighbour(place):
    """A client on a network that has used its burst up."""
    transport = httpx.ASGITransport(place.client._transport.app, client=("203.0.113.5", 1))
    endpoint = place.client._transport.app.state.graphql
    before, endpoint.rates = endpoint.rates, Rates(0.1, 0.1)
    place.door.entered = endpoint.rates.know
    async with httpx.AsyncClient(transport=transport, base_url="http://kakehashi.example") as client:
        for _ in range(3):
            assert (await asked(client, "{ codeOfConduct { version } }")).status_code == 200
        yield client
    endpoint.rates, place.door.entered = before, before.know


async def asked(client: httpx.AsyncClient, query: str, token: str | None = None, **variables: Any) -> httpx.Response:
    """The answer to a document."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


async def test_too_often_is_answered_in_words_with_the_time_to_wait(neighbour, behind):
    with behind.unchanged():
        answer = await asked(neighbour, "{ codeOfConduct { version } }")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    assert [error["extensions"] for error in answer.json()["errors"]] == [{"code": "RATE_LIMITED"}]
    assert "data" not in answer.json()


async def test_a_grievance_is_filed_and_followed_from_a_busy_network(neighbour, worker, receipts, fresh):
    filed = await asked(
        neighbour,
        "mutation($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt errors { code } } }",
        input={
            "category": "WAGES",
            "language": "en",
            "narrative": "Unpaid.",
            "employer": {"name": "Somewhere"},
            "idempotencyKey": "6f1b1f4e-0000-4000-8000-000000000001",
        },
    )
    followed = await asked(neighbour, "{ grievance { state } }", worker.token)

    assert filed.json()["data"]["fileGrievance"]["errors"] == []
    assert followed.json()["data"]["grievance"] == {"state": "RECEIVED"}


async def test_other_verbs_beside_it_are_not_let_through():
    from graphql import parse

    from server.kernel.rates import TooOften

    both: Any = parse("mutation { fileGrievance(input: {}) { receipt } signOut(input: {}) { errors { code } } }")
    hidden: Any = parse("mutation { ...A } fragment A on Mutation { fileGrievance(input: {}) { receipt } }")

    for document in (both, hidden):
        with pytest.raises(TooOften):
            refuse_too_often(3, document.definitions[0])
        refuse_too_often(0, document.definitions[0])


def test_the_networks_of_proxies_are_read_from_the_settings():
    chosen = Settings(trusted_proxies="10.0.0.0/8, 2001:db8::/32")  # pyright: ignore[reportArgumentType]  as a variable

    assert chosen.trusted_proxies == {ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32")}
