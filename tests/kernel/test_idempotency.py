"""The same request is done once and answered alike: twice, at once, after a refusal; never told to anybody else."""

import asyncio
from uuid import uuid4

from server.sweep import sweep
from tests.makers import gid

DRAFT = "caseStudy { id title { value } } clientMutationId"


def draft(**fields):
    """A new case study of Aozora."""
    return {
        "organisationId": gid("Organisation", "aozora"),
        "texts": [{"language": "en", "title": "Told once"}],
        **fields,
    }


def count(behind):
    """How many of these case studies there are."""
    return behind.rows("select count(*) from case_study where title ->> 'en' = 'Told once'")[0]["count"]


async def test_the_same_key_and_body_write_once_and_are_answered_alike(do, behind, owner):
    before, key = count(behind), uuid4()

    first = await do("draftCaseStudy", owner, DRAFT, draft(idempotencyKey=key, clientMutationId="1"))
    with behind.unchanged():
        second = await do("draftCaseStudy", owner, DRAFT, draft(idempotencyKey=key, clientMutationId="2"))

    assert first["errors"] == []
    assert second == {**first, "clientMutationId": "2"}
    assert count(behind) == before + 1


async def test_ten_at_once_write_once(do, behind, owner):
    before, input = count(behind), draft(idempotencyKey=uuid4())

    answers = await asyncio.gather(*(do("draftCaseStudy", owner, DRAFT, input) for _ in range(10)))

    assert answers == [answers[0]] * 10
    assert answers[0]["errors"] == []
    assert count(behind) == before + 1


async def test_the_same_key_with_another_body_is_refused(do, behind, owner):
    key = uuid4()
    await do("draftCaseStudy", owner, DRAFT, draft(idempotencyKey=key))

    with behind.unchanged():
        told = await do("draftCaseStudy", owner, DRAFT, draft(idempotencyKey=key, articles=[1]))

    assert told == {
        "caseStudy": None,
        "clientMutationId": None,
        "errors": [{"code": "CONFLICT", "path": ["input", "idempotencyKey"]}],
    }


async def test_a_key_belongs_to_who_uses_it_and_to_the_verb(do, behind, owner, editor):
    before, key = count(behind), uuid4()

    mine = await do("draftCaseStudy", owner, DRAFT, draft(idempotencyKey=key))
    theirs = await do("draftCaseStudy", editor, DRAFT, draft(idempotencyKey=key))
    submitted = await do("withdrawCaseStudy", owner, "caseStudy { id }", id=mine["caseStudy"]["id"], idempotencyKey=key)

    assert (mine["errors"], theirs["errors"], submitted["errors"]) == ([], [], [])
    assert mine["caseStudy"]["id"] != theirs["caseStudy"]["id"]
    assert count(behind) == before + 2


async def test_what_was_refused_may_be_tried_again_with_its_key(do, behind, owner, reader):
    key, input = uuid4(), draft()
    refused = await do("draftCaseStudy", reader, DRAFT, {**input, "idempotencyKey": key})
    assert [error["code"] for error in refused["errors"]] == ["NOT_PERMITTED"]
    behind.rows("update seat set role = 'editor' where person_id = %s", reader.id)

    done = await do("draftCaseStudy", reader, DRAFT, {**input, "idempotencyKey": key})

    behind.rows("update seat set role = 'reader' where person_id = %s", reader.id)
    assert done["errors"] == []


async def test_neither_the_key_nor_the_answer_is_in_the_database(do, behind, owner):
    key = uuid4()
    invited = {
        "email": "once@people.example",
        "to": {"seat": {"organisationId": gid("Organisation", "aozora"), "role": "READER"}},
    }
    told = await do("invitePerson", owner, "invitationLink", {**invited, "idempotencyKey": key})
    token = told["invitationLink"].rpartition("/")[2]

    dump = str(behind.rows("select i::text from idempotency i union all select i::text from invitation i"))
    for secret in (key.hex, str(key), token, token.encode().hex()):
        assert secret not in dump


async def test_a_secret_is_told_again_for_a_while_and_then_known_as_received(do, door, behind, owner):
    invited = {
        "email": "again@people.example",
        "to": {"seat": {"organisationId": gid("Organisation", "aozora"), "role": "READER"}},
    }
    input = {**invited, "idempotencyKey": uuid4()}
    first = await do("invitePerson", owner, "invitationLink", input)
    assert await do("invitePerson", owner, "invitationLink", input) == first
    seen = {row["id"]: 0.0 for row in behind.rows("select id from idempotency")}

    await sweep(door, seen)  # as if each had been seen when the process began, long ago

    received = {"invitationLink": None, "errors": [{"code": "ALREADY_RECEIVED", "path": ["input", "idempotencyKey"]}]}
    assert await do("invitePerson", owner, "invitationLink", input) == received
