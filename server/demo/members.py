"""The rows of invented members, what they pledged and published, and the people who sign in for them."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import SQLModel

from server.case_studies import rules, search
from server.case_studies.models import CaseStudy, CaseStudySearch, CaseStudyStatus
from server.conduct.models import Commitment, CommitmentNote, Pledge, ReportedState
from server.demo.entries import Entry
from server.demo.evidence import of_met
from server.identity.models import Appointment, Credential, Invitation, Person, Seat
from server.identity.rules import INVITED_FOR
from server.kernel.table import now, today
from server.kernel.viewer import Role, SeatRole
from server.members.models import (
    ApplicationStage,
    MemberContact,
    MembershipApplication,
    MembershipCause,
    MembershipEvent,
    Municipality,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Sector,
)
from server.members.rules import prefecture_of


def municipality(entry: Entry) -> Municipality:
    """The municipality of a member, without its place on the map."""
    return Municipality(**entry, prefecture=prefecture_of(entry["code"]))


def organisation(
    entry: Entry, id: UUID, officer: UUID, code: UUID, articles: Mapping[int, UUID], day: date
) -> Iterator[SQLModel]:
    """A member or an applicant: with its contact, its application, its pledge and its commitments."""
    yield Organisation(
        id=id,
        kind=OrganisationKind(entry["kind"]),
        name=entry["name"],
        corporate_number=entry.get("corporate_number"),
        prefecture=prefecture_of(entry["municipality_code"]),
        municipality_code=entry["municipality_code"],
        sector=Sector(entry["sector"]) if "sector" in entry else None,
        status=OrganisationStatus(entry["status"]),
        member_since=entry.get("member_since"),
    )
    yield MemberContact(organisation_id=id, name=entry["contact"]["name"]["ja"], email=entry["contact"]["email"])
    if "applied_days_ago" in entry:
        yield _application(entry, id, officer, day)
    yield from _history(entry, id, day)
    if pledge := entry.get("pledge"):
        yield Pledge(
            organisation_id=id,
            code_of_conduct_id=code,
            signer_name=pledge["signer"]["ja"],
            signer_role=pledge["role"]["ja"],
            signed_on=pledge["signed_on"],
        )
    for one in entry.get("commitments", ()):
        yield from _commitment(one, id, articles[one["article"]], day)


def person(entry: Entry, id: UUID, password_hash: str, organisations: Mapping[str, UUID]) -> Iterator[SQLModel]:
    """Somebody who can sign in. Who acts for a partner organisation has a reader's seat there, and so its ties."""
    yield Person(id=id, name=entry["name"], email=entry["email"], language=entry["language"])
    yield Credential(person_id=id, password_hash=password_hash)
    for one in entry.get("seats", ()):
        yield from _seat(id, organisations[one["organisation"]], one)
    for one in entry.get("invites", ()):
        yield Invitation(
            token_hash=secrets.token_bytes(32),
            email=one["email"],
            organisation_id=organisations[one["organisation"]],
            seat_role=SeatRole(one["role"]),
            invited_by=id,
            expires_at=now() + INVITED_FOR,
        )
    for one in entry.get("appointments", ()):
        yield Appointment(person_id=id, role=Role(one["role"]))
        if partner := one.get("organisation"):
            yield Seat(person_id=id, organisation_id=organisations[partner], role=SeatRole.READER)


def _seat(person_id: UUID, organisation_id: UUID, entry: Entry) -> Iterator[SQLModel]:
    """A seat; where it was another one before, that too, ended a month ago."""
    began, changed = today(), today() - timedelta(days=30)
    if before := entry.get("before"):
        yield Seat(
            person_id=person_id,
            organisation_id=organisation_id,
            role=SeatRole(before),
            granted_on=today() - timedelta(days=200),
            revoked_on=changed,
        )
        began = changed
    yield Seat(person_id=person_id, organisation_id=organisation_id, role=SeatRole(entry["role"]), granted_on=began)


def case_study(entry: Entry, organisation_id: UUID, day: date) -> Iterator[SQLModel]:
    """A case study in its state, and its search words where it is published."""
    parts = {part: entry[part] for part in rules.LIMITS}
    published = _before(day, entry.get("published_days_ago"))
    study = CaseStudy(
        organisation_id=organisation_id,
        slug=entry["slug"] if published else None,
        status=CaseStudyStatus(entry["status"]),
        themes=entry["themes"],
        articles=entry["articles"],
        languages=rules.languages(parts),
        sector=Sector(entry["sector"]) if "sector" in entry else None,
        prefecture=entry["prefecture"],
        created_at=_noon(published or _before(day, entry.get("submitted_days_ago")) or day),
        published_on=published,
        withdrawn_on=_before(day, entry.get("withdrawn_days_ago")),
        **parts,
    )
    yield study
    if published and study.status is CaseStudyStatus.PUBLISHED:
        yield CaseStudySearch(case_study_id=study.id, published_on=published, words=search.vector(parts))


def _history(entry: Entry, id: UUID, day: date) -> Iterator[MembershipEvent]:
    steps = {
        (OrganisationStatus.APPLIED, MembershipCause.APPLIED): _before(day, entry.get("applied_days_ago")),
        (OrganisationStatus.DECLINED, MembershipCause.DECLINED): _before(day, entry.get("declined_days_ago")),
        (OrganisationStatus.ACTIVE, MembershipCause.RECORDED): entry.get("member_since"),
    }
    for (becomes, cause), on in steps.items():
        if on:
            yield MembershipEvent(
                organisation_id=id, becomes=becomes, cause=cause, happened_on=on, recorded_at=_noon(on)
            )


def _application(entry: Entry, id: UUID, officer: UUID, day: date) -> MembershipApplication:
    declined = _before(day, entry.get("declined_days_ago"))
    return MembershipApplication(
        organisation_id=id,
        motivation=entry["motivation"],
        submitted_at=_noon(day - timedelta(days=entry["applied_days_ago"])),
        stage=ApplicationStage.DECLINED if declined else ApplicationStage.SUBMITTED,
        reason=entry["declined_reason"]["ja"] if declined else None,
        decided_by=officer if declined else None,
        decided_at=_noon(declined) if declined else None,
    )


def _commitment(entry: Entry, organisation_id: UUID, article_id: UUID, day: date) -> Iterator[SQLModel]:
    commitment = Commitment(
        organisation_id=organisation_id,
        article_id=article_id,
        state=ReportedState(entry["state"]),
        due_on=day + timedelta(days=entry["due_in_days"]),
        updated_on=day - timedelta(days=entry["updated_days_ago"]),
    )
    yield commitment
    if commitment.state is ReportedState.MET:
        yield from of_met(commitment, entry["article"])
    if note := entry.get("progress_note"):
        yield CommitmentNote(
            commitment_id=commitment.id, organisation_id=organisation_id, text=note, published=entry["published"]
        )


def _before(day: date, days: int | None) -> date | None:
    return None if days is None else day - timedelta(days=days)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)
