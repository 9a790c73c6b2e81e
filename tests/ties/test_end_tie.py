from datetime import date
from typing import Any

from server.kernel.table import today
from tests import world
from tests.ties.test_declare_tie import tied


def ending(do: Any, who: Any, tie: Any, day: Any) -> Any:
    return do("endTie", who, "tie { validTo }", id=world.gid("Tie", tie.id), validTo=str(day))


async def test_either_side_and_an_officer_end_a_tie(do, behind, member, officer):
    child, parent = member(), member()
    for who in (child.owner, parent.owner, officer):
        tie = tied(child, parent)
        behind.add(tie)
        assert await ending(do, who, tie, today()) == {"tie": {"validTo": str(today())}, "errors": []}
        assert behind.row("audit_entry", subject_id=tie.id)["actor_id"] == who.id


async def test_an_end_can_come_earlier_and_not_later(do, behind, member):
    child, parent = member(), member()
    tie = tied(child, parent, valid_to=date(2024, 3, 31))
    behind.add(tie)

    earlier = await ending(do, child.owner, tie, "2023-03-31")
    with behind.unchanged():
        later = await ending(do, child.owner, tie, "2024-03-31")
        before = await ending(do, child.owner, tie, "2019-03-31")

    assert earlier == {"tie": {"validTo": "2023-03-31"}, "errors": []}
    assert later == {"tie": None, "errors": [{"code": "CONFLICT", "path": ["input", "validTo"]}]}
    assert before == {"tie": None, "errors": [{"code": "INVALID", "path": ["input", "validTo"]}]}


async def test_others_do_not_see_the_tie_they_name(do, behind, member):
    child, parent, rival = member(), member(), member()
    tie = tied(child, parent)
    behind.add(tie)
    with behind.unchanged():
        payload = await ending(do, rival.owner, tie, today())
        editor = await ending(do, child.editor, tie, today())
    assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "id"]}]
    assert editor["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
