"""Nodes, connections, pages: what every list and every object with an identity share (Relay's conventions)."""

import base64
import binascii
from typing import Generic, TypeVar
from uuid import UUID

import strawberry

from schema.planner.mapping import Identity, PagePart
from server.kernel.errors import NotFound

T = TypeVar("T")


@strawberry.interface(description="An object with an identity of its own; `node(id:)` finds it again.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Opaque, stable, unique over all types.", metadata={"shows": Identity()}
    )


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More follow after this page.")
    has_previous_page: bool = strawberry.field(
        description="More stand before this page. Reading forward it says whether the page began after a cursor."
    )
    start_cursor: str | None = strawberry.field(description="The cursor of the first object; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last object; null on an empty page.")


@strawberry.type(description="One object in its place in a list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(
        description="Opaque; survives insertions. Give it back as `after` or `before` with the same `orderBy`.",
        metadata={"shows": PagePart("cursor")},
    )
    node: T = strawberry.field(description="The object.", metadata={"shows": PagePart("node")})


@strawberry.type(
    description="A page of a list, read by cursor: forward with `first` and `after`, backward with `last` and `before`."
)
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="Objects with cursors.", metadata={"shows": PagePart("edges")})
    nodes: list[T] = strawberry.field(description="Objects without cursors.", metadata={"shows": PagePart("nodes")})
    page_info: PageInfo = strawberry.field(
        description="Where this page stands.", metadata={"shows": PagePart("page_info")}
    )
    total_count: int | None = strawberry.field(
        description="How many objects match, on all pages, as far as the viewer may see. Counted only when asked for.",
        metadata={"shows": PagePart("total_count")},
    )


def global_id(type_name: str, key: UUID | str) -> str:
    """The opaque id of an object: base64 of ``Type:key``."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode("ascii")


def read_global_id(text: str) -> tuple[str, str] | None:
    """The type and key in a global id, or None where it is not one of ours."""
    try:
        type_name, colon, key = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return (type_name, key) if colon else None


def key_of(type_name: str, text: str, path: str) -> UUID:
    """The key in a global id of that type. What is no such id does not exist: NotFound at ``path``."""
    found, key = read_global_id(text) or ("", "")
    try:
        if found == type_name:
            return UUID(key)
    except ValueError:
        pass
    raise NotFound(path)
