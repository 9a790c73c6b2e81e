"""What organisations owe to the code: whether they have signed it, and until when they sign a new version."""

from typing import Any

from sqlalchemy import and_, exists, not_, or_, select
from sqlmodel import col

from schema.expressions import TODAY
from server.conduct import models as conduct


def has_overdue(t: Any, wanted: bool) -> Any:
    """A commitment is past its day and not shown to be met; or, where ``wanted`` is false, none is."""
    late = exists().where(
        col(conduct.Commitment.organisation_id) == t.id,
        col(conduct.Commitment.due_on) < TODAY,
        or_(col(conduct.Commitment.met_until).is_(None), col(conduct.Commitment.met_until) < TODAY),
    )
    return late if wanted else not_(late)


def has_pledged(t: Any, wanted: bool) -> Any:
    """A version of the code of conduct has been signed; or none."""
    signed = exists().where(col(conduct.Pledge.organisation_id) == t.id)
    return signed if wanted else not_(signed)


def reaffirm_by(t: Any) -> Any:
    """The last day for signing the newest version in force, where an earlier one is signed and this one is not."""
    code, other, pledge, earlier = (
        one.__table__.alias()  # pyright: ignore[reportAttributeAccessIssue]
        for one in (conduct.CodeOfConduct, conduct.CodeOfConduct, conduct.Pledge, conduct.Pledge)
    )
    later = select(other.c.id).where(other.c.version > code.c.version, other.c.adopted_on <= TODAY)
    signed = select(pledge.c.id).where(pledge.c.organisation_id == t.id, pledge.c.code_of_conduct_id == code.c.id)
    before = select(earlier.c.id).where(earlier.c.organisation_id == t.id)
    owed = and_(
        code.c.adopted_on <= TODAY,
        not_(later.correlate_except(other).exists()),
        not_(signed.correlate_except(pledge).exists()),
        before.correlate_except(earlier).exists(),
    )
    return select(code.c.reaffirm_by).where(owed).correlate_except(code).scalar_subquery()


def owes_reaffirmation(t: Any, wanted: bool) -> Any:
    """A new version is to be signed; or none is."""
    owed = reaffirm_by(t).is_not(None)
    return owed if wanted else not_(owed)
