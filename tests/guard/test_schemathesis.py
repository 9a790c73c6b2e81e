"""Requests that schemathesis makes of the schema: no 5xx, and nothing internal in any answer, whoever asks."""

import re
from typing import Any

import schemathesis
from graphql import GraphQLScalarType, is_specified_scalar_type, print_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from schema import described

EXAMPLES = 200
INTERNAL = re.compile(r"Traceback|asyncpg|psycopg|sqlalchemy|strawberry|postgresql://|\.py\b|INTERNAL")


def requests() -> list[Any]:
    """Documents over the whole schema, the same in every run."""
    for name, type_ in described.type_map.items():
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_):
            texts = some.text(max_size=40) | some.sampled_from(["2026-05-01", "JP-13", "en", "131016", "x" * 400])
            schemathesis.graphql.scalar(name, texts.map(schemathesis.graphql.nodes.String))
    made: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        phases=[Phase.generate],
    )
    @given(schemathesis.graphql.from_file(print_schema(described)).as_strategy())
    def draw(case: Any) -> None:
        made.append(case.body)

    draw()
    return made


async def test_no_request_meets_a_defect_or_a_leak(client, people, fresh):
    documents = requests()
    assert len(documents) >= EXAMPLES / 2
    askers = [None, *(people[name] for name in ("worker", "owner", "handler", "admin"))]

    wrong: list[tuple[str, str]] = []
    for place, document in enumerate(documents):
        who = askers[place % len(askers)]
        headers = {"Authorization": f"Bearer {who.token}"} if who else {}
        answer = await client.post("/graphql", json={"query": document}, headers=headers)
        if answer.status_code >= 500 or INTERNAL.search(answer.text):
            wrong.append((document, answer.text))

    assert wrong == []
