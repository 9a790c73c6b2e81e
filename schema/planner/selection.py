"""What an operation asks for: its fields, after fragments and directives, and its arguments.

A plan holds for every request that asks the same way. What a variable only fills in (a value to compare with) is read
at each request; what it decides (a page size, an order, which conditions there are) is part of the plan's key, as noted
in ``Reading.decides``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
)
from graphql.utilities import value_from_ast

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A field to answer: its response key, its definition (none for ``__typename``), all its selections merged."""

    key: str
    name: str
    node: FieldNode
    definition: GraphQLField | None
    selections: list[SelectionSetNode]


@dataclass(frozen=True)
class Value:
    """An argument's value: as it is in this request, and how to get it in another with the same plan."""

    now: Any
    get: Callable[[Variables], Any]
    parts: "Mapping[str, Value] | None" = None

    def fields(self) -> Mapping[str, "Value"]:
        """The fields of an input object that are given and not null."""
        if self.parts is not None:
            return {name: part for name, part in self.parts.items() if part.now is not None}
        return {name: self._part(name) for name, now in (self.now or {}).items() if now is not None}

    def _part(self, name: str) -> "Value":
        return Value(self.now[name], lambda variables: self.get(variables)[name])


def exact(value: Any) -> Any:
    """What a deciding variable adds to the plan's key: itself."""
    return tuple(value) if isinstance(value, list) else value


def outline(value: Any) -> Any:
    """What a filling variable adds to the plan's key: which parts it has, and its Booleans and enums."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, dict):
        return tuple((name, outline(part)) for name, part in sorted(value.items()) if part is not None)
    return "given"


NONE: Mapping[str, Callable[[Any], Any]] = {}


@dataclass
class Reading:
    """One operation while it is being planned."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    decides: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def fields(self, of: GraphQLObjectType, selections: Sequence[SelectionSetNode]) -> list[Asked]:
        """The fields asked of an object of this type, in order, each response key once."""
        asked: dict[str, Asked] = {}
        for selection_set in selections:
            self._collect(of, selection_set, asked)
        return list(asked.values())

    def _collect(self, of: GraphQLObjectType, selection_set: SelectionSetNode, asked: dict[str, Asked]) -> None:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                self._take(of, node, asked)
                continue
            fragment: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            if self._applies(fragment.type_condition, of):
                self._collect(of, fragment.selection_set, asked)

    def _take(self, of: GraphQLObjectType, node: FieldNode, asked: dict[str, Asked]) -> None:
        key = node.alias.value if node.alias else node.name.value
        known = asked.get(key)
        if known is None:
            definition = of.fields.get(node.name.value)
            known = asked[key] = Asked(key, node.name.value, node, definition, [])
        if node.selection_set:
            known.selections.append(node.selection_set)

    def _applies(self, condition: Any, of: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == of.name:
            return True
        return any(interface.name == condition.name.value for interface in of.interfaces)

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                continue
            value = directive.arguments[0].value
            if isinstance(value, VariableNode):
                self.decides[value.name.value] = exact
                says = self.variables[value.name.value]
            else:
                says = value.value
            if says is (name == "skip"):
                return False
        return True

    def arguments(self, field: Asked, deciding: Mapping[str, Callable[[Any], Any]] = NONE) -> dict[str, Value]:
        """The arguments that are given and not null, by name. ``deciding`` says what some of them add to the key."""
        values: dict[str, Value] = {}
        definitions = field.definition.args if field.definition else {}
        for node in field.node.arguments or ():
            name = node.name.value
            value = self._value(node.value, definitions[name].type, deciding.get(name, outline))
            if value is not None and value.now is not None:
                values[name] = value
        return values

    def _value(self, node: ValueNode, of: Any, note: Callable[[Any], Any]) -> Value | None:
        if isinstance(node, VariableNode):
            name = node.name.value
            if note is not outline or name not in self.decides:
                self.decides[name] = note
            if name not in self.variables:
                return None
            return Value(self.variables[name], lambda variables: variables[name])
        nullable = get_nullable_type(of)
        if isinstance(node, ObjectValueNode) and isinstance(nullable, GraphQLInputObjectType):
            parts = {
                part.name.value: value
                for part in node.fields
                if (value := self._value(part.value, nullable.fields[part.name.value].type, note)) is not None
            }
            return Value(
                {name: value.now for name, value in parts.items()},
                lambda variables: {name: value.get(variables) for name, value in parts.items()},
                parts,
            )
        if isinstance(node, ListValueNode):
            for item in node.values:
                self._value(item, get_nullable_type(of).of_type, note)
        fixed = value_from_ast(node, of, dict(self.variables))
        return Value(fixed, lambda variables: value_from_ast(node, of, dict(variables)) if variables else fixed)
