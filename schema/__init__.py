"""How it is asked for: the GraphQL schema. Strawberry describes it; the planner answers it."""

import strawberry
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLSchema, Undefined
from strawberry.schema.config import StrawberryConfig

from schema import (
    accounts,
    assurance,
    case_studies,
    case_study_verbs,
    checks,
    code_verbs,
    codes,
    commitment_verbs,
    conduct,
    directory,
    due_process,
    due_process_verbs,
    dues,
    dues_verbs,
    exchange,
    files,
    grievances,
    identity,
    jobs,
    ladder,
    lapses,
    mail,
    members,
    membership_verbs,
    passkeys,
    places,
    providers,
    records,
    reporting,
    reporting_verbs,
    seats,
    security,
    sites,
    supplier_verbs,
    supply_chain,
    ties,
    tokens,
)
from schema.connections import Node
from schema.mutation import mutation_type
from schema.planner.mapping import node_by_id
from schema.scalars import SCALARS
from schema.subscriptions import Subscription

DOMAINS = (
    accounts,
    assurance,
    case_studies,
    case_study_verbs,
    checks,
    code_verbs,
    codes,
    commitment_verbs,
    conduct,
    directory,
    dues,
    dues_verbs,
    due_process,
    due_process_verbs,
    exchange,
    files,
    grievances,
    identity,
    jobs,
    mail,
    ladder,
    lapses,
    members,
    membership_verbs,
    passkeys,
    places,
    providers,
    records,
    reporting,
    reporting_verbs,
    seats,
    security,
    sites,
    ties,
    supplier_verbs,
    supply_chain,
    tokens,
)
"""Importing them defines every type and every verb."""


@strawberry.type(description="Everything that can be read.")
class Query(
    accounts.AccountQueries,
    case_studies.CaseStudyQueries,
    checks.CheckQueries,
    codes.CodeQueries,
    conduct.ConductQueries,
    directory.DirectoryQueries,
    due_process.DueProcessQueries,
    dues.DuesQueries,
    exchange.ExchangeQueries,
    grievances.GrievanceQueries,
    identity.IdentityQueries,
    jobs.JobQueries,
    mail.MailQueries,
    ladder.LadderQueries,
    members.MemberQueries,
    places.PlaceQueries,
    providers.ProviderQueries,
    records.RecordQueries,
    reporting.ReportingQueries,
    ties.TieQueries,
    supply_chain.SupplyChainQueries,
):
    node: Node | None = node_by_id("The object with this id; null where there is none or the viewer may not see it.")
    nodes: list[Node | None] = node_by_id("The objects with these ids, in this order.", many=True)


CONFIG = StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True)

schema = strawberry.Schema(query=Query, mutation=mutation_type(), subscription=Subscription, config=CONFIG)


def _say_inputs_plainly(whole: GraphQLSchema) -> None:
    """Strawberry writes ``= null`` for every optional input, though left out means left out; and graphql-core must know
    which inputs take exactly one entry, to refuse two."""
    for named in whole.type_map.values():
        if isinstance(named, GraphQLInputObjectType):
            named.is_one_of = bool(named.extensions["strawberry-definition"].is_one_of)
            for one in named.fields.values():
                if one.default_value is None and not isinstance(one.type, GraphQLNonNull):
                    one.default_value = Undefined


described = schema._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  Strawberry offers no other way to it
"""The schema as graphql-core has it."""

_say_inputs_plainly(described)
