"""What the first pages of members and of the secretariat lead to, and for whom."""

from collections.abc import Collection
from typing import NamedTuple

from frontend_stub.languages import text


class Section(NamedTuple):
    """One link: its address, its words, and the roles that need it; everybody needs it where none is named."""

    address: str
    label: str
    roles: frozenset[str] = frozenset()


OFFICERS = frozenset({"MEMBERSHIP_OFFICER", "ADMIN"})
EDITORS = frozenset({"CONTENT_EDITOR", "ADMIN"})
HANDLERS = frozenset({"CASE_HANDLER", "PARTNER_HANDLER"})

MEMBER: tuple[Section, ...] = (
    Section("/m/", text("Your organisation")),
    Section("/m/workplaces", text("Workplaces")),
    Section("/m/ties", text("Ties to other organisations")),
    Section("/m/lapses", text("Lapses and your comments")),
    Section("/m/people", text("People and seats")),
    Section("/me/", text("Sign-in and security")),
    Section("/m/suppliers", text("Suppliers")),
    Section("/m/next-steps", text("Next steps")),
    Section("/m/record", text("Your record")),
    Section("/m/membership", text("Membership")),
    Section("/m/pledge", text("Sign the code")),
    Section("/m/evidence", text("Evidence")),
    Section("/m/ladder", text("Next steps")),
    Section("/m/checks", text("Independent checks")),
)
STAFF: tuple[Section, ...] = (
    Section("/s/#grievances", text("Grievances"), HANDLERS),
    Section("/s/applications", text("Applications"), OFFICERS),
    Section("/s/dues", text("Fees"), OFFICERS),
    Section("/s/proceedings", text("Cases"), OFFICERS),
    Section("/s/#review", text("Case studies in review"), EDITORS),
    Section("/s/reports", text("Activity reports"), OFFICERS | EDITORS | frozenset({"ANALYST"})),
    Section("/s/mail", text("Letters"), OFFICERS),
    Section("/s/organisations", text("Names, mergers and ties"), OFFICERS),
    Section("/s/people", text("People and appointments"), OFFICERS),
    Section("/me/", text("Sign-in and security")),
    Section("/s/corrections", text("Corrections"), frozenset({"MEMBERSHIP_OFFICER"})),
    Section("/s/code", text("Versions of the code"), EDITORS),
    Section("/s/checks", text("Independent checks"), OFFICERS),
)


def sections_for(sections: Collection[Section], roles: Collection[str]) -> list[Section]:
    """The links that somebody with these roles needs."""
    return [section for section in sections if not section.roles or not section.roles.isdisjoint(roles)]
