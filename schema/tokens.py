"""Personal API tokens: what is asked of them, the verbs that make and end them, and what each may do."""

from datetime import date

import strawberry
from sqlalchemy import func, select

from schema.connections import Node, key_of
from schema.enums import closed
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import column, planned
from server.identity import models, tokens
from server.identity.models import Scope
from server.kernel.errors import NotPermitted
from server.kernel.sealing import Token
from server.kernel.session import ViewerSession

closed(
    Scope,
    "What an API token may do. None ever reaches a grievance, a password, an invitation or another token.",
    {
        Scope.READ: "Read what its person may read, apart from grievances. Every token may.",
        Scope.WRITE_MEMBER: "For the person's organisations: pledge, report on commitments, add evidence and files, "
        "and write, hand in and withdraw case studies, as far as the person may.",
    },
)

WRITES = {
    "pledge": Scope.WRITE_MEMBER,
    "update_commitment": Scope.WRITE_MEMBER,
    "propose_commitment": Scope.WRITE_MEMBER,
    "plan_commitment": Scope.WRITE_MEMBER,
    "record_measurement": Scope.WRITE_MEMBER,
    "add_milestone": Scope.WRITE_MEMBER,
    "reach_milestone": Scope.WRITE_MEMBER,
    "add_evidence": Scope.WRITE_MEMBER,
    "link_evidence": Scope.WRITE_MEMBER,
    "share_evidence": Scope.WRITE_MEMBER,
    "withdraw_evidence": Scope.WRITE_MEMBER,
    "keep_file": Scope.WRITE_MEMBER,
    "draft_case_study": Scope.WRITE_MEMBER,
    "edit_case_study": Scope.WRITE_MEMBER,
    "submit_case_study": Scope.WRITE_MEMBER,
    "withdraw_case_study": Scope.WRITE_MEMBER,
}
"""The scope that each verb needs. What is not named here no API token does."""


@planned(models.ApiToken)
class ApiToken(Node):
    """A token that a person made for a program. Its own text was shown once. Seen by that person alone."""

    name: str = column("What the person calls it.")
    scopes: list[Scope] = column("What it may do.")
    created_on: date = column("Since when.")
    last_used_on: date | None = column("The day of its last use; null where it was never used.")
    expires_on: date = column("Its last day, in Japan.")


@strawberry.input(description="A token to make.")
class CreateApiTokenInput(VerbInput):
    name: str = strawberry.field(description="What it is for, in up to 200 characters.")
    scopes: list[Scope] = strawberry.field(description="What it may do; READ is always among them.")
    expires_on: date = strawberry.field(description="Its last day: from tomorrow to a year from today.")


@verb(edge=True, token=(str, "The bearer token: shown once, kept nowhere."), api_token=ApiToken)
async def create_api_token(edge: Edge, input: CreateApiTokenInput) -> Done:
    """Make a token for a program of yours, at most twenty. An idempotency key changes nothing: each time makes one."""
    token, made = await tokens.create_api_token(
        edge.door, edge.language, edge.token, input.name, input.scopes, input.expires_on
    )
    return Done(made.id, {"token": token.text, "api_token": made.id})


@strawberry.input(description="Which token to end.")
class RevokeApiTokenInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The token, one of yours.")


@verb(edge=True, api_token=ApiToken)
async def revoke_api_token(edge: Edge, input: RevokeApiTokenInput) -> Done:
    """End one of your tokens, at once and for good."""
    id = key_of("ApiToken", input.id, "id")
    await tokens.revoke_api_token(edge.door, edge.language, edge.token, id)
    return Done(id, {"api_token": id})


def permit_verb(token: Token | None, verb: str) -> None:
    """Refuse an API token what no scope allows. Raises NotPermitted."""
    if token is not None and token.api and verb not in WRITES:
        raise NotPermitted


async def permit_scope(token: Token | None, session: ViewerSession, verb: str) -> None:
    """Refuse an API token what its own scopes do not allow. Raises NotPermitted."""
    if token is None or not token.api:
        return
    scopes = await session.rows.scalar(select(func.viewer_scopes()))
    if WRITES[verb] not in (scopes or ()):
        raise NotPermitted
