"""What can be done about activity reports: write them by article, submit, ask, answer, accept; and have more time."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from server.conduct.models import Article
from server.kernel import clocks
from server.kernel.errors import Conflict, Invalid, NotFound, message
from server.kernel.session import ViewerSession
from server.kernel.table import now
from server.kernel.viewer import Role, SeatRole
from server.members.models import Organisation
from server.members.services import set_report_due
from server.reporting import letters, rules
from server.reporting.letters import write_to_member
from server.reporting.models import (
    ActivityReport,
    ReportEntry,
    ReportExtension,
    ReportingPeriod,
    ReportQuestion,
    ReportRemark,
    ReportState,
)


async def save_report_entry(
    session: ViewerSession,
    id: UUID,
    article: int,
    *,
    done: Mapping[str, str],
    figures: Mapping[str, str],
    why_not: Mapping[str, str],
    next_steps: Mapping[str, str],
    remark: Mapping[str, str],
) -> ReportEntry:
    """Keep what a draft says about one article. For owners and editors of its member; also when it is late.

    Every text replaces the one that was there; nothing needs to be complete before the report is submitted. ``remark``
    is for the secretariat alone. Conflict where the report is submitted, NotFound where its code has no such article.
    """
    said = {
        "done": rules.texts(done, "done"),
        "figures": rules.texts(figures, "figures", rules.LONGEST_FIGURES),
        "why_not": rules.texts(why_not, "why_not"),
        "next_steps": rules.texts(next_steps, "next_steps"),
    }
    private = rules.texts(remark, "remark")

    report = await _own(session, id)
    entry = await _entry(session, report, article)

    for part, texts in said.items():
        setattr(entry, part, texts)
    entry.saved_at = now()
    kept = await session.rows.get(ReportRemark, entry.id)
    if kept or private:
        kept = kept or ReportRemark(report_entry_id=entry.id, organisation_id=report.organisation_id, text={})
        kept.text = private
        session.add(kept)

    session.record("save_report_entry", entry, organisation_id=report.organisation_id)
    return entry


async def submit_report(session: ViewerSession, id: UUID) -> ActivityReport:
    """Hand a report in: it is public from now on, and a membership that had lapsed over it is restored at once.

    For owners and editors of its member; who is suspended may too. Invalid at ``articles.N`` where an article has
    neither what was done nor why not and what comes next; Conflict where it is submitted. The day is Japan's.
    """
    report = await _own(session, id)
    entries = (await session.rows.scalars(_entries(report))).all()
    articles = await session.rows.execute(
        select(col(Article.id), col(Article.number))
        .where(Article.code_of_conduct_id == report.code_of_conduct_id)
        .order_by(col(Article.number))
    )
    rules.check_complete(entries, [(key, number) for key, number in articles])

    report.state = ReportState.SUBMITTED
    report.submitted_on = clocks.day_of(now())
    for entry in entries:
        entry.published = True
    await _owed_by(session.rows, report.organisation_id)

    session.record("submit_report", report, organisation_id=report.organisation_id)
    return report


async def ask_about_report(session: ViewerSession, id: UUID, question: Mapping[str, str]) -> ReportQuestion:
    """Ask the member about a report that it has submitted. For membership officers. It goes out by letter too."""
    text = rules.texts(question, "question")
    if not text:
        raise Invalid("question", message("Please fill this in."))

    report = await session.find(ActivityReport, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    report = await session.find(ActivityReport, id, lock=True)
    if report.state not in (ReportState.SUBMITTED, ReportState.QUESTIONED):
        raise Conflict("id", message("Questions are asked between a report's submission and its acceptance."))
    report.state = ReportState.QUESTIONED
    asked = ReportQuestion(
        activity_report_id=report.id,
        organisation_id=report.organisation_id,
        question=text,
        asked_by=session.viewer.person_id,
    )
    session.add(asked)
    await write_to_member(session.rows, letters.QUESTION, report)

    session.record("ask_about_report", asked, organisation_id=report.organisation_id)
    return asked


async def answer_report_question(session: ViewerSession, id: UUID, answer: Mapping[str, str]) -> ReportQuestion:
    """Answer a question of the secretariat. For owners and editors of the member. Conflict where it is answered."""
    text = rules.texts(answer, "answer")
    if not text:
        raise Invalid("answer", message("Please fill this in."))

    asked = await session.find(ReportQuestion, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=asked.organisation_id)

    report = await session.find(ActivityReport, asked.activity_report_id, lock=True)
    asked = await session.find(ReportQuestion, id, lock=True)
    if asked.answer is not None:
        raise Conflict("id", message("This question has been answered already."))
    asked.answer, asked.answered_at = text, now()
    await session.flush()
    if report.state is ReportState.QUESTIONED and not await _open_questions(session, report):
        report.state = ReportState.SUBMITTED

    session.record("answer_report_question", asked, organisation_id=asked.organisation_id)
    return asked


async def accept_report(session: ViewerSession, id: UUID) -> ActivityReport:
    """Accept a report, once no question is open. For membership officers."""
    report = await session.find(ActivityReport, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    report = await session.find(ActivityReport, id, lock=True)
    if report.state is ReportState.QUESTIONED:
        raise Conflict("id", message("A question about this report is still open."))
    if report.state is not ReportState.SUBMITTED:
        raise Conflict("id", message("Only a report that was submitted, and not accepted yet, can be accepted."))
    report.state = ReportState.ACCEPTED
    report.accepted_on = clocks.day_of(now())
    await write_to_member(session.rows, letters.ACCEPTED, report)

    session.record("accept_report", report, organisation_id=report.organisation_id)
    return report


async def request_extension(
    session: ViewerSession, id: UUID, wanted_on: date, reason: Mapping[str, str]
) -> ReportExtension:
    """Ask for more time, with a reason that only the secretariat reads. For owners and editors of the member.

    Until the last day, and for at most 60 days more. Conflict afterwards, and while another request waits.
    """
    text = rules.texts(reason, "reason")
    if not text:
        raise Invalid("reason", message("Please fill this in."))

    report = await _own(session, id)
    rules.check_wanted(wanted_on, report.due_on, clocks.day_of(now()))

    asked = ReportExtension(
        activity_report_id=report.id, organisation_id=report.organisation_id, wanted_on=wanted_on, reason=text
    )
    session.add(asked)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("id", message("A request for more time is waiting already.")) from None
        raise

    session.record("request_extension", asked, organisation_id=report.organisation_id)
    return asked


async def decide_extension(
    session: ViewerSession, id: UUID, *, granted: bool, reason: Mapping[str, str]
) -> ReportExtension:
    """Grant or refuse more time, with a reason that stands in the explanation of the new day. For membership officers.

    Granted, it also ends a lapse that began while the request waited. Conflict where it is decided, or where the report
    came meanwhile.
    """
    text = rules.texts(reason, "reason")
    if not text:
        raise Invalid("reason", message("Please say why: the reason stands beside the day."))

    asked = await session.find(ReportExtension, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    report = await session.find(ActivityReport, asked.activity_report_id, lock=True)
    asked = await session.find(ReportExtension, id, lock=True)
    if asked.granted is not None:
        raise Conflict("id", message("This request has been decided already."))
    if report.submitted_on and granted:
        raise Conflict("id", message("This report has been submitted already."))
    asked.granted, asked.decision = granted, text
    asked.decided_by, asked.decided_at = session.viewer.person_id, now()
    if granted:
        due = clocks.extended(clocks.from_json(report.due_clock), asked.wanted_on, text, clocks.day_of(now()))
        report.due_on, report.due_clock, report.due_told = due.on, clocks.as_json(due), clocks.as_texts(due)
        await _owed_by(session.rows, report.organisation_id)
    await write_to_member(session.rows, letters.EXTENSION, report)

    session.record("decide_extension", asked, organisation_id=asked.organisation_id)
    return asked


async def open_report(
    rows: AsyncSession, organisation: Organisation, period: ReportingPeriod, code_of_conduct_id: UUID, day: date
) -> ActivityReport:
    """Begin a member's duty to report on a half-year."""
    report = ActivityReport(
        organisation_id=organisation.id,
        reporting_period_id=period.id,
        code_of_conduct_id=code_of_conduct_id,
        opened_on=day,
        due_on=period.due_on,
        due_clock=period.due_clock,
        due_told=period.due_told,
    )
    rows.add(report)
    await rows.flush()
    if organisation.report_due_on is None or organisation.report_due_on > report.due_on:
        await set_report_due(rows, organisation, report.due_on)
    return report


async def _own(session: ViewerSession, id: UUID) -> ActivityReport:
    """A draft of one's own, locked: of two who submit at once, the second finds it submitted."""
    report = await session.find(ActivityReport, id)
    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=report.organisation_id)
    report = await session.find(ActivityReport, id, lock=True)
    rules.check_draft(report.state)
    return report


def _entries(report: ActivityReport) -> Any:
    return select(ReportEntry).where(ReportEntry.activity_report_id == report.id)


async def _entry(session: ViewerSession, report: ActivityReport, number: int) -> ReportEntry:
    """The report's entry on an article, made at first need."""
    article = await session.rows.scalar(
        select(Article).where(Article.code_of_conduct_id == report.code_of_conduct_id, Article.number == number)
    )
    if article is None:
        raise NotFound("article")
    entry = await session.rows.scalar(_entries(report).where(ReportEntry.article_id == article.id))
    if entry is None:
        entry = ReportEntry(activity_report_id=report.id, organisation_id=report.organisation_id, article_id=article.id)
        session.add(entry)
        await session.flush()
    return entry


async def _open_questions(session: ViewerSession, report: ActivityReport) -> int:
    waiting = select(func.count()).where(
        col(ReportQuestion.activity_report_id) == report.id, col(ReportQuestion.answer).is_(None)
    )
    return await session.rows.scalar(waiting) or 0


async def _owed_by(rows: AsyncSession, organisation_id: UUID) -> None:
    """Tell the membership by when the earliest report that is still owed must come."""
    await rows.flush()
    earliest = await rows.scalar(
        select(func.min(ActivityReport.due_on)).where(
            ActivityReport.organisation_id == organisation_id, col(ActivityReport.submitted_on).is_(None)
        )
    )
    await set_report_due(rows, await rows.get_one(Organisation, organisation_id), earliest)
