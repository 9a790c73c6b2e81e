"""What was worked out once: documents by their text, plans by what decides them. Both bounded, oldest out first."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from schema.errors import bad_request
from schema.limits import (
    MAX_COMMENTS,
    MAX_SOURCE,
    MAX_TOKENS,
    check_limits,
    check_source,
    check_written,
    weight,
    weights,
)
from schema.planner.operation import Document, Operation
from schema.planner.plan import Plan, make_plan
from schema.planner.selection import Reading
from server.kernel.viewer import Audience

Kept = TypeVar("Kept")
LARGEST_CACHE = 1_000


class Recent(Generic[Kept]):
    """A bounded store: what was used least recently goes first."""

    def __init__(self, most: int = LARGEST_CACHE) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._most = most

    def get(self, key: Hashable) -> Kept | None:
        """What is kept under the key, now the most recently used."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, key: Hashable, value: Kept) -> Kept:
        """Keep the value."""
        self._kept[key] = value
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value


class Planner:
    """Documents and plans of one schema. ``readable`` says which tables each audience may read at all."""

    def __init__(self, schema: GraphQLSchema, readable: Mapping[Audience, frozenset[str]]) -> None:
        self.schema = schema
        self.readable = readable
        self.weights = weights(schema)
        self.documents: Recent[Document] = Recent()
        self.operations: Recent[Operation] = Recent()
        self.plans: Recent[Plan] = Recent()
        self.costs: Recent[int] = Recent()

    def document(self, text: str) -> Document:
        """The document of this text. Raises Failed for what is no valid document of the schema, or too complex."""
        known = self.documents.get(text)
        return known or self.documents.put(text, self._document(text))

    def _document(self, text: str) -> Document:
        check_source(text)
        tree = parse(text, max_source_length=MAX_SOURCE, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_COMMENTS)
        weighing = check_written(tree)
        operations = [d for d in tree.definitions if isinstance(d, OperationDefinitionNode)]
        for operation in operations:
            check_limits(tree, operation, self.weights, None)
        if errors := validate(self.schema, tree, max_errors=5, hide_suggestions=True):
            raise bad_request(errors)
        return Document(
            {operation.name.value if operation.name else "": operation for operation in operations},
            {d.name.value: d for d in tree.definitions if isinstance(d, FragmentDefinitionNode)},
            weighing,
        )

    def operation(self, text: str, name: str | None) -> Operation | None:
        """An operation of the document of this text: by its name or, without one, the only one. Raises Failed."""
        known = self.operations.get((text, name))
        if known is not None:
            return known
        document = self.document(text)
        alone = name is None and len(document.operations) == 1
        node = next(iter(document.operations.values())) if alone else document.operations.get(name or "")
        return node and self.operations.put((text, name), Operation(self.schema, document, node))

    def cost(self, operation: Operation, variables: Mapping[str, Any]) -> int:
        """What an operation costs with these variables, counted once for all that weigh the same. Raises Failed."""
        key = (operation, *[weight(variables.get(name)) for name in operation.document.weighing])
        known = self.costs.get(key)
        if known is not None:
            return known
        return self.costs.put(key, check_limits(operation.tree, operation.node, self.weights, variables))

    def plan(
        self,
        operation: Operation,
        of: GraphQLObjectType,
        selections: Sequence[SelectionSetNode],
        audience: Audience,
        variables: Mapping[str, Any],
    ) -> Plan:
        """The plan of an operation's selections, for this audience and whatever among the variables decides it."""
        document = operation.document
        where = (operation, audience)
        known = self.plans.get((*where, _decided(document.decides, variables)))
        if known is not None:
            return known
        reading = Reading(self.schema, document.fragments, variables, document.decides)
        made = make_plan(reading, of, selections, self.readable[audience])
        return self.plans.put((*where, _decided(document.decides, variables)), made)


def _decided(decides: Mapping[str, Any], variables: Mapping[str, Any]) -> Hashable:
    return tuple((name, note(variables[name])) if name in variables else (name,) for name, note in decides.items())
