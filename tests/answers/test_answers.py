"""What visitors ask is answered from memory, until something public changes: then nobody sees what was."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from schema import answers
from schema.answers import Answers
from schema.execute import Asking
from server.kernel.changes import Changes
from tests.house import opened
from tests.makers import key
from tests.stream.test_changes import until
from tests.world import gid

MEMBERS = "query($first: Int) { organisations(first: $first) { nodes { id name { value } } } }"
STUDY = "query($id: ID!) { node(id: $id) { ... on CaseStudy { status } } }"


async def test_the_same_question_is_executed_once(keeping: Any, answer: Any) -> None:
    first, second = await answer(MEMBERS, first=3), await answer(MEMBERS, first=3)

    assert first.content == second.content
    assert keeping.made == 1


@pytest.mark.parametrize("other", [{"language": "ja"}, {"first": 2}])
async def test_another_language_or_variable_is_another_question(
    keeping: Any, answer: Any, other: dict[str, Any]
) -> None:
    await answer(MEMBERS, first=3)
    await answer(MEMBERS, **{"first": 3, **other})

    assert keeping.made == 2


async def test_who_has_a_token_is_always_answered_anew_and_never_kept(
    keeping: Any, answer: Any, owner: Any, editor: Any
) -> None:
    for who in (owner, owner, editor, None):
        await answer("{ viewer { person { email } } }", who)
    told = await answer("{ viewer { person { email } } }", owner)

    assert keeping.made == 5
    assert told.json() == {"data": {"viewer": {"person": {"email": owner.email}}}}


async def test_what_a_verb_changes_is_seen_at_once(
    keeping: Any, ask: Any, do: Any, content_editor: Any, fresh: None
) -> None:
    before = await ask(STUDY, id=gid("CaseStudy", "published"))
    assert (await do("withdrawCaseStudy", content_editor, id=gid("CaseStudy", "published")))["errors"] == []

    assert before == {"node": {"status": "PUBLISHED"}}
    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": None}


async def test_what_another_process_changes_is_seen_when_it_is_told(
    keeping: Any, place: Any, ask: Any, behind: Any, fresh: None
) -> None:
    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": {"status": "PUBLISHED"}}
    behind.rows("update case_study set status = 'withdrawn' where id = %s", key("published"))
    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": {"status": "PUBLISHED"}}

    place.door.changes.tell([None])

    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": None}


async def test_a_verb_done_by_another_process_is_seen_at_once(
    keeping: Any, place: Any, cluster: Any, ask: Any, content_editor: Any, fresh: None
) -> None:
    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": {"status": "PUBLISHED"}}
    async with opened(place.behind.url, cluster.secrets) as beside:
        done = await beside.do("withdrawCaseStudy", content_editor, id=gid("CaseStudy", "published"))
        assert done["errors"] == []
        await until(lambda: not keeping.answers._kept)

    assert await ask(STUDY, id=gid("CaseStudy", "published")) == {"node": None}
    assert keeping.made == 2


async def test_nothing_new_is_kept_while_nobody_tells_what_others_change(
    keeping: Any, place: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.door.changes, "listening", False)
    for _ in range(2):
        await answer(MEMBERS, first=1)

    assert keeping.made == 2


async def test_what_concerns_a_grievance_forgets_nothing(
    keeping: Any, answer: Any, do: Any, worker: Any, fresh: None
) -> None:
    await answer(MEMBERS)
    kept = dict(keeping.answers._kept)
    assert (await do("sendMessage", worker, grievanceId=gid("Grievance", "wages"), body="Hello."))["errors"] == []

    assert keeping.answers._kept == kept != {}


async def test_nothing_is_kept_longer_than_a_minute(keeping: Any, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await answer(MEMBERS)
    later = time.monotonic() + answers.KEPT_FOR
    monkeypatch.setattr(answers.time, "monotonic", lambda: later)
    await answer(MEMBERS)

    assert keeping.made == 2


async def test_a_refusal_is_not_kept(keeping: Any, answer: Any) -> None:
    for _ in range(2):
        told = await answer('{ organisations(after: "nonsense") { nodes { id } } }')
        assert "errors" in told.json()

    assert (keeping.made, len(keeping.answers._kept)) == (2, 0)


async def test_a_mutation_is_never_answered_from_memory(keeping: Any, do: Any) -> None:
    for _ in range(2):
        await do("signOut")

    assert (keeping.made, len(keeping.answers._kept)) == (2, 0)


async def test_equal_questions_at_once_are_executed_once(keeping: Any, answer: Any) -> None:
    told = await asyncio.gather(*(answer(MEMBERS, first=4) for _ in range(20)))

    assert len({one.content for one in told}) == 1
    assert keeping.made == 1


async def test_who_leaves_does_not_take_the_answer_from_the_others(place: Any) -> None:
    kept, asking, operation = asked(place)
    started, go = asyncio.Event(), asyncio.Event()

    async def execute(*_: Any) -> Any:
        started.set()
        await go.wait()
        return {"a": 1}

    leaves = asyncio.create_task(kept.answer(asking, operation, "json", {}, execute))
    stays = asyncio.create_task(kept.answer(asking, operation, "json", {}, execute))
    await started.wait()
    leaves.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaves
    go.set()

    assert (await stays).body == b'{"data":{"a":1}}'


async def test_what_was_read_before_a_change_is_given_to_nobody_after_it(place: Any) -> None:
    kept, asking, operation = asked(place)
    started, go, told = asyncio.Event(), asyncio.Event(), ["old", "new"]

    async def execute(*_: Any) -> Any:
        mine = told.pop(0)
        if mine == "old":
            started.set()
            await go.wait()
        return mine

    old = asyncio.create_task(kept.answer(asking, operation, "json", {}, execute))
    await started.wait()
    kept._changed(None)
    new = await kept.answer(asking, operation, "json", {}, execute)
    go.set()

    assert ((await old).body, new.body) == (b'{"data":"old"}', b'{"data":"new"}')
    assert (await kept.answer(asking, operation, "json", {}, execute)).body == b'{"data":"new"}'


async def test_memory_is_bounded_and_the_least_recent_goes_first(place: Any) -> None:
    kept, asking, operation = asked(place)

    async def execute(*_: Any) -> Any:
        return "x" * 300_000

    for name in ("a", "b", "c", "a", "d"):
        await kept.answer(replace(asking, variables={"id": name}), operation, "json", {}, execute)

    assert [question[2] for question in kept._kept] == [f'{{"id":"{name}"}}'.encode() for name in "cad"]
    assert 900_000 < kept._used <= 1024 * 1024


def asked(place: Any) -> Any:
    """Answers of one megabyte, and a question."""
    executor = place.client._transport.app.state.graphql.executor
    asking = Asking("query($id: ID!) { node(id: $id) { id } }", None, {}, None, "en")
    operation = executor.operation(asking)
    changes = Changes(place.door.secrets.pepper)
    changes.listening = True
    return Answers(changes, executor.planner.readable, 1), asking, operation
