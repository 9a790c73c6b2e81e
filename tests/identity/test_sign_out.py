"""signOut: the session that asks ends."""

from server.kernel.sealing import new_token
from tests.world import PASSWORD

VIEWER = "{ viewer { person { email } } }"


async def test_a_session_that_was_ended_is_nobodys(ask, answer, do, reader):
    signed_in = await do("signIn", None, "token", email=reader.email, password=PASSWORD)
    assert await ask(VIEWER, signed_in["token"]) == {"viewer": {"person": {"email": reader.email}}}

    assert await do("signOut", signed_in["token"]) == {"errors": []}

    after = await answer(VIEWER, signed_in["token"])
    assert [error["extensions"]["code"] for error in after.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_other_sessions_of_the_same_person_go_on(ask, do, reader):
    signed_in = await do("signIn", None, "token", email=reader.email, password=PASSWORD)
    await do("signOut", signed_in["token"])

    assert await ask(VIEWER, reader) == {"viewer": {"person": {"email": reader.email}}}


async def test_a_workers_visit_leaves_no_trace(answer, do, make, behind):
    rows, worker = make.grievance()
    behind.add(*rows)

    with behind.unchanged("session"):
        assert await do("signOut", worker) == {"errors": []}

    assert behind.row("session", worker.parsed.id) is None
    after = await answer("{ grievance { state } }", worker)
    assert [error["extensions"]["code"] for error in after.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_without_a_session_there_is_nothing_to_end(do, behind):
    with behind.unchanged():
        assert await do("signOut") == {"errors": []}


async def test_what_has_ended_or_never_was_is_answered_alike(do, reader, behind):
    signed_in = await do("signIn", None, "token", email=reader.email, password=PASSWORD)
    await do("signOut", signed_in["token"])

    with behind.unchanged():
        assert await do("signOut", signed_in["token"]) == {"errors": []}
        assert await do("signOut", new_token("member", 2**32 - 1).text) == {"errors": []}
