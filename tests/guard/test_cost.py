"""What a document may cost: every attack of the table gets its limit's answer, and soon."""

import gc
import time
from typing import Any

import pytest
from graphql import DocumentNode, GraphQLError, get_introspection_query, parse

from frontend_stub.client import documents
from schema import described
from schema.errors import Failed
from schema.limits import MAX_COST, check_limits, check_source
from schema.planner import cache
from schema.planner.cache import Planner

MOST_MS = 50
"""CPU time that refusing a document may take; usually it is a tenth."""


def fragments(count: int, body: str) -> str:
    """So many fragments of Viewer; ``{next}`` in the body is the next one's number."""
    whole = "".join(f" fragment F{one} on Viewer {{ {body.format(next=one + 1)} }}" for one in range(count))
    return f"{{ viewer {{ ...F0 }} }}{whole} fragment F{count} on Viewer {{ person {{ id }} }}"


def nested(*levels: str) -> str:
    """One level within the other."""
    return "{ " + " { ".join(levels) + " { id " + "} " * len(levels) + "}"


TO_CASES = ("organisations(first: 100)", "nodes", "caseStudies(first: 100)", "nodes")
ROUND = ("commitments", "organisation")

ATTACKS: dict[str, tuple[str, str]] = {
    "fragment doubling 2^25": (fragments(25, "...F{next} ...F{next}"), "cost"),
    "nested connections 10^4": (nested(*TO_CASES), "cost"),
    "nested connections 10^6": (nested(*TO_CASES, "organisation", "caseStudies(first: 100)", "nodes"), "cost"),
    "nested plain lists 10^4": (nested("organisations", "nodes", *ROUND * 4), "cost"),
    "nested plain lists 10^5": (nested("organisations", "nodes", *ROUND * 6), "cost"),
    "ids 1,900": ("{ nodes(ids: [" + '"x" ' * 1_900 + "]) { id ... on CaseStudy { slug status } } }", "cost"),
    "depth 16": (nested("organisations", "nodes", *("viewer",) * 13), "depth"),
    "aliases 10,000": ("{ " + " ".join(f"a{one}: __typename" for one in range(10_000)) + " }", "length"),
    "aliases 31": ("{ " + " ".join(f"a{one}: __typename" for one in range(31)) + " }", "aliases"),
    "the same field 5,000 times": ("{ viewer { person { " + "id " * 5_000 + "} } }", ""),
    "the same field 1,900 times": ("{ viewer { person { " + "id " * 1_900 + "} } }", "selections"),
    "directives 41": ("{ viewer { person { id " + "@include(if: true) " * 41 + "} } }", "directives"),
    "overlapping fragments 130": (fragments(130, "person {{ id name }} ...F{next}"), "selections"),
    "overlapping fragments 61": (fragments(61, "...F{next}"), "fragments"),
    "inline fragments 240": ("{ viewer { " + "... { person { id } } " * 240 + "} }", "selections"),
    "circular fragments": (fragments(1, "...F{next} ...F0"), ""),
    "depth 900": ("{" + "viewer{" * 900 + "id" + "}" * 901, ""),
    "16 kB of comment": ("#" + "x" * 20_000 + "\n{ __typename }", "length"),
    "comments 51": ("#\n" * 51 + "{ __typename }", ""),
    "unknown names 2,000": ("{ " + " ".join(f"n{one}" for one in range(1_900)) + " }", "selections"),
    "a name of 65 letters": ("{ " + "n" * 65 + " }", ""),
    "quotes that never close": ('\\"""\n' * 3_200, ""),
}


@pytest.mark.parametrize(("document", "limit"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_at_once(document, limit):
    planner = Planner(described, {})
    planner.document("{ viewer { person { id } } }")
    gc.collect()

    began = time.process_time()
    with pytest.raises((Failed, GraphQLError)) as refused:
        planner.document(document)
    took = (time.process_time() - began) * 1000

    assert took < MOST_MS
    if limit:
        found: Any = refused.value
        assert [error["extensions"]["limit"] for error in found.errors] == [limit]


def cost(document: str, **variables: Any) -> int:
    """What an operation costs with these variables."""
    tree: DocumentNode = parse(document)
    operation: Any = tree.definitions[0]
    return check_limits(tree, operation, {"commitments": 5, "seats": 2}, variables)


@pytest.mark.parametrize(
    ("document", "variables", "counted"),
    [
        ("{ viewer { person { id name } } }", {}, 4),
        ("{ organisations(first: 7) { nodes { id name } } }", {}, 2 + 7 * 2),
        ("{ organisations { edges { node { id } } totalCount } }", {}, 3 + 20 * 2),
        ("{ organisations(last: 3) { nodes { caseStudies(first: 4) { nodes { id } } } } }", {}, 2 + 3 * (2 + 4)),
        ("{ organisations(first: 2) { nodes { commitments { state } } } }", {}, 2 + 2 * (1 + 5)),
        ("query($n: Int) { organisations(first: $n) { nodes { id } } }", {"n": 100}, 2 + 100),
        ("query($n: Int) { organisations(first: $n) { nodes { id } } }", {}, 2 + 20),
        ("query($n: Int) { organisations(first: $n) { nodes { id } } }", {"n": None}, 2 + 20),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a", "b", "c"]}, 1 + 3),
        ("{ organisations(first: -5) { nodes { id } } viewer { person { id } } }", {}, 2 + 3),
        ("query($on: Boolean!) { viewer { person { id } } ... @include(if: $on) { a b } }", {"on": False}, 3),
        ("query($on: Boolean!) { viewer { person { id } } ... @include(if: $on) { a b } }", {"on": True}, 5),
        ("query($on: Boolean!) { viewer @skip(if: $on) { person { id } } }", {"on": True}, 0),
        ("{ organisations(first: 9) { ...A } } fragment A on OrganisationConnection { nodes { id } }", {}, 2 + 9),
        ("{ __typename __schema { types { name } } }", {}, 0),
    ],
)
def test_page_sizes_lists_and_nesting_multiply(document, variables, counted):
    assert cost(document, **variables) == counted


def test_the_same_fragment_counts_by_the_page_that_it_stands_on():
    document = "{ a(first: 3) { ...A } b(first: 50) { ...A } } fragment A on C { nodes { id } }"

    assert cost(document) == (2 + 3) + (2 + 50)


def test_a_page_size_in_a_variable_is_refused_with_the_request_and_not_with_the_document():
    document = "query($n: Int!) { organisations(first: $n) { nodes { caseStudies(first: $n) { nodes { id } } } } }"
    Planner(described, {}).document(document)

    assert cost(document, n=20) < MAX_COST
    with pytest.raises(Failed):
        cost(document, n=100)


@pytest.mark.parametrize("text", sorted(set(documents().values())), ids=len)
def test_every_page_is_far_from_the_limits(text):
    planner = Planner(described, {})
    document = planner.document(text)

    for operation in document.operations.values():
        tree = DocumentNode(definitions=(operation, *document.fragments.values()))
        assert check_limits(tree, operation, planner.weights, {}) <= MAX_COST / 2


def test_introspection_is_flat():
    text = get_introspection_query()
    document = Planner(described, {}).document(text)
    (operation,) = document.operations.values()

    assert check_limits(DocumentNode(definitions=(operation, *document.fragments.values())), operation, {}, {}) == 0


@pytest.mark.parametrize("text", ['"' + "n" * 70 + '"', f'"""{"n" * 70} \\""" {"n" * 70}"""', "#" + "n" * 70])
def test_texts_and_comments_are_no_names(text):
    check_source(f"{{ node(id: 1) {{ id }} }} {text}\n")


def test_a_cost_is_counted_once_for_all_that_weigh_the_same_and_anew_for_what_does_not(monkeypatch):
    counted: list[Any] = []

    def counting(*given: Any) -> int:
        counted.append(given[-1])
        return check_limits(*given)

    planner = Planner(described, {})
    operation = planner.operation(
        "query($n: Int, $ids: [ID!]!, $with: Boolean!, $word: String) { nodes(ids: $ids) { id }"
        " caseStudies(first: $n, filter: {search: $word}) @include(if: $with) { nodes { id } } }",
        None,
    )
    assert operation is not None
    monkeypatch.setattr(cache, "check_limits", counting)
    first: dict[str, Any] = {"n": 5, "ids": ["a"], "with": True, "word": "x"}

    costs = [
        planner.cost(operation, first | other)
        for other in ({}, {"word": "y", "ids": ["b"]}, {"n": 6}, {"ids": ["a", "b"]}, {"with": False}, {})
    ]

    assert costs == [2 + 7, 2 + 7, 2 + 8, 3 + 7, 2, 2 + 7]
    assert len(counted) == 4
    assert operation.document.weighing == ("ids", "n", "with")
