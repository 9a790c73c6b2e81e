"""From a request to its answer: a query is planned, a mutation runs its verb and plans its payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLObjectType, execute_sync
from graphql.execution.values import get_argument_values
from strawberry.schema import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.utils.str_converters import to_camel_case

from schema.errors import Failed, bad_request, failed, user_error
from schema.mutation import Done, Edge, Verb, VerbInput
from schema.planner.cache import Planner
from schema.planner.operation import Operation
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

    def operation(self, asking: Asking) -> Operation:
        """The operation asked for. Raises Failed where the request names none, or none alone."""
        try:
            found = self.planner.operation(asking.query, asking.operation)
        except GraphQLError as error:
            raise bad_request([error]) from None
        if found is None:
            raise failed("BAD_USER_INPUT", "Name one operation of the document in operationName.")
        return found

    async def execute(self, asking: Asking, operation: Operation) -> Any:
        """The data of the answer, ready to be encoded."""
        if operation.kind == "subscription":
            raise failed("BAD_USER_INPUT", "Subscribe at /graphql/stream, which answers with text/event-stream.")
        coerced = operation.coerced(asking.variables)
        variables = coerced.coerced
        self.planner.cost(operation, variables)
        if operation.kind == "mutation":
            return await self._mutate(asking, operation, coerced)
        if operation.introspects:
            return self._introspect(operation, asking)
        of: Any = self.planner.schema.query_type
        plan = self.planner.plan(operation, of, [operation.node.selection_set], audience_of(asking.token), variables)
        return await answer(plan, self.door, asking.token, Call(variables, asking.language), enter=True)

    def cost(self, asking: Asking, operation: Operation) -> int:
        """What the operation costs with these variables (`schema/limits.py`). Raises Failed where that is too much."""
        return self.planner.cost(operation, operation.coerced(asking.variables).coerced)

    def _introspect(self, operation: Operation, asking: Asking) -> Any:
        result = execute_sync(
            self.planner.schema, operation.tree, variable_values=dict(asking.variables), operation_name=asking.operation
        )
        if result.errors:
            raise bad_request(result.errors)
        return result.data

    async def _mutate(self, asking: Asking, operation: Operation, coerced: Any) -> Any:
        of: Any = self.planner.schema.mutation_type
        answers: dict[str, Any] = {}
        document = operation.document
        reading = Reading(self.planner.schema, document.fragments, coerced.coerced, document.decides)
        for asked in reading.fields(of, [operation.node.selection_set]):
            if asked.name == "__typename":
                answers[asked.key] = of.name
            else:
                answers[asked.key] = await self._verb(asking, operation, coerced, asked)
        return answers

    async def _verb(self, asking: Asking, operation: Operation, coerced: Any, asked: Asked) -> Any:
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
        payload: GraphQLObjectType = definition.type.of_type
        plan = self.planner.plan(operation, payload, asked.selections, audience_of(token), coerced.coerced)
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
    if (known := await recall(session.connection.driver, session.secrets, request)) is not None:
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


__all__ = ["Asking", "Executor", "Failed"]
