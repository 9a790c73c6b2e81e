"""Running a plan: read all levels from the top down, then fill the answer from the bottom up."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import asyncpg

from schema.planner.plan import Plan, Root
from schema.planner.statement import Call
from schema.planner.structure import Child, Planned
from server.grievances.readings import log_readings
from server.kernel.sealing import Token
from server.kernel.session import Door, who
from server.kernel.viewer import Audience, Viewer


@cache
def visitor(language: str) -> Viewer:
    """Nobody signed in, of whom there is one for each known language."""
    return Viewer(language=language)


@dataclass
class Read:
    """The rows of a level and of those below it."""

    planned: Planned
    rows: Sequence[Any] = ()
    below: list["Read | None"] = field(default_factory=list)


async def answer(plan: Plan, door: Door, token: Token | None, call: Call, *, enter: bool = False) -> Any:
    """The answer's structure, ready to be encoded. One transaction at most; a visitor's read needs none.

    ``enter`` has a session checked even where nothing is to be read: one that is over is told so, whatever it asks.
    Where something sealed is opened, the reading is logged and committed before anything is decrypted.
    """
    wanted = [root for root in plan.roots if root.levels and (root.wanted is None or root.wanted(call))]
    viewer = visitor(call.language)
    reads: dict[int, list[Read]] = {}
    if wanted or (enter and token):
        logged = plan.opens and token is not None and token.audience != Audience.WORKER
        async with door.reading(token, logged=logged) as connection:
            if plan.opens:
                viewer = await who(connection, token, call.language, door.secrets)
            for root in wanted:
                reads[id(root)] = [await _read(planned, connection, call) for planned in root.levels]
            if logged and (
                grievances := {key for several in reads.values() for one in several for key in _opened(one)}
            ):
                await log_readings(connection, viewer, grievances)
    if plan.opens and wanted:
        return await asyncio.to_thread(_filled, plan, reads, viewer, call)
    return _filled(plan, reads, viewer, call)


async def _read(
    planned: Planned, connection: asyncpg.Connection, call: Call, parents: Sequence[Any] | None = None
) -> Read:
    level = planned.level
    rows: Any = await connection.fetch(level.sql, *level.arguments(call, parents))
    read = Read(planned, rows)
    for child in planned.children:
        keys = list(dict.fromkeys(row[child.parent] for row in rows if row[child.parent] is not None))
        read.below.append(await _read(child.level, connection, call, keys) if keys else None)
    return read


def _opened(read: Read) -> set[Any]:
    found = {row[place] for place in read.planned.opened for row in read.rows if row[place] is not None}
    return found.union(*(_opened(below) for below in read.below if below))


def _filled(plan: Plan, reads: dict[int, list[Read]], viewer: Viewer, call: Call) -> Any:
    return plan.answer(*(_root(root, reads.get(id(root)), viewer, call) for root in plan.roots))


def _root(root: Root, reads: list[Read] | None, viewer: Viewer, call: Call) -> Any:
    if root.levels and reads is None:
        return None
    return root.finish([(read.rows, _children(read, viewer)) for read in reads or ()], viewer, call)


def _children(read: Read, viewer: Viewer) -> list[Callable[[Any], Any]]:
    return [_finder(child, below, viewer) for child, below in zip(read.planned.children, read.below, strict=True)]


def _finder(child: Child, read: Read | None, viewer: Viewer) -> Callable[[Any], Any]:
    """The function that gives what a parent shows of its children, by the parent's key."""
    finish = child.level.paged if child.level.level.page else child.level.listed
    nothing = finish((), (), viewer)
    if read is None:
        return lambda key: nothing
    kids = _children(read, viewer)
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in read.rows:
        groups[row[-1]].append(row)
    found = {parent: finish(rows, kids, viewer) for parent, rows in groups.items()}
    return lambda key: found.get(key, nothing)
