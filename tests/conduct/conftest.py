"""A member of a test's own, whose people may change what they like."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.identity.models import Person, Seat
from server.kernel.viewer import Audience, SeatRole
from tests import world
from tests.world import Somebody


@dataclass(frozen=True)
class Newcomer:
    """A member that has signed nothing yet, and its people."""

    key: UUID
    owner: Somebody
    editor: Somebody
    reader: Somebody

    @property
    def id(self) -> str:
        """The member's global id."""
        return world.gid("Organisation", self.key)


@pytest.fixture
def newcomer(behind: Any, make: Any) -> Newcomer:
    """A new active member with an owner, an editor and a reader."""
    key = uuid4()
    rows: list[Any] = [world.organisation(id=key)]
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
    return Newcomer(key, **people)
