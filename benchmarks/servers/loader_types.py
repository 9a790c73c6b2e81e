"""(d) Strawberry as its documentation teaches it: the types, a resolver for each field, DataLoaders in them."""

import base64
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
import strawberry

from server.case_studies import models as studies
from server.conduct import models as conduct
from server.grievances import models as grievances
from server.kernel.table import today
from server.members import models as members

T = TypeVar("T")
GrievanceState = strawberry.enum(Enum("GrievanceState", {one.name: one.value for one in grievances.GrievanceState}))
GrievanceOrder = strawberry.enum(Enum("GrievanceOrder", {"NEWEST": "newest"}))


def global_id(prefix: str, key: Any) -> strawberry.ID:
    """The same global ids as the product."""
    return strawberry.ID(base64.b64encode(f"{prefix}:{key}".encode()).decode())


def chosen(texts: dict[str, str] | None, info: strawberry.Info) -> "Text":
    """The text in the viewer's language, else in English or Japanese."""
    language = info.context["language"]
    found = texts or {}
    return Text(value=found.get(language) or found.get("en") or found.get("ja") or "")


@strawberry.type
class Text:
    value: str | None


Theme = strawberry.enum(Enum("Theme", {one.name: one.value for one in studies.Theme}))


@strawberry.type
class Contact:
    name: str
    email: str


@strawberry.type
class Article:
    row: strawberry.Private[conduct.Article]

    @strawberry.field
    def number(self) -> int:
        return self.row.number

    @strawberry.field
    def title(self, info: strawberry.Info) -> Text:
        return chosen(self.row.title, info)


@strawberry.type
class Commitment:
    row: strawberry.Private[conduct.Commitment]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return global_id("Commitment", self.row.id)

    @strawberry.field
    def state(self) -> str:
        return self.row.state.name

    @strawberry.field
    def due_on(self) -> date:
        return self.row.due_on

    @strawberry.field
    def updated_on(self) -> date:
        return self.row.updated_on

    @strawberry.field
    def overdue(self) -> bool:
        return self.row.due_on < today() and self.row.state is not conduct.CommitmentState.MET

    @strawberry.field
    async def article(self, info: strawberry.Info) -> Article:
        return Article(row=await info.context["articles"].load(self.row.article_id))

    @strawberry.field
    async def progress_note(self, info: strawberry.Info) -> Text | None:
        note = await info.context["notes"].load(self.row.id)
        return chosen(note.text, info) if note else None


@strawberry.type
class Organisation:
    row: strawberry.Private[members.Organisation]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return global_id("Organisation", self.row.id)

    @strawberry.field
    def name(self, info: strawberry.Info) -> Text:
        return chosen(self.row.name, info)

    @strawberry.field
    def kind(self) -> str:
        return self.row.kind.name

    @strawberry.field
    def prefecture(self) -> str | None:
        return self.row.prefecture

    @strawberry.field
    def member_since(self) -> date | None:
        return self.row.member_since

    @strawberry.field
    async def contact(self, info: strawberry.Info) -> Contact | None:
        found = await info.context["contacts"].load(self.row.id)
        return Contact(name=found.name, email=found.email) if found else None

    @strawberry.field
    async def commitments(self, info: strawberry.Info) -> list[Commitment]:
        return [Commitment(row=row) for row in await info.context["commitments"].load(self.row.id)]

    @strawberry.field
    async def case_studies(self, info: strawberry.Info, first: int) -> "Connection[CaseStudy]":
        return page([CaseStudy(row=row) for row in await info.context["studies"].load((self.row.id, first))], first)


@strawberry.type
class CaseStudy:
    row: strawberry.Private[studies.CaseStudy]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return global_id("CaseStudy", self.row.id)

    @strawberry.field
    def title(self, info: strawberry.Info) -> Text:
        return chosen(self.row.title, info)

    @strawberry.field
    def summary(self, info: strawberry.Info) -> Text:
        return chosen(self.row.summary, info)

    @strawberry.field
    def published_on(self) -> date | None:
        return self.row.published_on

    @strawberry.field
    def themes(self) -> list[Theme]:
        return [Theme(theme) for theme in self.row.themes]

    @strawberry.field
    async def organisation(self, info: strawberry.Info) -> Organisation | None:
        return Organisation(row=await info.context["organisations"].load(self.row.organisation_id))

    @property
    def cursor(self) -> str:
        """Where it stands in the feed."""
        key = ("NEWEST", str(self.row.published_on), str(self.row.id))
        return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode()


@strawberry.type
class Grievance:
    row: strawberry.Private[grievances.Grievance]

    @strawberry.field
    def id(self) -> strawberry.ID:
        return global_id("Grievance", self.row.id)

    @strawberry.field
    def state(self) -> str:
        return self.row.state.name

    @strawberry.field
    def category(self) -> str:
        return self.row.category.name

    @strawberry.field
    def language(self) -> str:
        return self.row.language

    @strawberry.field
    def filed_on(self) -> date:
        return self.row.filed_on

    @strawberry.field
    def due_on(self) -> date:
        return self.row.due_on

    @strawberry.field
    def overdue(self) -> bool:
        return self.row.due_on < today() and self.row.state is not grievances.GrievanceState.CLOSED


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    node: T

    @strawberry.field
    def cursor(self) -> str:
        return self.node.cursor  # pyright: ignore[reportAttributeAccessIssue]


@strawberry.type
class Connection(Generic[T]):
    nodes: list[T]
    edges: list[Edge[T]]
    page_info: PageInfo
    total_count: int | None = None


def page(nodes: list[Any], first: int, total: int | None = None) -> Any:
    """A page of what was found, one more than asked for."""
    shown = nodes[:first]
    end = shown[-1].cursor if shown and hasattr(shown[-1], "cursor") else None
    return Connection(
        nodes=shown,
        edges=[Edge(node=node) for node in shown],
        page_info=PageInfo(has_next_page=len(nodes) > first, end_cursor=end),
        total_count=total,
    )


@strawberry.input
class CaseStudyFilter:
    search: str


@strawberry.input
class OrganisationFilter:
    commitment_overdue: bool


@strawberry.input
class GrievanceFilter:
    state: GrievanceState


@strawberry.input
class EmployerInput:
    unknown: bool


@strawberry.input
class FileGrievanceInput:
    idempotency_key: UUID
    category: str
    language: str
    narrative: str
    employer: EmployerInput


@strawberry.type
class UserError:
    code: str


@strawberry.type
class FileGrievancePayload:
    receipt: str
    errors: list[UserError]
