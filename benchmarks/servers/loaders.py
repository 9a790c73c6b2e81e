"""(d) Strawberry as its documentation teaches it: root fields and DataLoaders over the ORM, with both of its caches."""

import base64
import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import strawberry
from sqlalchemy import case, cast, func, literal_column, select, text, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.requests import Request
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.servers import hand_writes
from benchmarks.servers import loader_types as types
from server.case_studies.models import CaseStudy, CaseStudySearch
from server.case_studies.search import query
from server.conduct.models import Article, Commitment, CommitmentNote
from server.grievances import models as grievances
from server.identity.models import Session
from server.kernel.models import AuditEntry, Idempotency
from server.kernel.table import today
from server.kernel.viewer import Audience
from server.members.models import MemberContact, Organisation

engine = create_async_engine(
    os.environ["BENCHMARK_URL"].replace("postgresql://", "postgresql+asyncpg://"),
    pool_size=10,
    max_overflow=0,
    connect_args={"server_settings": {"jit": "off"}},
)
rows = async_sessionmaker(engine, expire_on_commit=False)
FAR = literal_column("'9000-01-01'::date")
LISTED = case((CaseStudy.published_on.is_(None), FAR), else_=CaseStudy.published_on)
JOINED = case((Organisation.member_since.is_(None), FAR), else_=Organisation.member_since)


def by_key(table: Any, key: Any, *conditions: Any) -> Any:
    """A loader of one row for each key."""

    async def load(keys: Sequence[UUID]) -> list[Any]:
        async with rows() as session:
            found = {
                getattr(row, key.key): row
                for row in await session.scalars(select(table).where(key.in_(keys), *conditions))
            }
        return [found.get(one) for one in keys]

    return DataLoader(load_fn=load)


async def commitments_of(keys: Sequence[UUID]) -> list[list[Commitment]]:
    """Every organisation's commitments, in the order of their articles."""
    statement = (
        select(Commitment)
        .join(Article, Article.id == Commitment.article_id)
        .where(Commitment.organisation_id.in_(keys))
        .order_by(Article.number, Commitment.id)
    )
    found: defaultdict[UUID, list[Commitment]] = defaultdict(list)
    async with rows() as session:
        for row in await session.scalars(statement):
            found[row.organisation_id].append(row)
    return [found[key] for key in keys]


async def studies_of(keys: Sequence[tuple[UUID, int]]) -> list[list[CaseStudy]]:
    """Every organisation's newest case studies, and one more than asked for."""
    found: list[list[CaseStudy]] = []
    async with rows() as session:
        for organisation_id, first in keys:
            statement = (
                select(CaseStudy)
                .where(CaseStudy.organisation_id == organisation_id, CaseStudy.status == "published")
                .order_by(LISTED.desc(), CaseStudy.id.desc())
                .limit(first + 1)
            )
            found.append(list(await session.scalars(statement)))
    return found


@strawberry.type
class Query:
    @strawberry.field
    async def case_studies(
        self, first: int, after: str | None = None, filter: types.CaseStudyFilter | None = None
    ) -> types.Connection[types.CaseStudy]:
        statement = select(CaseStudy).where(CaseStudy.status == "published")
        if after:
            _, day, key = msgspec.json.decode(base64.urlsafe_b64decode(after))
            statement = statement.where(tuple_(LISTED, CaseStudy.id) < tuple_(date.fromisoformat(day), UUID(key)))
        if filter:
            words = CaseStudySearch.words.op("@@")(cast(query(filter.search), TSQUERY))
            statement = statement.where(CaseStudy.id.in_(select(CaseStudySearch.case_study_id).where(words)))
        statement = statement.order_by(LISTED.desc(), CaseStudy.id.desc()).limit(first + 1)
        async with rows() as session:
            found = [types.CaseStudy(row=row) for row in await session.scalars(statement)]
        return types.page(found, first)

    @strawberry.field
    async def organisation(self, id: strawberry.ID) -> types.Organisation | None:
        async with rows() as session:
            row = await session.get(Organisation, UUID(base64.b64decode(id).decode().partition(":")[2]))
        return types.Organisation(row=row) if row else None

    @strawberry.field
    async def organisations(self, first: int, filter: types.OrganisationFilter) -> types.Connection[types.Organisation]:
        late = select(Commitment.id).where(
            Commitment.organisation_id == Organisation.id, Commitment.due_on < today(), Commitment.state != "met"
        )
        statement = (
            select(Organisation).where(late.exists()).order_by(JOINED.desc(), Organisation.id.desc()).limit(first + 1)
        )
        async with rows() as session:
            found = [types.Organisation(row=row) for row in await session.scalars(statement)]
        return types.page(found, first)

    @strawberry.field
    async def grievances(
        self, info: strawberry.Info, first: int, order_by: types.GrievanceOrder, filter: types.GrievanceFilter
    ) -> types.Connection[types.Grievance]:
        grant, grievance = grievances.GrievanceGrant, grievances.Grievance
        statement = (
            select(grievance)
            .join(grant, grant.grievance_id == grievance.id)
            .where(grant.person_id == info.context["person"], grant.revoked_on.is_(None))
            .where(grievance.state == filter.state.value)
        )
        ordered = statement.order_by(grievance.filed_on.desc(), grievance.id.desc()).limit(first)
        async with rows() as session:
            found = [types.Grievance(row=row) for row in await session.scalars(ordered)]
            total = await session.scalar(select(func.count()).select_from(statement.subquery()))
        return types.page(found, first, total)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def file_grievance(self, input: types.FileGrievanceInput) -> types.FileGrievancePayload:
        made = hand_writes.ready()
        visit, token, public, first, sealed, mac, key, lookup, wrapped, name, body, box = made
        id, day = uuid4(), today()
        async with rows.begin() as session:
            session.add(Session(id=visit, token_hash=token, audience=Audience.WORKER, grievance_id=id, expires_on=day))
            session.add(
                grievances.Grievance(
                    id=id,
                    state=grievances.GrievanceState.RECEIVED,
                    category=grievances.GrievanceCategory(input.category.lower()),
                    language=input.language,
                    public_key=public,
                    due_on=day,
                )
            )
            session.add(
                grievances.GrievanceMessage(
                    grievance_id=id,
                    kind=grievances.MessageKind.NARRATIVE,
                    seq=0,
                    author=grievances.Author.WORKER,
                    prev_hash=first,
                    sealed=sealed,
                    row_mac=mac,
                )
            )
            for row in await session.execute(text("select person_id from intake_handlers('{}')")):
                session.add(grievances.GrievanceGrant(grievance_id=id, person_id=row[0], sealed_key=key))
            session.add(grievances.GrievanceReceipt(grievance_id=id, lookup=lookup, wrapped_key=wrapped))
            about = {"subject": "grievance", "subject_id": id, "grievance_id": id}
            session.add(AuditEntry(id=uuid4(), verb="file_grievance", audience="worker", happened_on=day, **about))
            session.add(Idempotency(id=name, body_hash=body, result_id=id, box=box, created_on=day))
        return types.FileGrievancePayload(receipt=hand_writes.receipt(), errors=[])


schema = strawberry.Schema(query=Query, mutation=Mutation, extensions=[ParserCache(), ValidationCache()])


class App(GraphQL[Any, Any]):
    """With fresh loaders for each request."""

    async def get_context(self, request: Request, response: Any = None) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """What resolvers find in ``info.context``."""
        return {
            "language": request.headers.get("accept-language", "en"),
            "person": request.headers.get("x-person"),
            "organisations": by_key(Organisation, Organisation.id),
            "articles": by_key(Article, Article.id),
            "contacts": by_key(MemberContact, MemberContact.organisation_id),
            "notes": by_key(CommitmentNote, CommitmentNote.commitment_id, CommitmentNote.published),
            "commitments": DataLoader(load_fn=commitments_of),
            "studies": DataLoader(load_fn=studies_of),
        }


app = App(schema, graphql_ide=None)
