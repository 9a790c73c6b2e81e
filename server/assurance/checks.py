"""What can be done about independent checks: ask for one, draw, assign, find, report, answer, follow up, close.

Only a closed check makes a commitment *verified*, for a year from its closing.
"""

import secrets
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from server.assurance import rules
from server.assurance.models import (
    CheckDraw,
    CheckFinding,
    CheckKind,
    CheckState,
    FindingOutcome,
    IndependentCheck,
)
from server.conduct.models import Commitment, Verification
from server.conduct.services import commit_to, reckon
from server.identity.models import Appointment, Person, Seat
from server.kernel.entries import prose
from server.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from server.members.models import Organisation, OrganisationStatus
from server.ties.services import connected

MOST_DRAWN = 100
OPEN = (CheckState.REQUESTED, CheckState.ASSIGNED, CheckState.ANSWERING)
TIED = message("This person has a tie to the member and cannot check it.")


async def request_check(
    session: ViewerSession, organisation_id: UUID, kind: CheckKind, reason: str
) -> IndependentCheck:
    """Ask for a check of a member. For its owners, and for membership officers. Conflict where one is under way."""
    why = prose(reason, "reason", rules.REASON_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, Role.MEMBERSHIP_OFFICER, of=organisation.id)
    if organisation.id in await under_check(session):
        raise Conflict("organisation_id", message("A check of this member is under way already."))

    check = IndependentCheck(organisation_id=organisation.id, kind=kind, reason=why)
    session.add(check)

    session.record("request_check", check, organisation_id=organisation.id)
    return check


async def draw_checks(session: ViewerSession, kind: CheckKind, size: int, reason: str) -> CheckDraw:
    """Draw members at random to be checked, among active ones that say something is met and are not under check.

    For membership officers. The seed is made here, and kept with those among whom was drawn: anybody can draw again.
    """
    why = prose(reason, "reason", rules.REASON_LIMIT)
    if not 1 <= size <= MOST_DRAWN:
        raise Invalid("size", message("Draw at least one, and at most %(most)s."), most=MOST_DRAWN)

    session.permit(Role.MEMBERSHIP_OFFICER)
    open_ones = await under_check(session)
    found = await session.rows.scalars(
        select(Organisation.id)
        .join(Commitment, col(Commitment.organisation_id) == Organisation.id)
        .where(col(Organisation.status) == OrganisationStatus.ACTIVE, col(Commitment.met_until) >= today())
        .distinct()
    )
    population = sorted(set(found) - open_ones)
    if not population:
        raise Conflict("size", message("There is no member to draw from."))

    draw = CheckDraw(kind=kind, seed=secrets.token_hex(16), size=size, population=population, reason=why)
    session.add(draw)
    await session.flush()
    for id in rules.drawn(draw.seed, population, size):
        session.add(IndependentCheck(organisation_id=id, kind=kind, reason=why, draw_id=draw.id))

    session.record("draw_checks", draw)
    return draw


async def assign_check(
    session: ViewerSession, id: UUID, checker_id: UUID | None, due_on: date, *, email: str | None = None
) -> IndependentCheck:
    """Give a check to somebody without a tie to the member, named by key or by e-mail. For membership officers.

    A peer has a seat at another member, everybody else is an adviser. Nobody checks who has, or had within two years, a
    seat at the member, or has one at an organisation connected with it.
    """
    if due_on < today():
        raise Invalid("due_on", message("This day has passed. Please choose a day to come."))

    await session.find(IndependentCheck, id)

    session.permit(Role.MEMBERSHIP_OFFICER)
    check = await session.find(IndependentCheck, id, lock=True)
    if check.state not in (CheckState.REQUESTED, CheckState.ASSIGNED):
        raise Conflict("id", message("This check has been reported already."))
    checker = await person(session, checker_id, email)
    await free_to_check(session, check, checker.id)

    check.checker_id = checker.id
    check.due_on = due_on
    check.state = CheckState.ASSIGNED

    session.record("assign_check", check, organisation_id=check.organisation_id)
    return check


async def person(session: ViewerSession, id: UUID | None, email: str | None) -> Person:
    """Somebody by key, else by e-mail."""
    if id is not None:
        return await session.find(Person, id, "checker_id")
    found = await session.rows.scalars(select(Person).where(col(Person.email) == (email or "").strip().lower()))
    checker = found.one_or_none()
    if checker is None:
        raise Invalid("checker_email", message("Nobody here has this e-mail address."))
    return checker


async def free_to_check(session: ViewerSession, check: IndependentCheck, person_id: UUID) -> None:
    """Refuse whoever is not of the kind that checks, or has a tie."""
    seats = (await session.rows.scalars(select(Seat).where(col(Seat.person_id) == person_id))).all()
    recent = {
        one.organisation_id
        for one in seats
        if one.revoked_on is None or rules.years_after(one.revoked_on, 2) >= today()
    }
    near = await connected(session, check.organisation_id, today()) | {check.organisation_id}
    if recent & near:
        raise Conflict("checker_id", TIED)
    adviser = await session.rows.scalar(
        select(Appointment.id).where(
            col(Appointment.person_id) == person_id,
            col(Appointment.role) == Role.ADVISER,
            col(Appointment.revoked_on).is_(None),
        )
    )
    peer = any(one.revoked_on is None for one in seats)
    if not (peer if check.kind is CheckKind.PEER else adviser):
        raise Invalid("checker_id", message("Choose somebody who may make this kind of check."))


async def record_finding(
    session: ViewerSession, check_id: UUID, commitment_id: UUID, outcome: FindingOutcome, text: str
) -> CheckFinding:
    """Write what was found of one commitment, or write it anew. For the check's checker, until it is reported."""
    words = prose(text, "text", rules.TEXT_LIMIT)

    check = await checkers(session, check_id, "check_id")
    commitment = await session.find(Commitment, commitment_id, "commitment_id")
    if commitment.organisation_id != check.organisation_id:
        raise NotFound("commitment_id")

    there = await session.rows.scalars(
        select(CheckFinding).where(
            col(CheckFinding.check_id) == check.id, col(CheckFinding.commitment_id) == commitment.id
        )
    )
    finding = there.one_or_none() or CheckFinding(
        check_id=check.id,
        organisation_id=check.organisation_id,
        commitment_id=commitment.id,
        outcome=outcome,
        text=words,
        language=session.viewer.language,
    )
    finding.outcome, finding.text, finding.language = outcome, words, session.viewer.language
    finding.found_on = today()
    session.add(finding)
    await session.flush()

    session.record("record_finding", finding)
    return finding


async def report_check(session: ViewerSession, id: UUID) -> IndependentCheck:
    """Hand the findings over to the member. For the check's checker. Conflict where there are none."""
    check = await checkers(session, id, "id")
    if not await findings(session, check):
        raise Conflict("id", message("Nothing has been found yet: write down at least one finding."))

    check.state = CheckState.ANSWERING
    check.reported_on = today()

    session.record("report_check", check, organisation_id=check.organisation_id)
    return check


async def answer_finding(session: ViewerSession, id: UUID, answer: str) -> CheckFinding:
    """Say what the member thinks of a finding. For its owners and editors, until the check is closed."""
    words = prose(answer, "answer", rules.TEXT_LIMIT)

    finding = await answerable(session, id)

    finding.answer = words
    finding.answered_on = today()

    session.record("answer_finding", finding, organisation_id=finding.organisation_id)
    return finding


async def follow_up_finding(session: ViewerSession, id: UUID, due_on: date, aim: dict[str, str]) -> CheckFinding:
    """Commit to putting a gap right: a new commitment to the same article, linked to the finding. For its owners and
    editors. Conflict where that has been done, or the finding is no gap."""
    finding = await answerable(session, id)
    if finding.outcome is not FindingOutcome.GAP or finding.follow_up_id:
        raise Conflict("id", message("A commitment follows from a gap, once."))
    found = await session.find(Commitment, finding.commitment_id)

    commitment = await commit_to(session, finding.organisation_id, found.article_id, due_on, aim)
    finding.follow_up_id = commitment.id

    session.record("follow_up_finding", finding, organisation_id=finding.organisation_id)
    return finding


async def close_check(session: ViewerSession, id: UUID) -> IndependentCheck:
    """End a check: what it confirmed is verified for a year. For membership officers.

    Conflict where it is not reported, or a gap has neither an answer nor a commitment.
    """
    await session.find(IndependentCheck, id)

    session.permit(Role.MEMBERSHIP_OFFICER)
    check = await session.find(IndependentCheck, id, lock=True)
    if check.state is not CheckState.ANSWERING:
        raise Conflict("id", message("This check has not been reported, or is closed."))
    found = await findings(session, check)
    if any(one.outcome is FindingOutcome.GAP and not (one.answer or one.follow_up_id) for one in found):
        raise Conflict("id", message("The member has not answered every gap yet."))

    check.state = CheckState.CLOSED
    check.closed_on = today()
    for one in sorted(found, key=lambda finding: finding.commitment_id):
        if one.outcome is FindingOutcome.CONFIRMED:
            commitment = await session.find(Commitment, one.commitment_id, lock=True)
            session.add(
                Verification(
                    check_id=check.id,
                    commitment_id=commitment.id,
                    organisation_id=check.organisation_id,
                    valid_until=rules.years_after(today(), 1),
                )
            )
            await reckon(session, commitment)

    session.record("close_check", check, organisation_id=check.organisation_id)
    return check


async def under_check(session: ViewerSession) -> set[UUID]:
    """The organisations of which a check is under way, as far as the viewer sees."""
    found = await session.rows.scalars(
        select(IndependentCheck.organisation_id).where(col(IndependentCheck.state).in_(OPEN))
    )
    return set(found)


async def findings(session: ViewerSession, check: IndependentCheck) -> list[CheckFinding]:
    """What the check has found."""
    return list(await session.rows.scalars(select(CheckFinding).where(col(CheckFinding.check_id) == check.id)))


async def checkers(session: ViewerSession, id: UUID, path: str) -> IndependentCheck:
    """The check, for its checker, while findings are written."""
    check = await session.find(IndependentCheck, id, path)
    if check.checker_id != session.viewer.person_id:
        raise NotPermitted
    check = await session.find(IndependentCheck, id, path, lock=True)
    if check.state is not CheckState.ASSIGNED:
        raise Conflict(path, message("This check has been reported already."))
    return check


async def answerable(session: ViewerSession, id: UUID) -> CheckFinding:
    """A finding, for its member's owners and editors, while the check waits for answers."""
    finding = await session.find(CheckFinding, id)
    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=finding.organisation_id)
    finding = await session.find(CheckFinding, id, lock=True)
    check = await session.find(IndependentCheck, finding.check_id)
    if check.state is not CheckState.ANSWERING:
        raise Conflict("id", message("This check has not been reported, or is closed."))
    return finding
