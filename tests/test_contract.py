"""The contract: what is checked in is what the code says, everything is described, and the promised names are there."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_client_schema,
    build_schema,
    get_introspection_query,
    is_specified_scalar_type,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
    validate_schema,
)

from schema import described
from server.cli import PRINTED, contract_text

TYPES = {name: type_ for name, type_ in described.type_map.items() if not name.startswith("__")}

PROMISED = """
type Query {
  codeOfConduct(version: Int): CodeOfConduct
  organisations(first: Int, after: String, last: Int, before: String, filter: OrganisationFilter, orderBy: OrganisationOrder): OrganisationConnection!
  organisation(id: ID!): Organisation
  caseStudies(first: Int, after: String, last: Int, before: String, filter: CaseStudyFilter, orderBy: CaseStudyOrder): CaseStudyConnection!
  caseStudy(id: ID, slug: String): CaseStudy
  grievances(first: Int, after: String, last: Int, before: String, filter: GrievanceFilter, orderBy: GrievanceOrder): GrievanceConnection!
  grievance(id: ID): Grievance
  viewer: Viewer
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
}
type LocalizedText { value: String! language: LanguageTag! isFallback: Boolean! isMachineTranslated: Boolean! }
type CodeOfConduct { version: Int! adoptedOn: Date! articles: [Article!]! }
type Article { number: Int! title(in: LanguageTag): LocalizedText! text(in: LanguageTag): LocalizedText! }
type Organisation {
  id: ID!
  name(in: LanguageTag): LocalizedText!
  kind: OrganisationKind!
  status: OrganisationStatus!
  prefecture: PrefectureCode
  municipality: Municipality
  memberSince: Date
  commitments: [Commitment!]!
  caseStudies(first: Int, after: String, last: Int, before: String): CaseStudyConnection!
}
type Commitment {
  article: Article
  state: CommitmentState!
  progressNote(in: LanguageTag): LocalizedText
  dueOn: Date!
  updatedOn: Date!
}
input OrganisationFilter { commitmentOverdue: Boolean }
input CaseStudyFilter {
  search: String
  theme: Theme
  article: Int
  prefecture: PrefectureCode
  language: LanguageTag
  organisationId: ID
}
type CaseStudy {
  id: ID!
  slug: String
  title(in: LanguageTag): LocalizedText!
  summary(in: LanguageTag): LocalizedText!
  problem(in: LanguageTag): LocalizedText!
  context(in: LanguageTag): LocalizedText!
  action(in: LanguageTag): LocalizedText!
  cost(in: LanguageTag): LocalizedText!
  result(in: LanguageTag): LocalizedText!
  wentWrong(in: LanguageTag): LocalizedText!
  howToRepeat(in: LanguageTag): LocalizedText!
  themes: [Theme!]!
  publishedOn: Date
  organisation: Organisation
}
type Grievance {
  state: GrievanceState!
  category: GrievanceCategory!
  language: LanguageTag!
  filedOn: Date!
  dueOn: Date!
  narrative: String
  messages(first: Int, after: String, last: Int, before: String): GrievanceMessageConnection!
}
type GrievanceMessage { author: Author! body: String sentOn: Date! }
type Viewer { person: Person! seats: [Seat!]! roles: [Role!]! }
type Person { name: String! email: String! }
type Seat { role: SeatRole! organisation: Organisation }
type UserError { code: UserErrorCode! message: String! path: [String!]! }
enum UserErrorCode { NOT_FOUND NOT_PERMITTED INVALID CONFLICT LIMIT_REACHED ALREADY_RECEIVED }
input FileGrievanceInput {
  category: GrievanceCategory!
  language: LanguageTag!
  narrative: String!
  employer: EmployerInput!
  prefecture: PrefectureCode
  fairResult: String
  mustNotKnow: [MustNotKnowInput!]! = []
  idempotencyKey: UUID!
}
input EmployerInput @oneOf { organisationId: ID name: String unknown: Boolean }
type FileGrievancePayload { receipt: String errors: [UserError!]! }
input OpenGrievanceInput { receipt: String! }
type OpenGrievancePayload { token: String grievance: Grievance errors: [UserError!]! }
input SendMessageInput { grievanceId: ID! body: String! idempotencyKey: UUID }
type SendMessagePayload { message: GrievanceMessage errors: [UserError!]! }
input SignInInput { email: String! password: String! code: String }
type SignInPayload { token: String viewer: Viewer errors: [UserError!]! }
"""  # noqa: E501  a field stands on its line

VERBS = {
    *("signIn", "signOut", "invitePerson", "acceptInvitation"),
    *("applyForMembership", "approveMembership", "declineMembership", "pledge", "updateCommitment"),
    *("draftCaseStudy", "submitCaseStudy", "requestChanges", "publishCaseStudy", "withdrawCaseStudy"),
    *("fileGrievance", "openGrievance", "sendMessage", "acknowledgeGrievance", "closeGrievance"),
}


def test_the_contract_that_is_checked_in_is_what_the_code_says():
    assert PRINTED.read_text() == contract_text()


def test_the_contract_is_a_valid_schema_and_clients_read_the_same():
    assert validate_schema(described) == []
    assert validate_schema(build_schema(PRINTED.read_text())) == []


async def test_introspection_tells_the_whole_contract(ask):
    told: Any = await ask(get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True))

    assert sorted_sdl(build_client_schema(told)) == sorted_sdl(described)


def sorted_sdl(schema: Any) -> str:
    """A schema in SDL, in the order of the alphabet."""
    return print_schema(lexicographic_sort_schema(schema))


def nameless() -> Iterator[str]:
    """Every type, field, argument and value that has no description."""
    for name, type_ in TYPES.items():
        if not type_.description and not is_specified_scalar_type(type_):
            yield name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, one in type_.values.items() if not one.description)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, one in type_.fields.items() if not one.description)
        if isinstance(type_, GraphQLObjectType):
            for field, one in type_.fields.items():
                yield from (f"{name}.{field}({a})" for a, argument in one.args.items() if not argument.description)


def test_everything_is_described():
    assert list(nameless()) == []


def defined(document: DocumentNode) -> dict[str, set[str]]:
    """What a document in SDL defines: for each type its fields or values, with arguments, types and defaults."""
    found: dict[str, set[str]] = {}
    for node in document.definitions:
        definition: Any = node
        if hasattr(definition, "name") and hasattr(definition, "values" if node.kind.startswith("enum") else "fields"):
            parts = definition.values if node.kind.startswith("enum") else definition.fields
            found[definition.name.value] = {plain(part) for part in parts}
    return found


def plain(part: Any) -> str:
    """A field or value in SDL on one line, without descriptions."""
    return " ".join(print_ast(part).split())


def test_the_promised_names_are_there_with_their_nullability():
    there = defined(parse(print_schema(described_without_words())))
    promised = defined(parse(PROMISED))

    missing = {name: wanted - there.get(name, set()) for name, wanted in promised.items()}
    assert {name: parts for name, parts in missing.items() if parts} == {}
    assert len(promised) == 25


def described_without_words() -> Any:
    """The schema as it is, without descriptions."""
    bare = build_schema(print_schema(described))
    for type_ in bare.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                field.description = None
                for argument in field.args.values():
                    argument.description = None
        elif isinstance(type_, GraphQLInputObjectType):
            for field in type_.fields.values():
                field.description = None
        elif isinstance(type_, GraphQLEnumType):
            for value in type_.values.values():
                value.description = None
    return bare


def test_every_verb_takes_one_input_and_gives_what_it_shows_or_errors():
    mutation: Any = described.mutation_type
    assert set(mutation.fields) >= VERBS
    for name, field in mutation.fields.items():
        title = name[0].upper() + name[1:]
        payload, input = TYPES[f"{title}Payload"], TYPES[f"{title}Input"]
        assert {argument: str(one.type) for argument, one in field.args.items()} == {"input": f"{title}Input!"}
        assert str(field.type) == f"{title}Payload!"
        assert str(payload.fields["errors"].type) == "[UserError!]!"
        assert [part for part, one in payload.fields.items() if str(one.type).endswith("!")] == ["errors"]
        assert str(input.fields["clientMutationId"].type) == "String"
        assert str(input.fields["idempotencyKey"].type) == ("UUID!" if name == "fileGrievance" else "UUID")


@pytest.mark.parametrize("name", [name for name in TYPES if name.endswith("Connection")])
def test_every_connection_is_relays(name):
    node = name.removesuffix("Connection")
    assert {field: str(one.type) for field, one in TYPES[name].fields.items()} == {
        "edges": f"[{node}Edge!]!",
        "nodes": f"[{node}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int",
    }
    assert {field: str(one.type) for field, one in TYPES[f"{node}Edge"].fields.items()} == {
        "cursor": "String!",
        "node": f"{node}!",
    }


def test_scalars_of_our_own_name_their_standard_and_choices_are_one_of():
    ours = {name for name, type_ in TYPES.items() if isinstance(type_, GraphQLScalarType)} - {
        *("String", "Boolean", "Int", "Float", "ID"),
        *("Date", "DateTime", "UUID"),  # the library's own
    }
    assert ours == {"LanguageTag", "PrefectureCode", "MunicipalityCode", "CorporateNumber", "CountryCode", "Money"}
    assert [name for name in ours if not TYPES[name].specified_by_url] == []
    one_of = {name for name, type_ in TYPES.items() if isinstance(type_, GraphQLInputObjectType) and type_.is_one_of}
    assert one_of == {"EmployerInput", "LapseInput", "MustNotKnowInput", "InvitationTarget"}
