"""A valid document and its operations, with what is worked out about each once, for every request that asks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value

from schema.errors import Failed, bad_request, failed


@dataclass(eq=False)
class Document:
    """A valid document: its operations and fragments by name; which variables decide a cost, which a plan and how."""

    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    weighing: tuple[str, ...] = ()
    decides: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Operation:
    """One operation of a document."""

    schema: GraphQLSchema
    document: Document
    node: OperationDefinitionNode

    @cached_property
    def name(self) -> str:
        """Empty where it has none."""
        return self.node.name.value if self.node.name else ""

    @cached_property
    def kind(self) -> str:
        """query, mutation or subscription."""
        return self.node.operation.value

    @cached_property
    def tree(self) -> DocumentNode:
        """The operation with the fragments of its document."""
        return DocumentNode(definitions=(self.node, *self.document.fragments.values()))

    def coerced(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables as the schema has them. Raises Failed where they are wrong.

        Types and defaults are looked up once; each value goes through graphql-core's own coercion, and where one is
        refused, all do once more for its words. JSON of 32 levels cannot be nested too deeply for it.
        """
        values: dict[str, Any] = {}
        sources: dict[str, VariableValueSource] = {}
        for signature, required, default in self._signatures:
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is not Undefined:
                values[name] = coerced = coerce_input_value(value, signature.type)
                if coerced is Undefined:
                    raise self._refused(given)
            elif default is not Undefined:
                values[name] = default
            elif required:
                raise self._refused(given)
        return VariableValues(sources, values)

    @cached_property
    def _signatures(self) -> list[tuple[GraphQLVariableSignature, bool, Any]]:
        """Each variable, whether it must be given, and what it is where it is not."""
        found: list[Any] = [get_variable_signature(self.schema, one) for one in self.node.variable_definitions or ()]
        return [(one, is_non_null_type(one.type), coerce_default_value(one)) for one in found]

    def _refused(self, given: Mapping[str, Any]) -> Failed:
        definitions = self.node.variable_definitions or ()
        found: Any = get_variable_values(self.schema, definitions, dict(given), max_errors=5, hide_suggestions=True)
        return bad_request(found)

    @cached_property
    def introspects(self) -> bool:
        """Whether it asks about the schema itself. Raises Failed where it asks that together with data."""
        found: set[bool] = set()

        def look(selections: SelectionSetNode, seen: frozenset[str]) -> None:
            for node in selections.selections:
                if isinstance(node, FieldNode):
                    if node.name.value != "__typename":
                        found.add(node.name.value in ("__schema", "__type"))
                    continue
                spread: Any = node
                if hasattr(spread, "selection_set"):
                    look(spread.selection_set, seen)
                elif spread.name.value not in seen:
                    look(self.document.fragments[spread.name.value].selection_set, seen | {spread.name.value})

        look(self.node.selection_set, frozenset())
        if len(found) == 2:
            raise failed("BAD_USER_INPUT", "Ask about the schema in an operation of its own.")
        return found == {True}
