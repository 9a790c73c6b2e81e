from datetime import date, timedelta
from typing import Any

import pytest

from server.kernel.table import today
from server.members.models import OrganisationKind, Sector
from server.sites.models import Site
from tests import world
from tests.planner.test_statements import counted

ASK = """query($filter: OrganisationFilter) {
    organisations(filter: $filter, orderBy: NAME) { totalCount nodes { name { value } } }
    directoryFacets(filter: $filter) { facet value count } }"""


@pytest.fixture
def scene(behind: Any, fresh: None) -> None:
    """Two companies in Hiroshima with open sites, one with a closed and one with a hidden site; an NPO."""
    yesterday = today() - timedelta(1)
    members: list[tuple[str, dict[str, Any], list[tuple[str, list[str], dict[str, Any]]]]] = [
        ("akane", {"sector": Sector.FISHERIES}, [("JP-34", ["vi", "en"], {}), ("JP-34", ["vi"], {})]),
        ("benio", {"sector": Sector.MANUFACTURING}, [("JP-35", ["vi"], {}), ("JP-33", ["my"], {"hidden": True})]),
        ("chigusa", {"kind": OrganisationKind.NPO}, [("JP-34", ["km"], {"closed_on": yesterday})]),
    ]
    for name, fields, sites in members:
        given: dict[str, Any] = {"prefecture": "JP-34", "member_since": date(2024, 4, 1), **fields}
        member = world.organisation(name, **given)
        behind.add(member)
        for prefecture, languages, more in sites:
            behind.add(
                Site(
                    organisation_id=member.id,
                    name={"en": "Site"},
                    prefecture=prefecture,
                    sector=Sector.FISHERIES,
                    languages=languages,
                    opened_on=date(2020, 4, 1),
                    **more,
                )
            )


async def told(ask: Any, who: Any = None, **filter: Any) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The names found, and the counts by facet."""
    data = await ask(ASK, who, filter=filter)
    counts: dict[str, dict[str, int]] = {}
    for one in data["directoryFacets"]:
        counts.setdefault(one["facet"], {})[one["value"]] = one["count"]
    names = [node["name"]["value"].removesuffix(" Ltd") for node in data["organisations"]["nodes"]]
    assert data["organisations"]["totalCount"] == len(names)
    return names, counts


@pytest.mark.row("M10")
async def test_each_facet_counts_what_another_choice_would_bring(ask, scene):
    names, counts = await told(ask, prefecture="JP-34", kind="COMPANY")

    assert names == ["Akane", "Benio"]
    assert counts == {
        "KIND": {"COMPANY": 2, "NPO": 1},
        "PREFECTURE": {"JP-34": 2, "JP-01": 1, "JP-13": 1},
        "SECTOR": {"FISHERIES": 1, "MANUFACTURING": 1},
        "STATUS": {"ACTIVE": 2},
        "LANGUAGE": {"vi": 2, "en": 1},
        "SITE_PREFECTURE": {"JP-34": 1, "JP-35": 1},
    }


@pytest.mark.row("M10")
@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ({"language": "vi"}, ["Akane", "Aozora", "Benio"]),
        ({"language": "en"}, ["Akane"]),
        ({"siteIn": "JP-34"}, ["Akane"]),
        ({"siteIn": "JP-33"}, []),
        ({"municipality": "131016"}, ["Aozora"]),
        ({"joinedFrom": "2024-04-01", "joinedTo": "2024-04-30"}, ["Akane", "Benio", "Chigusa"]),
        ({"joinedFrom": "2024-04-02"}, ["Aozora", "Kitakaze"]),
        ({"pledged": False, "sector": "FISHERIES"}, ["Akane"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_the_directory_is_filtered(ask, scene, filter, names):
    assert (await told(ask, **filter))[0] == names


async def test_a_hidden_site_is_counted_for_who_sees_it(ask, scene, officer):
    assert "my" not in (await told(ask))[1]["LANGUAGE"]
    assert (await told(ask, officer))[1]["LANGUAGE"]["my"] == 1


async def test_facets_take_one_statement(ask, monkeypatch):
    async with counted(monkeypatch) as sent:
        await ask("{ directoryFacets { facet value count } }")
    assert len(sent) == 1
