from typing import Any

import pytest

from server.kernel.table import today
from tests import world
from tests.ties.test_declare_tie import tied

SHOWS = "tie { answer answerReason answeredOn }"


def answering(do: Any, verb: str, who: Any, tie: Any, **more: Any) -> Any:
    return do(verb, who, SHOWS, id=world.gid("Tie", tie.id), **more)


@pytest.mark.row("M8")
async def test_the_other_side_confirms_and_may_think_again(do, behind, member):
    child, parent = member(), member()
    tie = tied(child, parent)
    behind.add(tie)

    confirmed = await answering(do, "confirmTie", parent.owner, tie)
    disputed = await answering(do, "disputeTie", parent.owner, tie, reason=" Sold in 2019. ")

    assert confirmed == {
        "tie": {"answer": "CONFIRMED", "answerReason": None, "answeredOn": str(today())},
        "errors": [],
    }
    assert disputed == {
        "tie": {"answer": "DISPUTED", "answerReason": "Sold in 2019.", "answeredOn": str(today())},
        "errors": [],
    }
    assert behind.rows("select verb, actor_id, organisation_id from audit_entry where subject_id = %s", tie.id) == [
        {"verb": verb, "actor_id": parent.owner.id, "organisation_id": parent.key}
        for verb in ("confirm_tie", "dispute_tie")
    ]


async def test_both_sides_may_answer_what_the_secretariat_declared(do, behind, member):
    child, parent = member(), member()
    for who in (child.owner, parent.owner):
        tie = tied(child, parent, declared_for=None)
        behind.add(tie)
        assert (await answering(do, "confirmTie", who, tie))["errors"] == []


async def test_nobody_answers_oneself_or_for_others(do, behind, member, officer):
    child, parent, rival = member(), member(), member()
    tie = tied(child, parent)
    behind.add(tie)
    with behind.unchanged():
        for verb, more in (("confirmTie", {}), ("disputeTie", {"reason": "No."})):
            for who in (child.owner, parent.editor, officer):
                payload = await answering(do, verb, who, tie, **more)
                assert payload == {"tie": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}
            payload = await answering(do, verb, rival.owner, tie, **more)
            assert payload == {"tie": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "id"]}]}


async def test_an_answer_is_given_once_and_a_dispute_says_why(do, behind, member):
    child, parent = member(), member()
    tie = tied(child, parent)
    behind.add(tie)
    await answering(do, "confirmTie", parent.owner, tie)
    with behind.unchanged():
        again = await answering(do, "confirmTie", parent.owner, tie)
        empty = await answering(do, "disputeTie", parent.owner, tie, reason="  ")
        long = await answering(do, "disputeTie", parent.owner, tie, reason="x" * 2001)
    assert again["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]
    assert empty["errors"] == long["errors"] == [{"code": "INVALID", "path": ["input", "reason"]}]
