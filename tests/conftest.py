"""What every test finds: the platform on a database with the small world in it, and people who ask.

- `ask(document, who, language="en", **variables)` gives the data of a GraphQL answer and fails on top-level errors;
  `answer(…)` gives the raw HTTP answer; `do("publishCaseStudy", who, "caseStudy { status }", id=…)` gives the payload
  of a verb with its errors by code and path.
- `who` is one of the people below, a bearer token, or None for a visitor.
- `behind` looks at rows as they are, as the owner; `behind.add(row, …)` sets a scene; `behind.unchanged()` proves that
  a block changed no row of any table. Never use it to prove what somebody may see.
- `make` makes what needs secrets (grievances, sessions); `makers.py` has the other makers, `world.py` all names.
- A worker process shares one database among its tests: make what you change. A test that changes or counts what the
  world holds asks for `fresh` and gets a copy of its own (about 0.1 s).
"""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from server.kernel.session import Door
from tests import world
from tests.house import Behind, Cluster, Place, cluster_running, opened
from tests.makers import Maker, Somebody

CLUSTER: pytest.StashKey[Any] = pytest.StashKey()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In the process that steers the workers, before each of them: the PostgreSQL is started once, by the first."""
    node.workerinput["cluster"] = _cluster(node.config).told()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Also after Ctrl-C: end what was started."""
    if running := config.stash.get(CLUSTER, None):
        running[0].__exit__(None, None, None)


def _cluster(config: pytest.Config) -> Cluster:
    if CLUSTER not in config.stash:
        running = cluster_running(os.environ.get("DATABASE_URL"))
        config.stash[CLUSTER] = running, running.__enter__()
    return config.stash[CLUSTER][1]


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The PostgreSQL of the run."""
    told = getattr(request.config, "workerinput", {}).get("cluster")
    return Cluster.heard(told) if told else _cluster(request.config)


@pytest.fixture(scope="session")
def told(cluster: Cluster) -> dict[str, dict[str, str]]:
    """The world's tokens and receipts, by the name of who holds them."""
    return world.told(cluster.secrets)


@pytest.fixture(scope="session")
async def shared(cluster: Cluster) -> AsyncIterator[Place]:
    """The platform that the tests of this process share."""
    with cluster.database() as url:
        async with opened(url, cluster.secrets) as place:
            yield place


@pytest.fixture(scope="session")
async def as_built(cluster: Cluster) -> AsyncIterator[Place]:
    """The platform with the world as it was built: for tests that change nothing and must see nothing changed."""
    with cluster.database() as url:
        async with opened(url, cluster.secrets) as place:
            yield place


@pytest.fixture
def fresh() -> None:
    """Asks for a database of the test's own."""


@pytest.fixture
async def place(request: pytest.FixtureRequest, cluster: Cluster, shared: Place) -> AsyncIterator[Place]:
    """The platform that this test uses."""
    if "fresh" not in request.fixturenames:
        yield request.getfixturevalue("as_built") if "as_built" in request.fixturenames else shared
        return
    with cluster.database() as url:
        async with opened(url, cluster.secrets) as own:
            yield own


@pytest.fixture
def ask(place: Place) -> Any:
    """Asks, and gives the data."""
    return place.ask


@pytest.fixture
def answer(place: Place) -> Any:
    """Asks, and gives the HTTP answer."""
    return place.answer


@pytest.fixture
def do(place: Place) -> Any:
    """Has a verb done, and gives its payload."""
    return place.do


@pytest.fixture
def client(place: Place) -> httpx.AsyncClient:
    """A client of the whole application, for what is not GraphQL or should not be."""
    return place.client


@pytest.fixture
def door(place: Place) -> Door:
    """Opens sessions and connections of the serving logins."""
    return place.door


@pytest.fixture
def behind(place: Place) -> Behind:
    """Rows as they are."""
    return place.behind


@pytest.fixture
def make(place: Place, cluster: Cluster) -> Maker:
    """Makes what needs the platform's secrets."""
    return world.maker_for(place.behind.url, cluster.secrets)


@pytest.fixture
def people(told: dict[str, dict[str, str]]) -> dict[str, Somebody]:
    """Everybody of the world by name, workers too."""
    return {name: world.somebody(name, token) for name, token in told["tokens"].items()}


@pytest.fixture
def visitor() -> None:
    """Nobody signed in."""


def _one(name: str, who: str) -> Any:
    def one(people: dict[str, Somebody]) -> Somebody:
        return people[name]

    one.__doc__ = who
    return pytest.fixture(one, name=name)


worker = _one("worker", "Holds the receipt of the grievance `wages`, about aozora.")
other_worker = _one("other_worker", "Holds the receipt of the grievance `housing`, about kitakaze.")
owner = _one("owner", "Owner of the member aozora.")
editor = _one("editor", "Editor of aozora.")
reader = _one("reader", "Reader of aozora.")
rival = _one("rival", "Owner of the member kitakaze.")
applicant = _one("applicant", "Owner of minato, which has applied.")
officer = _one("officer", "Membership officer of the secretariat.")
content_editor = _one("content_editor", "Content editor of the secretariat.")
custodian = _one("custodian", "Custodian of the secretariat.")
analyst = _one("analyst", "Analyst of the secretariat.")
admin = _one("admin", "Admin of the secretariat.")
handler = _one("handler", "Case handler with grants for both grievances.")
tied_handler = _one("tied_handler", "Case handler with a seat in aozora: a grant for `housing` only.")
adviser = _one("adviser", "Adviser from outside.")
partner = _one("partner", "Handler of a partner organisation, with a grant for `housing`.")


@pytest.fixture
def receipts(told: dict[str, dict[str, str]]) -> dict[str, str]:
    """The receipts (20 digits) of `worker` and `other_worker`."""
    return told["receipts"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None] | None:
    """Tests of the browser journeys are marked by their folder."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
    return None
