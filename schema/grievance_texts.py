"""Where the sealed texts of a grievance stand, and the fields that open them."""

from typing import Any

from sqlalchemy import and_

from schema.planner.mapping import Side, opened
from server.grievances import models
from server.grievances.models import MessageKind
from server.grievances.opening import TEXT, is_damaged, open_text


def grant(key: str) -> Side:
    """The viewer's own grant for the grievance that the column names. A worker has none and needs none."""
    return Side(models.GrievanceGrant, lambda own, side: side.grievance_id == own[key])


def text_of(kind: MessageKind) -> Side:
    """The one text of this kind."""
    return Side(models.GrievanceMessage, lambda own, side: and_(side.grievance_id == own.id, side.kind == kind.value))


GRANT = grant("id")
NARRATIVE = text_of(MessageKind.NARRATIVE)
FAIR_RESULT = text_of(MessageKind.FAIR_RESULT)
EMPLOYER_NAME = text_of(MessageKind.EMPLOYER_NAME)
CLOSING_REASON = text_of(MessageKind.CLOSING_REASON)


def sealed(*sides: Side) -> list[str | tuple[Side, str]]:
    """What opening these texts of a grievance needs: the grievance, the grant, and each text's columns."""
    return ["id", (GRANT, "sealed_key"), *((side, name) for side in sides for name in TEXT)]


def words(description: str, side: Side) -> Any:
    """The field of one sealed text of a grievance."""
    return opened(f"{description} Sealed.", sealed(side), open_text)


def body(description: str) -> Any:
    """The field of a message's own text."""
    return opened(description, ["grievance_id", (grant("grievance_id"), "sealed_key"), *TEXT], open_text)


def damaged(description: str) -> Any:
    """The field that tells whether one of a grievance's own texts does not open."""
    return opened(description, sealed(NARRATIVE, FAIR_RESULT, EMPLOYER_NAME, CLOSING_REASON), is_damaged)
