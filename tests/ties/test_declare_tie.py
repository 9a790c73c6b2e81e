import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.kernel.table import today
from server.ties.models import Tie, TieKind
from tests import world
from tests.makers import tie

SHOWS = """tie { kind validFrom validTo source declaredOn answer answerReason answeredOn
    fromOrganisation { id } toOrganisation { id } declaredBy { id } }"""


def declaring(do: Any, who: Any, near: str, far: str, kind: str = "PARENT", **more: Any) -> Any:
    return do("declareTie", who, SHOWS, {"fromId": near, "toId": far, "kind": kind, "validFrom": "2020-04-01", **more})


def tied(near: Any, far: Any, kind: TieKind = TieKind.PARENT, **fields: Any) -> Tie:
    return tie(near.key, far.key, kind, **fields)


@pytest.mark.row("M8")
async def test_a_subsidiary_names_its_parent_and_both_see_it(do, ask, behind, member):
    child, parent, rival = member(), member(), member()

    payload = await declaring(do, child.owner, child.id, parent.id, validTo=None, source="PUBLIC_REGISTER")

    assert payload == {
        "tie": {
            "kind": "PARENT",
            "validFrom": "2020-04-01",
            "validTo": None,
            "source": "PUBLIC_REGISTER",
            "declaredOn": str(today()),
            "answer": "NONE",
            "answerReason": None,
            "answeredOn": None,
            "fromOrganisation": {"id": child.id},
            "toOrganisation": {"id": parent.id},
            "declaredBy": {"id": child.id},
        },
        "errors": [],
    }
    assert behind.rows("select verb, actor_id from audit_entry where organisation_id = %s", child.key) == [
        {"verb": "declare_tie", "actor_id": child.owner.id}
    ]
    document = """query($child: ID!, $parent: ID!) {
        child: organisation(id: $child) { ties { kind toOrganisation { id } } }
        parent: organisation(id: $parent) { tiesToIt { kind fromOrganisation { id } } } }"""
    seen = {
        "child": {"ties": [{"kind": "PARENT", "toOrganisation": {"id": parent.id}}]},
        "parent": {"tiesToIt": [{"kind": "PARENT", "fromOrganisation": {"id": child.id}}]},
    }
    hidden = {"child": {"ties": []}, "parent": {"tiesToIt": []}}
    asked = {
        who: await ask(document, one, child=child.id, parent=parent.id)
        for who, one in {"child": child.reader, "parent": parent.reader, "rival": rival.owner, "nobody": None}.items()
    }
    assert asked == {"child": seen, "parent": seen, "rival": hidden, "nobody": hidden}


async def test_a_parent_names_its_subsidiary_and_the_secretariat_any_tie(do, member, officer):
    child, parent = member(), member()

    payload = await declaring(do, parent.owner, child.id, parent.id)
    assert payload["tie"]["declaredBy"] == {"id": parent.id}

    payload = await declaring(do, officer, child.id, parent.id, "SENDING")
    assert (payload["tie"]["declaredBy"], payload["errors"]) == (None, [])


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"validFrom": str(today() + timedelta(days=2))}, ("INVALID", "validFrom")),
        ({"validFrom": "1604-01-01"}, ("INVALID", "validFrom")),
        ({"validTo": "2020-03-31"}, ("INVALID", "validTo")),
        ({"toId": world.gid("Organisation", uuid4())}, ("NOT_FOUND", "toId")),
        ({"toId": world.gid("Organisation", "sunahama")}, ("NOT_FOUND", "toId")),
        ({"fromId": "nothing"}, ("NOT_FOUND", "fromId")),
        ({"toId": "itself"}, ("INVALID", "toId")),
    ],
    ids=["ahead", "another age", "ends before", "unknown", "invisible", "no id", "itself"],
)
async def test_what_cannot_be_is_refused_at_its_field(do, behind, member, given, error):
    child, parent = member(), member()
    given = {name: child.id if value == "itself" else value for name, value in given.items()}

    with behind.unchanged():
        payload = await declaring(do, child.owner, **{"near": child.id, "far": parent.id, **given})

    assert payload == {"tie": None, "errors": [{"code": error[0], "path": ["input", error[1]]}]}


@pytest.mark.row("M8")
async def test_what_contradicts_a_known_tie_is_a_conflict(do, behind, member):
    top, middle, low, other = member(), member(), member(), member()
    behind.add(tied(middle, top), tied(low, middle), tied(low, other, TieKind.SUPPLIER, valid_to=date(2021, 3, 31)))
    conflict = {"tie": None, "errors": [{"code": "CONFLICT", "path": ["input", "toId"]}]}

    with behind.unchanged():
        assert await declaring(do, low.owner, low.id, middle.id) == conflict  # the same again
        assert await declaring(do, low.owner, low.id, other.id) == conflict  # a second parent
        assert await declaring(do, top.owner, top.id, low.id) == conflict  # a circle over a tie that top does not see
        assert await declaring(do, low.owner, low.id, other.id, "SUPPLIER", validFrom="2021-03-31") == conflict

    later = await declaring(do, low.owner, low.id, other.id, "SUPPLIER", validFrom="2021-04-01")
    assert later["errors"] == []
    backwards = await declaring(do, other.owner, other.id, low.id, "SUPPLIER")
    assert backwards["errors"] == []


async def test_who_swap_places_on_different_days_make_no_circle(do, behind, member):
    one, other = member(), member()
    behind.add(tied(one, other, valid_to=date(2020, 12, 31)))

    payload = await declaring(do, one.owner, other.id, one.id, validFrom="2021-01-01")

    assert payload["errors"] == []


async def test_of_two_who_close_a_circle_at_once_one_is_refused(do, behind, member):
    one, other = member(), member()

    payloads = await asyncio.gather(
        declaring(do, one.owner, one.id, other.id), declaring(do, other.owner, other.id, one.id)
    )

    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1]
    assert len(behind.rows("select id from tie where %s in (from_id, to_id)", one.key)) == 1


async def test_only_owners_of_a_side_declare(do, behind, member, content_editor):
    child, parent, rival = member(), member(), member()
    with behind.unchanged():
        for who in (child.editor, child.reader, rival.owner, content_editor, None):
            payload = await declaring(do, who, child.id, parent.id)
            assert payload["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
