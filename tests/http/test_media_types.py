"""What a request may be written in, and what its answer comes in."""

import pytest

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
ASKED = {"query": "{ __typename }"}
TYPENAME = {"data": {"__typename": "Query"}}
REFUSED = b'{"query": "mutation { signOut(input: {}) { errors { code } } }"}'


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f'{JSON}; charset="UTF-8"', JSON),
        (f"{GRAPHQL},{JSON};q=0.9", GRAPHQL),
        (f"{JSON},{GRAPHQL}", JSON),
        (f"{JSON};q=0.5,{GRAPHQL};q=0.8", GRAPHQL),
        (f"{GRAPHQL};q=0,{JSON}", JSON),
        (f"{GRAPHQL};q=high,{JSON}", JSON),
        (f"{GRAPHQL}; charset=utf-16,{JSON}", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        (f"{GRAPHQL}, application/graphql+json, {JSON}, text/event-stream, multipart/mixed", GRAPHQL),
    ],
)
async def test_the_answer_comes_as_what_is_wanted_most(client, accept, media):
    headers = {} if accept is None else {"Accept": accept}
    request = client.build_request("POST", "/graphql", json=ASKED, headers=headers)
    if accept is None:
        del request.headers["Accept"]

    answer = await client.send(request)

    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8")
    assert answer.json() == TYPENAME


@pytest.mark.parametrize(
    "accept", ["text/plain", "text/event-stream", "application/jsonx", f"{JSON};q=0", f"{JSON}; charset=utf-16"]
)
async def test_what_is_not_offered_is_not_acceptable(client, accept):
    answer = await client.post("/graphql", json=ASKED, headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (406, f"{JSON}; charset=utf-8")
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["NOT_ACCEPTABLE"]


@pytest.mark.parametrize(
    "written",
    ["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'],
)
async def test_json_in_utf_8_is_taken(client, written):
    answer = await client.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"Content-Type": written})

    assert answer.json() == TYPENAME


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/graphql",
        "application/json-patch+json",
        "text/json",
        "application/json; charset=utf-7",
        "application/json; charset=utf-16",
        "application/json; boundary=x",
    ],
)
async def test_nothing_but_json_in_utf_8_is_taken_and_nothing_is_done(client, behind, editor, written):
    headers = {"Content-Type": written, "Authorization": f"Bearer {editor.token}"}
    with behind.unchanged():
        answer = await client.post("/graphql", content=REFUSED, headers=headers)

    assert answer.status_code == 415
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNSUPPORTED_MEDIA_TYPE"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip"])
async def test_a_packed_body_is_not_unpacked(client, coding):
    answer = await client.post("/graphql", content=b"{}", headers={"Content-Type": JSON, "Content-Encoding": coding})

    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
async def test_other_methods_are_told_which_there_are(client, method):
    answer = await client.request(method, "/graphql", json=ASKED)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["METHOD_NOT_ALLOWED"]


async def test_a_head_has_the_headers_of_its_get(client):
    asked = {"query": "{ __typename }"}
    got, head = await client.get("/graphql", params=asked), await client.head("/graphql", params=asked)

    assert (head.status_code, head.headers) == (got.status_code, got.headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["mutation { signOut(input: {}) { errors { code } } }", "mutation { __typename }"])
async def test_a_mutation_is_never_done_by_get(client, behind, editor, method, query):
    headers = {"Authorization": f"Bearer {editor.token}"}
    with behind.unchanged():
        answer = await client.request(method, "/graphql", params={"query": query}, headers=headers)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_url_has_variables_and_extensions_as_json(client):
    asked = {
        "query": "query Two($name: String!) { __type(name: $name) { name } } query One { __typename }",
        "operationName": "Two",
        "variables": '{"name": "Query"}',
        "extensions": '{"some": "value"}',
    }

    answer = await client.get("/graphql", params=asked)

    assert answer.json() == {"data": {"__type": {"name": "Query"}}}


@pytest.mark.parametrize(
    ("query", "code"), [("{", "BAD_USER_INPUT"), ("{ nothing }", "BAD_USER_INPUT"), ("{" * 20, "BAD_USER_INPUT")]
)
async def test_a_refused_document_is_200_under_json_and_400_under_its_own_media_type(client, query, code):
    plain = await client.post("/graphql", json={"query": query}, headers={"Accept": JSON})
    exact = await client.post("/graphql", json={"query": query}, headers={"Accept": GRAPHQL})

    assert (plain.status_code, exact.status_code) == (200, 400)
    assert plain.json() == exact.json()
    assert (list(exact.json()), exact.json()["errors"][0]["extensions"]["code"]) == (["errors"], code)
