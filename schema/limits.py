"""What one operation may cost, counted before anything is validated or planned.

First what is written: size, length of names, number of selections, because validation compares selections with one
another. Then what it asks for, in one pass that visits each fragment once: the known limiters of depth and aliases walk
a fragment as often as it is spread, and twenty fragments that each spread the next twice hold a server for seconds.

A field costs 1. Beneath a connection's ``nodes`` and ``edges`` everything counts as often as its page is long, beneath
a plain list as often as the mapping says it is usually long, beneath ``nodes(ids:)`` once for each id. Nothing is
counted for what ``@skip`` and ``@include`` leave out, nor for ``__schema`` and ``__type``: what they show is fixed.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.errors import Failed, failed
from schema.planner.mapping import Listing

MAX_SOURCE = 16_384
MAX_TOKENS = 2_000
MAX_COMMENTS = 50
MAX_NAME = 64
MAX_SELECTIONS = 300
MAX_SPREADS = 60
MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_DIRECTIVES = 40
MAX_COST = 5_000
USUAL_PAGE = 20
UNCOUNTABLE = 10**6
SIZES = ("first", "last", "ids")
"""Arguments that say how much is asked for."""

Weights = Mapping[str, int]
"""How long the plain lists of the schema usually are, by field name."""

LONG_NAME = re.compile(rf"(?<![_0-9A-Za-z])[_A-Za-z][_0-9A-Za-z]{{{MAX_NAME},}}")
STRING = re.compile(r'"""(?:\\"""|"(?!"")|[^"])*+(?:"""|\Z)|"(?:\\.|[^"\\\n])*+"?|#[^\n]*')
"""Texts and comments. What is never closed reaches to the end, so that no place is looked at twice."""


class Count(NamedTuple):
    """What a selection set costs: ``fixed``, and ``paged`` for each object of the page that it stands on."""

    depth: int = 0
    fixed: int = 0
    paged: int = 0
    aliases: int = 0
    directives: int = 0


def weights(schema: GraphQLSchema) -> Weights:
    """The plain lists of a schema, as the mapping knows them; under one name the longest counts."""
    found: dict[str, int] = {}
    for of in schema.type_map.values():
        for name, field in of.fields.items() if isinstance(of, GraphQLObjectType) else ():
            described: Any = field.extensions.get("strawberry-definition")
            shows = described and described.metadata.get("shows")
            if isinstance(shows, Listing):
                found[name] = max(shows.usually, found.get(name, 1))
    return found


def check_source(text: str) -> None:
    """Raises Failed where a document is longer than 16 kB or has a name of more than 64 characters."""
    if len(text) > MAX_SOURCE:
        raise _too_complex("length", MAX_SOURCE)
    if LONG_NAME.search(STRING.sub(" ", text)):
        raise failed("BAD_USER_INPUT", f"A name may have at most {MAX_NAME} characters.")


def check_written(document: DocumentNode) -> tuple[str, ...]:
    """Raises Failed where more is written than validation can compare quickly.

    Gives the variables on which a cost may depend: page sizes, lists of ids, and what skips and includes.
    """
    selections = spreads = 0
    weighing: set[str] = set()
    waiting: list[Any] = [definition for definition in document.definitions if hasattr(definition, "selection_set")]
    while waiting:
        inner = waiting.pop().selection_set
        for node in inner.selections if inner else ():
            selections += 1
            spreads += not isinstance(node, FieldNode)
            weighing.update(_weighing(node))
            if not isinstance(node, FragmentSpreadNode):
                waiting.append(node)
    for what, found, most in (("selections", selections, MAX_SELECTIONS), ("fragments", spreads, MAX_SPREADS)):
        if found > most:
            raise _too_complex(what, most)
    return tuple(sorted(weighing))


def _weighing(node: Any) -> Iterator[str]:
    arguments = [one for one in getattr(node, "arguments", None) or () if one.name.value in SIZES]
    for directive in node.directives or ():
        arguments += directive.arguments or ()
    for one in arguments:
        if isinstance(one.value, VariableNode):
            yield one.value.name.value


def weight(value: Any) -> int | None:
    """What of a variable's value counts: a number, a Boolean, or how many a list has."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


def check_limits(
    document: DocumentNode, operation: OperationDefinitionNode, weights: Weights, variables: Mapping[str, Any] | None
) -> int:
    """The operation's cost. Raises Failed where it is too deep, too wide or too large.

    Without variables, which no document knows yet, it is the least that any would make it: what is too much even then
    is not validated.
    """
    found = _Counter(document, weights, variables).count(operation.selection_set, frozenset())
    cost = found.fixed + found.paged
    for what, many, most in (
        ("depth", found.depth, MAX_DEPTH),
        ("aliases", found.aliases, MAX_ALIASES),
        ("directives", found.directives, MAX_DIRECTIVES),
        ("cost", cost, MAX_COST),
    ):
        if many > most:
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
    def __init__(self, document: DocumentNode, weights: Weights, variables: Mapping[str, Any] | None) -> None:
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.weights = weights
        self.variables = variables
        self.known: dict[str, Count] = {}

    def count(self, selections: SelectionSetNode | None, open_fragments: frozenset[str]) -> Count:
        total = Count()
        for node in selections.selections if selections else ():
            if not self._included(node):
                found = Count()
            elif isinstance(node, FieldNode):
                found = self._field(node, open_fragments)
            elif isinstance(node, FragmentSpreadNode):
                found = self._spread(node.name.value, open_fragments)
            else:
                inline: Any = node
                found = self.count(inline.selection_set, open_fragments)
            summed = [min(one + other, UNCOUNTABLE) for one, other in zip(total[1:], found[1:], strict=True)]
            summed[-1] += len(node.directives or ())
            total = Count(max(total.depth, found.depth), *summed)
        return total

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode) and directive.name.value in ("skip", "include"):
                    skipped = directive.name.value == "skip"
                    if (self.variables or {}).get(argument.value.name.value, skipped) is skipped:
                        return False
        return True

    def _field(self, node: FieldNode, open_fragments: frozenset[str]) -> Count:
        name = node.name.value
        aliased = int(node.alias is not None)
        if name.startswith("__"):
            return Count(aliases=aliased)
        depth, fixed, paged, aliases, directives = self.count(node.selection_set, open_fragments)
        inner = fixed + self._page(node) * paged
        if name in ("nodes", "edges") and not node.arguments:
            return Count(depth + 1, 1, min(inner, UNCOUNTABLE), aliases + aliased, directives)
        times = self._ids(node) if name == "nodes" else self.weights.get(name, 1)
        return Count(depth + 1, min(1 + times * inner, UNCOUNTABLE), 0, aliases + aliased, directives)

    def _spread(self, name: str, open_fragments: frozenset[str]) -> Count:
        if name in open_fragments or name not in self.fragments:
            return Count()
        if name not in self.known:
            self.known[name] = self.count(self.fragments[name].selection_set, open_fragments | {name})
        return self.known[name]

    def _page(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in SIZES[:2]:
                value = self._given(argument.value)
                return USUAL_PAGE if value is None else max(0, min(value, UNCOUNTABLE))
        return USUAL_PAGE

    def _ids(self, node: FieldNode) -> int:
        return next((self._given(one.value) or 1 for one in node.arguments or () if one.name.value == SIZES[2]), 1)

    def _given(self, value: Any) -> int | None:
        """A number, or how many a list has; none where nothing is given."""
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, ListValueNode):
            return len(value.values)
        if not isinstance(value, VariableNode):
            return None
        if self.variables is None:
            return 1
        return weight(self.variables.get(value.name.value))
