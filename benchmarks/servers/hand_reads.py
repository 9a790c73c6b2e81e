"""The reads of the hand-written contender: one statement for each list, only the columns that are asked for."""

import base64
from functools import cache
from typing import Any

import asyncpg
import msgspec

from server.case_studies.search import query

LISTED = "case when published_on is null then '9000-01-01'::date else published_on end"
JOINED = "case when o.member_since is null then '9000-01-01'::date else o.member_since end"
"""Not coalesce: the product's indexes are over these."""

TODAY = "(now() at time zone 'Asia/Tokyo')::date"


class Answer(msgspec.Struct, rename="camel", gc=False):
    """What is encoded has these names, in camel case."""


class Text(Answer):
    value: str | None


class Place(Answer):
    name: Text
    prefecture: str | None


class Study(Answer):
    id: str
    title: Text
    summary: Text
    published_on: str
    themes: list[str]
    organisation: Place


class Edge(Answer):
    cursor: str
    node: Study


class PageInfo(Answer):
    has_next_page: bool
    end_cursor: str | None


class Feed(Answer):
    edges: list[Edge]
    page_info: PageInfo


class OwnStudy(Answer):
    id: str
    title: Text
    summary: Text
    published_on: str
    themes: list[str]


class Article(Answer):
    number: int
    title: Text


class Commitment(Answer):
    id: str
    state: str
    due_on: str
    updated_on: str
    overdue: bool
    article: Article
    progress_note: Text | None


class Nodes(Answer):
    nodes: list[Any]


class Member(Answer):
    id: str
    name: Text
    kind: str
    prefecture: str | None
    member_since: str | None
    commitments: list[Commitment]
    case_studies: Nodes


class Number(Answer):
    number: int


class Contact(Answer):
    name: str
    email: str


class BoardCommitment(Answer):
    id: str
    state: str
    due_on: str
    updated_on: str
    overdue: bool
    article: Number


class BoardMember(Answer):
    id: str
    name: Text
    kind: str
    prefecture: str | None
    member_since: str | None
    contact: Contact | None
    commitments: list[BoardCommitment]


class HasNext(Answer):
    has_next_page: bool


class Board(Answer):
    nodes: list[Any]
    page_info: HasNext


class OwnGrievance(Answer):
    id: str
    state: str
    category: str
    language: str
    filed_on: str
    due_on: str
    overdue: bool


class Counted(Answer):
    nodes: list[Any]
    total_count: int


def global_id(prefix: str, key: Any) -> str:
    """The same global ids as the product."""
    return base64.b64encode(f"{prefix}:{key}".encode()).decode()


def text(column: str) -> str:
    """A text in the language ``$1``, else in English or Japanese."""
    return f"coalesce({column}->>$1, {column}->>'en', {column}->>'ja')"


@cache
def feed_sql(first: int, condition: str) -> str:
    """A page of the feed, and one row more."""
    return f"""
    select page.id, {text("page.title")}, {text("page.summary")}, page.listed_on::text, page.themes,
        {text("o.name")}, o.prefecture
    from (select id, title, summary, {LISTED} listed_on, themes, organisation_id
          from case_study where status = 'published' {condition}
          order by {LISTED} desc, id desc limit {first + 1}) page
    join organisation o on o.id = page.organisation_id
    order by page.listed_on desc, page.id desc"""  # noqa: S608  a number and our own conditions


AFTER = f"and ({LISTED}, id) < ($2::text::date, $3)"
FOUND = """and ($2::text is null or id in (
    select case_study_id from case_study_search where words @@ $2::text::tsquery))"""


def cursor(row: Any) -> str:
    """The cursor of a row, as the product makes it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(("NEWEST", row[3], str(row[0])))).decode()


async def feed(connection: asyncpg.Connection, variables: dict[str, Any], language: str, _: str) -> Any:
    """Q1, Q4 and Q5."""
    first = variables["first"]
    if after := variables.get("after"):
        _, day, key = msgspec.json.decode(base64.urlsafe_b64decode(after))
        rows = await connection.fetch(feed_sql(first, AFTER), language, day, key)
    elif wanted := variables.get("search"):
        rows = await connection.fetch(feed_sql(first, FOUND), language, query(wanted))
    else:
        rows = await connection.fetch(feed_sql(first, ""), language)
    page = rows[:first]
    edges = [
        Edge(
            cursor(row),
            Study(
                global_id("CaseStudy", row[0]),
                Text(row[1]),
                Text(row[2]),
                row[3],
                [theme.upper() for theme in row[4]],
                Place(Text(row[5]), row[6]),
            ),
        )
        for row in page
    ]
    return {"caseStudies": Feed(edges, PageInfo(len(rows) > first, edges[-1].cursor if edges else None))}


MEMBER = f"""select id, {text("name")}, upper(kind), prefecture, member_since::text from organisation
where id = $2 and status = 'active'"""  # noqa: S608
COMMITMENTS = f"""
select c.id, upper(c.state), c.due_on::text, c.updated_on::text, c.due_on < {TODAY} and c.state <> 'met', a.number,
    {text("a.title")}, {text("n.text")}
from commitment c join article a on a.id = c.article_id
left join commitment_note n on n.commitment_id = c.id and n.published
where c.organisation_id = $2 order by a.number, c.id"""  # noqa: S608
OWN_STUDIES = f"""
select id, {text("title")}, {text("summary")}, published_on::text, themes from case_study
where organisation_id = $2 and status = 'published'
order by {LISTED} desc, id desc limit 10"""  # noqa: S608


async def member(connection: asyncpg.Connection, variables: dict[str, Any], language: str, _: str) -> Any:
    """Q2."""
    key = base64.b64decode(variables["id"]).decode().partition(":")[2]
    row: Any = await connection.fetchrow(MEMBER, language, key)
    commitments = await connection.fetch(COMMITMENTS, language, key)
    studies = await connection.fetch(OWN_STUDIES, language, key)
    found = Member(
        variables["id"],
        Text(row[1]),
        row[2],
        row[3],
        row[4],
        [
            Commitment(
                global_id("Commitment", one[0]),
                *one[1:5],
                Article(one[5], Text(one[6])),
                Text(one[7]) if one[7] is not None else None,
            )
            for one in commitments
        ],
        Nodes(
            [
                OwnStudy(
                    global_id("CaseStudy", one[0]), Text(one[1]), Text(one[2]), one[3], [t.upper() for t in one[4]]
                )
                for one in studies
            ]
        ),
    )
    return {"organisation": found}


@cache
def overdue_sql(first: int) -> str:
    """The members who are late with something, and one row more."""
    return f"""
    select o.id, {text("o.name")}, upper(o.kind), o.prefecture, o.member_since::text, m.name, m.email
    from organisation o left join member_contact m on m.organisation_id = o.id
    where exists (select from commitment c where c.organisation_id = o.id and c.due_on < {TODAY} and c.state <> 'met')
    order by {JOINED} desc, o.id desc limit {first + 1}"""  # noqa: S608


THEIRS = f"""
select c.organisation_id, c.id, upper(c.state), c.due_on::text, c.updated_on::text,
    c.due_on < {TODAY} and c.state <> 'met', a.number
from commitment c join article a on a.id = c.article_id where c.organisation_id = any ($1)
order by a.number, c.id"""  # noqa: S608


async def overdue_members(connection: asyncpg.Connection, variables: dict[str, Any], language: str, _: str) -> Any:
    """Q3."""
    first = variables["first"]
    rows = await connection.fetch(overdue_sql(first), language)
    page = rows[:first]
    theirs: dict[Any, list[BoardCommitment]] = {row[0]: [] for row in page}
    for one in await connection.fetch(THEIRS, list(theirs)):
        theirs[one[0]].append(BoardCommitment(global_id("Commitment", one[1]), *one[2:6], Number(one[6])))
    nodes = [
        BoardMember(
            global_id("Organisation", row[0]),
            Text(row[1]),
            *row[2:5],
            Contact(row[5], row[6]) if row[5] is not None else None,
            theirs[row[0]],
        )
        for row in page
    ]
    return {"organisations": Board(nodes, HasNext(len(rows) > first))}


@cache
def board_sql(first: int) -> str:
    """A handler's acknowledged grievances, newest first, each with their count; read from the side of the grants."""
    return f"""
    select g.id, upper(g.state), upper(g.category), g.language, g.filed_on::text, g.due_on::text,
        g.due_on < {TODAY} and g.state <> 'closed', count(*) over ()
    from (select grievance_id from grievance_grant where person_id = $1 and revoked_on is null offset 0) h
    cross join lateral (select * from grievance where id = h.grievance_id and state = 'acknowledged' offset 0) g
    order by g.filed_on desc, g.id desc limit {first}"""  # noqa: S608


async def own_board(connection: asyncpg.Connection, variables: dict[str, Any], _: str, person: str) -> Any:
    """B."""
    rows = await connection.fetch(board_sql(variables["first"]), person)
    nodes = [OwnGrievance(global_id("Grievance", row[0]), *list(row)[1:7]) for row in rows]
    return {"grievances": Counted(nodes, rows[0][7] if rows else 0)}
