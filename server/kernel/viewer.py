"""Who is asking: the audience (a login of the database), and who one is within it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from server.kernel.sealing import Pepper


class Audience(StrEnum):
    """A kind of viewer; each is a database login with its own grants and policies."""

    VISITOR = "visitor"
    """Nobody signed in."""
    WORKER = "worker"
    """Holds the receipt of one grievance."""
    MEMBER = "member"
    """Has seats in organisations; advisers and partner handlers too."""
    STAFF = "staff"
    """The secretariat."""


class SeatRole(StrEnum):
    """What a person may do for an organisation."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


class Role(StrEnum):
    """What a person is appointed to do for the platform."""

    MEMBERSHIP_OFFICER = "membership_officer"
    CASE_HANDLER = "case_handler"
    CONTENT_EDITOR = "content_editor"
    CUSTODIAN = "custodian"
    ANALYST = "analyst"
    ADMIN = "admin"
    ADVISER = "adviser"
    PARTNER_HANDLER = "partner_handler"


SECRETARIAT = frozenset(Role) - {Role.ADVISER, Role.PARTNER_HANDLER}
"""The appointments that make a person staff; advisers and partner handlers stay outside the secretariat."""

HANDLERS = frozenset({Role.CASE_HANDLER, Role.PARTNER_HANDLER})
"""The appointments that may hold a grant for a grievance."""


@dataclass(frozen=True)
class Viewer:
    """One viewer for one request.

    ``database_token`` is what the policies look up; it is derived from the session token and useless as a cookie.
    ``box_key`` is the session's secret T: it opens ``box`` (a handler's key, or a grievance's for a worker) and
    lives in memory only. ``pepper`` verifies that the platform itself wrote what is opened.
    """

    audience: Audience = Audience.VISITOR
    language: str = "en"
    database_token: str = field(default="", repr=False)
    person_id: UUID | None = None
    grievance_id: UUID | None = None
    seats: Mapping[UUID, SeatRole] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    vouched_for_by: UUID | None = None
    """The organisation whose identity provider vouched for this session: it reaches no other, and no appointment."""
    confirmed_at: datetime | None = None
    """When the person last showed who they are, in this session."""
    box: bytes | None = field(default=None, repr=False)
    box_key: bytes | None = field(default=None, repr=False)
    pepper: Pepper | None = field(default=None, repr=False)
