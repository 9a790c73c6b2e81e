"""Whatever is asked, the planner answers what graphql-core's own executor answers over a naive loader."""

import json
import os
import random
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from strawberry import Schema

from schema import CONFIG, Query, limits, schema
from schema.connections import global_id
from schema.execute import Asking, Executor
from schema.mutation import mutation_type
from schema.planner import cache, mapping
from schema.planner.cache import Planner
from schema.planner.cursor import cursor_maker
from schema.planner.mapping import TABLES
from server.database import readable_tables
from server.kernel.logins import login_urls
from server.kernel.sealing import parse_token
from server.kernel.session import audience_of, who
from server.kernel.viewer import Viewer
from tests.planner.naive import Naive, key_column, key_of
from tests.planner.operations import Writer

EXAMPLES = int(os.environ.get("KAKEHASHI_EQUALITY_EXAMPLES", "60"))
"""For each viewer. The larger run sets it and looks at new examples each time; the suite always at the same."""
SAME_EACH_TIME = "KAKEHASHI_EQUALITY_EXAMPLES" not in os.environ

VIEWERS = (
    None,
    "worker",
    "owner",
    "rival",
    "reader",
    "officer",
    "content_editor",
    "handler",
    "tied_handler",
    "partner",
)
LANGUAGES = ("ja", "ja-simple", "en", "vi", "my")
MOMENT = re.compile(r"(\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00")


def visible(rows: Any, readable: frozenset[str]) -> Iterator[tuple[str, Any, Any]]:
    """Every row of every type, as far as the viewer may see."""
    for named, table in TABLES.items():
        if table.__tablename__ in readable:
            for row in rows.execute(select(table.__table__)).mappings():
                yield named, row[key_column(table).name], row


def cursors_of(schema: Any, rows: Any, readable: frozenset[str]) -> dict[tuple[str, str], list[str]]:
    """Cursors of what the viewer sees, by type and order, for orders that need no filter."""
    found: dict[tuple[str, str], list[str]] = {}
    for of in schema.type_map.values():
        for one in getattr(of, "fields", {}).values():
            shown = getattr(one, "extensions", {}).get("strawberry-definition")
            shown = shown and shown.metadata.get("shows")
            if not isinstance(shown, mapping.Paged):
                continue
            connection = one.type.of_type
            named = connection.fields["nodes"].type.of_type.of_type.of_type.name
            if TABLES[named].__tablename__ not in readable:
                continue
            columns = TABLES[named].__table__.c
            for chosen, order in shown.orders.items():
                label = chosen.name if chosen else ""
                if label == "RELEVANCE":
                    continue
                keys = [key_of(key, columns, {}) for key in order.by]
                make = cursor_maker(label)
                found[named, label] = [make(*row) for row in rows.execute(select(*keys))]
    return found


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_the_plan_answers_what_the_executor_answers(
    viewer: str | None, place: Any, people: Any, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("MAX_ALIASES", "MAX_COST", "MAX_DIRECTIVES"):
        monkeypatch.setattr(limits, limit, 10**9)
    for limit in ("MAX_TOKENS", "MAX_SOURCE"):
        monkeypatch.setattr(cache, limit, 10**6)
    token = parse_token(people[viewer].token, 0) if viewer else None
    audience = audience_of(token)
    readable = await readable_tables(place.door)
    executor = Executor(schema, Planner(schema._schema, readable), place.door)
    plain = Schema(query=Query, mutation=mutation_type(), config=CONFIG)._schema
    url = login_urls(place.behind.url, cluster.secrets)[audience].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    seen = Viewer()
    if token:
        async with place.door.reading(token) as connection:
            seen = await who(connection, token, "en", place.door.secrets)
    pending: list[Any] = []

    with engine.connect() as rows:
        if token:
            rows.execute(text("select viewer_enter(:token)"), {"token": token.database_token})
        known = list(visible(rows, readable[audience]))
        ids = [global_id(named, key) for named, key, _ in known] + [
            "",
            "x",
            global_id("Nothing", "1"),
            global_id("CaseStudy", "1"),
        ]
        values = {
            "ID": ids,
            "String": ["", "寮", "dormitory", "Aozora", "あおぞら", "100%", "a_b"],
            "slug": [row["slug"] for named, _, row in known if named == "CaseStudy" and row["slug"]] or ["none"],
            "Int": [0, 1, 2, 3, 5],
            "LanguageTag": ["ja", "en", "vi", "ja-simple", "zh-CN", "tl", "de"],
            "PrefectureCode": ["JP-13", "JP-01", "JP-23"],
            "MunicipalityCode": ["131016", "000000"],
            "Date": ["2026-01-01"],
        }
        cursors = cursors_of(plain, rows, readable[audience])

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=SAME_EACH_TIME,
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(st.integers(0, 2**64))
        def compare(seed: int) -> None:
            rng = random.Random(seed)
            document, variables = Writer(rng, plain, values, cursors).operation()
            tree = parse(document)
            assert validate(plain, tree) == []
            pending.append((document, tree, variables, rng.choice(LANGUAGES)))

        compare()
        for document, tree, variables, language in pending:
            asking = Asking(document, None, variables, token, language)
            found = await executor.execute(asking, executor.operation(asking))
            planned = msgspec.json.decode(msgspec.json.encode(found, enc_hook=str))
            naive = Naive(plain, rows, readable[audience], Viewer(**{**vars(seen), "language": language}))
            expected = json.loads(json.dumps(naive.execute(tree, variables), default=str))
            assert written(planned) == written(expected), (document, variables)
    engine.dispose()


def written(answer: Any) -> str:
    """An answer as text, so that the order of fields counts too."""
    return MOMENT.sub(r"\1Z", json.dumps(answer, ensure_ascii=False, indent=1))
