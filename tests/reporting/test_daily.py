"""What is done about reports every day, each once, whatever is missed."""

from datetime import date, timedelta

import pytest

from server.conduct.models import Commitment, ReportedState
from server.kernel import jobs
from server.kernel.models import JobOutcome
from server.kernel.table import today
from server.members.models import OrganisationStatus, Participation, Sector
from server.reporting import daily
from server.reporting.daily import shown
from tests.makers import gid, key, organisation

JULY = date(2026, 7, 1)
MET = ReportedState.MET


async def do_all(door, *days):
    for day in days:
        for job in (daily.open_reports, daily.remind_of_reports):
            async with door.stewarding() as rows:
                await job.work(rows, day)


def told(behind):
    return [
        (row["address"], row["template"])
        for row in behind.rows(
            "select address, template from letter where once is not null order by queued_at, address"
        )
    ]


@pytest.mark.row("C5")
@pytest.mark.usefixtures("fresh")
async def test_who_owes_a_report_is_told_once_and_who_joined_late_or_has_no_duty_owes_none(door, behind):
    late = organisation(member_since=date(2026, 5, 1))
    partner = organisation(participation=Participation.PARTNER)
    gone = organisation(status=OrganisationStatus.WITHDRAWN, member_since=date(2025, 1, 1))
    behind.add(late, partner, gone)

    await do_all(door, JULY, JULY)

    opened = behind.rows("select organisation_id, due_on from activity_report where opened_on = %s", JULY)
    due = date(2026, 7, 31)
    assert {row["organisation_id"]: row["due_on"] for row in opened} == {key("aozora"): due, key("kitakaze"): due}
    assert behind.row("organisation", key("kitakaze"))["report_due_on"] == due
    assert sorted(told(behind)) == [
        ("editor@people.example", "report_opened"),
        ("owner@people.example", "report_opened"),
        ("rival@people.example", "report_opened"),
    ]


@pytest.mark.row("C6")
@pytest.mark.usefixtures("fresh")
async def test_reminders_come_before_the_day_and_after_it_each_once(door, behind):
    january = date(2027, 1, 1)
    days = [january + timedelta(days=n) for n in range(60)]
    await do_all(door, *days, *days)
    assert [template for address, template in told(behind) if address == "rival@people.example"] == [
        "report_opened",
        *["report_reminder"] * 4,
        "report_overdue",
    ]


@pytest.mark.usefixtures("fresh")
async def test_who_has_submitted_is_not_reminded(door, behind):
    await do_all(door, JULY)
    behind.rows("update activity_report set submitted_on = %s, state = 'submitted'", JULY)
    await do_all(door, *(JULY + timedelta(days=n) for n in range(1, 40)))
    assert {template for _, template in told(behind)} == {"report_opened"}


@pytest.mark.usefixtures("fresh")
async def test_the_jobs_run_as_the_steward_and_leave_their_mark(door, behind):
    for name in ("open_reports", "remind_of_reports", "evaluate_memberships", "count_peer_practice"):
        assert (await jobs.run(door, name, today())).outcome is JobOutcome.DONE


@pytest.mark.row("M13")
@pytest.mark.usefixtures("fresh")
async def test_peers_are_counted_only_where_nobody_can_be_made_out(door, behind, ask):
    articles = [row["id"] for row in behind.rows("select id from article order by number")]
    for sector, many in ((Sector.FISHERIES, 6), (Sector.MINING, 4)):
        for place in range(many):
            member = organisation(sector=sector)
            behind.add(member)
            for article, state in ((articles[0], MET), (articles[1], MET if place else ReportedState.ON_TRACK)):
                one = Commitment(organisation_id=member.id, article_id=article, state=state, due_on=date(2030, 1, 1))
                behind.add(one)

    async with door.stewarding() as rows:
        await daily.count_peer_practice.work(rows, today())

    shows = "nodes { article { number } members working met }"
    document = f"query($s: Sector!) {{ peerPractice(filter: {{ sector: $s }}) {{ {shows} }} }}"
    assert (await ask(document, s="FISHERIES"))["peerPractice"]["nodes"] == [
        {"article": {"number": 1}, "members": 6, "working": 6, "met": 6},
        {"article": {"number": 2}, "members": 6, "working": 6, "met": None},
    ]
    assert (await ask(document, s="MINING"))["peerPractice"]["nodes"] == []


def test_a_count_that_would_point_at_a_few_is_not_told():
    assert [shown(count, 12) for count in range(13)] == [None] * 5 + [5, 6, 7] + [None] * 4 + [12]
    assert gid("Organisation", "aozora")
