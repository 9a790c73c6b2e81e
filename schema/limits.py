"""What one operation may cost, counted before anything is validated or planned.

One pass that visits each fragment once: the known limiters of depth and aliases walk a fragment as often as it is
spread, and twenty fragments that each spread the next twice hold a server for seconds. Page sizes multiply what stands
beneath them. ``__schema`` and ``__type`` cost nothing: what they show is fixed.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.errors import Failed, failed

MAX_SOURCE = 16_384
MAX_TOKENS = 2_000
MAX_COMMENTS = 50
MAX_NAME = 64
MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_DIRECTIVES = 40
MAX_COST = 5_000
USUAL_PAGE = 20
UNCOUNTABLE = 10**6

Count = tuple[int, int, int, int]
"""Depth, fields weighted by page sizes, aliases, directives."""


def check_limits(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
    """The operation's cost. Raises Failed where it is too deep, too wide or too large."""
    depth, cost, aliases, directives = _Counter(document, variables).count(operation.selection_set, frozenset(), 1)
    for what, found, most in (
        ("depth", depth, MAX_DEPTH),
        ("aliases", aliases, MAX_ALIASES),
        ("directives", directives, MAX_DIRECTIVES),
        ("cost", cost, MAX_COST),
    ):
        if found > most:
            raise _too_complex(what, most)
    roots = [node for node in operation.selection_set.selections if not _is_typename(node)]
    if operation.operation.value == "mutation" and len(roots) > 1:
        raise _too_complex("verbs", 1)
    return cost


def _too_complex(what: str, most: int) -> Failed:
    return failed(
        "TOO_COMPLEX", f"This operation is too complex: its {what} may be at most {most}.", limit=what, most=most
    )


def _is_typename(node: Any) -> bool:
    return isinstance(node, FieldNode) and node.name.value == "__typename"


class _Counter:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.variables = variables
        self.known: dict[tuple[str, int], Count] = {}

    def count(self, selections: SelectionSetNode | None, open_fragments: frozenset[str], page: int) -> Count:
        """What a selection set costs; ``page`` is the page size that its ``nodes`` and ``edges`` would have."""
        depth = cost = aliases = directives = 0
        for node in selections.selections if selections else ():
            directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                found = self._field(node, open_fragments, page)
            elif isinstance(node, FragmentSpreadNode):
                found = self._spread(node.name.value, open_fragments, page)
            else:
                inline: Any = node
                found = self.count(inline.selection_set, open_fragments, page)
            depth = max(depth, found[0])
            cost = min(cost + found[1], UNCOUNTABLE)
            aliases = min(aliases + found[2], UNCOUNTABLE)
            directives = min(directives + found[3], UNCOUNTABLE)
        return depth, cost, aliases, directives

    def _field(self, node: FieldNode, open_fragments: frozenset[str], page: int) -> Count:
        if node.name.value.startswith("__"):
            return 0, 0, int(node.alias is not None), 0
        depth, cost, aliases, directives = self.count(node.selection_set, open_fragments, self._page(node))
        times = page if node.name.value in ("nodes", "edges") else 1
        return depth + 1, min(1 + cost * times, UNCOUNTABLE), aliases + (node.alias is not None), directives

    def _spread(self, name: str, open_fragments: frozenset[str], page: int) -> Count:
        if name in open_fragments or name not in self.fragments:
            return 0, 0, 0, 0
        if (name, page) not in self.known:
            self.known[name, page] = self.count(self.fragments[name].selection_set, open_fragments | {name}, page)
        return self.known[name, page]

    def _page(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    return min(int(value.value), UNCOUNTABLE)
                if isinstance(value, VariableNode):
                    given = self.variables.get(value.name.value)
                    return given if isinstance(given, int) else USUAL_PAGE
        return USUAL_PAGE
