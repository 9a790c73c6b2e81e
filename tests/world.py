"""The small world that every test finds: two members, an applicant, their people, the secretariat, two grievances.

Written once by the owner into the template database. A test that changes what stands here asks for `fresh`; every other
test makes what it changes (`makers.py`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session as Rows
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from server.case_studies.models import CaseStudyReview, CaseStudyStatus
from server.conduct.models import (
    Commitment,
    CommitmentNote,
    Pledge,
    ReportedState,
)
from server.due_process.models import (
    Instance,
    Measure,
    PanelMember,
    PanelVote,
    Proceeding,
    ProceedingDecision,
    ProceedingStage,
    ProceedingStatement,
    PublishedOutcome,
    Recusal,
    StatementKind,
)
from server.dues.models import (
    Fee,
    FeeAssignment,
    Invoice,
    InvoiceIssuer,
    MembershipClass,
    NumberSeries,
    Payment,
    Waiver,
)
from server.exchange.models import (
    CorrectedPart,
    Correction,
    CorrectionState,
    ExportFormat,
    ExportPurpose,
    MemberExport,
    MemberImport,
    MemberImportProblem,
    RegisterEntry,
)
from server.grievances.models import GrievanceReading, GrievanceState
from server.identity import rules
from server.identity.models import (
    ApiToken,
    Appointment,
    Credential,
    HandlerKey,
    Invitation,
    Person,
    Scope,
    Seat,
    SignInThrottle,
)
from server.kernel import sealing
from server.kernel.models import AuditEntry, Idempotency, JobOutcome, JobRun, Letter, LetterText
from server.kernel.table import now, today
from server.kernel.viewer import HANDLERS, Audience, Role, SeatRole
from server.members.models import (
    ApplicationLink,
    ApplicationMessage,
    ApplicationSide,
    ApplicationStage,
    FormerApplication,
    MembershipCause,
    Municipality,
    OrganisationStatus,
)
from tests import reports, workplaces
from tests.accounts import left_behind
from tests.evidence import assurance
from tests.makers import (
    FILED,
    NARRATIVE,
    Maker,
    Somebody,
    application,
    case_study,
    event,
    gid,
    key,
    organisation,
    search_row,
    tie,
)
from tests.supply_chain.hoshi import suppliers

PASSWORD = "seven bridges over one river"
"""Everybody's password."""

SEATS: Mapping[str, tuple[str, SeatRole]] = {
    "owner": ("aozora", SeatRole.OWNER),
    "editor": ("aozora", SeatRole.EDITOR),
    "reader": ("aozora", SeatRole.READER),
    "rival": ("kitakaze", SeatRole.OWNER),
    "applicant": ("minato", SeatRole.OWNER),
    "tied_handler": ("aozora", SeatRole.READER),
}
ROLES: Mapping[str, Role] = {
    "officer": Role.MEMBERSHIP_OFFICER,
    "content_editor": Role.CONTENT_EDITOR,
    "custodian": Role.CUSTODIAN,
    "analyst": Role.ANALYST,
    "admin": Role.ADMIN,
    "handler": Role.CASE_HANDLER,
    "tied_handler": Role.CASE_HANDLER,
    "adviser": Role.ADVISER,
    "partner": Role.PARTNER_HANDLER,
}
PEOPLE = tuple(dict.fromkeys((*SEATS, *ROLES)))


__all__ = [
    "FILED",
    "NARRATIVE",
    "PASSWORD",
    "PEOPLE",
    "ROLES",
    "SEATS",
    "Maker",
    "OrganisationStatus",
    "Somebody",
    "build",
    "email_of",
    "gid",
    "key",
    "maker_for",
    "somebody",
    "told",
    "write",
]


def email_of(name: str) -> str:
    """The e-mail of the world's person of this name."""
    return f"{name}@people.example"


def somebody(name: str, token: str) -> Somebody:
    """One of the world's people or workers, with the token of their session."""
    parsed = sealing.parse_token(token, 0)
    assert parsed
    person = name in PEOPLE
    return Somebody(
        name, Audience(parsed.audience), token, key(name) if person else None, email_of(name) if person else ""
    )


def maker_for(owner_url: str, secrets_dir: Path) -> Maker:
    """The maker for a migrated database, with the handlers that it knows."""
    with psycopg.connect(owner_url) as owner:
        salt: Any = owner.execute("select system_salt from installation").fetchone()
        known = dict(owner.execute("select person_id, public_key from handler_key").fetchall())
    handlers = {name: known[key(name)] for name in PEOPLE if key(name) in known}
    return Maker(sealing.load_pepper(secrets_dir / "pepper", create=False), salt[0], handlers)


def build(owner_url: str, secrets_dir: Path) -> None:
    """Write the world into a migrated database; and beside the secrets what cannot be worked out: tokens, receipts."""
    with psycopg.connect(owner_url) as owner:
        articles = [id for (id,) in owner.execute("select id from article order by number")]
        code: Any = owner.execute("select id from code_of_conduct").fetchone()
        rung: Any = owner.execute("select id from ladder_rung where article_number = 1 and level = 1").fetchone()
    maker = maker_for(owner_url, secrets_dir)
    told: dict[str, dict[str, str]] = {"tokens": {}, "receipts": {}}
    rows = [
        *_members(),
        *_conduct(code[0], articles),
        *assurance(rung[0]),
        *reports.scene(code[0], articles),
        *_dues(),
        *_cases(),
        *_library(),
        *workplaces.rows(),
        *_people(maker, told),
        *_invitations(),
        ApiToken(
            id=key("handler token"), person_id=key("handler"), name="Report", scopes=[Scope.READ], expires_on=today()
        ),
        *_grievances(maker, told),
        *left_behind(maker),
        *_traces(),
        *_imports(),
        *suppliers(),
    ]
    write(owner_url, rows)
    (secrets_dir / "world.json").write_text(json.dumps(told))


def write(owner_url: str, rows: Iterable[SQLModel]) -> None:
    """Add rows as the owner, parents before children, whatever their order."""
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    order = {table: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
    with Rows(engine, expire_on_commit=False) as session:
        for row in sorted(rows, key=lambda row: order[row.__table__]):  # pyright: ignore[reportAttributeAccessIssue]
            session.add(row)
            session.flush()
        session.commit()


def told(secrets_dir: Path) -> dict[str, dict[str, str]]:
    """The tokens and receipts of the world that `build` has written."""
    return json.loads((secrets_dir / "world.json").read_text())


def _members() -> list[SQLModel]:
    aozora = organisation("aozora", corporate_number="8700110005901", municipality_code="131016")
    kitakaze = organisation("kitakaze", prefecture="JP-01")
    minato = organisation("minato", status=OrganisationStatus.APPLIED)
    sunahama = organisation("sunahama", status=OrganisationStatus.DECLINED)
    nagisa = organisation("nagisa", status=OrganisationStatus.WITHDRAWN)
    history: list[SQLModel] = [
        *event("aozora", OrganisationStatus.APPLIED, MembershipCause.APPLIED, date(2025, 9, 1)),
        *event("aozora", OrganisationStatus.ACTIVE, MembershipCause.APPROVED, date(2025, 10, 1)),
    ]
    history += [
        FormerApplication(
            organisation_id=aozora.id, submitted_at=now(), stage=ApplicationStage.DECLINED, reason="Too early."
        ),
        ApplicationMessage(organisation_id=minato.id, side=ApplicationSide.SECRETARIAT, body="How many?"),
        ApplicationLink(organisation_id=minato.id, token_hash=b"a link", expires_at=now()),
    ]
    places = [
        Municipality(
            code="131016", prefecture="JP-13", name="千代田区", kana="ちよだく", latitude=35.69, longitude=139.75
        ),
        Municipality(code="112089", prefecture="JP-11", name="所沢市", kana="ところざわし", closed_on=date(2020, 4, 1)),
    ]
    hikari = organisation("hikari", status=OrganisationStatus.LISTED, listed_by=key("aozora"))
    asked = [*application(aozora, True), *application(minato), *application(sunahama, False)]
    return [*places, aozora, kitakaze, minato, sunahama, nagisa, hikari, tie("aozora", "hikari"), *history, *asked]


def _dues() -> list[SQLModel]:
    of = MembershipClass(id=key("class"), name={"en": "Company"})
    fee = Fee(id=key("fee"), membership_class_id=of.id, year=today().year, amount=50_000, tax_basis_points=1000)
    issuer = InvoiceIssuer(id=key("issuer"), name="Kakehashi", address="Tokyo", payment_to="A bank")
    member = key("aozora")
    invoice = Invoice(
        id=key("invoice"),
        organisation_id=member,
        membership_class_id=of.id,
        year=2025,
        number="I2025-000001",
        due_on=FILED,
        addressee={"en": "Aozora Ltd"},
        issuer_id=issuer.id,
        net=50_000,
        tax_basis_points=1000,
        tax=5_000,
        total=55_000,
        paid=55_000,
    )
    return [
        of,
        fee,
        issuer,
        invoice,
        FeeAssignment(organisation_id=member, membership_class_id=of.id),
        Payment(
            id=key("payment"),
            invoice_id=invoice.id,
            organisation_id=member,
            receipt_number="R2025-000001",
            received_on=FILED,
            amount=55_000,
        ),
        Waiver(id=key("waiver"), organisation_id=member, year=2024, reason="A flood."),
        NumberSeries(name="invoice-2025", last=1),
    ]


def _cases() -> list[SQLModel]:
    """A case that Aozora won, whose panel was the adviser; and one against Kitakaze that is a draft."""
    case = Proceeding(
        id=key("case"),
        organisation_id=key("aozora"),
        sought=Measure.SUSPENSION,
        grounds="G.",
        articles=[1],
        stage=ProceedingStage.FINAL,
        opened_by=key("officer"),
    )
    draft = Proceeding(
        id=key("draft case"),
        organisation_id=key("kitakaze"),
        sought=Measure.SUSPENSION,
        grounds="G.",
        articles=[1],
        opened_by=key("officer"),
    )
    ids: dict[str, Any] = {"proceeding_id": case.id, "organisation_id": case.organisation_id}
    sitting = PanelMember(
        id=key("panel member"), person_id=key("adviser"), name="Adviser", instance=Instance.FIRST, **ids
    )
    left = PanelMember(
        id=key("panel member who left"), person_id=key("partner"), name="P", instance=Instance.FIRST, **ids
    )
    return [
        case,
        draft,
        sitting,
        left,
        Recusal(panel_member_id=left.id, proceeding_id=case.id, reason="A tie."),
        PanelVote(panel_member_id=sitting.id, proceeding_id=case.id, measure=Measure.DISMISSED, reasons="R."),
        ProceedingStatement(id=key("reply"), person_id=key("owner"), kind=StatementKind.REPLY, body="No.", **ids),
        ProceedingDecision(id=key("decision"), instance=Instance.FIRST, measure=Measure.DISMISSED, reasons="R.", **ids),
        PublishedOutcome(measure=Measure.DISMISSED, text={"en": "Nothing was found."}, **ids),
    ]


def _conduct(code: UUID, articles: list[UUID]) -> list[SQLModel]:
    rows: list[SQLModel] = []
    for name in ("aozora", "kitakaze"):
        rows.append(
            Pledge(
                id=key(f"{name} pledge"),
                organisation_id=key(name),
                code_of_conduct_id=code,
                signer_name="Sign Er",
                signer_role="CEO",
            )
        )
        for number, article in enumerate(articles, 1):
            id = key(f"{name} {number}")
            state = ReportedState.MET if number == 1 else ReportedState.ON_TRACK
            made = Commitment(
                id=id, organisation_id=key(name), article_id=article, state=state, due_on=date(2030, 12, 31)
            )
            if number == 1:
                made.begun_on, made.met_until = FILED, date(2031, 3, 31)
            rows.append(made)
            if number <= 2:
                note = {"ja": f"{name}の進み{number}", "en": f"Progress of {name} on {number}"}
                rows.append(
                    CommitmentNote(commitment_id=id, organisation_id=key(name), text=note, published=number == 1)
                )
    return rows


def _library() -> list[SQLModel]:
    studies = [case_study(status.value, status=status) for status in CaseStudyStatus]
    studies.append(case_study("rival_draft", of="kitakaze"))
    review = CaseStudyReview(
        id=key("review"),
        case_study_id=key("changes_asked"),
        organisation_id=key("aozora"),
        reviewer_id=key("content_editor"),
        note="Say what it cost.",
    )
    return [*studies, review, *(search_row(study) for study in studies if study.status is CaseStudyStatus.PUBLISHED)]


def _people(maker: Maker, told: dict[str, dict[str, str]]) -> list[SQLModel]:
    verifier = sealing.hash_password(maker.pepper, PASSWORD)
    rows: list[SQLModel] = []
    for name in PEOPLE:
        id, role = key(name), ROLES.get(name)
        rows += [
            Person(id=id, name=name.title(), email=email_of(name), language="en"),
            Credential(person_id=id, password_hash=verifier),
        ]
        if name in SEATS:
            member, seat_role = SEATS[name]
            rows.append(Seat(id=key(f"{name} seat"), person_id=id, organisation_id=key(member), role=seat_role))
        if role:
            rows.append(Appointment(id=key(f"{name} appointment"), person_id=id, role=role))
        secret = None
        if role in HANDLERS:
            pair = sealing.new_key_pair()
            maker.handlers[name], secret = pair.public, pair.secret
            keys = sealing.wrap_handler_keys(maker.pepper, id, secret, PASSWORD)
            rows.append(HandlerKey(person_id=id, public_key=keys.public, salt=keys.salt, wrapped_key=keys.wrapped))
        audience = Audience(rules.audience_of([role] if role else []))
        session, token = maker.session(audience, person=id, secret=secret)
        told["tokens"][name] = token.text
        rows.append(session)
    return rows


def _invitations() -> list[SQLModel]:
    rows: list[SQLModel] = []
    invited: dict[str, dict[str, Any]] = {
        "seat": {"organisation_id": key("aozora"), "seat_role": SeatRole.EDITOR},
        "office": {"role": Role.ANALYST},
    }
    for name, target in invited.items():
        hashed = rules.invitation_hash(f"invitation to {name}")
        rows.append(
            Invitation(
                id=key(f"{name} invitation"),
                token_hash=hashed,
                email=f"new-{name}@people.example",
                invited_by=key("admin"),
                expires_at=now() + rules.INVITED_FOR,
                **target,
            )
        )
    return rows


def _grievances(maker: Maker, told: dict[str, dict[str, str]]) -> list[SQLModel]:
    rows: list[SQLModel] = []
    for worker, name, employer, granted, state in (
        ("worker", "wages", "aozora", ("handler",), GrievanceState.RECEIVED),
        ("other_worker", "housing", "kitakaze", ("handler", "tied_handler", "partner"), GrievanceState.ACKNOWLEDGED),
    ):
        receipt = told["receipts"][worker] = sealing.new_receipt()
        made, filed_by = maker.grievance(name, employer=employer, granted=granted, state=state, receipt=receipt)
        rows += [
            *made,
            GrievanceReading(
                id=key(f"{name} reading"), grievance_id=key(name), person_id=key("handler"), read_on=FILED
            ),
        ]
        told["tokens"][worker] = filed_by.token
    return rows


def _imports() -> list[SQLModel]:
    made = MemberImport(
        id=key("import"),
        person_id=key("officer"),
        file_name="members.xlsx",
        total=1,
        wrong=1,
        seen_at=now()
        - timedelta(hours=1),  # long enough ago that no test meets the minute in which it counts as stopped
    )
    problem = MemberImportProblem(
        id=key("import problem"),
        member_import_id=made.id,
        row=2,
        heading="名称",
        text={"en": "Please fill this in."},
        value="",
        note=False,
    )
    asked: dict[str, Any] = {"organisation_id": key("aozora"), "person_id": key("owner")}
    correction = Correction(
        id=key("correction"),
        part=CorrectedPart.SECTOR,
        before={"sector": None},
        after={"sector": "E"},
        state=CorrectionState.MADE,
        **asked,
    )
    export = MemberExport(
        id=key("export"), purpose=ExportPurpose.OWN_RECORDS, format=ExportFormat.JSON, asked_at=now(), **asked
    )
    entry = RegisterEntry(organisation_id=key("aozora"), reference="KH-1", taken_in_on=FILED)
    return [made, problem, entry, correction, export]


def _traces() -> list[SQLModel]:
    def entry(name: str, **fields: Any) -> AuditEntry:
        return AuditEntry(id=key(name), audience="member", subject_id=uuid4(), happened_on=FILED, **fields)

    return [
        entry("pledge entry", verb="pledge", subject="pledge", organisation_id=key("aozora"), actor_id=key("owner")),
        entry("sign_in entry", verb="sign_in", subject="person", actor_id=key("owner")),
        entry("wages entry", verb="file_grievance", subject="grievance", grievance_id=key("wages")),
        entry("housing entry", verb="file_grievance", subject="grievance", grievance_id=key("housing")),
        Idempotency(id=sha256(b"a request").digest(), body_hash=b"b" * 32, result_id=uuid4(), created_on=today()),
        Letter(
            id=key("letter"),
            template="test",
            address="owner@people.example",
            language="en",
            organisation_id=key("aozora"),
            next_attempt_at=now() + timedelta(days=365),
        ),
        LetterText(id=key("letter"), organisation_id=key("aozora"), subject="A test", body="Words."),
        JobRun(id=key("job run"), name="long_gone", day=FILED, outcome=JobOutcome.DONE, attempts=1),
        SignInThrottle(bucket=b"somebody", failures=1, reset_at=now() + timedelta(hours=8)),
    ]
