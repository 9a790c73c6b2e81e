"""What is done about reports every day: begin the duty, remind, and count what peers do."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sql
from sqlalchemy import case, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, exists, select

from server.conduct.models import Article, CodeOfConduct, Commitment, ReportedState
from server.kernel import clocks
from server.kernel.errors import message
from server.kernel.jobs import daily
from server.members.models import Organisation, OrganisationStatus, ParticipationTerms
from server.reporting import letters, rules
from server.reporting.models import ActivityReport, PeerPractice, ReportingPeriod
from server.reporting.services import open_report

MET = (ReportedState.MET,)
WORKING = (*MET, ReportedState.ON_TRACK, ReportedState.BEHIND)

SMALLEST_GROUP = 5
"""Of fewer members nothing is counted, so that nobody can be made out."""


@daily("open_reports", message("Opens the activity reports on the half-year that has ended."))
async def open_reports(rows: AsyncSession, day: date) -> None:
    """Open the latest half-year and the report of every member that owes one and has none; and tell them."""
    period = await _period(rows, day)
    code = await _code_in_force(rows, day)
    if period is None or code is None:
        return
    owing = (
        select(Organisation, ParticipationTerms.reports)
        .join(ParticipationTerms, col(ParticipationTerms.code) == col(Organisation.participation))
        .where(
            col(Organisation.status) == OrganisationStatus.ACTIVE,
            col(ParticipationTerms.reports),
            ~exists().where(
                col(ActivityReport.organisation_id) == col(Organisation.id),
                col(ActivityReport.reporting_period_id) == period.id,
            ),
        )
        .order_by(col(Organisation.id))
    )
    for organisation, reports in (await rows.execute(owing)).all():
        since = organisation.member_since
        if rules.owes(organisation.status, since, period.ends_on, period.days_of_membership, reports):
            report = await open_report(rows, organisation, period, code, day)
            await letters.write_to_member(rows, letters.OPENED, report, once=f"report/{report.id}/opened")


async def _period(rows: AsyncSession, day: date) -> ReportingPeriod | None:
    """The half-year that ended last, written down with its day when it is first met."""
    wanted = rules.latest_period(day)
    if wanted is None:
        return None
    found = await rows.scalar(select(ReportingPeriod).where(ReportingPeriod.starts_on == wanted.starts_on))
    if found is None:
        found = ReportingPeriod(
            starts_on=wanted.starts_on,
            ends_on=wanted.ends_on,
            days_of_membership=wanted.days_of_membership,
            due_on=wanted.due.on,
            due_clock=clocks.as_json(wanted.due),
            due_told=clocks.as_texts(wanted.due),
        )
        rows.add(found)
        await rows.flush()
    return found


async def _code_in_force(rows: AsyncSession, day: date) -> UUID | None:
    return await rows.scalar(
        select(CodeOfConduct.id)
        .where(col(CodeOfConduct.adopted_on) <= day)
        .order_by(col(CodeOfConduct.version).desc())
        .limit(1)
    )


@daily("remind_of_reports", message("Reminds members of reports that are due, and tells them that one is overdue."))
async def remind_of_reports(rows: AsyncSession, day: date) -> None:
    """Write to who owes a report 30, 14, 7 and 1 days before its last day, and on the day after it; each once."""
    days = [day + left * clocks.ONE_DAY for left in (*rules.REMIND_BEFORE, -1)]
    owed = select(ActivityReport).where(
        col(ActivityReport.submitted_on).is_(None),
        col(ActivityReport.due_on).in_(days),
        col(ActivityReport.opened_on) < day,  # who has just been told that it can be written need not be reminded
    )
    for report in (await rows.scalars(owed)).all():
        left = rules.reminder(report.due_on, day)
        once = f"report/{report.id}/{report.due_on}/{left}"
        template = letters.REMINDER if left else letters.OVERDUE
        await letters.write_to_member(rows, template, report, once=once, days=left or 0)


@daily("count_peer_practice", message("Counts by sector how many members work on each article."))
async def count_peer_practice(rows: AsyncSession, day: date) -> None:
    """Count, for each sector with at least five members, how many report to work on an article, and to have met it."""
    met = case((col(Commitment.state).in_(MET), Commitment.organisation_id))
    working = case((col(Commitment.state).in_(WORKING), Commitment.organisation_id))
    counted: Any = (
        sql.select(
            col(Organisation.sector),
            col(Article.id),
            func.count(func.distinct(Commitment.organisation_id)),
            func.count(func.distinct(working)),
            func.count(func.distinct(met)),
        )
        .join(Organisation, col(Organisation.id) == col(Commitment.organisation_id))
        .join(Article, col(Article.id) == col(Commitment.article_id))
        .where(col(Organisation.sector).is_not(None), col(Organisation.status) == OrganisationStatus.ACTIVE)
        .group_by(col(Organisation.sector), col(Article.id))
    )
    await rows.execute(delete(PeerPractice))
    groups: Any = (await rows.execute(counted)).all()
    for sector, article_id, members, at_work, done in groups:
        if members >= SMALLEST_GROUP:
            rows.add(
                PeerPractice(
                    sector=sector,
                    article_id=article_id,
                    members=members,
                    working=shown(at_work, members),
                    met=shown(done, members),
                    counted_on=day,
                )
            )


def shown(count: int, members: int) -> int | None:
    """A count that is told: at least five did, and at least five or none did not; else nothing is said of it."""
    rest = members - count
    return count if count >= SMALLEST_GROUP and (rest == 0 or rest >= SMALLEST_GROUP) else None
