"""Where a request meets the rates (`server/kernel/rates.py`), and what passes whatever they say."""

from graphql import FieldNode, OperationDefinitionNode
from starlette.requests import Request

from server.kernel.rates import Rates, TooOften
from server.kernel.sealing import Token

NEVER_REFUSED = frozenset({"fileGrievance", "openGrievance", "sendMessage", "__typename"})


def waiting_time(rates: Rates, request: Request, token: Token | None) -> int:
    """Count the request; gives the seconds to wait where it is one too many, else 0."""
    peer = request.client.host if request.client else ""
    return rates.take(peer, ",".join(request.headers.getlist("x-forwarded-for")), token)


def refuse_too_often(seconds: int, operation: OperationDefinitionNode) -> None:
    """Raises TooOften where there are seconds to wait, unless a grievance is filed or followed."""
    roots = operation.selection_set.selections
    if seconds and not all(isinstance(node, FieldNode) and node.name.value in NEVER_REFUSED for node in roots):
        raise TooOften(seconds)
