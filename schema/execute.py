"""From a request to its answer: a query is planned, a mutation runs its verb and plans its payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)
from graphql.execution.values import get_argument_values, get_variable_values
from strawberry.schema import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.utils.str_converters import to_camel_case

from schema.errors import Failed, bad_request, failed, user_error
from schema.limits import check_limits
from schema.mutation import Done, Edge, Verb, VerbInput
from schema.planner.cache import Document, Planner
from schema.planner.run import answer
from schema.planner.selection import Asked, Reading
from schema.planner.statement import Call
from schema.planner.structure import shows
from schema.tokens import permit_scope, permit_verb
from server.kernel.errors import Invalid, LimitReached, Refusal
from server.kernel.idempotency import Request, recall, remember
from server.kernel.sealing import Busy, PasswordError, Token
from server.kernel.session import Door, ViewerSession, audience_of

UNREPEATED = ("idempotencyKey", "clientMutationId")
"""What does not belong to a request's body when it is compared with an earlier one."""


@dataclass(frozen=True)
class Asking:
    """One GraphQL request: its text, which operation, its variables, who asks, in which language."""

    query: str
    operation: str | None
    variables: Mapping[str, Any]
    token: Token | None
    language: str


class Executor:
    """Answers the requests of one schema."""

    def __init__(self, schema: Schema, planner: Planner, door: Door) -> None:
        self.schema = schema
        self.planner = planner
        self.door = door

    def operation(self, asking: Asking) -> tuple[Document, OperationDefinitionNode]:
        """The document and the operation asked for. Raises Failed where the request names none, or none alone."""
        try:
            document = self.planner.document(asking.query)
        except GraphQLError as error:
            raise bad_request([error]) from None
        if asking.operation is None and len(document.operations) == 1:
            return document, next(iter(document.operations.values()))
        found = document.operations.get(asking.operation or "")
        if found is None:
            raise failed("BAD_USER_INPUT", "Name one operation of the document in operationName.")
        return document, found

    async def execute(self, asking: Asking, document: Document, operation: OperationDefinitionNode) -> Any:
        """The data of the answer, ready to be encoded."""
        if operation.operation.value == "subscription":
            raise failed("BAD_USER_INPUT", "Subscribe at /graphql/stream, which answers with text/event-stream.")
        coerced = self.coerced(asking, operation)
        variables = coerced.coerced
        tree = DocumentNode(definitions=(operation, *document.fragments.values()))
        check_limits(tree, operation, self.planner.weights, variables)
        if operation.operation.value == "mutation":
            return await self._mutate(asking, document, operation, coerced)
        if introspects(operation, document):
            return self._introspect(tree, asking)
        name = operation.name.value if operation.name else ""
        of: Any = self.planner.schema.query_type
        plan = self.planner.plan(document, name, of, [operation.selection_set], audience_of(asking.token), variables)
        return await answer(plan, self.door, asking.token, Call(variables, asking.language), enter=True)

    def cost(self, asking: Asking, document: Document, operation: OperationDefinitionNode) -> int:
        """What the operation costs with these variables (`schema/limits.py`). Raises Failed where that is too much."""
        tree = DocumentNode(definitions=(operation, *document.fragments.values()))
        return check_limits(tree, operation, self.planner.weights, self.coerced(asking, operation).coerced)

    def coerced(self, asking: Asking, operation: OperationDefinitionNode) -> Any:
        """The variables as the schema has them. Raises Failed where they are wrong."""
        found = get_variable_values(
            self.planner.schema,
            operation.variable_definitions or (),
            dict(asking.variables),
            max_errors=5,
            hide_suggestions=True,
        )
        if isinstance(found, list):
            raise bad_request(found)
        return found

    def _introspect(self, tree: DocumentNode, asking: Asking) -> Any:
        result = execute_sync(
            self.planner.schema, tree, variable_values=dict(asking.variables), operation_name=asking.operation
        )
        if result.errors:
            raise bad_request(result.errors)
        return result.data

    async def _mutate(
        self, asking: Asking, document: Document, operation: OperationDefinitionNode, coerced: Any
    ) -> Any:
        of: Any = self.planner.schema.mutation_type
        answers: dict[str, Any] = {}
        reading = Reading(self.planner.schema, document.fragments, coerced.coerced, document.decides)
        for asked in reading.fields(of, [operation.selection_set]):
            if asked.name == "__typename":
                answers[asked.key] = of.name
            else:
                answers[asked.key] = await self._verb(asking, document, operation, coerced, asked)
        return answers

    async def _verb(
        self, asking: Asking, document: Document, operation: OperationDefinitionNode, coerced: Any, asked: Asked
    ) -> Any:
        definition: Any = asked.definition
        verb: Verb = shows(asked)
        given = get_argument_values(definition, asked.node, coerced)["input"]
        shown: dict[str, Any] = {"errors": [], "client_mutation_id": given.get("clientMutationId")}
        token = asking.token
        try:
            done = await self._perform(verb, asking, given)
            shown |= done.shown | done.secrets
            token = done.token or token
        except Refusal as refusal:
            shown["errors"] = [user_error(refusal, asking.language)]
        name = operation.name.value if operation.name else ""
        payload: GraphQLObjectType = definition.type.of_type
        selections: list[SelectionSetNode] = asked.selections
        plan = self.planner.plan(document, name, payload, selections, audience_of(token), coerced.coerced)
        return await answer(plan, self.door, token, Call(coerced.coerced, asking.language, shown))

    async def _perform(self, verb: Verb, asking: Asking, given: dict[str, Any]) -> Done:
        input = self._input(verb, given)
        permit_verb(asking.token, verb.name)
        try:
            if verb.edge:
                request = request_of(verb, input, given, "anonymous")
                return await verb.function(Edge(self.door, asking.token, asking.language, request), input)
            async with self.door.writing(asking.token, asking.language) as session:
                await permit_scope(asking.token, session, verb.name)
                return await _once(verb, session, input, request_of(verb, input, given, _scope(session)))
        except Busy as busy:
            raise LimitReached(seconds=busy.retry_after) from None
        except PasswordError as problem:
            raise Invalid("password", str(problem)) from None

    def _input(self, verb: Verb, given: dict[str, Any]) -> VerbInput:
        fields: Any = self.planner.schema.mutation_type.fields[to_camel_case(verb.name)]  # pyright: ignore[reportOptionalMemberAccess]
        arguments = fields.extensions["strawberry-definition"].arguments
        registry = self.schema.schema_converter.scalar_registry
        return convert_arguments({"input": given}, arguments, registry, self.schema.config)["input"]


async def _once(verb: Verb, session: ViewerSession, input: VerbInput, request: Request | None) -> Done:
    if request is None:
        return await verb.function(session, input)
    if (known := await recall(session, request)) is not None:
        return verb.replay(*known)
    done = await verb.function(session, input)
    if done.subject_id is not None:
        remember(session, request, done.subject_id, done.secrets)
    return done


def _scope(session: ViewerSession) -> str:
    return str(session.viewer.person_id or session.viewer.grievance_id or "anonymous")


def request_of(verb: Verb, input: VerbInput, given: dict[str, Any], scope: str) -> Request | None:
    """What is asked to be done once; none without a key."""
    if input.idempotency_key is None:
        return None
    body = {name: value for name, value in given.items() if name not in UNREPEATED}
    return Request(
        verb.name, scope, input.idempotency_key, msgspec.json.encode(body, enc_hook=str, order="deterministic")
    )


def introspects(operation: OperationDefinitionNode, document: Document) -> bool:
    """Whether the operation asks about the schema itself. Asking that together with data is refused."""
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
                look(document.fragments[spread.name.value].selection_set, seen | {spread.name.value})

    look(operation.selection_set, frozenset())
    if len(found) == 2:
        raise failed("BAD_USER_INPUT", "Ask about the schema in an operation of its own.")
    return found == {True}


__all__ = ["Asking", "Executor", "Failed"]
