"""The one way to write a mutation: a verb with one input, and a payload of what changed or why not."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Optional
from uuid import UUID

import strawberry

from schema.planner.mapping import Shown, argument
from server.kernel.idempotency import Request
from server.kernel.sealing import Token
from server.kernel.session import Door


@strawberry.enum(description="Why a verb was not done. New codes may come: treat an unknown one like INVALID.")
class UserErrorCode(Enum):
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="It does not exist, or not for you.")
    NOT_PERMITTED = strawberry.enum_value("NOT_PERMITTED", description="You see it and may not do this with it.")
    CONFIRMATION_NEEDED = strawberry.enum_value(
        "CONFIRMATION_NEEDED",
        description="You may, but show first that it is you: `reauthenticate`, then do it again within ten minutes.",
    )
    INVALID = strawberry.enum_value("INVALID", description="An entry cannot be right; `path` says which.")
    CONFLICT = strawberry.enum_value("CONFLICT", description="Somebody was faster, or its state does not allow it.")
    LIMIT_REACHED = strawberry.enum_value("LIMIT_REACHED", description="Too much or too often; wait and try again.")
    ALREADY_RECEIVED = strawberry.enum_value(
        "ALREADY_RECEIVED", description="It was done before and is not done twice."
    )


@strawberry.type(description="One reason why a verb was not done.")
class UserError:
    code: UserErrorCode = strawberry.field(description="The kind of reason; stable.")
    message: str = strawberry.field(description="The reason in words, in the viewer's language.")
    path: list[str] = strawberry.field(description="The entry it is about, from `input` on; list positions as numbers.")


@strawberry.input(description="What every verb takes.")
class VerbInput:
    idempotency_key: UUID | None = strawberry.field(
        default=None,
        description="A random UUID of yours: the same key with the same input is done once and answered alike.",
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="Given back unchanged.")


@dataclass(frozen=True)
class Done:
    """What a verb has done. ``shown`` holds, by payload field, the key of an object or a plain value.

    ``secrets`` are plain values too, kept for a repeated request only under the caller's key. ``token`` is the session
    in whose eyes the payload is read, where that is a new one.
    """

    subject_id: UUID | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    token: Token | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Edge:
    """Where a verb opens sessions of its own, because signing in and filing need more than the caller's."""

    door: Door
    token: Token | None
    language: str
    request: Request | None


@dataclass(frozen=True)
class Verb:
    """A mutation: its function, and how the edge calls it."""

    name: str
    function: Callable[..., Awaitable[Done]]
    input: type
    payload: type
    description: str
    edge: bool
    replay: Callable[[UUID, dict[str, Any]], Done]


VERBS: dict[str, Verb] = {}
"""Every mutation, by its Python name."""


def verb(
    *, edge: bool = False, replay: Callable[[UUID, dict[str, Any]], Done] | None = None, **shown: Any
) -> Callable[[Callable[..., Awaitable[Done]]], Verb]:
    """Make a function a mutation of the same name, whose payload shows these fields beside ``errors``.

    A field is a planned type (its key is given in ``Done.shown``) or a pair of type and description. The function takes
    the caller's ViewerSession, or with ``edge`` the Edge, and the input; its docstring is the description. A repeated
    request is answered from ``replay(subject_id, secrets)``: without one, the first field is the subject.
    """

    def make(function: Callable[..., Awaitable[Done]]) -> Verb:
        name = function.__name__
        title = "".join(part.title() for part in name.split("_"))
        first = next(iter(shown), "")

        def again(subject_id: UUID, secrets: dict[str, Any]) -> Done:
            return Done(
                subject_id, {first: subject_id} if first and not isinstance(shown[first], tuple) else {}, secrets
            )

        made = Verb(
            name=name,
            function=function,
            input=list(inspect.signature(function).parameters.values())[1].annotation,
            payload=_payload(f"{title}Payload", shown),
            description=inspect.getdoc(function) or "",
            edge=edge,
            replay=replay or again,
        )
        VERBS[name] = made
        return made

    return make


def _payload(name: str, shown: dict[str, Any]) -> type:
    annotations: dict[str, Any] = {}
    body: dict[str, Any] = {}
    for key, shows in shown.items():
        annotation, description = (
            shows if isinstance(shows, tuple) else (shows, "As it is now; null where the verb was refused.")
        )
        annotations[key] = Optional[annotation]  # noqa: UP045  a lazy annotation knows no |
        body[key] = strawberry.field(description=description, metadata={"shows": Shown(key)})
    annotations |= {"errors": list[UserError], "client_mutation_id": str | None}
    body["errors"] = strawberry.field(
        description="Empty where the verb was done. Otherwise nothing was changed.", metadata={"shows": Shown("errors")}
    )
    body["client_mutation_id"] = strawberry.field(
        description="As given in the input.", metadata={"shows": Shown("client_mutation_id")}
    )
    return strawberry.type(
        type(name, (), {"__annotations__": annotations, **body}), description="What was done, or why it was not."
    )


def mutation_type() -> type:
    """The root type with every verb that has been defined."""
    annotations = {name: made.payload for name, made in VERBS.items()}
    body: dict[str, Any] = {"__annotations__": annotations}
    for name, made in VERBS.items():
        made_field: Any = strawberry.field(description=made.description, metadata={"shows": made})
        made_field.arguments = [argument("input", made.input, "What to do.")]
        body[name] = made_field
    return strawberry.type(
        type("Mutation", (), body), description="Everything that can be done, one verb an operation."
    )
