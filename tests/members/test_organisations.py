from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.conduct.models import Commitment, ReportedState
from server.kernel.table import today
from server.members.models import Organisation, OrganisationKind, OrganisationStatus, Sector
from tests import world

LIST = """query($filter: OrganisationFilter, $order: OrganisationOrder, $first: Int, $after: String) {
    organisations(filter: $filter, orderBy: $order, first: $first, after: $after) {
        nodes { id } totalCount pageInfo { hasNextPage endCursor } } }"""


def member(number: int, name: dict[str, str], **fields: Any) -> Organisation:
    made = world.organisation(id=UUID(int=number), **fields)
    made.name = name
    return made


def members() -> list[Organisation]:
    """Two members and an applicant."""
    joined = {"prefecture": "JP-23", "member_since": date(2026, 1, 5)}
    return [
        member(1, {"ja": "橋梁１００％工業", "en": "Bridge Works"}, sector=Sector.CONSTRUCTION, **joined),
        member(2, {"ja": "渡り鳥組合"}, kind=OrganisationKind.LABOUR_UNION, **joined),
        member(3, {"en": "Another Bridge"}, status=OrganisationStatus.APPLIED),
    ]


NAMES = {UUID(int=1): "bridge", UUID(int=2): "union", UUID(int=3): "waiting"} | {
    world.key(name): name for name in ("aozora", "kitakaze", "minato", "sunahama")
}


@pytest.fixture
def directory(fresh, behind) -> None:
    """Two more members and an applicant."""
    behind.add(*members())


def names(answer: dict[str, Any]) -> list[str]:
    known = {world.gid("Organisation", key): name for key, name in NAMES.items()}
    return [known[node["id"]] for node in answer["organisations"]["nodes"]]


FOUND: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["aozora", "bridge", "kitakaze", "union"]),
    ({"kind": "LABOUR_UNION"}, ["union"]),
    ({"prefecture": "JP-23"}, ["bridge", "union"]),
    ({"prefecture": "JP-23", "sector": "CONSTRUCTION"}, ["bridge"]),
    ({"status": "ACTIVE"}, ["aozora", "bridge", "kitakaze", "union"]),
    ({"status": "APPLIED"}, []),
    ({"search": "BRIDGE"}, ["bridge"]),
    ({"search": "渡り鳥"}, ["union"]),
    ({"search": "100%工"}, ["bridge"]),
    ({"search": "%"}, ["bridge"]),
    ({"search": "_"}, []),
    ({"search": "  "}, ["aozora", "bridge", "kitakaze", "union"]),
    ({"search": "x" * 10_000}, []),
    ({"pledged": True}, ["aozora", "kitakaze"]),
    ({"pledged": False}, ["bridge", "union"]),
]


@pytest.mark.usefixtures("directory")
async def test_a_visitor_finds_members_by_what_they_are(ask):
    for wanted, found in FOUND:
        answer = await ask(LIST, filter=wanted)
        assert (sorted(names(answer)), answer["organisations"]["totalCount"]) == (found, len(found)), wanted


@pytest.mark.usefixtures("directory")
async def test_the_directory_has_three_orders_and_pages_that_join(ask, officer):
    async def walk(order: str | None, who: Any) -> list[str]:
        seen, after = [], None
        while True:
            answer = await ask(LIST, who, order=order, first=1, after=after)
            seen += names(answer)
            after = answer["organisations"]["pageInfo"]["endCursor"]
            if not answer["organisations"]["pageInfo"]["hasNextPage"]:
                return seen

    newest = await walk(None, officer)
    assert set(newest[:3]) == {"waiting", "minato", "sunahama"}
    assert (newest[3:5], set(newest[5:])) == (["union", "bridge"], {"aozora", "kitakaze"})
    assert await walk("MEMBER_SINCE_DESC", officer) == newest
    assert await walk("MEMBER_SINCE_ASC", officer) == newest[::-1]
    assert await walk("NAME", None) == ["aozora", "bridge", "kitakaze", "union"]


@pytest.mark.usefixtures("directory")
async def test_applicants_are_listed_for_the_secretariat_and_their_own_people_only(ask, people):
    for name, waiting in (
        ("officer", ["minato", "waiting"]),
        ("analyst", ["minato", "waiting"]),
        ("applicant", ["minato"]),
        ("owner", []),
        ("worker", []),
    ):
        assert sorted(names(await ask(LIST, people[name], filter={"status": "APPLIED"}))) == waiting


@pytest.mark.usefixtures("fresh")
async def test_the_board_shows_who_has_a_commitment_past_its_day_and_not_met(ask, behind, officer):
    yesterday = today() - timedelta(days=1)
    behind.rows("update commitment set due_on = %s where id = %s", yesterday, world.key("aozora 2"))
    behind.rows(
        "update commitment set due_on = %s, met_until = %s where id = %s", yesterday, today(), world.key("kitakaze 2")
    )
    behind.rows("update commitment set due_on = %s where id = %s", today(), world.key("kitakaze 3"))

    board = """{ organisations(filter: { commitmentOverdue: true }) {
        totalCount nodes { id commitments { article { number } state overdue dueOn } } } }"""
    answer = (await ask(board, officer))["organisations"]

    assert (answer["totalCount"], [node["id"] for node in answer["nodes"]]) == (
        1,
        [world.gid("Organisation", "aozora")],
    )
    assert answer["nodes"][0]["commitments"][:2] == [
        {"article": {"number": 1}, "state": "MET", "overdue": False, "dueOn": "2030-12-31"},
        {"article": {"number": 2}, "state": "BEHIND", "overdue": True, "dueOn": str(yesterday)},
    ]
    assert names(await ask(LIST, officer, filter={"commitmentOverdue": False, "pledged": True})) == ["kitakaze"]


async def test_one_member_is_shown_with_all_that_is_public(ask):
    document = """query($id: ID!) { organisation(id: $id) {
        id name(in: "ja") { value language isFallback } kind status sector prefecture memberSince corporateNumber
        municipality { code name kana prefecture closedOn }
        pledges { signerName signerRole codeOfConduct { version } }
        commitments { article { number } state progressNote(in: "en") { value } notePublished dueOn }
        caseStudies(first: 5) { nodes { slug status } totalCount }
        contact { name } application { approved } } }"""

    shown = (await ask(document, id=world.gid("Organisation", "aozora")))["organisation"]

    assert shown.pop("commitments")[:3] == [
        {
            "article": {"number": 1},
            "state": "MET",
            "progressNote": {"value": "Progress of aozora on 1"},
            "notePublished": True,
            "dueOn": "2030-12-31",
        },
        {
            "article": {"number": 2},
            "state": "ON_TRACK",
            "progressNote": None,
            "notePublished": None,
            "dueOn": "2030-12-31",
        },
        {
            "article": {"number": 3},
            "state": "ON_TRACK",
            "progressNote": None,
            "notePublished": None,
            "dueOn": "2030-12-31",
        },
    ]
    shown["caseStudies"] = [node["status"] for node in shown["caseStudies"]["nodes"]]
    assert set(shown.pop("caseStudies")) == {"PUBLISHED"}
    assert shown == {
        "id": world.gid("Organisation", "aozora"),
        "name": {"value": "aozora株式会社", "language": "ja", "isFallback": False},
        "kind": "COMPANY",
        "status": "ACTIVE",
        "sector": None,
        "prefecture": "JP-13",
        "memberSince": "2025-10-01",
        "corporateNumber": "8700110005901",
        "municipality": {
            "code": "131016",
            "name": "千代田区",
            "kana": "ちよだく",
            "prefecture": "JP-13",
            "closedOn": None,
        },
        "pledges": [{"signerName": "Sign Er", "signerRole": "CEO", "codeOfConduct": {"version": 1}}],
        "contact": None,
        "application": None,
    }


async def test_contact_and_application_are_for_ones_own_people_and_the_secretariat(ask, people):
    document = "query($id: ID!) { organisation(id: $id) { contact { name } application { motivation } } }"
    yours = {"contact": {"name": "Contact"}, "application": {"motivation": "To learn."}}
    for name in ("owner", "editor", "reader", "officer", "handler"):
        assert await ask(document, people[name], id=world.gid("Organisation", "aozora")) == {"organisation": yours}
    for somebody in (None, people["rival"], people["worker"], people["adviser"]):
        hidden = await ask(document, somebody, id=world.gid("Organisation", "aozora"))
        assert hidden == {"organisation": {"contact": None, "application": None}}


async def test_what_is_no_organisation_or_not_yours_to_see_is_null(ask, owner):
    document = "query($id: ID!) { organisation(id: $id) { id } }"
    for id in (
        world.gid("Organisation", uuid4()),
        world.gid("Organisation", "minato"),
        world.gid("Organisation", "sunahama"),
    ):
        assert await ask(document, owner, id=id) == {"organisation": None}


async def test_new_commitments_of_an_old_member_follow_the_articles(behind, ask):
    key = uuid4()
    behind.add(world.organisation(id=key))
    articles = behind.rows("select id, number from article order by number desc")
    behind.add(
        *(
            Commitment(organisation_id=key, article_id=row["id"], state=ReportedState.PROPOSED, due_on=today())
            for row in articles
        )
    )

    shown = await ask(
        "query($id: ID!) { organisation(id: $id) { commitments { article { number } } } }",
        id=world.gid("Organisation", key),
    )

    assert [one["article"]["number"] for one in shown["organisation"]["commitments"]] == [1, 2, 3, 4, 5]
