"""subscription { boardChanged }: the desk hears of what it has to deal with, and of nothing it may not see."""

from typing import Any

import pytest

from tests.stream.conftest import BEAT
from tests.world import gid

CHANGED = """subscription { boardChanged {
  organisation { id status } caseStudy { id status } grievance { id state }
} }"""
WAGES, HOUSING = gid("Grievance", "wages"), gid("Grievance", "housing")
NOTHING = {"organisation": None, "caseStudy": None, "grievance": None}


def shows(**parts: Any) -> Any:
    return "next", {"data": {"boardChanged": {**NOTHING, **parts}}}


async def done(do: Any, verb: str, who: Any, **input: Any) -> None:
    assert (await do(verb, who, **input))["errors"] == []


async def test_the_secretariat_hears_of_applications_pledges_and_reviews(
    served: Any, do: Any, officer: Any, content_editor: Any, fresh: None
) -> None:
    async with served.subscribed(CHANGED, officer) as stream:
        await stream.event()
        await done(do, "approveMembership", officer, organisationId=gid("Organisation", "minato"))
        await done(do, "requestChanges", content_editor, id=gid("CaseStudy", "in_review"), note="Say what it cost.")

        minato = {"id": gid("Organisation", "minato"), "status": "ACTIVE"}
        assert await stream.next() == shows(organisation=minato)
        event, told = await stream.next()
        assert (event, told["data"]["boardChanged"]["caseStudy"]) == (
            "next",
            {"id": gid("CaseStudy", "in_review"), "status": "CHANGES_ASKED"},
        )


async def test_nobody_at_the_desk_hears_of_a_draft(
    served: Any, do: Any, officer: Any, editor: Any, fresh: None
) -> None:
    async with served.subscribed(CHANGED, officer) as stream:
        await stream.event()
        await done(do, "editCaseStudy", editor, id=gid("CaseStudy", "draft"), sector="FISHERIES")
        await done(do, "submitCaseStudy", editor, id=gid("CaseStudy", "changes_asked"))

        _, told = await stream.next()
        assert told["data"]["boardChanged"]["caseStudy"] == {
            "id": gid("CaseStudy", "changes_asked"),
            "status": "IN_REVIEW",
        }


@pytest.mark.parametrize("who", ["tied_handler", "partner"])
async def test_a_handler_hears_of_own_grievances_only(
    served: Any, do: Any, people: Any, handler: Any, worker: Any, other_worker: Any, who: str, fresh: None
) -> None:
    async with served.subscribed(CHANGED, people[who]) as stream, served.subscribed(CHANGED, handler) as all_of_them:
        assert (await stream.event(), await all_of_them.event()) == ((BEAT, None), (BEAT, None))
        await done(do, "acknowledgeGrievance", handler, id=WAGES)
        await done(do, "sendMessage", worker, grievanceId=WAGES, body="Not for them.")
        await done(do, "sendMessage", other_worker, grievanceId=HOUSING, body="For both.")

        housing = shows(grievance={"id": HOUSING, "state": "ACKNOWLEDGED"})
        assert await stream.next() == housing
        told = [await all_of_them.next()]
        while told[-1] != housing:
            told.append(await all_of_them.next())
        assert set(map(str, told[:-1])) == {str(shows(grievance={"id": WAGES, "state": "ACKNOWLEDGED"}))}
        assert [await stream.event() for _ in range(2)] == [(BEAT, None)] * 2


@pytest.mark.parametrize("who", ["owner", "rival", "admin", "officer", "adviser"])
async def test_who_holds_no_grant_never_hears_that_there_is_a_grievance(
    served: Any, do: Any, people: Any, handler: Any, worker: Any, who: str, fresh: None
) -> None:
    async with served.subscribed(CHANGED, people[who]) as stream:
        await stream.event()
        await done(do, "acknowledgeGrievance", handler, id=WAGES)
        await done(do, "sendMessage", worker, grievanceId=WAGES, body="Not for them.")

        assert [await stream.event() for _ in range(4)] == [(BEAT, None)] * 4


@pytest.mark.parametrize("who", ["owner", "rival", "adviser", "worker"])
async def test_what_organisations_do_is_told_to_the_secretariat_only(
    served: Any, do: Any, people: Any, officer: Any, who: str, fresh: None
) -> None:
    async with served.subscribed(CHANGED, people[who]) as stream:
        await stream.event()
        await done(do, "approveMembership", officer, organisationId=gid("Organisation", "minato"))

        assert [await stream.event() for _ in range(4)] == [(BEAT, None)] * 4


async def test_a_worker_hears_when_the_own_grievance_moves(
    served: Any, do: Any, worker: Any, handler: Any, fresh: None
) -> None:
    async with served.subscribed("subscription { b: boardChanged { grievance { state } } }", worker) as stream:
        await stream.event()
        await done(do, "acknowledgeGrievance", handler, id=WAGES)

        assert await stream.next() == ("next", {"data": {"b": {"grievance": {"state": "ACKNOWLEDGED"}}}})


async def test_after_a_gap_the_board_is_to_be_read_anew(served: Any, place: Any, officer: Any) -> None:
    async with served.subscribed(CHANGED, officer) as stream:
        await stream.event()
        place.door.changes.tell([None])

        assert await stream.next() == shows()
