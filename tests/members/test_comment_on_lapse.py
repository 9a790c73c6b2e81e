from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.conduct.models import Commitment, ReportedState
from server.kernel.table import today
from server.members.models import MembershipCause, MembershipEvent, OrganisationStatus
from tests import world
from tests.ties.conftest import member

__all__ = ["member"]

SHOWS = "lapseComment { text { value language } commentedOn }"
WORDS = {"language": "en", "text": " The flood closed us for a month. "}


def late(behind: Any, of: UUID, **fields: Any) -> str:
    """A commitment whose day has passed."""
    [article] = behind.rows("select id from article where number = 1")
    key = uuid4()
    given: dict[str, Any] = {"state": ReportedState.BEHIND, "due_on": today() - timedelta(3), **fields}
    behind.add(Commitment(id=key, organisation_id=of, article_id=article["id"], **given))
    return world.gid("Commitment", key)


def lapse(behind: Any, of: UUID, cause: MembershipCause = MembershipCause.REPORT_OVERDUE) -> str:
    """A change of standing."""
    key = uuid4()
    behind.add(MembershipEvent(id=key, organisation_id=of, becomes=OrganisationStatus.GRACE, cause=cause))
    return world.gid("MembershipEvent", key)


@pytest.mark.row("C11")
async def test_what_an_owner_says_stands_beside_the_lapse(do, ask, behind, member):
    own = member()
    commitment, event = late(behind, own.key), lapse(behind, own.key)

    for beside in ({"commitmentId": commitment}, {"membershipEventId": event}):
        payload = await do("commentOnLapse", own.owner, SHOWS, lapse=beside, text=WORDS)
        assert payload == {
            "lapseComment": {
                "text": {"value": "The flood closed us for a month.", "language": "en"},
                "commentedOn": str(today()),
            },
            "errors": [],
        }

    public = """query($id: ID!) { organisation(id: $id) {
        commitments { overdue lapseComments { text { value } } } history { cause comments { text { value } } } } }"""
    said = [{"text": {"value": "The flood closed us for a month."}}]
    assert await ask(public, id=own.id) == {
        "organisation": {
            "commitments": [{"overdue": True, "lapseComments": said}],
            "history": [{"cause": "REPORT_OVERDUE", "comments": said}],
        }
    }
    assert {row["verb"] for row in behind.rows("select verb from audit_entry where organisation_id = %s", own.key)} == {
        "comment_on_lapse"
    }


async def test_there_must_be_a_lapse(do, behind, member):
    own = member()
    met = late(behind, own.key, met_until=today())
    joined = lapse(behind, own.key, MembershipCause.APPROVED)
    with behind.unchanged():
        for beside in ({"commitmentId": met}, {"membershipEventId": joined}):
            payload = await do("commentOnLapse", own.owner, SHOWS, lapse=beside, text=WORDS)
            assert payload == {"lapseComment": None, "errors": [{"code": "CONFLICT", "path": ["input", "id"]}]}


async def test_nobody_speaks_for_another_member(do, behind, member, officer):
    own, rival = member(), member()
    beside = {"commitmentId": late(behind, own.key)}
    with behind.unchanged():
        for who in (own.editor, own.reader, rival.owner, officer, None):
            payload = await do("commentOnLapse", who, SHOWS, lapse=beside, text=WORDS)
            assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]


async def test_there_is_an_end_to_comments_and_to_their_length(do, behind, member):
    own = member()
    beside = {"commitmentId": late(behind, own.key)}
    with behind.unchanged():
        for text in (" ", "x" * 2001):
            payload = await do("commentOnLapse", own.owner, SHOWS, lapse=beside, text={**WORDS, "text": text})
            assert payload["errors"] == [{"code": "INVALID", "path": ["input", "text"]}]
    for _ in range(5):
        assert (await do("commentOnLapse", own.owner, SHOWS, lapse=beside, text=WORDS))["errors"] == []
    with behind.unchanged():
        payload = await do("commentOnLapse", own.owner, SHOWS, lapse=beside, text=WORDS)
    assert payload["errors"] == [{"code": "LIMIT_REACHED", "path": ["input", "id"]}]
