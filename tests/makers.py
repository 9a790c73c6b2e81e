"""Rows for the scenes of tests: organisations, case studies, sealed grievances, sessions. Without a name: a new one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlmodel import SQLModel

from schema.connections import global_id
from server.case_studies import search
from server.case_studies.models import CaseStudy, CaseStudySearch, CaseStudyStatus, Theme
from server.case_studies.rules import LIMITS, languages, parts_of
from server.grievances import filing, thread
from server.grievances.models import Author, GrievanceCategory, GrievanceState, MessageKind, Party
from server.identity.models import (
    Session,
)
from server.kernel import sealing
from server.kernel.table import now, today
from server.kernel.viewer import Audience
from server.members.models import (
    ApplicationStage,
    MemberContact,
    MembershipApplication,
    MembershipCause,
    MembershipEvent,
    MembershipEventDetail,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
)
from server.ties.models import Tie, TieKind, TieSource

NAMES = UUID("7b3c0f1e-5d4a-4c2b-9e8f-0a1b2c3d4e5f")
NARRATIVE = "ကျွန်တော့် လုပ်ခ သုံးလ မရသေးပါ။ Three months of wages are missing. 給料が三か月出ていません。"
FILED = date(2026, 4, 1)


def key(name: str) -> UUID:
    """The key of the world's row of this name, the same in every run."""
    return uuid5(NAMES, name)


def gid(type_name: str, name: str | UUID) -> str:
    """The global id of the world's row of this name, or of a key."""
    return global_id(type_name, name if isinstance(name, UUID) else key(name))


@dataclass(frozen=True)
class Somebody:
    """Who asks: the login that serves them, their session token, and who they are."""

    name: str
    audience: Audience
    token: str = field(repr=False)
    id: UUID | None = None
    email: str = ""

    @property
    def parsed(self) -> sealing.Token:
        """The token as the edge reads it."""
        token = sealing.parse_token(self.token, 0)
        assert token
        return token


def organisation(
    name: str = "", *, status: OrganisationStatus = OrganisationStatus.ACTIVE, **fields: Any
) -> Organisation:
    """An organisation; without a name one that nobody knows yet."""
    active = status is OrganisationStatus.ACTIVE
    given: dict[str, Any] = {
        "id": key(name) if name else uuid4(),
        "kind": OrganisationKind.COMPANY,
        "name": {"ja": f"{name or '名無し'}株式会社", "en": f"{name.title() or 'Nameless'} Ltd"},
        "prefecture": "JP-13",
        "status": status,
        "member_since": date(2025, 10, 1) if active else None,
    }
    return Organisation(**{**given, **fields})


STAGES = {None: ApplicationStage.SUBMITTED, True: ApplicationStage.APPROVED, False: ApplicationStage.DECLINED}


def application(applicant: Organisation, approved: bool | None = None) -> list[SQLModel]:
    """What an applicant hands in beside itself."""
    reason = "Not an employer." if approved is False else None
    return [
        MemberContact(organisation_id=applicant.id, name="Contact", email=f"{applicant.id.hex[:8]}@members.example"),
        MembershipApplication(
            organisation_id=applicant.id,
            motivation="To learn.",
            stage=STAGES[approved],
            reason=reason,
            decided_at=None if approved is None else now(),
        ),
    ]


def event(member: str, becomes: OrganisationStatus, cause: MembershipCause, on: date) -> list[SQLModel]:
    """A line in a member's history, with who wrote it and why."""
    made = MembershipEvent(
        id=key(f"{member} {becomes}"), organisation_id=key(member), becomes=becomes, cause=cause, happened_on=on
    )
    detail = MembershipEventDetail(
        membership_event_id=made.id, organisation_id=key(member), actor_id=key("officer"), reason="As agreed."
    )
    return [made, detail]


def tie(near: str | UUID, far: str | UUID, kind: TieKind = TieKind.SUPERVISING, **fields: Any) -> Tie:
    """A tie that its near end has declared."""
    ends = [one if isinstance(one, UUID) else key(one) for one in (near, far)]
    given: dict[str, Any] = {
        "from_id": ends[0],
        "to_id": ends[1],
        "id": key(f"{near} {far}") if isinstance(near, str) else uuid4(),
        "kind": kind,
        "valid_from": date(2020, 4, 1),
        "source": TieSource.DOCUMENT,
        "declared_for": ends[0],
    }
    return Tie(**{**given, **fields})


def case_study(
    name: str = "", *, of: UUID | str = "aozora", status: CaseStudyStatus = CaseStudyStatus.DRAFT, **fields: Any
) -> CaseStudy:
    """A complete case study in one state; without a name one that nobody knows yet."""
    shown = status in (CaseStudyStatus.PUBLISHED, CaseStudyStatus.WITHDRAWN)
    parts: dict[str, Any] = {
        part: {"en": f"{part} of {name or 'a study'}", "ja": f"{name or '事例'}の{part}"} for part in LIMITS
    }
    study = CaseStudy(
        id=key(name) if name else uuid4(),
        organisation_id=of if isinstance(of, UUID) else key(of),
        status=status,
        slug=f"{name or uuid4().hex}-abcdef".replace("_", "-") if shown else None,
        published_on=date(2026, 5, 1) if shown else None,
        withdrawn_on=date(2026, 6, 1) if status is CaseStudyStatus.WITHDRAWN else None,
        themes=[Theme.HOUSING.value],
        articles=[3],
        **(parts | fields),
    )
    study.languages = languages(parts_of(study))
    return study


def search_row(study: CaseStudy) -> CaseStudySearch:
    """How a published case study is found."""
    assert study.published_on
    return CaseStudySearch(
        case_study_id=study.id, published_on=study.published_on, words=search.vector(parts_of(study))
    )


@dataclass
class Maker:
    """Makes what needs the platform's secrets, for the world and for tests that set a scene."""

    pepper: sealing.Pepper
    system_salt: bytes
    handlers: dict[str, bytes] = field(default_factory=dict)
    """The public keys of the handlers, by the name of the person."""

    def session(
        self,
        audience: Audience,
        *,
        person: UUID | None = None,
        grievance: UUID | None = None,
        secret: bytes | None = None,
        **fields: Any,
    ) -> tuple[Session, sealing.Token]:
        """A session of eight hours without an idle limit, as signing in and opening make them. A person's counts as
        confirmed all the while."""
        ends = now() + timedelta(hours=8)
        token = sealing.new_token(audience.value, int(ends.timestamp()))  # pyright: ignore[reportArgumentType]  no visitor has one
        given: dict[str, Any] = {
            "id": token.id,
            "token_hash": token.lookup,
            "audience": audience,
            "person_id": person,
            "grievance_id": grievance,
            "box": sealing.seal_session_box(token, secret) if secret else None,
            "expires_on": today() + timedelta(days=1),
            "confirmed_at": ends if person else None,
        }
        return Session(**{**given, **fields}), token

    def grievance(
        self,
        name: str = "",
        *,
        employer: str | None = "aozora",
        granted: Iterable[str] = ("handler",),
        state: GrievanceState = GrievanceState.RECEIVED,
        narrative: str = NARRATIVE,
        receipt: str | None = None,
    ) -> tuple[list[SQLModel], Somebody]:
        """A sealed grievance's rows, and its worker. A receipt (20 digits) can be made to open it (one Argon2)."""
        id, pair = key(name) if name else uuid4(), sealing.new_case_pair()
        report = filing.Report(
            GrievanceCategory.WAGES,
            "my",
            narrative,
            employer_id=(employer and key(employer)) or None,
            prefecture="JP-13",
            fair_result="Pay what is owed.",
            parties=(Party.SUPERVISOR,),
        )
        grievance = filing.grievance_of(report, id, pair.public, FILED)
        grievance.state = state
        grievance.acknowledged_on = None if state is GrievanceState.RECEIVED else FILED + timedelta(days=1)
        texts = filing.texts_of(report, self.pepper, grievance)
        place = (self.pepper, pair.public, id, texts[-1], MessageKind.MESSAGE, Author.HANDLER)
        texts.append(thread.write(*place, "We will call.", FILED))
        holders = [(key(holder), self.handlers[holder]) for holder in granted]
        rows: list[SQLModel] = [
            grievance,
            *texts,
            *filing.exclusions_of(report, id),
            *filing.grants_of(id, pair.secret, holders, FILED),
        ]
        if receipt:
            keys = sealing.receipt_keys(self.pepper, self.system_salt, receipt)
            rows.append(filing.receipt_of(id, pair.secret, keys))
        session, token = self.session(Audience.WORKER, grievance=id, secret=pair.secret)
        return [*rows, session], Somebody(name or "a worker", Audience.WORKER, token.text)
