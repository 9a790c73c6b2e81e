from datetime import timedelta
from typing import Any

import pytest

from server.kernel.table import today
from server.members.models import OrganisationStatus, Sector
from server.sites.models import HeadcountBand, ResidenceStatus, Site, SiteHeadcount
from tests import world

SHOWS = """site { name { value } prefecture municipality { name } sector dormitory languages hidden
    openedOn closedOn open }"""
MILL = {
    "name": [{"language": "en", "text": "Mill"}],
    "municipalityCode": "１３１０１６",
    "sector": "MANUFACTURING",
    "openedOn": "2019-04-01",
    "dormitory": True,
    "languages": ["vi", "en", "tl"],
}


def opening(do: Any, who: Any, member: Any, **more: Any) -> Any:
    return do("openSite", who, SHOWS, {"organisationId": member.id, **MILL, **more})


def a_site(member: Any, **fields: Any) -> Site:
    given: dict[str, Any] = {"name": {"en": "Mill"}, "prefecture": "JP-13", "sector": Sector.MANUFACTURING}
    given |= {"organisation_id": member.key, "opened_on": today() - timedelta(100), **fields}
    return Site(**given)


@pytest.mark.row("M7")
async def test_an_editor_opens_a_site_that_everybody_sees(do, ask, behind, member):
    own = member()

    payload = await opening(do, own.editor, own)

    assert payload == {
        "site": {
            "name": {"value": "Mill"},
            "prefecture": "JP-13",
            "municipality": {"name": "千代田区"},
            "sector": "MANUFACTURING",
            "dormitory": True,
            "languages": ["en", "vi", "fil"],
            "hidden": False,
            "openedOn": "2019-04-01",
            "closedOn": None,
            "open": True,
        },
        "errors": [],
    }
    assert behind.row("audit_entry", organisation_id=own.key)["verb"] == "open_site"
    found = await ask("query($id: ID!) { organisation(id: $id) { sites { name { value } } } }", id=own.id)
    assert found == {"organisation": {"sites": [{"name": {"value": "Mill"}}]}}


@pytest.mark.row("M7")
async def test_a_hidden_site_is_its_members_and_the_secretariats(do, ask, member, officer):
    own, rival = member(), member()
    assert (await opening(do, own.owner, own, hidden=True))["errors"] == []
    question = "query($id: ID!) { organisation(id: $id) { sites { hidden } } }"
    told = {
        name: (await ask(question, who, id=own.id))["organisation"]["sites"]
        for name, who in {"own": own.reader, "officer": officer, "rival": rival.owner, "nobody": None}.items()
    }
    assert told == {"own": [{"hidden": True}], "officer": [{"hidden": True}], "rival": [], "nobody": []}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": []}, "name"),
        ({"municipalityCode": "131017"}, "municipalityCode"),
        ({"municipalityCode": "112089"}, "municipalityCode"),
        ({"openedOn": str(today() + timedelta(2))}, "openedOn"),
        ({"openedOn": "0019-04-01"}, "openedOn"),
        ({"languages": ["en", "tlh"]}, "languages.1"),
    ],
    ids=["nameless", "wrong digit", "closed municipality", "ahead", "another age", "unknown language"],
)
async def test_what_cannot_be_is_refused_at_its_field(do, behind, member, given, path):
    own = member()
    with behind.unchanged():
        payload = await opening(do, own.owner, own, **given)
    assert payload == {"site": None, "errors": [{"code": "INVALID", "path": ["input", *path.split(".")]}]}


async def test_only_who_works_for_an_acting_member_opens(do, behind, member, officer):
    own, rival, suspended = member(), member(), member(status=OrganisationStatus.SUSPENDED)
    with behind.unchanged():
        for who in (own.reader, rival.owner, officer, None):
            assert (await opening(do, who, own))["errors"] == [{"code": "NOT_PERMITTED", "path": ["input"]}]
        refused = await opening(do, suspended.owner, suspended)
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@pytest.mark.row("M7")
async def test_a_site_is_changed_and_closed_once(do, behind, member):
    own = member()
    site = a_site(own)
    behind.add(site)
    id, shows = world.gid("Site", site.id), "site { name { value } dormitory languages prefecture open closedOn }"

    changed = await do("changeSite", own.editor, shows, id=id, dormitory=True, municipalityCode="011002")
    assert changed["errors"] == [{"code": "INVALID", "path": ["input", "municipalityCode"]}]
    changed = await do("changeSite", own.editor, shows, id=id, dormitory=True, languages=["my"])
    assert changed["site"] == {
        "name": {"value": "Mill"},
        "dormitory": True,
        "languages": ["my"],
        "prefecture": "JP-13",
        "open": True,
        "closedOn": None,
    }
    yesterday = str(today() - timedelta(1))
    closed = await do("closeSite", own.owner, shows, id=id, closedOn=yesterday)
    assert (closed["site"]["open"], closed["site"]["closedOn"]) == (False, yesterday)
    with behind.unchanged():
        again = await do("closeSite", own.owner, shows, id=id, closedOn=yesterday)
        late = await do("changeSite", own.owner, shows, id=id, hidden=True)
    assert again["errors"] == late["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_a_site_closes_on_a_day_that_has_been(do, behind, member):
    own = member()
    site = a_site(own)
    behind.add(site)
    with behind.unchanged():
        for day in (today() + timedelta(1), site.opened_on - timedelta(1)):
            payload = await do("closeSite", own.owner, SHOWS, id=world.gid("Site", site.id), closedOn=str(day))
            assert payload["errors"] == [{"code": "INVALID", "path": ["input", "closedOn"]}]


@pytest.mark.row("M7")
async def test_few_people_are_counted_and_shown_to_nobody_else(do, ask, behind, member, officer):
    own, rival = member(), member()
    site = a_site(own)
    behind.add(site)
    counts = [
        {"residenceStatus": "TECHNICAL_INTERN_2", "band": "UNDER_10"},
        {"residenceStatus": "SPECIFIED_SKILLED_1", "band": "FROM_30"},
    ]
    shows = "site { headcounts { residenceStatus band countedOn } }"
    given = {"siteId": world.gid("Site", site.id), "countedOn": str(today()), "counts": counts}

    for band in ("FROM_10", "UNDER_10"):  # said twice on one day: the second counts
        counts[0]["band"] = band
        payload = await do("recordHeadcount", own.editor, shows, given)
        assert payload["errors"] == []

    day = str(today())
    assert sorted(one["band"] for one in payload["site"]["headcounts"]) == ["FROM_30", "UNDER_10"]
    question = "query($id: ID!) { node(id: $id) { ... on Site { headcounts { residenceStatus band countedOn } } } }"
    big = {"residenceStatus": "SPECIFIED_SKILLED_1", "band": "FROM_30", "countedOn": day}
    small = {"residenceStatus": "TECHNICAL_INTERN_2", "band": "UNDER_10", "countedOn": day}
    told: dict[str, Any] = {}
    for name, who in {"own": own.reader, "officer": officer, "rival": rival.owner, "nobody": None}.items():
        found = (await ask(question, who, id=given["siteId"]))["node"]["headcounts"]
        told[name] = sorted(found, key=lambda one: one["band"])
    assert told == {"own": [big, small], "officer": [big, small], "rival": [big], "nobody": [big]}


async def test_nobody_is_counted_at_a_hidden_site(ask, behind, member):
    site = a_site(member(), hidden=True)
    behind.add(site)
    behind.add(
        SiteHeadcount(
            site_id=site.id,
            organisation_id=site.organisation_id,
            residence_status=ResidenceStatus.STUDENT,
            band=HeadcountBand.FROM_300,
        )
    )
    assert await ask("query($id: ID!) { node(id: $id) { id } }", id=world.gid("Site", site.id)) == {"node": None}


async def test_a_count_that_cannot_be_is_refused(do, behind, member):
    own = member()
    site = a_site(own)
    behind.add(site)
    one = {"residenceStatus": "STUDENT", "band": "FROM_10"}
    given = {"siteId": world.gid("Site", site.id), "countedOn": str(today()), "counts": [one]}
    with behind.unchanged():
        for more, path in (
            ({"counts": []}, "counts"),
            ({"counts": [one, one]}, "counts"),
            ({"countedOn": str(today() + timedelta(1))}, "countedOn"),
            ({"countedOn": str(site.opened_on - timedelta(1))}, "countedOn"),
        ):
            payload = await do("recordHeadcount", own.owner, "", {**given, **more})
            assert payload["errors"] == [{"code": "INVALID", "path": ["input", path]}]
