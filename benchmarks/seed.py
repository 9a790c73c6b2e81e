"""The rows to measure with, the same for the same seed and share; written by COPY as the owner.

At full size: 5,000 members with 25,000 commitments, 20,000 published case studies, 200,000 grievances with 600,000
messages. What is sealed is random bytes of the size that sealing gives. Half-yearly reports are no table of this
schema: a commitment's published note stands for them.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from benchmarks.content import THEMES, case_study_parts, organisation_name
from server.case_studies.search import vector
from server.grievances.models import GrievanceCategory
from server.kernel.sealing import new_key_pair
from server.members.models import OrganisationKind

SEED = 20_260_401
FIRST_DAY = date(2022, 1, 1)
LAST_DAY = date(2026, 3, 31)
DAYS = (LAST_DAY - FIRST_DAY).days
SEALED_BYTES = 136 + 1024
"""What a short text takes when it is sealed and padded."""

FEW_OPEN, FEW_CLOSED, MANY = 20, 30, 20_000
ENROLLED = 5
"""Case handlers with a key: who takes in what is filed."""

HANDLERS = 28
"""The handlers who hold a grant for each grievance, one in turn."""

PEOPLE = ("officer", "few", "many", "outsider")
"""Who asks the boards: a membership officer, and handlers with 20 open grievances, with 20,000, and with none."""


@dataclass(frozen=True)
class Size:
    """How many rows there are of each kind."""

    members: int
    studies: int
    grievances: int

    @classmethod
    def of(cls, share: float) -> "Size":
        """That share of the full size."""
        return cls(*(max(1, round(count * share)) for count in (5_000, 20_000, 200_000)))


def key(kind: str, number: int) -> UUID:
    """The key of the row of this kind and number."""
    return UUID(int=random.Random(f"{SEED}:{kind}:{number}").getrandbits(128), version=4)  # noqa: S311


def person(name: str) -> UUID:
    """The key of one of ``PEOPLE``."""
    return key("person", PEOPLE.index(name))


def write(owner: psycopg.Connection[Any], size: Size) -> None:
    """Write everything into a migrated, empty database. Foreign keys are not checked: the rows fit by construction."""
    owner.execute("set session_replication_role = replica")
    articles = [row[0] for row in owner.execute("select id from article order by number")]
    code = owner.execute("select id from code_of_conduct").fetchone()
    rng = random.Random(SEED)  # noqa: S311
    _members(owner, rng, size, articles, code and code[0])
    _studies(owner, size)
    _people(owner)
    _grievances(owner, rng, size)
    owner.execute("set session_replication_role = origin")


def _copy(owner: psycopg.Connection[Any], table: LiteralString, columns: LiteralString, rows: Iterable[Any]) -> None:
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), sql.SQL(columns))
    with owner.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _members(
    owner: psycopg.Connection[Any], rng: random.Random, size: Size, articles: Sequence[UUID], code: UUID
) -> None:
    kinds = list(OrganisationKind)
    days = [FIRST_DAY + timedelta(days=n * DAYS // size.members) for n in range(size.members)]
    keys = [key("organisation", n) for n in range(size.members)]
    _copy(
        owner,
        "organisation",
        "id, kind, participation, name, corporate_number, prefecture, sector, country, status, member_since",
        (
            (
                keys[n],
                kinds[n % 12],
                "member",
                Jsonb(organisation_name(n)),
                f"{n:013d}",
                f"JP-{n % 47 + 1:02d}",
                "E",
                "JP",
                "active",
                days[n],
            )
            for n in range(size.members)
        ),
    )
    _copy(
        owner,
        "member_contact",
        "organisation_id, name, email",
        ((keys[n], f"Contact {n}", f"contact{n}@members.example") for n in range(size.members)),
    )
    _copy(
        owner,
        "pledge",
        "id, organisation_id, code_of_conduct_id, signer_name, signer_role, signed_on",
        ((key("pledge", n), keys[n], code, f"Signer {n}", "President", days[n]) for n in range(size.members)),
    )
    commitments = [
        (n * len(articles) + m, keys[n], article) for n in range(size.members) for m, article in enumerate(articles)
    ]
    late = [rng.random() < 0.15 for _ in commitments]
    states = ["behind" if one else rng.choice(("met", "on_track")) for one in late]
    _copy(
        owner,
        "commitment",
        "id, organisation_id, article_id, state, due_on, updated_on, scope, met_until",
        (
            (
                key("commitment", n),
                of,
                article,
                states[n],
                LAST_DAY if late[n] else date(2035, 12, 31),
                LAST_DAY,
                "organisation",
                date(2035, 12, 31) if states[n] == "met" else None,
            )
            for n, of, article in commitments
        ),
    )
    _copy(
        owner,
        "commitment_note",
        "commitment_id, organisation_id, text, published",
        (
            (
                key("commitment", n),
                of,
                Jsonb({"ja": f"{n}番目の進み具合。順調です。", "en": f"Progress {n}."}),
                n % 3 != 0,
            )
            for n, of, _ in commitments
        ),
    )


def _vector(number: int) -> tuple[dict[str, dict[str, str]], str]:
    parts = case_study_parts(number, SEED)
    return dict(parts), vector(parts)


def _studies(owner: psycopg.Connection[Any], size: Size) -> None:
    parts: list[dict[str, dict[str, str]]] = []
    words: list[str] = []
    with ProcessPoolExecutor(2) as workers:
        for told, found in workers.map(_vector, range(size.studies), chunksize=100):
            parts.append(told)
            words.append(found)
    rng = random.Random(f"{SEED}:studies")  # noqa: S311
    days = [FIRST_DAY + timedelta(days=rng.randrange(DAYS)) for _ in parts]
    texts = "title, summary, problem, context, action, cost, result, went_wrong, how_to_repeat"
    _copy(
        owner,
        "case_study",
        f"id, organisation_id, slug, status, {texts}, themes, articles, languages, prefecture, created_at,"
        " published_on",
        (
            (
                key("study", n),
                key("organisation", n % size.members),
                f"case-{n}",
                "published",
                *(Jsonb(told[part]) for part in texts.split(", ")),
                sorted(rng.sample(THEMES, 2)),
                [n % 5 + 1],
                ["ja", "en"],
                f"JP-{n % 47 + 1:02d}",
                datetime(2022, 1, 1, tzinfo=UTC),
                days[n],
            )
            for n, told in enumerate(parts)
        ),
    )
    _copy(
        owner,
        "case_study_search",
        "case_study_id, published_on, words",
        ((key("study", n), days[n], words[n]) for n in range(size.studies)),
    )


def _people(owner: psycopg.Connection[Any]) -> None:
    everyone = [*PEOPLE, *(f"enrolled{n}" for n in range(ENROLLED)), *(f"handler{n}" for n in range(HANDLERS))]
    keys = [key("person", n) for n in range(len(everyone))]
    _copy(
        owner,
        "person",
        "id, name, email, language, created_at",
        ((keys[n], name, f"{name}@staff.example", "ja", datetime.now(UTC)) for n, name in enumerate(everyone)),
    )
    _copy(
        owner,
        "appointment",
        "id, person_id, role, granted_on",
        (
            (key("appointment", n), keys[n], "membership_officer" if name == "officer" else "case_handler", FIRST_DAY)
            for n, name in enumerate(everyone)
        ),
    )
    enrolled = [keys[n] for n, name in enumerate(everyone) if name.startswith("enrolled")]
    _copy(
        owner,
        "handler_key",
        "person_id, public_key, salt, wrapped_key, enrolled_on",
        ((one, new_key_pair().public, b"s" * 16, b"w" * 72, FIRST_DAY) for one in enrolled),
    )


@dataclass(frozen=True)
class _Grievance:
    number: int
    id: UUID
    state: str
    filed_on: date


def _grievances(owner: psycopg.Connection[Any], rng: random.Random, size: Size) -> None:
    noise = rng.randbytes(1 << 22)

    def sealed(length: int) -> bytes:
        at = rng.randrange(len(noise) - length)
        return noise[at : at + length]

    few = min(FEW_OPEN + FEW_CLOSED, size.grievances)
    rows: list[_Grievance] = []
    for n in range(size.grievances):
        state = rng.choices(("received", "acknowledged", "closed"), (1, 9, 90))[0]
        if n < few:
            state = "acknowledged" if n < FEW_OPEN else "closed"
        filed = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        rows.append(_Grievance(n, UUID(int=rng.getrandbits(128), version=4), state, filed))
    categories = list(GrievanceCategory)
    employers = [key("organisation", n) for n in range(size.members)]

    def employer(number: int) -> UUID | None:
        return employers[number % size.members] if number % 2 else None

    _copy(
        owner,
        "grievance",
        "id, state, category, language, prefecture, employer_id, must_not_know, public_key, filed_on, due_on,"
        " acknowledged_on, closed_on, outcome",
        (
            (
                row.id,
                row.state,
                categories[row.number % len(categories)],
                ("vi", "my", "ja", "en", "id")[row.number % 5],
                f"JP-{row.number % 47 + 1:02d}",
                employer(row.number),
                ["supervisor"],
                sealed(32),
                row.filed_on,
                row.filed_on + timedelta(days=30),
                None if row.state == "received" else row.filed_on + timedelta(days=2),
                row.filed_on + timedelta(days=25) if row.state == "closed" else None,
                "apology" if row.state == "closed" else None,
            )
            for row in rows
        ),
    )
    _copy(
        owner,
        "grievance_message",
        "id, grievance_id, kind, seq, author, prev_hash, sealed, row_mac, sent_on",
        _messages(rows, rng, sealed),
    )
    _copy(
        owner,
        "grievance_exclusion",
        "id, grievance_id, organisation_id",
        ((_random(rng), row.id, employer(row.number)) for row in rows if row.number % 2),
    )
    _copy(
        owner,
        "grievance_grant",
        "id, grievance_id, person_id, sealed_key, granted_on",
        (
            (_random(rng), row.id, holder, sealed(80), row.filed_on)
            for row in rows
            for holder in _holders(row.number, few)
        ),
    )
    _copy(
        owner,
        "grievance_receipt",
        "grievance_id, lookup, wrapped_key",
        ((row.id, rng.randbytes(32), sealed(72)) for row in rows),
    )
    _copy(
        owner,
        "audit_entry",
        "id, verb, audience, subject, subject_id, grievance_id, happened_on",
        ((_random(rng), "file_grievance", "worker", "grievance", row.id, row.id, row.filed_on) for row in rows),
    )


def _random(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _messages(rows: Sequence[_Grievance], rng: random.Random, sealed: Any) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        for seq, kind in enumerate(("narrative", "fair_result", "message")):
            author = "handler" if kind == "message" else "worker"
            hashes = sealed(32), sealed(SEALED_BYTES), sealed(32)
            yield _random(rng), row.id, kind, seq, author, *hashes, row.filed_on


def _holders(number: int, few: int) -> Iterator[UUID]:
    yield key("person", len(PEOPLE) + ENROLLED + number % HANDLERS)
    if number < few:
        yield person("few")
    elif number < few + MANY:
        yield person("many")
