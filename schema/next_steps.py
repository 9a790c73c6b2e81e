"""What could come next for a member: for each article, what others have told that fits, and why it is suggested."""

from typing import Any, NamedTuple
from uuid import UUID

import strawberry
from sqlalchemy import and_, any_, case, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.connections import global_id
from schema.expressions import TODAY
from server.case_studies.models import CaseStudy, CaseStudyStatus
from server.conduct.models import Article, CodeOfConduct, Commitment

MOST = 3
"""Suggestions for an article."""


@strawberry.type(description="A published case study that may help, and why it is suggested. No rating of anybody.")
class SuggestedStudy:
    case_study_id: strawberry.ID = strawberry.field(description="The case study's global id.")
    same_industry: bool = strawberry.field(description="It comes from the member's own industry.")
    same_prefecture: bool = strawberry.field(description="It comes from the member's own prefecture.")


@strawberry.type(description="What could come next for one article. What the next level needs, `ladder` tells.")
class NextStep:
    article_number: int = strawberry.field(description="The article of the newest code.")
    committed: bool = strawberry.field(description="Whether the member has a commitment for it.")
    suggestions: list[SuggestedStudy] = strawberry.field(
        description="Up to three case studies of others that serve it: first of the same industry, then of the "
        "same prefecture, then the newest."
    )


class Step(NamedTuple):
    """A next step, before it is shown."""

    article_number: int
    committed: bool
    suggestions: list["Suggested"]


class Suggested(NamedTuple):
    """A suggestion, before it is shown."""

    case_study_id: str
    same_industry: bool
    same_prefecture: bool


def fitting(t: Any) -> Any:
    """For each article of the newest code whether the member is committed, and what fits it best, as JSON."""
    article, study, commitment, code = (
        one.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it
        for one in (Article, CaseStudy, Commitment, CodeOfConduct)
    )
    newest = select(code.c.id).where(code.c.adopted_on <= TODAY).order_by(code.c.version.desc()).limit(1)
    industry = func.coalesce(study.c.sector == t.sector, literal_column("false"))
    place = func.coalesce(study.c.prefecture == t.prefecture, literal_column("false"))
    best = (
        select(study.c.id, industry.label("industry"), place.label("place"), study.c.published_on)
        .where(
            study.c.status == CaseStudyStatus.PUBLISHED,
            study.c.organisation_id != t.id,
            article.c.number == any_(study.c.articles),
        )
        .order_by(case((industry, 0), else_=1), case((place, 0), else_=1), study.c.published_on.desc(), study.c.id)
        .limit(MOST)
        .correlate_except(study)
        .lateral()
    )
    each = func.jsonb_build_array(best.c.id, best.c.industry, best.c.place)
    order = (best.c.industry.desc(), best.c.place.desc(), best.c.published_on.desc(), best.c.id)
    suggested = select(func.jsonb_agg(aggregate_order_by(each, *order))).select_from(best).scalar_subquery()
    committed = (
        select(literal_column("1"))
        .where(and_(commitment.c.organisation_id == t.id, commitment.c.article_id == article.c.id))
        .correlate_except(commitment)
        .exists()
    )
    step = func.jsonb_build_array(article.c.number, committed, suggested)
    listed = func.jsonb_agg(aggregate_order_by(step, article.c.number))
    of_newest = article.c.code_of_conduct_id == newest.scalar_subquery()
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb")))
        .select_from(article)
        .where(of_newest)
        .correlate_except(article)
        .scalar_subquery()
    )


def next_steps(told: list[Any]) -> list[Step]:
    """The steps, one for each article."""
    return [
        Step(
            number,
            committed,
            [Suggested(global_id("CaseStudy", UUID(id)), industry, place) for id, industry, place in found or ()],
        )
        for number, committed, found in told
    ]
