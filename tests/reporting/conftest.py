"""A member of its own with reports that it owes."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.identity.models import Seat
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import Organisation
from server.reporting.models import ActivityReport
from tests import reports
from tests.makers import gid, key, organisation

SAID = [{"language": "en", "text": "Twelve people learned Japanese."}]


@dataclass
class Owing:
    """A member, its owner and editor being Aozora's, and its reports, the earliest due first."""

    member: Organisation
    reports: list[ActivityReport]
    articles: list[UUID]
    of: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The earliest report's global id."""
        return gid("ActivityReport", self.reports[0].id)


@pytest.fixture
def owing(behind):
    """Makes a member that owes a report for each of these numbers of days from today to its last day."""

    def make(*days: int, written: bool = False, submitted: bool = False, since: date | None = None) -> Owing:
        code = behind.rows("select id from code_of_conduct")[0]["id"]
        articles = [row["id"] for row in behind.rows("select id from article order by number")]
        due = [today() + timedelta(days=left) for left in days]
        owed = min(due) if due and not submitted else None
        member = organisation(report_due_on=owed, member_since=since or date(2025, 1, 10))
        people = (("owner", SeatRole.OWNER), ("editor", SeatRole.EDITOR), ("reader", SeatRole.READER))
        rows = [Seat(person_id=key(name), organisation_id=member.id, role=role) for name, role in people]
        made = []
        for day in sorted(due):
            period = reports.reporting_period(
                starts_on=date(1, 1, 1) + timedelta(days=uuid4().int % 600_000), due_on=day
            )
            report = reports.activity_report(
                of=member.id, period=period, code=code, submitted_on=today() if submitted else None
            )
            behind.add(period)
            made.append(report)
        said = [row for one in made for key_ in articles for row in reports.report_entry(of=one, article=key_)]
        behind.add(member, *rows, *made, *(said if written or submitted else []))
        return Owing(member, made, articles)

    return make
