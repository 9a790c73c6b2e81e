"""What bad input gets over HTTP: a clear refusal, no change, no leak, and soon."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest

from schema.connections import global_id
from server.kernel.sealing import new_token
from tests.makers import gid, key

JSON = {"content-type": "application/json"}
FILE = "mutation($input: FileGrievanceInput!) { fileGrievance(input: $input) { receipt errors { code message path } } }"


def filing(**fields: Any) -> dict[str, Any]:
    """A grievance that could be filed."""
    given = {"category": "WAGES", "language": "en", "narrative": "Three months unpaid.", "employer": {"unknown": True}}
    return {**given, "idempotencyKey": str(uuid4()), **fields}


def body(query: Any = "{ __typename }", **parameters: Any) -> bytes:
    """A request's body."""
    return json.dumps({"query": query, **parameters}).encode()


async def test_broken_utf_8_is_refused(client, behind):
    sent = body(FILE, variables={"input": filing(narrative="CANARY")}).replace(b"CANARY", b"\xff\xfe")

    with behind.unchanged():
        answer = await client.post("/graphql", content=sent, headers=JSON)

    assert (answer.status_code, codes(answer)) == (400, ["MALFORMED"])


def codes(answer: Any) -> list[str]:
    """The codes of the top-level errors."""
    told = answer.json()
    assert "data" not in told
    return [error["extensions"]["code"] for error in told["errors"]]


async def test_a_narrative_of_ten_megabytes_is_refused_before_it_is_read(client, behind):
    sent = json.dumps({"query": FILE, "variables": {"input": filing(narrative="x" * 10_000_000)}}).encode()

    async def chunks():
        for place in range(0, len(sent), 65_536):
            yield sent[place : place + 65_536]

    for content in (sent, chunks()):  # with its length announced, and without
        began = time.perf_counter()
        with behind.unchanged():
            answer = await client.post("/graphql", content=content, headers=JSON)
        assert (answer.status_code, codes(answer)) == (413, ["BODY_TOO_LARGE"])
        assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("narrative", "code"),
    [("", "INVALID"), (" \n\t　", "INVALID"), ("x" * 10_001, "INVALID"), ("PK\x03\x04\x14\x08", "INVALID")],
    ids=["empty", "blank", "too long", "binary"],
)
async def test_a_narrative_that_is_none_is_refused_in_words(narrative, code, ask, behind):
    with behind.unchanged():
        told = (await ask(FILE, language="ja", input=filing(narrative=narrative)))["fileGrievance"]

    (error,) = told.pop("errors")
    assert told == {"receipt": None}
    assert (error["code"], error["path"]) == (code, ["input", "narrative"])
    assert any("ぁ" <= character <= "ん" for character in error["message"])


WASTEFUL = {
    "5,000 aliases": "{" + " ".join(f"a{n}: __typename" for n in range(5_000)) + "}",
    "5,000 aliases of a list": "{" + " ".join(f"a{n}:prefectures{{code}}" for n in range(5_000)) + "}",
    "31 aliases": "{" + " ".join(f"a{n}: prefectures {{ code }}" for n in range(31)) + "}",
    "two verbs": "mutation { a: signOut(input: {}) { errors { code } } b: signOut(input: {}) { errors { code } } }",
    "a hundred by a hundred by a hundred": "{ organisations(first: 100) { nodes { caseStudies(first: 100) { nodes"
    " { organisation { caseStudies(first: 100) { nodes { id } } } } } } } }",
    "endless nesting": "{ organisations { nodes {"
    + " caseStudies { nodes { organisation {" * 5
    + " id "
    + "} } }" * 5
    + "} } }",
    "200 levels of nothing": "{" * 300 + "a" + "}" * 300,
    "a circle of fragments": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "50 directives": "{ prefectures { code " + "@include(if: true) " * 50 + "} }",
    "a long name": "query " + "n" * 65 + " { __typename }",
    "a long document": "{ prefectures { code } } #" + "x" * 20_000,
    "a string of data and schema": "{ __schema { types { name } } prefectures { code } }",
    "syntax": "{ prefectures { code ",
    "an unknown field": "{ prefecture { code } }",
    "a subscription": "subscription { nothing }",
    "no operation": "fragment a on Query { __typename }",
}


@pytest.mark.parametrize("query", WASTEFUL.values(), ids=WASTEFUL)
async def test_what_costs_too_much_or_means_nothing_is_refused_at_once(query, client, behind):
    began = time.perf_counter()
    with behind.unchanged():
        answer = await client.post("/graphql", content=body(query), headers=JSON)

    assert set(codes(answer)) <= {"TOO_COMPLEX", "BAD_USER_INPUT"}
    assert "Did you mean" not in answer.text
    assert len(answer.content) < 3_000
    assert time.perf_counter() - began < 1


PAGES = [
    "first: -1",
    "first: 101",
    "first: 99999999999",
    "first: 1, last: 1",
    'after: "x"',
    'after: "AAAA", before: "{}"',
    f'after: "{"A" * 5_000}"',
    "orderBy: NOTHING",
]


@pytest.mark.parametrize("arguments", PAGES, ids=range(len(PAGES)))
async def test_a_page_that_cannot_be_is_refused(arguments, answer):
    told = await answer(f"{{ caseStudies({arguments}) {{ nodes {{ id }} }} }}")
    assert set(codes(told)) <= {"BAD_USER_INPUT", "TOO_COMPLEX"}


IDS = {
    "nothing": "",
    "no base 64": "é",
    "only padding": "=" * 50,
    "long": "x" * 10_000,
    "a bare key": str(key("draft")),
    "of no type": gid("Nothing", "draft"),
    "of a type without rows": gid("Query", "draft"),
    "of another type": gid("Organisation", "what is not there"),
    "of what is not there": gid("CaseStudy", "what is not there"),
    "of what is not seen": gid("CaseStudy", "rival_draft"),
    "of no key": global_id("CaseStudy", "1 or 1=1"),
    "of a replaced character": global_id("CaseStudy", "\ufffd"),
    "of a quote": global_id("Municipality", "'"),
}


@pytest.mark.parametrize("id", IDS.values(), ids=IDS)
async def test_an_id_that_is_none_finds_nothing(id, ask, do, owner, behind):
    question = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } caseStudy(id: $id) { id } }"
    nothing = {"errors": [{"code": "NOT_FOUND", "path": ["input", "id"]}]}

    with behind.unchanged():
        assert await ask(question, owner, id=id) == {"node": None, "nodes": [None], "caseStudy": None}
        assert await do("publishCaseStudy", owner, id=id) == nothing
        assert await do("acknowledgeGrievance", owner, id=id) == nothing


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer x",
        "Bearer " + "m" * 44,
        f"Bearer {new_token('member', int(time.time()) - 1).text}",
        f"Bearer {new_token('staff', int(time.time()) + 600).text}",
        "Basic dTpw",
        "Bearer " + "x" * 4_000,
    ],
    ids=["nothing", "short", "unreal", "expired", "unknown", "another scheme", "long"],
)
async def test_a_session_that_is_none_is_told_so_in_words(header, client, behind):
    for query in (
        "{ viewer { person { id } } }",
        'mutation { publishCaseStudy(input: {id: "x"}) { errors { code } } }',
    ):
        with behind.unchanged():
            headers = {**JSON, "authorization": header, "accept-language": "ja"}
            answer = await client.post("/graphql", content=body(query), headers=headers)
        assert (answer.status_code, codes(answer)) == (401, ["UNAUTHENTICATED"])
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "セッション" in answer.text or "ログイン" in answer.text or "サインイン" in answer.text
