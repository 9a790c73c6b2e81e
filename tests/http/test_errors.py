"""Errors: a code and a place, never what was entered, never a guess at what was meant, never our own inside."""

import asyncio
import re
from typing import Any

import pytest
import structlog
from asyncpg import PostgresError

import schema.http
from schema.execute import Executor

GRAPHQL = {"Accept": "application/graphql-response+json"}
ENTERED = "kanariya"
STUDIES = "caseStudies(first: 1) { totalCount }"

VALUES = [
    ('{ caseStudies(first: "%s") { totalCount } }', {}),
    ("{ caseStudies(first: %s) { totalCount } }", {}),
    ("{ caseStudies(orderBy: %s) { totalCount } }", {}),
    ('{ caseStudies(filter: {prefecture: ["%s"]}) { totalCount } }', {}),
    ('{ caseStudies(filter: {themes: {a: "%s"}}) { totalCount } }', {}),
    ('{ caseStudies(after: {a: "%s"}) { totalCount } }', {}),
    ('{ organisation(id: 1.5, x: "%s") { slug } }', {}),
    ('{ viewer @include(if: "%s") { roles } }', {}),
    ('{ caseStudies(first: 1e%s) { totalCount } }', {}),
    ("query ($tag: LanguageTag!) { prefectures { name(in: $tag) { value } } }", {"tag": [ENTERED]}),
    ("query ($tag: LanguageTag!) { prefectures { name(in: $tag) { value } } }", {"tag": {ENTERED: 1}}),
    ("query ($first: Int) { caseStudies(first: $first) { totalCount } }", {"first": ENTERED}),
    ("query ($first: Int = \"%s\") { caseStudies(first: $first) { totalCount } }", {}),
    ("query ($by: CaseStudyOrder) { caseStudies(orderBy: $by) { totalCount } }", {"by": ENTERED}),
    ("query ($f: CaseStudyFilter) { caseStudies(filter: $f) { totalCount } }", {"f": {ENTERED: ENTERED}}),
    ("query ($f: CaseStudyFilter) { caseStudies(filter: $f) { totalCount } }", {"f": {"themes": [ENTERED]}}),
    ("query ($f: CaseStudyFilter) { caseStudies(filter: $f) { totalCount } }", {"f": ENTERED}),
    ("mutation ($i: SignInInput!) { signIn(input: $i) { token } }", {"i": {"email": ENTERED}}),
    ("mutation ($i: SignInInput!) { signIn(input: $i) { token } }", {"i": {"email": {"x": ENTERED}, "password": 1}}),
    ('mutation { signIn(input: {email: "a", password: ["%s"]}) { token } }', {}),
    ('mutation { signIn(input: {email: "a", password: "b", idempotencyKey: "%s"}) { token } }', {}),
    ("mutation ($i: SignInInput!) { signIn(input: $i) { token } }",
     {"i": {"email": "a", "password": "b", "idempotencyKey": ENTERED}}),
    ('{ "%s" }', {}),
    ('{ viewer } "%s" "', {}),
    ('{ viewer(x: "%s', {}),
    ('{ viewer(x: """%s', {}),
    ("{ %s ", {}),
    ("%s { viewer { roles } }", {}),
    ("I have not been paid %s, since May", {}),
    ('{ viewer(x: "\\u{%s}") { roles } }', {}),
]  # fmt: skip
"""Documents and variables with an entry in a place where it cannot stand."""


@pytest.mark.parametrize(("document", "variables"), VALUES)
async def test_an_error_never_repeats_what_was_entered(client, document, variables):
    body = {"query": document.replace("%s", ENTERED), "variables": variables}

    answer = await client.post("/graphql", json=body, headers=GRAPHQL)

    assert (answer.status_code, list(answer.json())) == (400, ["errors"])
    assert ENTERED not in answer.text
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize(
    "document",
    [
        "{ caseStudie { totalCount } }",
        "{ caseStudies(frst: 1) { totalCount } }",
        "{ caseStudies(orderBy: NEWES) { totalCount } }",
        "{ caseStudies(filter: {thme: null}) { totalCount } }",
        "{ node(id: 1) { ... on CaseStud { slug } } }",
        "{ viewer @inclde(if: true) { roles } }",
        "query ($o: CaseStudyOrde) { caseStudies(orderBy: $o) { totalCount } }",
        'mutation { signIn(input: {emai: "a", password: "b"}) { token } }',
    ],
)
async def test_nothing_is_suggested(client, document):
    answer = await client.post("/graphql", json={"query": document}, headers=GRAPHQL)

    assert (answer.status_code, "mean" in answer.text) == (400, False)


async def test_no_more_than_five_errors_come_back(client):
    document = "{ " + " ".join(f"unknown{number}" for number in range(100)) + " }"

    answer = await client.post("/graphql", json={"query": document}, headers=GRAPHQL)

    assert len(answer.json()["errors"]) <= 6
    assert len(answer.content) < 2_000


@pytest.mark.parametrize(
    "problem",
    [
        RuntimeError(f"postgresql://owner:tsubame@db/{ENTERED}"),
        PostgresError(f'duplicate key value: Key (email)=("{ENTERED}") already exists'),
        KeyError(ENTERED),
        TimeoutError(ENTERED),
        RecursionError(ENTERED),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_defect_is_masked_and_its_number_is_in_the_log(client, monkeypatch, problem, accept):
    async def broken(*_: Any) -> None:
        raise problem

    monkeypatch.setattr(Executor, "execute", broken)
    with structlog.testing.capture_logs() as logged:
        answer = await client.post("/graphql", json={"query": f"{{ {STUDIES} }}"}, headers={"Accept": accept})

    (error,) = answer.json()["errors"]
    (line,) = logged
    assert answer.status_code == (200 if accept == "application/json" else 500)
    assert re.fullmatch("[0-9a-f]{12}", error["extensions"]["errorId"])
    assert error["extensions"] == {"code": "INTERNAL", "errorId": line["error_id"]}
    assert error["extensions"]["errorId"] in error["message"]
    assert (line["event"], line["kind"], line["confidential"]) == ("defect", type(problem).__qualname__, True)
    assert ENTERED not in answer.text + str(logged)
    assert "tsubame" not in answer.text + str(logged)


async def test_an_operation_that_takes_too_long_is_ended(client, monkeypatch):
    async def slow(*_: Any) -> None:
        await asyncio.sleep(30)

    monkeypatch.setattr(Executor, "execute", slow)
    monkeypatch.setattr(schema.http, "OPERATION_SECONDS", 0.02)

    answer = await client.post("/graphql", json={"query": "{ __typename }"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "OPERATION_TIMEOUT")
