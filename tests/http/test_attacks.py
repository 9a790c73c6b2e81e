"""Each attack on a GraphQL server that is known by name, and the answer it gets. What they may cost: `tests/guard`."""

from typing import Any

import pytest

GRAPHQL = "application/graphql-response+json"
JSON = {"Content-Type": "application/json", "Accept": GRAPHQL}
LOOKING = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"


def doubled(times: int) -> str:
    """Fragments that each spread the next twice."""
    links = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(times))
    return f"{{ ...f0 }} {links} fragment f{times} on Query {{ viewer {{ roles }} }}"


def overlapping(many: int) -> str:
    """Fragments that select the same."""
    spread = " ".join(f"...f{n}" for n in range(many))
    return f"{{ {spread} }} " + " ".join(f"fragment f{n} on Query {{ viewer {{ roles }} }}" for n in range(many))


def nested(depth: int) -> str:
    """Lists in lists of a hundred."""
    inner = "totalCount"
    for _ in range(depth):
        inner = f"nodes {{ organisation {{ caseStudies(first: 100) {{ {inner} }} }} }}"
    return f"{{ caseStudies(first: 100) {{ {inner} }} }}"


TOO_MUCH = {
    "fragments that double 25 times": doubled(25),
    "300 fragments that overlap": overlapping(300),
    "lists of a hundred in lists of a hundred": nested(2),
    "the same, six times": nested(6),
    "31 aliases": "{ " + " ".join(f"a{n}: viewer {{ roles }}" for n in range(31)) + " }",
    "the same field 1,000 times": "{ " + "viewer { roles } " * 1_000 + "}",
    "1,000 directives": "{ viewer " + "@include(if: true) " * 1_000 + "{ roles } }",
    "41 directives": "{ viewer " + "@include(if: true) " * 41 + "{ roles } }",
    "201 levels": "{ viewer " * 201 + "}" * 201,
    "10,001 levels": "{ a" * 10_001 + "}" * 10_001,
    "a comment of 100 kB": f"{{ viewer {{ roles }} }} # {'x' * 100_000}",
    "100 kB of spaces": "{ viewer { roles } " + " " * 100_000 + "}",
    "1,000 comments": "#\n" * 1_000 + "{ viewer { roles } }",
    "a name of 5 kB": "{ " + "x" * 5_000 + " }",
    "a name of 65 letters": "{ " + "x" * 65 + " }",
    "fragments in a circle": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "a fragment in itself": "{ ...a } fragment a on Query { ...a }",
    "looking into the schema too deep": LOOKING,
    "two verbs at once": "mutation { signOut(input: {}) { __typename } again: signOut(input: {}) { __typename } }",
}


@pytest.mark.parametrize("document", TOO_MUCH.values(), ids=TOO_MUCH)
async def test_what_is_too_much_is_refused_in_few_words(client, behind, editor, document):
    headers = {**JSON, "Authorization": f"Bearer {editor.token}"}
    with behind.unchanged():
        answer = await client.post("/graphql", json={"query": document}, headers=headers)

    assert (answer.status_code, list(answer.json())) == (400, ["errors"])
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} <= {"TOO_COMPLEX", "BAD_USER_INPUT"}
    assert len(answer.content) < 2_500


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[" * 5_000 + b"]" * 5_000, 400, "MALFORMED"),
        (b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 40 + b"]" * 40 + b"}}", 400, "MALFORMED"),
        (b'{"query": "{ __typename }", "variables": {"x": "' + b"a" * 200_000 + b'"}}', 413, "BODY_TOO_LARGE"),
        (b" " * 10_000_000, 413, "BODY_TOO_LARGE"),
        (b'[{"query": "{ __typename }"}]', 400, "MALFORMED"),
    ],
    ids=["5,000 lists", "variables 40 deep", "a variable of 200 kB", "10 MB of spaces", "a batch"],
)
async def test_a_body_too_large_too_deep_or_too_many_is_refused(client, body, status, code):
    answer = await client.post("/graphql", content=body, headers=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


async def test_a_body_of_unknown_length_is_read_no_further_than_it_may_be(client):
    async def endless() -> Any:
        for _ in range(1_000):
            yield b" " * 1_000

    answer = await client.post("/graphql", content=endless(), headers=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "parts",
    [
        {"operations": '{"query": "mutation { signOut(input: {}) { errors { code } } }"}', "map": "{}"},
        {"operations": "5", "map": "[1]"},
        {"query": "mutation { signOut(input: {}) { errors { code } } }"},
    ],
)
@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
async def test_no_form_is_taken_and_nothing_is_done(client, behind, editor, parts, form):
    sent = {"files": {name: (None, text) for name, text in parts.items()}} if form == "multipart" else {"data": parts}
    with behind.unchanged():
        answer = await client.post("/graphql", headers={"Authorization": f"Bearer {editor.token}"}, **sent)

    assert answer.status_code == 415


@pytest.mark.parametrize("token", ["", "x", "Bearer", "Bearer ", "Bearer " + "x" * 5_000, "Basic eDp5", "bearer é"])
async def test_an_invented_token_is_nobody_s(client, token):
    headers = {"Authorization": token.encode("latin-1"), "Accept": GRAPHQL}
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_what_an_operation_costs_is_told_when_asked(client):
    document = "query ($first: Int = 50) { caseStudies(first: $first) { nodes { slug } } prefectures { code } }"

    quiet = await client.post("/graphql", json={"query": document})
    asked = await client.post("/graphql", json={"query": document}, headers={"GraphQL-Cost": "1"})
    fewer = await client.post(
        "/graphql", json={"query": document, "variables": {"first": 10}}, headers={"GraphQL-Cost": "1"}
    )

    assert "extensions" not in quiet.json()
    assert asked.json()["data"] == quiet.json()["data"]
    assert asked.json()["extensions"]["cost"] - fewer.json()["extensions"]["cost"] == 40


async def test_no_page_of_a_tool_is_served_by_default(client, serve):
    assert [(await client.get(path)).status_code for path in ("/graphiql", "/graphiql/start.js")] == [404, 404]
    assert (await client.get("/graphql", headers={"Accept": "text/html"})).status_code == 406
    async with serve(graphiql=True) as tools:
        assert (await tools.get("/graphiql/start.js")).status_code == 200
        assert (await tools.get("/graphiql/..%2f..%2fpackage.json")).status_code == 404
