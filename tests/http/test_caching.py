"""What caches may keep: anonymous answers to trusted queries by GET, for a minute. Nothing else, ever."""

import json

import pytest

from frontend_stub.client import document_id, documents

PAGE = document_id(documents()["Practices"])
ASKED = {"documentId": PAGE, "operationName": "Practices", "variables": json.dumps({"tag": "en", "orderBy": "NEWEST"})}
VARY = "Accept, Accept-Language, Authorization, GraphQL-Cost, Origin"


async def test_an_anonymous_answer_may_be_kept_for_a_minute(client):
    answer = await client.get("/graphql", params=ASKED)

    assert "errors" not in answer.json()
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["vary"] == VARY
    assert answer.headers["etag"].strip('"').isalnum()


@pytest.mark.parametrize("written", ["{}", "W/{}", '"other", {}', "*"])
async def test_what_is_still_right_is_not_sent_again(client, written):
    tag = (await client.get("/graphql", params=ASKED)).headers["etag"]

    answer = await client.get("/graphql", params=ASKED, headers={"If-None-Match": written.format(tag)})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert (answer.headers["cache-control"], answer.headers["vary"]) == ("public, max-age=60", VARY)


async def test_what_has_changed_is_sent_again(client):
    answer = await client.get("/graphql", params=ASKED, headers={"If-None-Match": '"of yesterday"'})

    assert (answer.status_code, list(answer.json())) == (200, ["data"])


async def test_each_language_and_each_media_type_has_a_tag_of_its_own(client):
    tags = {
        (await client.get("/graphql", params={**ASKED, "variables": variables}, headers={"Accept": accept})).headers[
            "etag"
        ]
        for variables in (ASKED["variables"], json.dumps({"tag": "ja", "orderBy": "NEWEST"}))
        for accept in ("application/json", "application/graphql-response+json")
    }

    assert len(tags) == 4


@pytest.mark.parametrize(
    ("method", "changed", "headers", "status"),
    [
        ("POST", {}, {}, 200),
        ("GET", {"documentId": None, "query": "{ __typename }", "operationName": None}, {}, 200),
        ("GET", {}, {"GraphQL-Cost": "1"}, 200),
        ("GET", {"variables": "{}"}, {}, 200),
        ("GET", {"documentId": "sha256:" + "0" * 64}, {}, 200),
        ("GET", {}, {"Authorization": "Bearer of nobody"}, 401),
        ("GET", {}, {"Authorization": "Basic eDp5"}, 401),
        ("GET", {}, {"Accept": "text/plain"}, 406),
    ],
)
async def test_everything_else_is_kept_nowhere(client, method, changed, headers, status):
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value is not None}
    body = {"json": asked | {"variables": json.loads(asked["variables"])}} if method == "POST" else {"params": asked}

    answer = await client.request(method, "/graphql", headers=headers, **body)

    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    assert "etag" not in answer.headers


async def test_what_somebody_signed_in_sees_is_kept_nowhere(client, editor):
    answer = await client.get("/graphql", params=ASKED, headers={"Authorization": f"Bearer {editor.token}"})

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in answer.headers
