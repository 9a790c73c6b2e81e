"""What can be done about a commitment beside reporting on it: propose one, plan it, measure it, reach its milestones.

Whatever bears on a commitment's state ends in ``reckon``, which writes the days on which that state turns by itself.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast
from sqlmodel import col, func, select

from server.conduct import rules
from server.conduct.facts import facts_of, gathered
from server.conduct.models import (
    Article,
    Commitment,
    CommitmentScope,
    Measurement,
    Milestone,
    Pledge,
    ReportedState,
)
from server.conduct.states import clock_of
from server.identity.models import Seat
from server.kernel.entries import line
from server.kernel.errors import Conflict, Invalid, LimitReached, NotFound, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import Organisation

MOST_COMMITMENTS = 100
MOST_MEASUREMENTS = 1000
MOST_MILESTONES = 50


@dataclass(frozen=True)
class Plan:
    """What a member sets itself. What is None stays as it is; texts are by language and are laid over those there."""

    aim: dict[str, str] | None = None
    indicator: dict[str, str] | None = None
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    owner_id: UUID | None = None
    scope: CommitmentScope | None = None
    scope_note: dict[str, str] | None = None
    due_on: date | None = None


async def propose_commitment(
    session: ViewerSession, organisation_id: UUID, article_number: int, due_on: date, plan: Plan
) -> Commitment:
    """Add a commitment to an article of the newest version that the member has signed. For its owners and editors.

    Conflict where it has signed none. LimitReached after 100.
    """
    day = rules.next_date(due_on, today())

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)
    there = await session.rows.scalar(
        select(func.count()).select_from(Commitment).where(col(Commitment.organisation_id) == organisation.id)
    )
    if (there or 0) >= MOST_COMMITMENTS:
        raise LimitReached("organisation_id", message("This member has as many commitments as one may have."))

    article = await signed_article(session, organisation.id, article_number)
    commitment = Commitment(
        organisation_id=organisation.id, article_id=article.id, state=ReportedState.PROPOSED, due_on=day
    )
    await laid_over(session, commitment, plan)
    session.add(commitment)

    session.record("propose_commitment", commitment, organisation_id=organisation.id)
    return commitment


async def plan_commitment(session: ViewerSession, id: UUID, plan: Plan) -> Commitment:
    """Set what a commitment aims at, how that is measured, who answers for it, where it holds, and its day.

    For owners and editors of its member. A target needs an indicator, a unit and another baseline than itself.
    """
    commitment = await own_commitment(session, id)

    await laid_over(session, commitment, plan)
    await reckon(session, commitment)

    session.record("plan_commitment", commitment, organisation_id=commitment.organisation_id)
    return commitment


async def record_measurement(
    session: ViewerSession, commitment_id: UUID, value: float, measured_on: date
) -> Measurement:
    """Write down the indicator's value on a day that has come. For owners and editors.

    Measurements are never edited: of two of the same day the later written counts.
    """
    rules.past_day(measured_on, today(), "measured_on")
    rules.number(value, "value")

    commitment = await own_commitment(session, commitment_id, "commitment_id")
    if commitment.indicator is None or commitment.unit is None:
        raise Conflict("commitment_id", message("Say first what is measured, and in which unit."))
    await within(session, Measurement, commitment.id, MOST_MEASUREMENTS)

    measurement = Measurement(
        commitment_id=commitment.id, organisation_id=commitment.organisation_id, value=value, measured_on=measured_on
    )
    session.add(measurement)
    await reckon(session, commitment)

    session.record("record_measurement", measurement, organisation_id=commitment.organisation_id)
    return measurement


async def add_milestone(session: ViewerSession, commitment_id: UUID, title: dict[str, str], due_on: date) -> Milestone:
    """Add a step with its day, not after the commitment's own. For owners and editors."""
    named = rules.texts(title, "title", rules.NAME_LIMIT)
    day = rules.next_date(due_on, today())

    commitment = await own_commitment(session, commitment_id, "commitment_id")
    if day > commitment.due_on:
        raise Invalid("due_on", message("A milestone comes before the commitment's own day."))
    await within(session, Milestone, commitment.id, MOST_MILESTONES)

    milestone = Milestone(
        commitment_id=commitment.id, organisation_id=commitment.organisation_id, title=named, due_on=day
    )
    session.add(milestone)
    await reckon(session, commitment)

    session.record("add_milestone", milestone, organisation_id=commitment.organisation_id)
    return milestone


async def reach_milestone(session: ViewerSession, id: UUID, reached_on: date) -> Milestone:
    """Say on which day a milestone was reached. For owners and editors. Conflict where that has been said."""
    rules.past_day(reached_on, today(), "reached_on")

    found = await session.find(Milestone, id)
    commitment = await own_commitment(session, found.commitment_id)
    milestone = await session.find(Milestone, id, lock=True)
    if milestone.reached_on:
        raise Conflict("id", message("This milestone has been reached already."))

    milestone.reached_on = reached_on
    await reckon(session, commitment)

    session.record("reach_milestone", milestone, organisation_id=commitment.organisation_id)
    return milestone


async def reckon(session: ViewerSession, commitment: Commitment) -> None:
    """Write anew the days on which a commitment's state turns by itself. Called by every verb that bears on it."""
    await session.flush()
    told = await session.rows.scalar(
        select(cast(gathered(Commitment.__table__.c), Text)).where(col(Commitment.id) == commitment.id)  # pyright: ignore[reportAttributeAccessIssue]
    )
    clock = clock_of(facts_of(json.loads(told or "{}")), today())
    commitment.begun_on = clock.begun_on
    commitment.met_until = clock.met_until
    commitment.verified_until = clock.verified_until
    commitment.slips_on = clock.slips_on
    await session.flush()


async def own_commitment(session: ViewerSession, id: UUID, path: str = "id") -> Commitment:
    """The commitment, for an owner or editor of its member; others who decide about it wait."""
    commitment = await session.find(Commitment, id, path)
    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=commitment.organisation_id)
    return await session.find(Commitment, id, path, lock=True)


async def signed_article(session: ViewerSession, organisation_id: UUID, number: int) -> Article:
    """The article of that number in the newest version that the member has signed."""
    versions = select(Pledge.code_of_conduct_id).where(col(Pledge.organisation_id) == organisation_id)
    found = await session.rows.scalars(
        select(Article)
        .where(col(Article.code_of_conduct_id).in_(versions), col(Article.number) == number)
        .order_by(col(Article.id).desc())
        .limit(1)
    )
    article = found.one_or_none()
    if article is None:
        signed = await session.rows.scalar(versions.limit(1))
        if signed is None:
            raise Conflict("organisation_id", message("This member has not signed the code of conduct yet."))
        raise NotFound("article_number")
    return article


async def laid_over(session: ViewerSession, commitment: Commitment, plan: Plan) -> None:
    """The plan laid over what the commitment has; refused where the two together make no sense."""
    for name, limit in (("aim", rules.NOTE_LIMIT), ("indicator", rules.NAME_LIMIT), ("scope_note", rules.NOTE_LIMIT)):
        given = getattr(plan, name)
        if given is not None:
            there: dict[str, Any] = getattr(commitment, name) or {}
            setattr(commitment, name, {**there, **rules.texts(given, f"plan.{name}", limit)})
    for name in ("baseline", "target"):
        if (value := getattr(plan, name)) is not None:
            setattr(commitment, name, rules.number(value, f"plan.{name}"))
    if plan.unit is not None:
        commitment.unit = line(plan.unit, "plan.unit", rules.UNIT_LIMIT)
    if plan.due_on is not None and plan.due_on != commitment.due_on:
        commitment.due_on = rules.next_date(plan.due_on, today())
    if plan.owner_id is not None:
        commitment.owner_id = await seated(session, commitment.organisation_id, plan.owner_id)
    commitment.scope = plan.scope or commitment.scope
    rules.measurable(commitment)


async def seated(session: ViewerSession, organisation_id: UUID, person_id: UUID) -> UUID:
    """The person, who must hold a seat in the organisation."""
    held = await session.rows.scalar(
        select(Seat.id).where(
            col(Seat.organisation_id) == organisation_id,
            col(Seat.person_id) == person_id,
            col(Seat.revoked_on).is_(None),
        )
    )
    if held is None:
        raise Invalid("plan.owner_id", message("Choose somebody who has a seat in this organisation."))
    return person_id


async def within(session: ViewerSession, table: type[Measurement] | type[Milestone], id: UUID, most: int) -> None:
    """Refuse one more than a commitment may have."""
    there = await session.rows.scalar(select(func.count()).select_from(table).where(col(table.commitment_id) == id))
    if (there or 0) >= most:
        raise LimitReached("commitment_id", message("This commitment has as many as one may have."))
