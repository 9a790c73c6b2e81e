"""Activity reports for the scenes of tests, and those of the small world."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import SQLModel

from server.kernel import clocks
from server.members.models import Sector
from server.reporting import rules
from server.reporting.models import (
    ActivityReport,
    PeerPractice,
    ReportEntry,
    ReportExtension,
    ReportingPeriod,
    ReportQuestion,
    ReportRemark,
    ReportState,
)
from tests.makers import key


def scene(code: UUID, articles: list[UUID]) -> list[SQLModel]:
    """What the world knows of reports: Aozora owes one, Kitakaze has submitted its."""
    half_year = reporting_period("half-year", starts_on=date(2029, 1, 1))
    rows: list[SQLModel] = [
        half_year,
        PeerPractice(
            id=key("peers"), sector=Sector.MANUFACTURING, article_id=articles[0], members=9, counted_on=date(2026, 4, 1)
        ),
    ]
    for name, submitted_on in (("aozora", None), ("kitakaze", date(2026, 4, 1))):
        owed = activity_report(f"{name} report", of=name, period=half_year, code=code, submitted_on=submitted_on)
        rows += [owed, *report_entry(f"{name} report 1", of=owed, article=articles[0], remark="For you alone.")]
    asked: dict[str, Any] = {"organisation_id": key("kitakaze"), "activity_report_id": key("kitakaze report")}
    more: dict[str, Any] = {
        "organisation_id": key("aozora"),
        "activity_report_id": key("aozora report"),
        "reason": {"en": "A move."},
    }
    return [
        *rows,
        ReportQuestion(id=key("report question"), question={"en": "How many?"}, **asked),
        ReportExtension(id=key("report extension"), wanted_on=date(2029, 9, 1), granted=False, **more),
    ]


def reporting_period(name: str = "", *, starts_on: date, due_on: date | None = None) -> ReportingPeriod:
    """A half-year to be reported on."""
    ends_on = clocks.end_of_half_year(rules.RULE, starts_on).on
    due = clocks.fixed(rules.RULE, ends_on, due_on or clocks.end_of_month(rules.RULE, ends_on, 1).on)
    return ReportingPeriod(
        id=key(name) if name else uuid4(), starts_on=starts_on, ends_on=ends_on, days_of_membership=90, **kept(due)
    )


def kept(due: clocks.Due) -> dict[str, Any]:
    """A due day as a row keeps it."""
    return {"due_on": due.on, "due_clock": clocks.as_json(due), "due_told": clocks.as_texts(due)}


def activity_report(
    name: str = "",
    *,
    of: UUID | str,
    period: ReportingPeriod,
    code: UUID,
    submitted_on: date | None = None,
    **fields: Any,
) -> ActivityReport:
    """A report that is owed, or was submitted."""
    given: dict[str, Any] = {
        "id": key(name) if name else uuid4(),
        "organisation_id": of if isinstance(of, UUID) else key(of),
        "reporting_period_id": period.id,
        "code_of_conduct_id": code,
        "state": ReportState.SUBMITTED if submitted_on else ReportState.DRAFT,
        "opened_on": period.ends_on + timedelta(days=1),
        "submitted_on": submitted_on,
        **{part: getattr(period, part) for part in ("due_on", "due_clock", "due_told")},
    }
    return ActivityReport(**{**given, **fields})


def report_entry(
    name: str = "", *, of: ActivityReport, article: UUID, remark: str = "", **fields: Any
) -> list[SQLModel]:
    """What a report says about an article."""
    given: dict[str, Any] = {
        "id": key(name) if name else uuid4(),
        "activity_report_id": of.id,
        "organisation_id": of.organisation_id,
        "article_id": article,
        "done": {"en": f"Done by {name or 'somebody'}"},
        "published": of.submitted_on is not None,
    }
    entry = ReportEntry(**{**given, **fields})
    private = ReportRemark(report_entry_id=entry.id, organisation_id=of.organisation_id, text={"en": remark})
    return [entry, *([private] if remark else [])]
