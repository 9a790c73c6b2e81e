"""Where a request meets the rates (`server/kernel/rates.py`), and what passes whatever they say."""

from graphql import FieldNode, OperationDefinitionNode

from schema.parameters import Heard
from server.kernel.rates import Rates, TooOften
from server.kernel.sealing import Token

NEVER_REFUSED = frozenset({"fileGrievance", "openGrievance", "sendMessage", "__typename"})


def waiting_time(rates: Rates, heard: Heard, token: Token | None) -> int:
    """Count the request; gives the seconds to wait where it is one too many, else 0."""
    return rates.take(heard.peer, heard.header(b"x-forwarded-for") or "", token)


def refuse_too_often(seconds: int, operation: OperationDefinitionNode) -> None:
    """Raises TooOften where there are seconds to wait, unless a grievance is filed or followed."""
    if not seconds:
        return
    roots = operation.selection_set.selections
    if not all(isinstance(node, FieldNode) and node.name.value in NEVER_REFUSED for node in roots):
        raise TooOften(seconds)
