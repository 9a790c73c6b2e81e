"""Closed lists of the server as GraphQL enums: the members' names, each with its description."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import strawberry

Members = TypeVar("Members", bound=StrEnum)


def closed(members: type[Members], description: str, meanings: Mapping[Members, str]) -> type[Members]:
    """Make a closed list a GraphQL enum. ``meanings`` describes every member; one left out is an error at start."""
    made: Any = strawberry.enum(members, description=description)
    for value in made.__strawberry_definition__.values:
        value.description = meanings[members[value.name]]
    return made
