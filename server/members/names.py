"""What an organisation is called, and what it was called before."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import func, select

from server.kernel.errors import Conflict, Invalid, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role
from server.members import rules
from server.members.applications import add_unique
from server.members.models import FormerName, Organisation


async def rename_organisation(
    session: ViewerSession,
    organisation_id: UUID,
    *,
    name: dict[str, str] | None,
    corporate_number: str | None,
    since: date,
) -> Organisation:
    """Give an organisation the name or the corporate number that it has since a day; what it had before is kept.

    For membership officers. Conflict where the number is taken, or where a later change is known.
    """
    called = rules.name(name) if name else None
    number = rules.corporate_number(corporate_number) if corporate_number else None
    if called is None and number is None:
        raise Invalid("name", message("Please fill this in."))
    if since > today():
        raise Invalid("since", message("This day lies ahead. Please give today, or a day before."))

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(Role.MEMBERSHIP_OFFICER)

    organisation = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    await keep_name(session, organisation, since - timedelta(1))
    organisation.name = called or organisation.name
    organisation.corporate_number = number or organisation.corporate_number
    await add_unique(session, organisation)

    session.record("rename_organisation", organisation, organisation_id=organisation.id)
    return organisation


async def keep_name(session: ViewerSession, organisation: Organisation, last: date) -> None:
    """Keep the name and the number that an organisation has, as those that it had until a last day."""
    before = await session.rows.scalar(
        select(func.max(FormerName.valid_to)).where(FormerName.organisation_id == organisation.id)
    )
    if before and last <= before:
        raise Conflict("since", message("A later change is known already."))
    session.add(
        FormerName(
            organisation_id=organisation.id,
            name=organisation.name,
            corporate_number=organisation.corporate_number,
            valid_from=before + timedelta(1) if before else None,
            valid_to=last,
        )
    )


def name_of(name: dict[str, str]) -> dict[str, str]:
    """A name as it is stored, in at least one language; refused at ``name``."""
    return rules.name(name)
