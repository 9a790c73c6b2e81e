"""A commitment's facts as one SQL expression, and read back: verbs and queries take them from the same place."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from server.assurance.models import CommitmentEvidence, Evidence, EvidenceVisibility
from server.conduct.models import Measurement, Milestone, ReportedState, Verification
from server.conduct.states import Confirmed, Facts, Measured, Proof, Step

NOTHING = literal_column("'[]'::jsonb")


def gathered(t: Any) -> ColumnElement[Any]:
    """The facts as JSON, for the commitment whose columns are given. Everybody gets the same: what they are made of is
    public, and evidence that nobody outside may see does not count."""
    named = {
        "reported": t.state,
        "reported_on": t.updated_on,
        "due_on": t.due_on,
        "target": t.target,
        "baseline": t.baseline,
        "lost_on": t.lost_on,
        "measurements": _measurements(t),
        "milestones": _milestones(t),
        "evidence": _evidence(t),
        "confirmations": _confirmations(t),
    }
    return func.jsonb_build_object(
        *(part for name, value in named.items() for part in (literal_column(f"'{name}'"), value))
    )


def table(of: Any) -> Any:
    """A table of its own name in a sub-select."""
    return of.__table__.alias()


def _listed(parts: tuple[Any, ...], order: tuple[Any, ...], *where: Any) -> Any:
    listed = func.jsonb_agg(aggregate_order_by(func.jsonb_build_array(*parts), *order))
    return select(func.coalesce(listed, NOTHING)).where(*where).scalar_subquery()


def _measurements(t: Any) -> Any:
    one = table(Measurement)
    return _listed((one.c.measured_on, one.c.value), (one.c.measured_on, one.c.id), one.c.commitment_id == t.id)


def _milestones(t: Any) -> Any:
    one = table(Milestone)
    return _listed((one.c.due_on, one.c.reached_on), (one.c.due_on, one.c.id), one.c.commitment_id == t.id)


def _evidence(t: Any) -> Any:
    link, one = table(CommitmentEvidence), table(Evidence)
    return _listed(
        (one.c.id, one.c.dated_on, one.c.expires_on),
        (one.c.id,),
        link.c.commitment_id == t.id,
        and_(one.c.id == link.c.evidence_id, counts(one.c)),
    )


def counts(evidence: Any) -> ColumnElement[bool]:
    """Evidence counts while it is not withdrawn, and only where somebody outside its organisation may look at it."""
    return and_(evidence.withdrawn_on.is_(None), evidence.visibility != EvidenceVisibility.OWN)


def _confirmations(t: Any) -> Any:
    one = table(Verification)
    return _listed((one.c.confirmed_on, one.c.valid_until), (one.c.confirmed_on, one.c.id), one.c.commitment_id == t.id)


def facts_of(told: Mapping[str, Any]) -> Facts:
    """The facts, read from what ``gathered`` gives."""

    def day(text: str | None) -> Any:
        return date.fromisoformat(text) if text else None

    return Facts(
        reported=ReportedState(told["reported"]),
        reported_on=day(told["reported_on"]),
        due_on=day(told["due_on"]),
        target=told["target"],
        baseline=told["baseline"],
        lost_on=day(told["lost_on"]),
        measurements=tuple(Measured(day(on), value) for on, value in told["measurements"]),
        milestones=tuple(Step(day(due), day(done)) for due, done in told["milestones"]),
        evidence=tuple(Proof(UUID(id), day(on), day(until)) for id, on, until in told["evidence"]),
        confirmations=tuple(Confirmed(day(on), day(until)) for on, until in told["confirmations"]),
    )
