"""subscription { grievanceMessages }: what worker and handlers write reaches the other side, and nobody else."""

from typing import Any

import pytest

from tests.stream.conftest import BEAT
from tests.world import gid, key

MESSAGES = "subscription($id: ID) { said: grievanceMessages(grievanceId: $id) { author body sentOn } }"
TOLD = "subscription($id: ID) { grievanceMessages(grievanceId: $id) { body } }"
WAGES, HOUSING = gid("Grievance", "wages"), gid("Grievance", "housing")


async def send(do: Any, who: Any, body: str, of: str = WAGES) -> None:
    assert (await do("sendMessage", who, grievanceId=of, body=body))["errors"] == []


async def test_a_worker_hears_the_handler_and_the_handler_the_worker(
    served: Any, do: Any, worker: Any, handler: Any, ask: Any
) -> None:
    async with served.subscribed(TOLD, worker) as at_work, served.subscribed(TOLD, handler, id=WAGES) as at_desk:
        assert (await at_work.event(), await at_desk.event()) == ((BEAT, None), (BEAT, None))
        assert at_work.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert at_work.answer.headers["cache-control"] == "no-store"

        await send(do, handler, "We read it.")
        await send(do, worker, "Thank you.")

        expected = [("next", {"data": {"grievanceMessages": {"body": body}}}) for body in ("We read it.", "Thank you.")]
        assert [await at_work.next(), await at_work.next()] == expected
        assert [await at_desk.next(), await at_desk.next()] == expected


async def test_each_message_is_told_once_and_silence_has_a_heartbeat(served: Any, do: Any, worker: Any) -> None:
    async with served.subscribed(MESSAGES, worker) as stream:
        await stream.event()
        await send(do, worker, "One.")

        assert (await stream.next())[1]["data"]["said"]["body"] == "One."
        assert [await stream.event() for _ in range(3)] == [(BEAT, None)] * 3


async def test_another_grievance_is_not_heard(served: Any, do: Any, worker: Any, other_worker: Any) -> None:
    async with served.subscribed(TOLD, worker) as stream:
        await stream.event()
        await send(do, other_worker, "Elsewhere.", HOUSING)
        await send(do, worker, "Here.")

        assert await stream.next() == ("next", {"data": {"grievanceMessages": {"body": "Here."}}})


@pytest.mark.parametrize(
    ("who", "of"),
    [
        ("tied_handler", WAGES),
        ("owner", WAGES),
        ("admin", WAGES),
        ("worker", HOUSING),
        ("partner", WAGES),
        ("rival", HOUSING),
    ],
)
async def test_who_has_no_part_in_it_is_told_that_it_does_not_exist(
    served: Any, people: Any, who: str, of: str
) -> None:
    async with served.subscribed(TOLD, people[who], id=of) as stream:
        event, told = await stream.event()
        assert (event, [one["extensions"]["code"] for one in told["errors"]]) == ("next", ["BAD_USER_INPUT"])
        assert await stream.event() == ("complete", None)
        assert await stream.ends()


async def test_a_handler_names_the_grievance(served: Any, handler: Any) -> None:
    async with served.subscribed(TOLD, handler) as stream:
        assert (await stream.event())[1]["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
        assert await stream.event() == ("complete", None)


async def test_reading_a_message_as_a_handler_is_logged(
    served: Any, do: Any, worker: Any, handler: Any, behind: Any, fresh: None
) -> None:
    async with served.subscribed(TOLD, handler, id=WAGES) as stream:
        await stream.event()
        before = behind.rows("select count(*) from grievance_reading where grievance_id = %s", key("wages"))
        await send(do, worker, "Read me.")
        await stream.next()

        after = behind.rows("select count(*) from grievance_reading where grievance_id = %s", key("wages"))
        assert after[0]["count"] > before[0]["count"]


async def test_signing_out_ends_the_stream_before_another_word(
    served: Any, do: Any, worker: Any, handler: Any, fresh: None
) -> None:
    async with served.subscribed(TOLD, handler, id=WAGES) as stream:
        await stream.event()
        assert (await do("signOut", handler))["errors"] == []
        await send(do, worker, "For nobody.")

        event, told = await stream.next()
        assert (event, told["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")
        assert await stream.event() == ("complete", None)
        assert await stream.ends()


async def test_a_revoked_grant_ends_the_stream_before_another_word(
    served: Any, do: Any, worker: Any, handler: Any, behind: Any, fresh: None
) -> None:
    async with served.subscribed(TOLD, handler, id=WAGES) as stream:
        await stream.event()
        behind.rows(
            "update grievance_grant set revoked_on = current_date where grievance_id = %s and person_id = %s",
            key("wages"),
            key("handler"),
        )
        await send(do, worker, "For nobody.")

        event, told = await stream.next()
        assert (event, list(told)) == ("next", ["errors"])
        assert told["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert await stream.event() == ("complete", None)
