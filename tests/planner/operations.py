"""Random valid operations over the whole schema: fields, aliases, arguments, variables, fragments, directives."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)

DEEPEST = 6
PAGING = ("first", "last", "after", "before", "orderBy")
WIDEST = 4

Values = Mapping[str, Sequence[Any]]
"""What to give for an argument or a field of an input, by its name; else by the name of its type."""


@dataclass
class Writer:
    """Writes one operation."""

    rng: random.Random
    schema: GraphQLSchema
    values: Values
    cursors: Mapping[tuple[str, str], Sequence[str]]
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)

    def operation(self) -> tuple[str, dict[str, Any]]:
        """The document and its variables."""
        query: Any = self.schema.query_type
        body = self.selection(query, 0)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return f"query Q{declared} {body} {' '.join(self.fragments)}", self.variables

    def selection(self, of: Any, depth: int) -> str:
        """A selection set of this type."""
        types = [of]
        if isinstance(of, GraphQLInterfaceType):
            types = [of, *self.rng.sample(list(self.schema.get_possible_types(of)), 3)]
        parts: list[str] = []
        for one in types:
            written = self._fields(one, depth)
            parts.extend([f"... on {one.name} {{ {' '.join(written)} }}"] if one is not of else written)
        return "{ " + " ".join(self._wrapped(of, part) for part in parts) + " }"

    def _fields(self, of: Any, depth: int) -> list[str]:
        names = list(of.fields)
        if depth >= DEEPEST:
            names = [name for name in names if not _is_object(of.fields[name].type)]
        chosen = self.rng.sample(names, min(len(names), self.rng.randint(1, WIDEST)))
        written = [self._field(of, name, depth) for name in chosen]
        return [*written, "__typename"] if not written or self.rng.random() < 0.2 else written

    def _field(self, of: Any, name: str, depth: int) -> str:
        definition = of.fields[name]
        alias = f"a{self.rng.randint(0, 10**9)}: "
        arguments = self._arguments(definition)
        inner = ""
        if _is_object(definition.type):
            inner = " " + self.selection(get_named_type(definition.type), depth + 1)
        return f"{alias}{name}{arguments}{self._directive()}{inner}"

    def _directive(self) -> str:
        if self.rng.random() > 0.08:
            return ""
        says = self.rng.choice(["skip", "include"])
        value = self._variable("Boolean!", self.rng.random() < 0.5) if self.rng.random() < 0.7 else "true"
        return f" @{says}(if: {value})"

    def _wrapped(self, of: Any, part: str) -> str:
        chance = self.rng.random()
        if chance < 0.08:
            return f"... on {of.name} {{ {part} }}"
        if chance < 0.12:
            return f"... {{ {part} }}"
        if chance < 0.2:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {of.name} {{ {part} }}")
            return f"...{name}"
        return part

    def _arguments(self, definition: Any) -> str:
        given: dict[str, str] = {}
        names = [name for name, one in definition.args.items() if isinstance(one.type, GraphQLNonNull)]
        optional = [name for name in definition.args if name not in names and name not in PAGING]
        names += [name for name in optional if self.rng.random() < 0.45]
        for name in names:
            given[name] = self._value(name, definition.args[name].type)
        if "first" in definition.args:
            self._page(definition, given)
        return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""

    def _page(self, definition: Any, given: dict[str, str]) -> None:
        if self.rng.random() < 0.8:
            size = self.rng.choice([0, 1, 2, 3, 5])
            value = self._variable("Int", size) if self.rng.random() < 0.4 else str(size)
            given[self.rng.choice(["first", "last"])] = value
        named = get_named_type(get_named_type(definition.type).fields["nodes"].type).name
        order = self._order(definition, given)
        for name in ("after", "before"):
            pool = self.cursors.get((named, order), ())
            if pool and self.rng.random() < 0.25:
                cursor = self.rng.choice(pool)
                given[name] = self._variable("String", cursor) if self.rng.random() < 0.5 else f'"{cursor}"'

    def _order(self, definition: Any, given: dict[str, str]) -> str:
        if "orderBy" not in definition.args:
            return ""
        orders = list(get_named_type(definition.args["orderBy"].type).values)
        chosen = self.rng.choice([order for order in orders if order != "RELEVANCE"])
        given["orderBy"] = (
            self._variable(get_named_type(definition.args["orderBy"].type).name, chosen)
            if self.rng.random() < 0.4
            else chosen
        )
        return chosen

    def _variable(self, of: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = value
        self.declared.append(f"${name}: {of}")
        return f"${name}"

    def _value(self, name: str, of: Any) -> str:
        nullable = of.of_type if isinstance(of, GraphQLNonNull) else of
        value = self.plain(name, nullable)
        if isinstance(nullable, GraphQLInputObjectType) and self.rng.random() < 0.5:
            return self._literal_object(nullable, value)
        if self.rng.random() < 0.5 or isinstance(nullable, GraphQLInputObjectType):
            return self._variable(str(of), value)
        return _literal(value, nullable)

    def _literal_object(self, of: GraphQLInputObjectType, value: dict[str, Any]) -> str:
        parts: list[str] = []
        for name, part in value.items():
            part_type = get_named_type(of.fields[name].type)
            as_variable = self.rng.random() < 0.4
            parts.append(
                f"{name}: {self._variable(part_type.name, part) if as_variable else _literal(part, part_type)}"
            )
        return "{" + ", ".join(parts) + "}"

    def plain(self, name: str, of: Any) -> Any:
        """A value as JSON has it."""
        if isinstance(of, GraphQLNonNull):
            return self.plain(name, of.of_type)
        if isinstance(of, GraphQLList):
            return [self.plain(name, of.of_type) for _ in range(self.rng.randint(0, 4))]
        if isinstance(of, GraphQLInputObjectType):
            chosen = [field for field in of.fields if self.rng.random() < 0.4]
            return {field: self.plain(field, of.fields[field].type) for field in chosen}
        if isinstance(of, GraphQLEnumType):
            return self.rng.choice(list(of.values))
        assert isinstance(of, GraphQLScalarType)
        if of.name == "Boolean":
            return self.rng.random() < 0.5
        return self.rng.choice(self.values.get(name) or self.values[of.name])


def _is_object(of: Any) -> bool:
    return isinstance(get_named_type(of), GraphQLObjectType | GraphQLInterfaceType)


def _literal(value: Any, of: Any) -> str:
    if value is None:
        return "null"
    if isinstance(of, GraphQLEnumType):
        return value.name if isinstance(value, Enum) else str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        inner = of.of_type.of_type if isinstance(of.of_type, GraphQLNonNull) else of.of_type
        return "[" + ", ".join(_literal(one, inner) for one in value) + "]"
    return str(value) if isinstance(value, int) else '"' + str(value).replace('"', "") + '"'
