"""The demonstration as its visitors find it, loaded through the loader into a database of its own."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server import demo
from server.database import CannotServe, migrate
from server.demo.entries import Entry, entries, shown_grievances
from server.demo.log_ins import LogIn, log_ins
from server.kernel.table import today
from server.settings import settings
from tests.house import Cluster, Place, opened

REGISTER = """pid,city,citykana,lat,lng,lgcode
22,浜松市,はままつし,34.71,137.72,221309
13,八王子市,はちおうじし,35.66,139.31,132012
"""
SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"
OPEN = """mutation($input: OpenGrievanceInput!) { openGrievance(input: $input) { errors { code }
    grievance { state narrative fairResult messages(first: 50) { nodes { author body sentOn } } } } }"""
FIRST = "{ grievances(first: 100) { totalCount nodes { narrative } } }"


class Shown(NamedTuple):
    """The demonstration, loaded and served."""

    place: Place
    secrets: Path
    loaded: demo.Demonstration


@pytest.fixture(scope="module")
async def shown(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shown]:
    """The demonstration. Tests of this module only read it."""
    folder = tmp_path_factory.mktemp("demo")
    secrets = secrets_of(cluster, folder)
    (folder / "register.csv").write_text(REGISTER)
    with cluster.database(None) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings(), "municipalities", folder / "register.csv")
        migrate(url, secrets)
        loaded = demo.load(url, secrets)
        async with opened(url, secrets) as place:
            yield Shown(place, secrets, loaded)


def secrets_of(cluster: Cluster, folder: Path) -> Path:
    """The run's pepper and logins in a folder of one's own."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    for name in ("pepper", "logins.json"):
        shutil.copy2(cluster.secrets / name, secrets / name)
    return secrets


def told(entry: Entry) -> dict[str, object]:
    """A grievance of the content as its worker reads it."""
    messages = [
        {
            "author": one["author"].upper(),
            "body": one["body"],
            "sentOn": str(today() - timedelta(days=one["days_ago"])),
        }
        for one in entry["messages"]
    ]
    return {
        "state": entry["state"].upper(),
        "narrative": entry["narrative"],
        "fairResult": entry["fair_result"],
        "messages": {"nodes": messages},
    }


async def test_the_public_finds_the_active_members_with_what_they_owe_and_publish(shown):
    active = [one for one in entries("organisations") if one["status"] == "active"]
    late = [
        one
        for one in active
        if any(mine["due_in_days"] < 0 and mine["state"] != "met" for mine in one.get("commitments", ()))
    ]
    published = [one for one in entries("case_studies") if one["status"] == "published"]

    found = await shown.place.ask(
        """{ all: organisations { totalCount } late: organisations(filter: { commitmentOverdue: true }) { totalCount }
            caseStudies(first: 100) { nodes { slug } }
            found: caseStudies(filter: { search: "手数料" }) { nodes { slug } } }"""
    )

    assert found["all"] == {"totalCount": len(active)}
    assert found["late"] == {"totalCount": len(late)}
    assert {one["slug"] for one in found["caseStudies"]["nodes"]} == {one["slug"] for one in published}
    assert {"slug": "paying-back-recruitment-fees"} in found["found"]["nodes"]


async def test_the_register_is_taken_in_and_the_places_of_members_that_it_lacks_are_added(shown):
    stored = {
        row["code"]: row["latitude"] for row in shown.place.behind.rows("select code, latitude from municipality")
    }
    needed = {one["municipality_code"] for one in entries("organisations")}

    assert stored == dict.fromkeys(needed) | {"221309": 34.71, "132012": 35.66}


async def test_a_demo_handler_signs_in_with_the_passphrase_and_reads_every_grievance(shown):
    handler = next(one for one in entries("people") if one["key"] == "kanade-wakebayashi")
    entered = {"email": handler["email"], "password": shown.loaded.passphrase}

    signed_in = (await shown.place.ask(SIGN_IN, input=entered))["signIn"]
    read = await shown.place.ask(FIRST, signed_in["token"])

    assert signed_in["errors"] == []
    assert read["grievances"]["totalCount"] == 36
    assert sorted(one["narrative"] for one in read["grievances"]["nodes"]) == sorted(
        one["narrative"] for one in entries("grievances")
    )


async def test_every_receipt_opens_its_own_thread_in_the_order_of_its_days(shown):
    for entry in entries("grievances")[::7]:
        opened_by = {"receipt": shown.loaded.receipts[entry["key"]]}
        answer = (await shown.place.ask(OPEN, input=opened_by))["openGrievance"]
        assert answer == {"errors": [], "grievance": told(entry)}


async def test_log_ins_are_tokens_of_everybody_with_their_own_sight_and_nobody_elses(shown):
    made = log_ins(shown.place.behind.url, shown.secrets, shown.loaded)

    seen: list[tuple[str, str | None, int]] = []
    for one in made:
        answer = await shown.place.ask(
            "{ viewer { person { email } roles seats { role } } grievances(first: 1) { totalCount } }", one.token
        )
        person: dict[str, Any] = answer["viewer"] or {"roles": ["WORKER"], "seats": [], "person": {"email": None}}
        roles = [*person["roles"], *(seat["role"] for seat in person["seats"])]
        seen.append((roles[0].lower(), person["person"]["email"], answer["grievances"]["totalCount"]))

    handles = {"case_handler": 36, "worker": 1}
    assert seen == [(one.role, one.email, handles.get(one.role, 0)) for one in made]
    assert [one.email for one in made] == [*(one["email"] for one in entries("people")), None, None, None]
    assert [one.receipt for one in made[-3:]] == [shown.loaded.receipts[one["key"]] for one in shown_grievances()]


def test_a_log_in_shows_nothing_secret_where_it_is_printed_by_accident():
    printed = repr(LogIn("worker", None, None, "token-of-theirs", "en", receipt="1234 5678"))

    assert printed == "LogIn(role='worker', name=None, email=None, language='en', organisation=None)"


async def test_loading_a_second_time_changes_nothing_and_tells_the_same(shown):
    said: list[str] = []

    with shown.place.behind.unchanged():
        again = demo.load(shown.place.behind.url, shown.secrets, said.append)

    assert again == shown.loaded
    assert said == [again.words()]
    assert all(one["email"] in said[0] for one in entries("people"))
    assert (shown.secrets / "demo.json").stat().st_mode & 0o777 == 0o600


async def test_a_demonstration_whose_secrets_are_lost_is_refused_in_words(shown, cluster, tmp_path):
    with (
        shown.place.behind.unchanged(),
        pytest.raises(CannotServe, match=r"should be in .*demo\.json; that file is missing"),
    ):
        demo.load(shown.place.behind.url, secrets_of(cluster, tmp_path))


async def test_a_database_with_people_of_its_own_gets_no_demonstration(behind, cluster, tmp_path):
    secrets = secrets_of(cluster, tmp_path)

    with behind.unchanged(), pytest.raises(CannotServe, match="This database has people or members of its own"):
        demo.load(behind.url, secrets)

    assert not (secrets / "demo.json").exists()


def test_a_register_that_is_not_right_is_refused_with_its_line_and_nothing_is_loaded(cluster, tmp_path, monkeypatch):
    secrets = secrets_of(cluster, tmp_path)
    file = tmp_path / "register.csv"
    file.write_text(REGISTER.replace("132012", "132013"))
    monkeypatch.setattr(settings(), "municipalities", file)

    with cluster.database(None) as url:
        migrate(url, secrets)
        with pytest.raises(CannotServe, match=r"register\.csv, line 3: The code 132013 has a wrong check digit"):
            demo.load(url, secrets)

    assert not (secrets / "demo.json").exists()


def test_the_places_of_all_demo_members_are_at_hand_without_the_register():
    needed = {one["municipality_code"] for one in entries("organisations")}

    assert {one["code"] for one in entries("municipalities")} == needed
