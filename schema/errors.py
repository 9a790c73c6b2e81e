"""How a refusal, a bad request and a defect reach the client: without what somebody entered, without internals."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from graphql import GraphQLError
from starlette.requests import ClientDisconnect
from strawberry.utils.str_converters import to_camel_case

from schema.mutation import UserError, UserErrorCode
from server.kernel.errors import LimitReached, Refusal, Unauthenticated, message
from server.kernel.languages import say
from server.kernel.sealing import Busy

log = structlog.get_logger("kakehashi")

LONGEST_MESSAGE = 300
REPEATED = (
    (re.compile(r", found: .*|(?<!invalid) value: .*", re.DOTALL), ""),
    (re.compile(r"^(Syntax Error: .*?(?:Name|String|Int|Float|sequence:)) '.*'", re.DOTALL), r"\1"),
    (re.compile(r"\bValue '.*' does not exist", re.DOTALL), "This value does not exist"),
    (re.compile(r"^(Variable .* unknown field) '.*'", re.DOTALL), r"\1"),
)
"""What graphql-core's messages repeat of what was entered, and what stands there instead."""

UNKNOWN_SESSION = message("Your session has ended. Please sign in again, or enter your receipt again.")
DEFECT = message(
    "Something went wrong on our side. Nothing was changed. The secretariat can look it up by this number: %(id)s"
)


def user_error(refusal: Refusal, language: str) -> UserError:
    """The user error of a refusal: words in the viewer's language, the path in GraphQL's spelling."""
    return UserError(
        code=UserErrorCode[refusal.code],
        message=say(refusal.text, language, **refusal.fields),
        path=["input", *(to_camel_case(part) for part in refusal.path)],
    )


@dataclass(eq=False)
class Failed(Exception):
    """A request answered by top-level errors alone. ``status`` is the HTTP status under the GraphQL media type."""

    code: str
    errors: tuple[dict[str, Any], ...]
    status: int = 400
    headers: tuple[tuple[str, str], ...] = ()


def failed(code: str, text: str, status: int = 400, *headers: tuple[str, str], **extensions: Any) -> Failed:
    """One top-level error."""
    return Failed(code, ({"message": text, "extensions": {"code": code, **extensions}},), status, headers)


def bad_request(errors: list[GraphQLError]) -> Failed:
    """What the language itself refuses: syntax, unknown fields, wrong variables."""
    return Failed("BAD_USER_INPUT", tuple(_located(error) for error in errors))


def _located(error: GraphQLError) -> dict[str, Any]:
    text = error.message
    for repeated, instead in REPEATED:
        text = repeated.sub(instead, text)
    shown: dict[str, Any] = {"message": text[:LONGEST_MESSAGE], "extensions": {"code": "BAD_USER_INPUT"}}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return shown


def top_level(problem: Exception, language: str, *, confidential: bool) -> Failed:
    """The answer to an exception that no verb turned into a user error. An unexpected one is logged under an id.

    The log gets the exception's type and where it arose, not its message: a driver's message may quote values. For a
    worker's request not even the hour is noted.
    """
    match problem:
        case Failed():
            return problem
        case Unauthenticated():
            return failed("UNAUTHENTICATED", say(UNKNOWN_SESSION, language), 401, ("WWW-Authenticate", "Bearer"))
        case ClientDisconnect():
            return failed("REQUEST_INCOMPLETE", "The request ended before it was whole.", 400)
        case Busy():
            return failed(
                "RATE_LIMITED", say(LimitReached.default, language), 429, ("Retry-After", str(problem.retry_after))
            )
        case Refusal():
            return failed("BAD_USER_INPUT", say(problem.text, language, **problem.fields))
        case _:
            error_id = uuid4().hex[:12]
            log.error(
                "defect",
                error_id=error_id,
                kind=type(problem).__qualname__,
                where=_where(problem),
                confidential=confidential,
            )
            return failed("INTERNAL", say(DEFECT, language, id=error_id), 500, errorId=error_id)


def _where(problem: BaseException) -> list[str]:
    places: list[str] = []
    trace = problem.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-6:]
