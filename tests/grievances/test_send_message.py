"""sendMessage: both ways, in one unbroken chain."""

import asyncio
import itertools
from uuid import uuid4

import pytest

from server.grievances import thread
from server.grievances.models import GrievanceState
from server.kernel import sealing
from tests.grievances.filing import case_of, stored_text
from tests.world import gid

THREAD = "query($id: ID) { grievance(id: $id) { state messages(first: 50) { nodes { author body } } } }"


@pytest.fixture
def case(make, behind):
    """A grievance of this test's own."""
    return case_of(make, behind)


async def test_worker_and_handler_write_to_each_other(ask, do, case, handler):
    _id, worker = case.id, case.worker
    shows = "message { author body sentOn }"

    asked = await do("sendMessage", worker, shows, grievanceId=case.gid, body=" ဘယ်တော့ ခေါ်မလဲ။ ")
    answered = await do("sendMessage", handler, shows, grievanceId=case.gid, body="မနက်ဖြန်။")

    assert (asked["message"]["author"], asked["message"]["body"], asked["errors"]) == ("WORKER", "ဘယ်တော့ ခေါ်မလဲ။", [])
    assert (answered["message"]["author"], answered["message"]["body"], answered["errors"]) == (
        "HANDLER",
        "မနက်ဖြန်။",
        [],
    )
    for who in (worker, handler):
        told = await ask(THREAD, who, id=case.gid)
        assert [(one["author"], one["body"]) for one in told["grievance"]["messages"]["nodes"]] == [
            ("HANDLER", "We will call."), ("WORKER", "ဘယ်တော့ ခေါ်မလဲ။"), ("HANDLER", "မနက်ဖြန်။"),
        ]  # fmt: skip


async def test_twelve_at_once_make_one_chain(do, case, handler, behind):
    id, worker = case.id, case.worker

    told = await asyncio.gather(
        *[do("sendMessage", who, grievanceId=case.gid, body=f"{n}") for n in range(6) for who in (worker, handler)]
    )

    assert told == [{"errors": []}] * 12
    rows = behind.rows("select * from grievance_message where grievance_id = %s order by seq", id)
    texts = [stored_text(row) for row in rows]
    assert [text.seq for text in texts] == list(range(15))
    assert texts[0].prev_hash == sealing.FIRST
    for before, after in itertools.pairwise(texts):
        assert after.prev_hash == sealing.chain_hash(thread.header_of(before), before.sealed)


@pytest.mark.parametrize(
    "who", ["owner", "rival", "officer", "admin", "adviser", "partner", "tied_handler", "other_worker", None]
)
async def test_for_everyone_else_the_grievance_does_not_exist(do, case, people, behind, who):
    with behind.unchanged():
        told = await do("sendMessage", who and people[who], "message { id }", grievanceId=case.gid, body="Let me in.")
    assert told == {"message": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "grievanceId"]}]}


@pytest.mark.parametrize("body", ["", " \n ", "x" * 10_001, "bell \x07"])
async def test_what_is_no_text_is_refused(do, case, behind, body):
    with behind.unchanged():
        told = await do("sendMessage", case.worker, grievanceId=case.gid, body=body)
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "body"]}]}


@pytest.mark.parametrize("id", ["", "nonsense", gid("Organisation", "aozora"), gid("Grievance", "unknown")])
async def test_an_id_that_names_none_is_not_found(do, worker, behind, id):
    with behind.unchanged():
        told = await do("sendMessage", worker, grievanceId=id, body="Hello?")
    assert told == {"errors": [{"code": "NOT_FOUND", "path": ["input", "grievanceId"]}]}


async def test_after_closing_a_worker_still_writes(ask, do, make, behind):
    other = case_of(make, behind, state=GrievanceState.CLOSED)

    told = await do("sendMessage", other.worker, grievanceId=other.gid, body="It began again.")

    assert told == {"errors": []}
    seen = (await ask(THREAD, other.worker))["grievance"]
    assert (seen["state"], seen["messages"]["nodes"][-1]) == ("CLOSED", {"author": "WORKER", "body": "It began again."})


async def test_sent_twice_with_one_key_it_is_written_once(do, case, behind):
    id, worker = case.id, case.worker
    again = uuid4()
    tries = [do("sendMessage", worker, "message { id }", grievanceId=case.gid, body="Once.", idempotencyKey=again)
             for _ in range(3)]  # fmt: skip

    told = await asyncio.gather(*tries)

    assert told[0]["errors"] == []
    assert told[0] == told[1] == told[2]
    assert behind.rows("select count(*) from grievance_message where grievance_id = %s and seq > 2", id) == [
        {"count": 1}
    ]


async def test_a_replaced_public_key_draws_no_word_out(ask, do, case, handler, behind):
    id, worker = case.id, case.worker
    thief = sealing.new_key_pair()
    behind.rows("update grievance set public_key = %s where id = %s", thief.public, id)

    for who in (worker, handler):
        assert (await do("sendMessage", who, grievanceId=case.gid, body="Only for you."))["errors"] == []

    for row in behind.rows("select * from grievance_message where grievance_id = %s and seq > 2", id):
        text = stored_text(row)
        with pytest.raises(sealing.SealError):
            sealing.open_message(thief.secret, thief.public, thread.header_of(text), text.sealed)
    told = await ask(THREAD, handler, id=case.gid)
    assert [one["body"] for one in told["grievance"]["messages"]["nodes"]][1:] == ["Only for you."] * 2


async def test_writing_is_recorded_by_day_and_without_the_worker(do, case, handler, behind):
    id, worker = case.id, case.worker
    for who in (worker, handler):
        await do("sendMessage", who, grievanceId=case.gid, body="Recorded.")

    entries = behind.rows("select verb, actor_id, audience, happened_at from audit_entry where grievance_id = %s", id)
    assert sorted(entries, key=lambda entry: entry["audience"]) == [
        {"verb": "send_message", "actor_id": handler.id, "audience": "staff", "happened_at": None},
        {"verb": "send_message", "actor_id": None, "audience": "worker", "happened_at": None},
    ]
