"""Malformed requests: hundreds of them, and not one is a defect, leaks what was sent, or stops the next."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

GRAPHQL = "application/graphql-response+json"
CANARY = "kanariya"
GOOD: dict[str, Any] = {
    "query": f'query One($x: String) {{ __type(name: $x) {{ name }} }} # "{CANARY}"',
    "operationName": "One",
    "variables": {"x": CANARY},
    "extensions": {"note": CANARY},
}
TEXT = json.dumps(GOOD).encode()

ODD: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 2**64, 10**300, "", " ", "é", "\ud800", "\x00", "{", "}", "{ x",
    '"', "\\", "#", "...", "$", "@", "null", [], [[]], [None], [GOOD], {}, {"": ""}, {"x": None}, {"x": [{}]},
    {"x": 10**300}, {"__proto__": {"x": 1}}, {CANARY: CANARY}, {"\x00": 1}, {"x": "\ud800"}, {"x": "a" * 100_000},
]  # fmt: skip
"""What may stand where something else is expected."""


def nested(depth: int) -> Any:
    """Objects in one another."""
    found: Any = CANARY
    for _ in range(depth):
        found = {"x": found}
    return found


def bodies() -> Iterator[tuple[str, bytes]]:
    """Every malformed body, with what is wrong with it."""
    for cut in range(len(TEXT)):
        yield f"cut after {cut} bytes", TEXT[:cut]
    for place, byte in product(range(0, len(TEXT), 3), (b"\x00", b"\xff", b"{", b'"')):
        yield f"{byte!r} at {place}", TEXT[:place] + byte + TEXT[place + 1 :]
    for name, (number, odd) in product((*GOOD, "documentId"), enumerate(ODD)):
        yield f"odd {number} as {name}", json.dumps({**GOOD, name: odd}).encode("utf-8", "surrogatepass")
    for number, odd in enumerate(ODD):
        yield f"odd {number} alone", json.dumps(odd).encode("utf-8", "surrogatepass")
        yield f"odd {number} as a persisted query", json.dumps({"extensions": {"persistedQuery": odd}}).encode()
    for depth in (31, 33, 100, 900, 5_000, 60_000):
        yield f"{depth} lists", b"[" * depth
        yield f"{depth} closed lists", b"[" * depth + b"]" * depth
        yield f"{depth} objects", b'{"query":' * min(depth, 9_000) + b"1" + b"}" * min(depth, 9_000)
    for depth in (20, 33, 200):
        yield f"variables {depth} deep", json.dumps({**GOOD, "variables": {"x": nested(depth)}}).encode()
    for coding in ("utf-16", "utf-32", "utf-8-sig"):
        yield coding, TEXT.decode().encode(coding)
    for text in (
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "01",
        "'x'",
        "{'query': 1}",
        "// x",
        "undefined",
        "{}{}",
        "1" * 5_000,
    ):
        yield f"{text[:12]} alone", text.encode()
        yield f"{text[:12]} as a variable", b'{"query": "{ __typename }", "variables": {"x": ' + text.encode() + b"}}"


BODIES = list(bodies())


def test_there_are_hundreds_of_them():
    assert len(BODIES) > 636
    assert len({wrong for wrong, _ in BODIES}) == len(BODIES)


@pytest.mark.parametrize("media", ["application/json", GRAPHQL])
async def test_no_malformed_body_is_a_defect_or_comes_back(client, behind, media):
    headers = {"Content-Type": "application/json", "Accept": media}
    seen: list[str] = []
    with behind.unchanged():
        for wrong, body in BODIES:
            answer = await client.post("/graphql", content=body, headers=headers)
            told = answer.json()
            codes = {error["extensions"]["code"] for error in told.get("errors", ())}
            if answer.status_code >= 500 or "INTERNAL" in codes:
                seen.append(f"{wrong}: {answer.status_code} {codes}")
            if "errors" in told and CANARY in answer.text:
                seen.append(f"{wrong}: {answer.text}")
            if ("data" in told) == ("errors" in told):
                seen.append(f"{wrong}: {sorted(told)}")

    assert seen == []


@pytest.mark.parametrize(
    "asked",
    [
        "query=",
        "query=%",
        "query=%ff%fe",
        "query=%00",
        "query=%7B__typename%7D&variables=[]",
        "query=%7B__typename%7D&variables=%7B",
        "query=%7B__typename%7D&variables=NaN",
        "query=%7B__typename%7D&variables=%22x%22",
        "query=%7B__typename%7D&extensions=[]",
        "query=%7B__typename%7D&extensions=%ff",
        "query=%7B__typename%7D&operationName=Nobody",
        "documentId=x",
        "documentId=sha256:%00",
        "%7B__typename%7D",
        "",
    ],
)
async def test_no_malformed_address_is_answered(client, asked):
    answer = await client.get(f"/graphql?{asked}", headers={"Accept": GRAPHQL})

    assert (answer.status_code, list(answer.json())) == (400, ["errors"])


@pytest.mark.parametrize("announced", ["-1", "x", "1e3", "131073", "9" * 5_000, "²"])
async def test_a_body_that_announces_too_much_is_not_read(client, announced):
    headers = {"Content-Type": "application/json", "Content-Length": announced.encode("latin-1")}

    answer = await client.post("/graphql", content=TEXT, headers=headers)

    assert answer.status_code == 413


async def test_a_list_of_requests_is_refused_as_one(client):
    answer = await client.post("/graphql", json=[{"query": "{ __typename }"}] * 1_000)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "MALFORMED")


@pytest.mark.parametrize(
    ("name", "values", "status"),
    [
        ("Content-Type", ["application/json", "application/json"], 415),
        ("Content-Encoding", ["identity", "gzip"], 415),
        ("Authorization", ["Bearer x", "Bearer y"], 401),
    ],
)
async def test_what_must_be_one_header_is_none_when_it_comes_twice(client, name, values, status):
    headers = [("Content-Type", "application/json")] if name != "Content-Type" else []

    answer = await client.post("/graphql", content=TEXT, headers=[*headers, *((name, value) for value in values)])

    assert answer.status_code == status
