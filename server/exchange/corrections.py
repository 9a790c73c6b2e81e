"""What a member corrects in its own record: most at once; its identity after an officer has looked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from server.exchange.models import CorrectedPart, Correction, CorrectionState
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, message
from server.kernel.session import ViewerSession
from server.kernel.table import now
from server.kernel.viewer import Role, SeatRole
from server.members import services as members
from server.members.models import MemberContact, Organisation, Sector

IDENTITY = (CorrectedPart.LEGAL_NAME, CorrectedPart.CORPORATE_NUMBER)
REASON_LIMIT = 2000

Change = tuple[dict[str, Any], dict[str, Any]]
"""What stands there, and what shall."""


async def correct_record(
    session: ViewerSession,
    organisation_id: UUID,
    *,
    names: Mapping[str, str] | None = None,
    corporate_number: str | None = None,
    municipality_code: str | None = None,
    sector: Sector | None = None,
    contact_name: str | None = None,
    contact_email: str | None = None,
) -> list[Correction]:
    """Correct what is held about a member: for its owners and editors. What is left out stays.

    Place, industry, contact and names in languages other than Japanese are changed at once, with what stood there
    before. The Japanese name and the corporate number say who the member is in law: an officer decides.
    Refused with Invalid at the entry that is wrong, and with Invalid where nothing would change.
    """
    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)

    organisation = await session.find(Organisation, organisation_id, "organisation_id", lock=True)
    contact = await session.find(MemberContact, organisation_id, "organisation_id", lock=True)
    changes = dict(names_changed(organisation, names or {}))
    changes |= await place_changed(session, organisation, municipality_code)
    if corporate_number is not None:
        number = members.number_for(organisation.kind, corporate_number)
        changes[CorrectedPart.CORPORATE_NUMBER] = ({"number": organisation.corporate_number}, {"number": number})
    if sector is not None:
        changes[CorrectedPart.SECTOR] = ({"sector": organisation.sector}, {"sector": sector})
        organisation.sector = sector
    changes |= contact_changed(contact, contact_name, contact_email)
    changes = {part: change for part, change in changes.items() if change[0] != change[1]}
    if not changes:
        raise Invalid("", message("Nothing here differs from what we hold."))
    await refuse_waiting(session, organisation.id, changes)
    made = [
        Correction(
            organisation_id=organisation.id,
            person_id=session.viewer.person_id,  # pyright: ignore[reportArgumentType]  who holds a seat is a person
            part=part,
            before=before,
            after=after,
            state=CorrectionState.WAITING if part in IDENTITY else CorrectionState.MADE,
        )
        for part, (before, after) in changes.items()
    ]
    session.rows.add_all(made)

    session.record("correct_record", organisation, organisation_id=organisation.id)
    return made


def names_changed(organisation: Organisation, names: Mapping[str, str]) -> dict[CorrectedPart, Change]:
    """The Japanese name, as it shall be decided; the others, as they now stand."""
    entered = {language: line(text, "names", members.NAME_LIMIT) for language, text in names.items()}
    changes: dict[CorrectedPart, Change] = {}
    if "ja" in entered:
        changes[CorrectedPart.LEGAL_NAME] = ({"ja": organisation.name.get("ja")}, {"ja": entered.pop("ja")})
    if entered:
        before = {language: organisation.name.get(language) for language in entered}
        changes[CorrectedPart.OTHER_NAMES] = (before, entered)
        machine = [tag for tag in organisation.name.get("_machine", ()) if tag not in entered]
        kept = {tag: text for tag, text in organisation.name.items() if tag != "_machine"}
        organisation.name = {**kept, **entered, **({"_machine": machine} if machine else {})}
    return changes


async def place_changed(
    session: ViewerSession, organisation: Organisation, entered: str | None
) -> dict[CorrectedPart, Change]:
    """Where the member is, by the code of its municipality, or of its prefecture."""
    if entered is None:
        return {}
    before = {"prefecture": organisation.prefecture, "municipality_code": organisation.municipality_code}
    organisation.prefecture, organisation.municipality_code = await members.place_of(session, entered)
    after = {"prefecture": organisation.prefecture, "municipality_code": organisation.municipality_code}
    return {CorrectedPart.PLACE: (before, after)}


def contact_changed(contact: MemberContact, name: str | None, email: str | None) -> dict[CorrectedPart, Change]:
    """Whom the secretariat writes to."""
    before = {"name": contact.name, "email": contact.email}
    if name is not None:
        contact.name = line(name, "contact_name", members.NAME_LIMIT)
    if email is not None:
        contact.email = members.email(email)
    return {CorrectedPart.CONTACT: (before, {"name": contact.name, "email": contact.email})}


async def refuse_waiting(
    session: ViewerSession, organisation_id: UUID, changes: Mapping[CorrectedPart, Change]
) -> None:
    """Refuse a second proposal of a part about which an officer has not decided."""
    wanted = select(Correction.part).where(
        Correction.organisation_id == organisation_id, col(Correction.state) == CorrectionState.WAITING
    )
    if set(await session.rows.scalars(wanted)) & set(changes):
        raise Conflict("", message("A correction of this waits already. Please wait until it is decided."))


async def decide_correction(session: ViewerSession, id: UUID, *, accept: bool, reason: str | None) -> Correction:
    """Make a correction of a member's identity, or refuse it with a reason. For membership officers.

    Conflict where it was decided, where the record has changed since, or where another member has that number.
    """
    why = prose(reason or "", "reason", REASON_LIMIT) if not accept else None

    correction = await session.find(Correction, id)

    session.permit(Role.MEMBERSHIP_OFFICER)

    correction = await session.find(Correction, id, lock=True)
    if correction.state is not CorrectionState.WAITING:
        raise Conflict("id", message("This correction has been decided already."))
    organisation = await session.find(Organisation, correction.organisation_id, lock=True)
    if accept:
        await make(session, organisation, correction)
    correction.state = CorrectionState.MADE if accept else CorrectionState.REFUSED
    correction.decided_by, correction.decided_at, correction.reason = session.viewer.person_id, now(), why

    session.record("decide_correction", correction, organisation_id=organisation.id)
    return correction


async def make(session: ViewerSession, organisation: Organisation, correction: Correction) -> None:
    """Write what was proposed, if nothing else was written there since."""
    if correction.part is CorrectedPart.LEGAL_NAME:
        standing, organisation.name = organisation.name.get("ja"), {**organisation.name, **correction.after}
    else:
        standing, organisation.corporate_number = organisation.corporate_number, correction.after["number"]
    if standing not in correction.before.values():
        raise Conflict("id")
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict(
                "id", message("An organisation with this corporate number has applied, or is a member.")
            ) from None
        raise
