"""A platform that keeps the answers of visitors, and what it asked the database."""

from typing import Any

import pytest

from schema.answers import Answers
from schema.execute import Executor
from tests.stream.test_changes import until


class Keeping:
    """The place with its answers kept; ``made`` counts the operations that were really executed."""

    def __init__(self, endpoint: Any, executor: Executor) -> None:
        self.endpoint = endpoint
        self.made = 0
        execute = executor.execute

        async def counted(*asked: Any) -> Any:
            self.made += 1
            return await execute(*asked)

        self.execute: Any = counted

    @property
    def answers(self) -> Answers:
        return self.endpoint.answers


@pytest.fixture
async def keeping(place: Any, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    """Answers are kept: 4 MB of them."""
    await until(lambda: place.door.changes.listening)
    endpoint = place.client._transport.app.state.graphql
    found = Keeping(endpoint, endpoint.executor)
    monkeypatch.setattr(endpoint.executor, "execute", found.execute)
    monkeypatch.setattr(endpoint, "answers", Answers(place.door.changes, endpoint.executor.planner.readable, 4))
    return found
