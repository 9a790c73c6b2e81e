"""Pages of other sites: refused where a browser tells of them, unless they are on the list."""

import pytest

from server.settings import Settings

ASKED = {"query": "{ __typename }"}
SITE = "https://site.example"
SIGN_OUT = {"query": "mutation { signOut(input: {}) { errors { code } } }"}


@pytest.mark.parametrize("where", ["cross-site", "same-site"])
@pytest.mark.parametrize("origin", [None, SITE, "null", "http://kakehashi.example"])
async def test_a_page_of_another_site_is_refused_and_nothing_is_done(client, behind, editor, where, origin):
    headers = {"Sec-Fetch-Site": where, "Authorization": f"Bearer {editor.token}"} | (
        {"Origin": origin} if origin else {}
    )
    with behind.unchanged():
        answer = await client.post("/graphql", json=SIGN_OUT, headers=headers)

    assert answer.status_code == 403
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["FORBIDDEN"]
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
async def test_our_own_pages_and_programs_may_ask(client, headers):
    assert (await client.post("/graphql", json=ASKED, headers=headers)).status_code == 200


async def test_a_listed_site_s_page_may_ask_and_read_refusals_too(serve):
    async with serve(cors_origins=SITE) as client:
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": SITE}
        answer = await client.post("/graphql", json=ASKED, headers=headers)
        refused = await client.post("/graphql", content=b"[", headers=headers)

    assert (answer.status_code, refused.status_code) == (200, 415)
    for one in (answer, refused):
        given = {name: value for name, value in one.headers.items() if name.startswith("access-control")}
        assert given == {
            "access-control-allow-origin": SITE,
            "access-control-expose-headers": "ETag, Retry-After",
        }


async def test_a_listed_site_s_browser_asks_first(serve):
    async with serve(cors_origins=SITE) as client:
        headers = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Sec-Fetch-Site": "cross-site"}
        answer = await client.options("/graphql", headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert {name: value for name, value in answer.headers.items() if name.startswith("access-control")} == {
        "access-control-allow-origin": SITE,
        "access-control-expose-headers": "ETag, Retry-After",
        "access-control-allow-methods": "GET, HEAD, POST",
        "access-control-allow-headers": "Accept-Language, Authorization, Content-Type, GraphQL-Cost",
        "access-control-max-age": "600",
    }


@pytest.mark.parametrize("origin", [None, "null", "https://site.example.evil.example", "http://site.example"])
async def test_others_are_told_nothing_when_they_ask_first(serve, origin):
    async with serve(cors_origins=SITE) as client:
        answer = await client.options("/graphql", headers={"Origin": origin} if origin else {})

    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_list_is_a_setting(monkeypatch):
    monkeypatch.setenv("KAKEHASHI_CORS_ORIGINS", f"{SITE}, https://other.example")

    assert Settings().cors_origins == frozenset({SITE, "https://other.example"})
