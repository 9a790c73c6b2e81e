"""What has changed in the contract since its last release, `released.graphql`, and the changelog that says so."""

from collections.abc import Iterator, Mapping
from datetime import date

from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.utilities import SafeChange, SafeChangeType, find_schema_changes

UNRELEASED = "## Not released yet"
KINDS: Mapping[type, str] = {
    BreakingChange: "### Breaks clients",
    DangerousChange: "### May surprise clients",
    SafeChange: "### New",
}


def changed(released: str, current: str) -> dict[str, list[str]]:
    """The changes from one contract to another by their kind, in words; wording itself is no change."""
    old, new = build_schema(released), build_schema(current)
    kinds: dict[str, list[str]] = {heading: [] for heading in KINDS.values()}
    for change in find_schema_changes(old, new):
        if change.type != SafeChangeType.DESCRIPTION_CHANGED:
            kinds[KINDS[type(change)]].append(change.description)
    before = set(_deprecated(old))
    kinds["### Deprecated"] = [f"{where}: {why}" for where, why in _deprecated(new) if (where, why) not in before]
    return {heading: sorted(words) for heading, words in kinds.items() if words}


def changelog(text: str, released: str, current: str) -> str:
    """The changelog with what has changed since the last release written anew; what stands below is kept."""
    before, _, rest = text.partition(UNRELEASED)
    _, heading, earlier = rest.partition("\n## ")
    parts = [
        f"{kind}\n\n" + "\n".join(f"- {word}" for word in words) for kind, words in changed(released, current).items()
    ]
    return before + "\n\n".join([UNRELEASED, *(parts or ["Nothing."])]) + "\n" + heading + earlier


def release(text: str, name: str, day: date) -> str:
    """The changelog with what was not released yet under the name of a release."""
    return text.replace(UNRELEASED, f"{UNRELEASED}\n\nNothing.\n\n## {name} ({day})", 1)


def _deprecated(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    for name, of in sorted(schema.type_map.items()):
        parts = of.values if isinstance(of, GraphQLEnumType) else {}
        if isinstance(of, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            parts = of.fields
        for part, shown in parts.items():
            if shown.deprecation_reason and not name.startswith("__"):
                yield f"{name}.{part}", shown.deprecation_reason
