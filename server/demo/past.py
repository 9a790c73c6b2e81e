"""What the demonstration's members have reported, and what became of who did not: the simulated year, as rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlmodel import SQLModel

from server.demo.entries import Entry, entries
from server.demo.year import Habit, Life, Report, live_on
from server.kernel import clocks
from server.members.models import MembershipEvent, Organisation, OrganisationStatus, Participation
from server.reporting.models import ActivityReport, ReportEntry, ReportingPeriod, ReportState

FIRST = date(2025, 7, 1)
HABITS = {3: Habit.LATE, 5: Habit.ASKS_FOR_TIME, 8: Habit.VERY_LATE, 12: Habit.SILENT}
"""Who, by place among the members that nobody signs in for, reports late, very late, or not at all."""

WRITTEN_FOR = timedelta(days=12)
"""How much time is left, on the day of loading, to the members whose latest report is still being written."""

FLOOD = {
    "ja": "台風の被害で事務所が使えなかったため",
    "en": "The office could not be used after a typhoon.",
    "ja-simple": "たいふうで じむしょが つかえなかったから",
}


def past(members: Iterable[SQLModel], code: UUID, articles: Mapping[int, UUID], day: date) -> Iterator[SQLModel]:
    """Reports, and lapses, of every member that owes reports, up to a day. Sets by when each must report next."""
    owing = [
        one
        for one in members
        if isinstance(one, Organisation)
        and one.status is OrganisationStatus.ACTIVE
        and one.participation is Participation.MEMBER
        and one.member_since
    ]
    seated = _seated()
    quiet = [one for one in owing if one.name["ja"] not in seated]
    habits = {quiet[place].id: habit for place, habit in HABITS.items() if place < len(quiet)}
    chance = Random(20)  # noqa: S311  invented members, and no secret
    told = {one.id: Life(one.member_since or day, habits.get(one.id, Habit.PUNCTUAL)) for one in owing}
    live_on(told.values(), chance, FIRST, (day - FIRST).days + 1)
    periods: dict[date, ReportingPeriod] = {}
    for place, one in enumerate(owing):
        life = told[one.id]
        if one.name["ja"] in seated and life.reports:
            _reopen(life.reports[-1], day)
        one.report_due_on = life.report_due_on
        yield from _changes(one.id, life)
        for report in life.reports:
            period = periods.get(report.period.starts_on) or _period(report)
            if report.period.starts_on not in periods:
                periods[report.period.starts_on] = period
                yield period
            yield from _report(one.id, report, period, code, articles, place, day)


def _seated() -> set[str]:
    """The names of the members for which somebody of the demonstration signs in."""
    seats = {seat["organisation"] for person in entries("people") for seat in person.get("seats", ())}
    return {one["name"]["ja"] for one in entries("organisations") if one["key"] in seats}


def _reopen(report: Report, day: date) -> None:
    """Have the latest report still to be written, so that there is something to try."""
    report.submitted_on = None
    if report.due.on < day + WRITTEN_FOR:
        report.due = clocks.extended(report.due, day + WRITTEN_FOR, FLOOD, report.period.due.on)


def _period(report: Report) -> ReportingPeriod:
    period = report.period
    return ReportingPeriod(
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        days_of_membership=period.days_of_membership,
        due_on=period.due.on,
        due_clock=clocks.as_json(period.due),
        due_told=clocks.as_texts(period.due),
    )


def _changes(organisation_id: UUID, life: Life) -> Iterator[MembershipEvent]:
    for change in life.events:
        yield MembershipEvent(
            organisation_id=organisation_id,
            becomes=change.becomes,
            cause=change.cause,
            happened_on=change.on,
            recorded_at=datetime.combine(change.on, time(3), UTC),
        )


def _report(
    organisation_id: UUID,
    report: Report,
    period: ReportingPeriod,
    code: UUID,
    articles: Mapping[int, UUID],
    place: int,
    day: date,
) -> Iterator[SQLModel]:
    sent = report.submitted_on
    accepted_on = sent + timedelta(days=14) if sent and sent + timedelta(days=14) <= day else None
    state = ReportState.ACCEPTED if accepted_on else ReportState.SUBMITTED if sent else ReportState.DRAFT
    row = ActivityReport(
        organisation_id=organisation_id,
        reporting_period_id=period.id,
        code_of_conduct_id=code,
        state=state,
        opened_on=report.opened_on,
        due_on=report.due.on,
        due_clock=clocks.as_json(report.due),
        due_told=clocks.as_texts(report.due),
        submitted_on=sent,
        accepted_on=accepted_on,
    )
    yield row
    for number, article_id in articles.items():
        if sent or number <= 2:
            said = _said(number, place + report.period.starts_on.month)
            yield ReportEntry(
                activity_report_id=row.id,
                organisation_id=organisation_id,
                article_id=article_id,
                published=sent is not None,
                saved_at=datetime.combine(sent or day, time(3), UTC),
                **said,
            )


def _said(number: int, choice: int) -> Entry:
    """What is said about an article: one of the texts of reports.toml that are about it."""
    about = [one for one in entries("reports") if one["article"] == number]
    chosen = about[choice % len(about)]
    return {part: chosen[part] for part in ("done", "figures", "why_not", "next_steps") if part in chosen}
