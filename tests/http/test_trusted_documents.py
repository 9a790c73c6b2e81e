"""Documents named by their hash: the pages' own."""

from hashlib import sha256

import pytest

from frontend_stub.client import document_id, documents
from server.settings import Settings

GRAPHQL = {"Accept": "application/graphql-response+json"}
PAGE = documents()["Practices"]
NAME = document_id(PAGE)
ASKED = {"operationName": "Practices", "variables": {"tag": "en", "orderBy": "NEWEST"}}
MEMBERS = "{ organisations { totalCount } }"


def apollo(text: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}


async def codes(client, **body: object) -> tuple[int, list[str]]:
    answer = await client.post("/graphql", json=body, headers=GRAPHQL)
    return answer.status_code, [error["extensions"]["code"] for error in answer.json().get("errors", ())]


async def test_a_page_s_document_is_asked_by_its_hash(client):
    sent = await client.post("/graphql", json={"query": PAGE, **ASKED})

    named = await client.post("/graphql", json={"documentId": NAME, **ASKED})
    as_apollo_does = await client.post("/graphql", json={"extensions": apollo(PAGE), **ASKED})

    assert "errors" not in sent.json()
    assert (named.json(), as_apollo_does.json()) == (sent.json(), sent.json())


async def test_a_hash_that_nobody_knows_is_told_in_the_words_that_clients_know(client):
    unknown = document_id(MEMBERS)

    exact = await client.post("/graphql", json={"documentId": unknown}, headers=GRAPHQL)
    plain = await client.post("/graphql", json={"extensions": apollo(MEMBERS)})

    told = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    assert (exact.status_code, exact.json()) == (400, {"errors": [told]})
    assert (plain.status_code, plain.json()) == (200, {"errors": [told]})


async def test_a_document_sent_with_its_hash_is_answered_and_not_kept(client):
    answer = await client.post("/graphql", json={"query": MEMBERS, "extensions": apollo(MEMBERS)})

    assert list(answer.json()) == ["data"]
    assert await codes(client, extensions=apollo(MEMBERS)) == (400, ["PERSISTED_QUERY_NOT_FOUND"])


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": 1},
        {"documentId": ["sha256:"]},
        {"documentId": "sha256:"},
        {"documentId": NAME.upper()},
        {"documentId": NAME.removeprefix("sha256:")},
        {"documentId": NAME, "query": MEMBERS},
        {"documentId": NAME, "query": {}},
        {"extensions": {"persistedQuery": "hash"}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": NAME[7:]}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": None}}},
        {"extensions": apollo(PAGE), "query": MEMBERS},
    ],
)
async def test_a_name_that_is_none_or_of_another_document_is_malformed(client, named):
    assert await codes(client, **named) == (400, ["MALFORMED"])


async def test_trusted_means_nothing_else(serve):
    async with serve(documents="trusted") as client:
        named = await client.post("/graphql", json={"documentId": NAME, **ASKED})

        assert list(named.json()) == ["data"]
        assert await codes(client, query=PAGE, **ASKED) == (200, [])
        assert await codes(client, query=MEMBERS) == (400, ["PERSISTED_QUERY_ONLY"])
        assert await codes(client, query=MEMBERS, extensions=apollo(MEMBERS)) == (400, ["PERSISTED_QUERY_ONLY"])
        assert await codes(client, query="{ __schema { queryType { name } } }") == (400, ["PERSISTED_QUERY_ONLY"])
        assert await codes(client, documentId=document_id(MEMBERS)) == (400, ["PERSISTED_QUERY_NOT_FOUND"])


async def test_the_pages_work_where_only_their_documents_are_trusted(serve):
    async with serve(documents="trusted") as client:
        page = await client.get("/en/practices", follow_redirects=True)

    assert page.status_code == 200
    assert "<main" in page.text


def test_which_documents_are_answered_is_a_setting(monkeypatch):
    monkeypatch.setenv("KAKEHASHI_DOCUMENTS", "trusted")

    assert (Settings().documents, Settings(documents="any").documents) == ("trusted", "any")
