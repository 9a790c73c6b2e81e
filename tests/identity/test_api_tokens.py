"""Personal API tokens: what one is given, what it may do, and what it never reaches."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from server.identity import services
from server.identity.models import ApiToken, Appointment, Scope, Session
from server.kernel.sealing import Token, parse_token
from server.kernel.table import today
from server.kernel.viewer import Role
from tests.makers import Somebody, case_study, gid, key

LATER = (today() + timedelta(days=30)).isoformat()
OWN = "{ viewer { person { id } apiTokens { name scopes createdOn lastUsedOn expiresOn } } }"
MINE = "{ viewer { person { id } } }"


@pytest.fixture
def token_of(do, ask) -> Callable[..., Any]:
    """Makes a person's API token, uses it once, and gives its text."""

    async def made(who: Somebody, *scopes: str) -> str:
        input = {"name": "Report", "scopes": scopes, "expiresOn": LATER}
        payload = await do("createApiToken", who, "token", input)
        assert payload["errors"] == []
        assert await ask(MINE, payload["token"]) == {"viewer": {"person": {"id": gid("Person", key(who.name))}}}
        return payload["token"]

    return made


async def test_a_token_is_shown_once_stored_hashed_and_listed(ask, do, behind, reader, fresh):
    input = {"name": "  Report ", "scopes": ["WRITE_MEMBER", "READ", "READ"], "expiresOn": LATER}
    payload = await do("createApiToken", reader, "token apiToken { name scopes lastUsedOn expiresOn }", input)

    shown = {"name": "Report", "scopes": ["READ", "WRITE_MEMBER"], "lastUsedOn": None, "expiresOn": LATER}
    assert payload == {"token": payload["token"], "apiToken": shown, "errors": []}
    token: Any = parse_token(payload["token"], 0)
    assert (token.api, token.audience) == (True, "member")
    kept = behind.row(Session, token.id)
    assert (kept["token_hash"], kept["box"], kept["seen_at"]) == (token.lookup, None, None)
    whole = str([behind.rows(f"select * from {table}") for table in ("session", "api_token", "audit_entry")])
    assert payload["token"] not in whole
    assert token.secret.hex() not in whole

    today_ = today().isoformat()
    assert await ask(OWN, reader) == {
        "viewer": {"person": {"id": gid("Person", "reader")}, "apiTokens": [shown | {"createdOn": today_}]}
    }


async def test_its_use_is_noted_by_the_day(behind, reader, token_of, fresh):
    await token_of(reader, "READ")

    assert behind.rows("select last_used_on from api_token where person_id = %s", reader.id) == [
        {"last_used_on": today()}
    ]


async def test_a_token_outlives_the_session_and_its_idle_limit(ask, do, behind, reader, token_of, fresh):
    token = await token_of(reader, "READ")
    behind.rows("delete from session where person_id = %s and api_token_id is null", reader.id)

    assert await ask(MINE, token) == {"viewer": {"person": {"id": gid("Person", "reader")}}}


async def test_a_revoked_token_is_nobodys_at_once(ask, answer, do, behind, reader, token_of, fresh):
    token = await token_of(reader, "READ")
    (row,) = behind.rows("select id from api_token where person_id = %s", reader.id)
    id = gid("ApiToken", row["id"])

    assert (await do("revokeApiToken", reader, "apiToken { id }", {"id": id}))["errors"] == []

    assert (await answer(MINE, token)).status_code == 401
    assert (await ask(OWN, reader))["viewer"]["apiTokens"] == []
    with behind.unchanged():
        again = await do("revokeApiToken", reader, "apiToken { id }", {"id": id})
    assert [error["code"] for error in again["errors"]] == ["NOT_FOUND"]


@pytest.mark.parametrize("days", [0, 367])
async def test_a_token_ends_within_a_year(days, do, behind, reader):
    input = {"name": "Report", "scopes": ["READ"], "expiresOn": (today() + timedelta(days=days)).isoformat()}
    with behind.unchanged():
        payload = await do("createApiToken", reader, "token", input)

    assert payload["token"] is None
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("INVALID", ["input", "expiresOn"])]


async def test_after_its_last_day_a_token_is_nobodys(answer, behind, reader, token_of, fresh):
    token = await token_of(reader, "READ")
    behind.rows("update session set expires_on = %s where api_token_id is not null", today() - timedelta(days=1))

    assert (await answer(MINE, token)).status_code == 401


async def test_a_person_has_at_most_twenty(do, behind, reader, fresh):
    for _ in range(20):
        behind.add(ApiToken(person_id=reader.id, name="Report", scopes=[Scope.READ], expires_on=today()))
    input = {"name": "Report", "scopes": ["READ"], "expiresOn": LATER}

    with behind.unchanged():
        payload = await do("createApiToken", reader, "token", input)

    assert [error["code"] for error in payload["errors"]] == ["LIMIT_REACHED"]


async def test_a_token_that_may_only_read_changes_nothing(do, door, behind, owner, token_of, fresh):
    token = await token_of(owner, "READ")
    input = {"id": gid("Commitment", "aozora 3"), "state": "MET"}

    with behind.unchanged():
        payload = await do("updateCommitment", token, "commitment { id }", input)
    assert [error["code"] for error in payload["errors"]] == ["NOT_PERMITTED"]

    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with door.writing(parse_token(token, 0), "en") as session:
            await session.connection.driver.execute("update commitment set state = 'met'")


async def test_a_token_writes_for_the_organisation_as_far_as_its_person(do, behind, owner, reader, token_of, fresh):
    behind.add(study := case_study())
    may, may_not = await token_of(owner, "WRITE_MEMBER"), await token_of(reader, "WRITE_MEMBER")
    input = {"id": gid("CaseStudy", study.id)}

    with behind.unchanged():
        refused = await do("submitCaseStudy", may_not, "caseStudy { status }", input)
    done = await do("submitCaseStudy", may, "caseStudy { status }", input)

    assert [error["code"] for error in refused["errors"]] == ["NOT_PERMITTED"]
    assert done == {"caseStudy": {"status": "IN_REVIEW"}, "errors": []}


INPUTS: dict[str, dict[str, Any]] = {
    "createApiToken": {"name": "Another", "scopes": ["READ"], "expiresOn": LATER},
    "revokeApiToken": {"id": gid("ApiToken", "handler token")},
    "invitePerson": {"email": "x@people.example", "to": {"role": "ANALYST"}},
    "signOut": {},
    "acknowledgeGrievance": {"id": gid("Grievance", "wages")},
    "sendMessage": {"grievanceId": gid("Grievance", "wages"), "body": "Hello"},
    "publishCaseStudy": {"id": gid("CaseStudy", "in_review")},
}


@pytest.mark.parametrize("verb", INPUTS)
async def test_no_token_makes_tokens_invites_signs_out_or_answers_a_worker(
    verb, do, behind, admin, handler, content_editor, token_of, fresh
):
    for who in (admin, handler, content_editor):
        token = await token_of(who, "READ", "WRITE_MEMBER")
        with behind.unchanged():
            payload = await do(verb, token, "", INPUTS[verb])
        assert [error["code"] for error in payload["errors"]] == ["NOT_PERMITTED"]


async def test_no_token_reaches_a_grievance(ask, door, handler, admin, partner, token_of, fresh):
    lists = "grievances { totalCount nodes { id } }"
    question = f"query($id: ID!) {{ grievance(id: $id) {{ narrative }} {lists} node(id: $id) {{ id }} }}"
    nothing = {"grievance": None, "grievances": {"totalCount": 0, "nodes": []}, "node": None}
    for who in (handler, partner):
        token = await token_of(who, "READ", "WRITE_MEMBER")
        assert await ask(question, token, id=gid("Grievance", "housing")) == nothing
        async with door.reading(parse_token(token, 0)) as connection:
            assert await connection.fetchval("select viewer_grievances()") == []
            for table in ("grievance", "grievance_message", "grievance_exclusion", "grievance_grant"):
                assert await connection.fetchval(f"select count(*) from {table}") == 0

    count = "{ viewer { grievancesWithoutHandler } }"
    assert await ask(count, admin) == {"viewer": {"grievancesWithoutHandler": 0}}
    assert await ask(count, await token_of(admin, "READ")) == {"viewer": {"grievancesWithoutHandler": None}}


async def test_the_database_lets_no_token_invite(door, behind, admin, token_of, fresh):
    token = parse_token(await token_of(admin, "WRITE_MEMBER"), 0)

    with behind.unchanged(), pytest.raises(Exception, match="row-level security"):
        async with door.writing(token, "en") as session:
            await services.invite(session, email="x@people.example", role=Role.ANALYST)


async def test_whoever_leaves_or_joins_the_secretariat_needs_a_new_token(
    ask, answer, behind, analyst, owner, token_of, fresh
):
    leaving, joining = await token_of(analyst, "READ"), await token_of(owner, "READ")
    assert parse_token(leaving, 0).audience == "staff"  # pyright: ignore[reportOptionalMemberAccess]

    behind.rows("update appointment set revoked_on = granted_on where person_id = %s", analyst.id)
    behind.add(Appointment(person_id=key("owner"), role=Role.ANALYST))

    assert [(await answer(MINE, token)).status_code for token in (leaving, joining)] == [401, 401]


async def test_neither_kind_of_token_passes_for_the_other(answer, reader, token_of, fresh):
    token = await token_of(reader, "READ")

    for text in (token.removeprefix("k"), "k" + reader.token, "k" + token):
        assert (await answer(MINE, text)).status_code == 401


def test_the_kinds_share_nothing_that_is_stored():
    session, api = Token("member", bytes(32)), Token("member", bytes(32), api=True)

    assert (session.id, session.database_token) != (api.id, api.database_token)
    assert session.id != api.id
    assert session.lookup != api.lookup
    assert parse_token(api.text, -1) == api
