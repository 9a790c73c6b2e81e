"""The letters about activity reports, and to whom they go."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_, select

from server.identity.models import Person, Seat
from server.kernel.errors import message
from server.kernel.languages import written
from server.kernel.mail import Template, send, send_once, tongue
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import MemberContact
from server.reporting.models import ActivityReport, ReportingPeriod
from server.settings import settings

PAGE = message("Write it here; every article is kept as you save it: %(link)s")

OPENED = Template(
    "report_opened",
    message("Your half-yearly activity report can be written"),
    (message("The report is on %(period)s. It is due on %(due)s."), PAGE),
)
REMINDER = Template(
    "report_reminder",
    message("Your activity report is due soon"),
    (
        message("The report is on %(period)s. It is due on %(due)s: %(days)s days from today."),
        PAGE,
        message("If you need more time, you can ask for it on the same page."),
    ),
)
OVERDUE = Template(
    "report_overdue",
    message("Your activity report is overdue"),
    (
        message("The report is on %(period)s. It was due on %(due)s."),
        message(
            "Everybody can see now that it is missing. After 30 more days the membership is suspended. It is restored "
            "at once when you submit the report."
        ),
        PAGE,
    ),
)
QUESTION = Template(
    "report_question",
    message("A question about your activity report"),
    (
        message("The secretariat has a question about your report on %(period)s."),
        message("Read it and answer here: %(link)s"),
    ),
)
ACCEPTED = Template(
    "report_accepted",
    message("Your activity report is accepted"),
    (message("The secretariat has accepted your report on %(period)s. Thank you."),),
)
EXTENSION = Template(
    "report_extension",
    message("About more time for your activity report"),
    (
        message("The secretariat has decided on more time for your report on %(period)s. It is due on %(due)s."),
        message("Read why here: %(link)s"),
    ),
)


async def readers(rows: AsyncSession, organisation_id: UUID) -> list[tuple[str, str]]:
    """Address and language of everybody who writes a member's reports; its contact where nobody has such a seat."""
    seated = await rows.execute(
        select(col(Person.email), col(Person.language))
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .where(
            col(Seat.organisation_id) == organisation_id,
            col(Seat.role).in_((SeatRole.OWNER, SeatRole.EDITOR)),
            col(Seat.revoked_on).is_(None),
            or_(col(Seat.ends_on).is_(None), col(Seat.ends_on) >= today()),
        )
        .order_by(col(Person.id))
    )
    found = [(email, language) for email, language in seated]
    contact = None if found else await rows.get(MemberContact, organisation_id)
    return [(contact.email, "ja")] if contact else found


async def write_to_member(
    rows: AsyncSession, template: Template, report: ActivityReport, once: str | None = None, days: int = 0
) -> None:
    """A letter to each of them about a report. With ``once``, which a job gives, each gets at most one by that name."""
    period = await rows.get_one(ReportingPeriod, report.reporting_period_id)
    async for address, language, fields in _addressed(rows, report, period, days):
        if once is None:
            send(rows, template, address, language, organisation_id=report.organisation_id, **fields)
        else:
            name = f"{once}/{address}"[:200]
            await send_once(rows, name, template, address, language, organisation_id=report.organisation_id, **fields)


async def _addressed(
    rows: AsyncSession, report: ActivityReport, period: ReportingPeriod, days: int
) -> AsyncIterator[tuple[str, str, dict[str, object]]]:
    link = f"{settings().public_url}/m/"
    for address, language in await readers(rows, report.organisation_id):
        tag = tongue(language)
        half_year = f"{written(period.starts_on, tag)} – {written(period.ends_on, tag)}"
        yield address, language, {"period": half_year, "due": written(report.due_on, tag), "days": days, "link": link}
