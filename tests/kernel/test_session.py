"""One request, one connection, one transaction, one viewer."""

import asyncio

import asyncpg
import pytest

from server.case_studies.models import CaseStudy
from server.kernel.errors import NotFound, NotPermitted, Unauthenticated
from server.kernel.pools import SERVING
from server.kernel.sealing import new_token
from server.kernel.viewer import Audience, Role, SeatRole
from server.members.models import Organisation
from tests.makers import case_study, key


async def test_a_viewer_knows_seats_and_appointments_and_keeps_secrets_out_of_sight(door, people):
    async with door.writing(people["tied_handler"].parsed, "ja") as session:
        viewer = session.viewer

    assert (viewer.audience, viewer.language, viewer.person_id) == (Audience.STAFF, "ja", key("tied_handler"))
    assert viewer.seats == {key("aozora"): SeatRole.READER}
    assert viewer.roles == {Role.CASE_HANDLER}
    assert viewer.box is not None
    assert viewer.box_key is not None
    shown = repr(viewer)
    assert viewer.database_token not in shown
    assert repr(viewer.box) not in shown
    assert repr(viewer.box_key) not in shown


async def test_a_worker_is_nobody_but_the_holder_of_one_receipt(door, people):
    async with door.writing(people["worker"].parsed, "my") as session:
        viewer = session.viewer

    assert (viewer.audience, viewer.person_id, viewer.grievance_id) == (Audience.WORKER, None, key("wages"))
    assert (dict(viewer.seats), viewer.roles) == ({}, frozenset())


async def test_find_gives_what_is_seen_and_refuses_the_rest_alike(door, people):
    async with door.writing(people["owner"].parsed, "en") as session:
        assert (await session.find(CaseStudy, key("draft"))).id == key("draft")
        for hidden in ("rival_draft", "what is not there"):
            with pytest.raises(NotFound) as refusal:
                await session.find(CaseStudy, key(hidden), "of.it")
            assert refusal.value.path == ("of", "it")


async def test_permit_asks_for_the_appointment_or_the_seat_there(door, people):
    async with door.writing(people["owner"].parsed, "en") as session:
        session.permit(Role.ADMIN, SeatRole.OWNER, of=key("aozora"))
        for roles, of in (
            ((SeatRole.EDITOR,), key("aozora")),
            ((SeatRole.OWNER,), key("kitakaze")),
            ((Role.ADMIN,), None),
        ):
            with pytest.raises(NotPermitted):
                session.permit(*roles, of=of)


async def test_what_raises_leaves_nothing_behind(door, people, behind):
    study = case_study()
    with behind.unchanged(), pytest.raises(ZeroDivisionError):
        async with door.writing(people["owner"].parsed, "en") as session:
            session.add(study)
            await session.flush()
            session.record("draft_case_study", study)
            await session.flush()
            _ = 1 // 0


async def test_a_statement_that_failed_unnoticed_is_no_success(door, people, behind):
    study = case_study()
    with behind.unchanged(), pytest.raises(Exception, match=r".+"):
        async with door.writing(people["owner"].parsed, "en") as session:
            session.add(study)
            await session.flush()
            with pytest.raises(asyncpg.UndefinedTableError):
                await session.connection.driver.execute("select * from nothing")


async def test_verbs_and_plans_share_the_transaction(door, people, behind):
    study = case_study()
    with behind.unchanged(), pytest.raises(ZeroDivisionError):
        async with door.writing(people["owner"].parsed, "en") as session:
            session.add(study)
            await session.flush()
            seen = await session.connection.driver.fetchval("select count(*) from case_study where id = $1", study.id)
            assert seen == 1
            _ = 1 // 0


async def test_who_decides_second_waits_and_sees_what_the_first_decided(door, people, behind):
    study = case_study()
    behind.add(study)
    order: list[str] = []

    async def decide(name: str, who: str, first: asyncio.Event) -> None:
        async with door.writing(people[who].parsed, "en") as session:
            if name == "second":
                await first.wait()
            found = await session.find(CaseStudy, study.id, lock=True)
            first.set()
            order.append(f"{name} finds {found.themes}")
            await asyncio.sleep(0.05)
            found.themes = [*found.themes, {"first": "wages", "second": "safety"}[name]]

    locked = asyncio.Event()
    await asyncio.gather(decide("first", "owner", locked), decide("second", "editor", locked))

    assert order == ["first finds ['housing']", "second finds ['housing', 'wages']"]


async def test_unknown_sessions_enter_nothing(door):
    token = new_token("member", 4_000_000_000)
    with pytest.raises(Unauthenticated):
        async with door.writing(token, "en"):
            pytest.fail("entered")
    with pytest.raises(Unauthenticated):
        async with door.reading(token):
            pytest.fail("entered")


async def test_a_hundred_at_once_are_each_themselves(ask, people):
    question = "{ viewer { person { id } } }"
    names = ["owner", "rival", "handler", "visitor", "adviser"] * 20

    answers = await asyncio.gather(*(ask(question, people.get(name)) for name in names))

    alone = {name: await ask(question, people.get(name)) for name in set(names)}
    assert answers == [alone[name] for name in names]


async def test_who_goes_away_in_the_middle_leaves_a_clean_connection(door, people, behind):
    study = case_study()

    async def begin() -> None:
        async with door.writing(people["owner"].parsed, "en") as session:
            session.add(study)
            await session.flush()
            await session.connection.driver.execute("select pg_sleep(2)")

    with behind.unchanged():
        for _ in range(15):  # more often than the pool has places
            task = asyncio.create_task(begin())
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    async with door.writing(people["owner"].parsed, "en") as session:
        assert (await session.find(Organisation, key("aozora"))).id == key("aozora")


async def test_who_goes_away_while_a_transaction_begins_leaves_none_open(door, people):
    async def ask() -> None:
        async with door.reading(people["worker"].parsed) as connection:
            await connection.fetchval("select 1")

    for patience in range(60):
        task = asyncio.create_task(ask())
        for _ in range(patience // 10):
            await asyncio.sleep(0)
        await asyncio.sleep(patience % 10 * 0.0002)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0.002)  # what was under way has arrived
        async with door.pools.connection(Audience.WORKER) as connection:
            assert not connection.driver.is_in_transaction()


async def test_the_platform_goes_on_after_its_connections_were_cut(ask, behind, owner):
    question = "{ viewer { person { id } } organisations { totalCount } }"
    before = await ask(question, owner)

    behind.rows(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where usename = any(%s) and datname = current_database()",
        list(SERVING),
    )
    await asyncio.sleep(0.1)

    assert await ask(question, owner) == before
