"""Members of a test's own, each with an owner, an editor and a reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.identity.models import Person, Seat
from server.kernel.viewer import Audience, SeatRole
from tests import world
from tests.world import Somebody


@dataclass(frozen=True)
class Member:
    """An active member and its people."""

    key: UUID
    owner: Somebody
    editor: Somebody
    reader: Somebody

    @property
    def id(self) -> str:
        """Its global id."""
        return world.gid("Organisation", self.key)


@pytest.fixture
def member(behind: Any, make: Any) -> Callable[..., Member]:
    """Makes a member that nobody knows yet."""

    def made(**fields: Any) -> Member:
        key = uuid4()
        given: dict[str, Any] = {"id": key, **fields}
        rows: list[Any] = [world.organisation(**given)]
        people: dict[str, Somebody] = {}
        for role in SeatRole:
            id = uuid4()
            session, token = make.session(Audience.MEMBER, person=id)
            email = f"{id.hex}@people.example"
            rows += [
                Person(id=id, name=role.title(), email=email),
                Seat(person_id=id, organisation_id=key, role=role),
                session,
            ]
            people[role.value] = Somebody(role.value, Audience.MEMBER, token.text, id, email)
        behind.add(*rows)
        return Member(key, *(people[role] for role in ("owner", "editor", "reader")))

    return made
