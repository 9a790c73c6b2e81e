"""The ladder: five levels for each article, what each needs, and where a member stands. Never a score."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from schema.connections import Node, global_id
from schema.enums import closed
from schema.planner.mapping import Order, column, listing, localized, planned
from schema.texts import LocalizedText
from server.assurance import models, rules
from server.assurance.models import EvidenceKind
from server.kernel.table import today

closed(
    EvidenceKind,
    "What sort of evidence it is.",
    {
        EvidenceKind.DOCUMENT: "A document: rules, a contract form, minutes.",
        EvidenceKind.AUDIT: "The report of an audit.",
        EvidenceKind.SURVEY_RESULT: "What workers said in a survey.",
        EvidenceKind.CASE_STUDY: "A case study of what was done.",
        EvidenceKind.REMEDY_STATISTIC: "Numbers about grievances and what was put right.",
        EvidenceKind.TRAINING_RECORD: "Who was trained in what, and when.",
    },
)


@planned(models.LadderRung)
class LadderRung(Node):
    """One of the five levels of one article. Ours, published in versions; a published version is never edited."""

    version: int = column("The version of the ladder.")
    published_on: date = column("The day of that version.")
    article_number: int = column("The article.")
    level: int = column("The level, 1 to 5.")
    practice: LocalizedText = localized("What a member at this level does.")
    evidence: LocalizedText = localized("What shows it.")
    kinds: list[EvidenceKind] = column("The kinds of evidence that count for it.")


@strawberry.type(description="One level of one article for one member: whether it is shown, and until when.")
class LadderStep:
    rung_id: strawberry.ID = strawberry.field(description="The level's global id.")
    level: int = strawberry.field(description="The level, 1 to 5.")
    shown_until: date | None = strawberry.field(
        description="The last day on which the evidence in force counts; null where nothing in force shows it."
    )


@strawberry.type(
    description="Where a member stands on the ladder of one article. A fact about its evidence, for itself and whoever "
    "reads its page: members are never ordered or added up by it."
)
class LadderStanding:
    article_number: int = strawberry.field(description="The article.")
    level: int = strawberry.field(description="The highest level up to which every level is shown; 0 where none is.")
    steps: list[LadderStep] = strawberry.field(description="All five levels.")
    next_rung_id: strawberry.ID | None = strawberry.field(
        description="The level whose evidence is missing next; null at the top."
    )
    on: date = strawberry.field(description="The day for which this was computed.")


def shown_by(t: Any) -> Any:
    """Every level of the newest version, with the organisation's evidence that counts for it, as JSON."""
    rung, link, shown = (
        one.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]  SQLModel sets it
        for one in (models.LadderRung, models.RungEvidence, models.Evidence)
    )
    newest = select(func.max(models.LadderRung.version)).scalar_subquery()
    held = (
        select(func.jsonb_agg(func.jsonb_build_array(shown.c.kind, shown.c.dated_on, shown.c.expires_on)))
        .where(
            link.c.rung_id == rung.c.id,
            link.c.organisation_id == t.id,
            shown.c.id == link.c.evidence_id,
            shown.c.withdrawn_on.is_(None),
            shown.c.visibility != models.EvidenceVisibility.OWN,
        )
        .correlate_except(link, shown)
        .scalar_subquery()
    )
    each = func.jsonb_build_array(rung.c.id, rung.c.article_number, rung.c.level, rung.c.kinds, held)
    listed = func.jsonb_agg(aggregate_order_by(each, rung.c.article_number, rung.c.level))
    return (
        select(func.coalesce(listed, literal_column("'[]'::jsonb"))).where(rung.c.version == newest).scalar_subquery()
    )


def standings(told: list[Any]) -> list[LadderStanding]:
    """The standing of a member for every article."""
    day = today()
    rungs = [
        rules.Rung(
            UUID(id),
            article,
            level,
            frozenset(EvidenceKind(kind) for kind in kinds),
            [(EvidenceKind(kind), date.fromisoformat(on), date.fromisoformat(end)) for kind, on, end in held or ()],
        )
        for id, article, level, kinds, held in told
    ]
    reached = rules.levels_reached(rungs, day)
    return [
        standing([rung for rung in rungs if rung.article_number == one], level, day) for one, level in reached.items()
    ]


def standing(rungs: list[rules.Rung], level: int, day: date) -> LadderStanding:
    """The standing for one article."""
    following = next((rung for rung in rungs if rung.level == level + 1), None)
    return LadderStanding(
        article_number=rungs[0].article_number,
        level=level,
        steps=[
            LadderStep(
                rung_id=strawberry.ID(global_id("LadderRung", rung.id)),
                level=rung.level,
                shown_until=rung.held_until(day),
            )
            for rung in rungs
        ],
        next_rung_id=strawberry.ID(global_id("LadderRung", following.id)) if following else None,
        on=day,
    )


@strawberry.type
class LadderQueries:
    """What the ladder adds to the root."""

    ladder: list[LadderRung] = listing(
        "The newest version of the ladder: every article's five levels, and what each needs.",
        order=Order(("article_number", "level", "id")),
        where=lambda t: t.version == select(func.max(models.LadderRung.version)).scalar_subquery(),
        usually=25,
    )
