"""Fresh sessions for the demonstration's people, for programs that try the API. None of them has an idle limit, and
those of persons count as confirmed to their end: a program has no password to give again."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session as Rows
from sqlmodel import col, select

from server.demo import Demonstration, owner_engine
from server.demo.entries import Entry, entries, role_of, shown_grievances
from server.grievances.models import GrievanceReceipt
from server.grievances.services import VISIT
from server.identity.models import Appointment, HandlerKey, Person, Seat, Session
from server.identity.rules import SESSION, audience_of
from server.kernel import sealing
from server.kernel.models import Installation
from server.kernel.table import TOKYO, now
from server.kernel.viewer import HANDLERS, Audience, Role
from server.members.models import Organisation


@dataclass(frozen=True)
class LogIn:
    """Somebody of the demonstration, and a bearer token. A worker has a receipt, and neither name nor e-mail."""

    role: str
    name: str | None
    email: str | None
    token: str = field(repr=False)
    language: str
    organisation: str | None = None
    receipt: str | None = field(default=None, repr=False)


def log_ins(owner_url: str, secrets_dir: Path, loaded: Demonstration) -> list[LogIn]:
    """A new session for each person (8 hours), and for the holders of three receipts (2 hours)."""
    pepper = sealing.load_pepper(secrets_dir / "pepper", create=False)
    with Rows(owner_engine(owner_url)) as rows:
        made = [_signed_in(rows, pepper, entry, loaded.passphrase) for entry in entries("people")]
        made += [_opened(rows, pepper, entry, loaded.receipts[entry["key"]]) for entry in shown_grievances()]
        rows.commit()
    return made


def _signed_in(rows: Rows, pepper: sealing.Pepper, entry: Entry, passphrase: str) -> LogIn:
    person = rows.scalars(select(Person).where(Person.email == entry["email"])).one()
    of = (Appointment.person_id == person.id, col(Appointment.revoked_on).is_(None))
    roles = frozenset(map(Role, rows.scalars(select(Appointment.role).where(*of))))
    member = select(Organisation).join(Seat).where(Seat.person_id == person.id, col(Seat.revoked_on).is_(None))
    organisation = rows.scalars(member).first()
    keys = rows.get(HandlerKey, person.id) if roles & HANDLERS else None
    secret = keys and sealing.open_handler_keys(pepper, person.id, passphrase, keys.salt, keys.wrapped_key)
    token = _session(rows, audience_of(roles), SESSION, secret, person_id=person.id)
    return LogIn(
        role=role_of(entry),
        name=person.name,
        email=person.email,
        token=token,
        language=person.language,
        organisation=organisation.name["ja"] if organisation else None,
    )


def _opened(rows: Rows, pepper: sealing.Pepper, entry: Entry, receipt: str) -> LogIn:
    salt = rows.scalars(select(Installation.system_salt)).one()
    keys = sealing.receipt_keys(pepper, salt, sealing.read_receipt(receipt))
    found = rows.scalars(select(GrievanceReceipt).where(GrievanceReceipt.lookup == keys.lookup)).one()
    secret = sealing.open_receipt_wrap(keys, found.grievance_id, found.wrapped_key)
    token = _session(rows, "worker", VISIT, secret, grievance_id=found.grievance_id)
    return LogIn("worker", None, None, token, entry["language"], receipt=receipt)


def _session(
    rows: Rows,
    audience: sealing.Audience,
    length: timedelta,
    secret: bytes | None,
    *,
    person_id: UUID | None = None,
    grievance_id: UUID | None = None,
) -> str:
    ends = now() + length
    token = sealing.new_token(audience, int(ends.timestamp()))
    rows.add(
        Session(
            id=token.id,
            token_hash=token.lookup,
            audience=Audience(audience),
            person_id=person_id,
            grievance_id=grievance_id,
            box=sealing.seal_session_box(token, secret) if secret else None,
            expires_on=ends.astimezone(TOKYO).date(),
            confirmed_at=ends if person_id else None,
        )
    )
    return token.text
