"""The demonstration: invented members, people, case studies and grievances, loaded once into an empty installation.

Grievances are sealed as filing seals them, under this installation's pepper and to the keys of its demo handlers. The
passphrase that all demo people share is random for each installation; it and the receipts, which nothing else knows,
are kept with the other secrets, in `demo.json`.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, Uuid, bindparam, create_engine, make_url, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session as Rows
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, select

from server.conduct.models import Article, CodeOfConduct
from server.database import CannotServe
from server.demo import cases, fees, graph, members, past
from server.demo.entries import Entry, entries, role_of, shown_grievances
from server.identity.models import HandlerKey, Person
from server.kernel import sealing
from server.kernel.models import Installation
from server.kernel.table import today, uuid7
from server.kernel.viewer import HANDLERS
from server.members.models import Municipality, Organisation
from server.members.municipalities import import_municipalities
from server.settings import settings

LOADING = 7_350_028
"""The advisory lock that lets one loader work at a time."""

REGISTER = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "municipalities.csv"
"""Where the register of municipalities may be at hand, beside the checkout."""

WORDS = tuple(
    """
maple cedar willow bamboo clover violet poppy lotus river harbour island valley meadow forest garden orchard
lantern kettle basket ribbon button pencil mirror window bridge tunnel tower market station ferry wagon bicycle
copper silver amber coral marble cotton linen velvet autumn winter summer spring morning evening midday rainbow
sparrow heron swallow turtle rabbit badger beetle dolphin apple melon walnut ginger sesame barley honey lemon
    """.split()  # noqa: SIM905  a list of quoted words would be hard to read
)
"""64 words: four of them are 16.8 million passphrases, of which sign-in lets ten be tried in a quarter of an hour."""


@dataclass(frozen=True)
class Demonstration:
    """What nothing else knows of an installation's demonstration. ``receipts`` are by the keys of grievances.toml."""

    passphrase: str = field(repr=False)
    receipts: dict[str, str] = field(repr=False)

    def words(self) -> str:
        """Who can sign in, for a terminal."""
        lines = [f"Demonstration: each of these signs in with the passphrase  {self.passphrase}"]
        lines += [f"  {role_of(one):<19} {one['email']:<32} {one['name']}" for one in entries("people")]
        lines += ["Receipts of three of its grievances:"]
        lines += [f"  {self.receipts[one['key']]}  {one['state']}, in {one['language']}" for one in shown_grievances()]
        return "\n".join(lines)


def load(owner_url: str, secrets_dir: Path, say: Callable[[str], None] | None = None) -> Demonstration:
    """Load the demonstration into a migrated database, once; the second time nothing is changed. Says how to sign in.

    CannotServe where the database has people or members of its own, or a demonstration whose secrets are not here.
    """
    engine = owner_engine(owner_url)
    file = secrets_dir / "demo.json"
    with Rows(engine) as rows:
        rows.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOADING})
        if rows.scalars(select(Person).where(Person.email == entries("people")[0]["email"])).first():
            loaded = _kept(file)
        elif rows.scalars(select(Person.id)).first() or rows.scalars(select(Organisation.id)).first():
            raise CannotServe(
                "This database has people or members of its own. The demonstration goes into an empty one only: "
                "choose another KAKEHASHI_DATA_DIR or DATABASE_URL."
            )
        else:
            _take_in_register(owner_url)
            loaded = _fill(rows, sealing.load_pepper(secrets_dir / "pepper", create=False))
            _keep(file, loaded)
            rows.commit()
    if say:
        say(loaded.words())
    return loaded


def owner_engine(owner_url: str) -> Engine:
    """SQLAlchemy as the database's owner, for plain rows."""
    return create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _fill(rows: Rows, pepper: sealing.Pepper) -> Demonstration:
    """Write everything. Argon2 runs in two threads meanwhile: it is what takes the time."""
    made = Demonstration(
        "-".join(secrets.choice(WORDS) for _ in range(4)),
        {entry["key"]: sealing.format_receipt(sealing.new_receipt()) for entry in entries("grievances")},
    )
    salt = rows.scalars(select(Installation.system_salt)).one()
    people = {entry["key"]: uuid7() for entry in entries("people")}
    handlers = [people[entry["key"]] for entry in entries("people") if _handles(entry)]
    with ThreadPoolExecutor(2) as argon:
        password_hash = argon.submit(sealing.hash_password, pepper, made.passphrase)
        handler_keys = [argon.submit(sealing.new_handler_keys, pepper, id, made.passphrase) for id in handlers]
        receipts = [argon.submit(sealing.receipt_keys, pepper, salt, digits) for digits in made.receipts.values()]
        organisations = {entry["key"]: uuid7() for entry in entries("organisations")}
        _write(rows, _members(rows, people, organisations, password_hash.result()))
        for id, keys in zip(handlers, handler_keys, strict=True):
            pair = keys.result()
            rows.add(HandlerKey(person_id=id, public_key=pair.public, salt=pair.salt, wrapped_key=pair.wrapped))
        rows.flush()
        for entry, keys in zip(entries("grievances"), receipts, strict=True):
            report = cases.report_of(entry, organisations)
            taken_in_by = _intake_handlers(rows, report.kept_from())
            handler = people.get(entry.get("handler", ""))
            _write(rows, cases.grievance(entry, report, pepper, keys.result(), taken_in_by, handler, today()))
    return made


def _members(rows: Rows, people: dict[str, UUID], organisations: dict[str, UUID], password_hash: str) -> list[SQLModel]:
    code = rows.scalars(select(CodeOfConduct).where(CodeOfConduct.version == 1)).one()
    articles = {
        one.number: one.id for one in rows.scalars(select(Article).where(Article.code_of_conduct_id == code.id))
    }
    there = set(rows.scalars(select(Municipality.code)))
    officer = next(people[entry["key"]] for entry in entries("people") if role_of(entry) == "membership_officer")
    made: list[SQLModel] = [members.municipality(one) for one in entries("municipalities") if one["code"] not in there]
    for entry in entries("organisations"):
        made += members.organisation(entry, organisations[entry["key"]], officer, code.id, articles, today())
    for entry in entries("sites"):
        made += graph.site(entry, organisations[entry["organisation"]], today())
    for entry in entries("ties"):
        made += graph.tie(entry, organisations, today())
    made += list(past.past(made, code.id, articles, today()))
    names = {organisations[entry["key"]]: entry["name"] for entry in entries("organisations")}
    made += fees.rows(organisations, names, today())
    for entry in entries("people"):
        made += members.person(entry, people[entry["key"]], password_hash, organisations)
    for entry in entries("case_studies"):
        made += members.case_study(entry, organisations[entry["organisation"]], today())
    return made


def _handles(entry: Entry) -> bool:
    return any(one["role"] in HANDLERS for one in entry.get("appointments", ()))


def _intake_handlers(rows: Rows, kept_from: list[UUID]) -> list[tuple[UUID, bytes]]:
    """Who takes a grievance in, as the database itself says when one is filed."""
    wanted = text("select person_id, public_key from intake_handlers(:kept_from)")
    found = rows.execute(wanted.bindparams(bindparam("kept_from", kept_from, type_=ARRAY(Uuid))))
    return [(row[0], row[1]) for row in found]


def _write(rows: Rows, made: Iterable[SQLModel]) -> None:
    """Write rows, parents before children: there are no relationships that would tell the session."""
    waiting = list(made)
    for table in SQLModel.metadata.sorted_tables:
        rows.add_all(row for row in waiting if row.__tablename__ == table.name)
        rows.flush()


def _take_in_register(owner_url: str) -> None:
    """Import all municipalities where their register is at hand; without it, only those of demo members are written."""
    named = settings().municipalities
    file = named or REGISTER
    if not named and not file.exists():
        return
    report = import_municipalities(make_url(owner_url).set(drivername="postgresql").render_as_string(False), file)
    if not report.written:
        problem = report.problems[0]
        where = f"{file}, line {problem.row}" if problem.row else str(file)
        raise CannotServe(f"The register of municipalities is not right. {where}: {problem.text}")


def _keep(file: Path, made: Demonstration) -> None:
    """Keep it readable by this user alone, never half, and before the rows are committed: they cannot be had again."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(asdict(made), stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _kept(file: Path) -> Demonstration:
    try:
        return Demonstration(**json.loads(file.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        raise CannotServe(
            f"The demonstration was loaded, and its passphrase and receipts should be in {file}; that file is missing "
            "or damaged. Put it back, or begin with another KAKEHASHI_DATA_DIR or an empty database."
        ) from None
