"""`make bench`: the product beside its peers, on one PostgreSQL, in interleaved rounds, told as JSON lines."""

import argparse
import asyncio
import contextlib
import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from benchmarks import place as places
from benchmarks.client import Asking
from benchmarks.contenders import (
    CACHED,
    CLIENT_CORE,
    HAND,
    OURS,
    POSTGRAPHILE,
    STRAWBERRY,
    WITHOUT_ARGON,
    Server,
    node,
    ours,
    running,
    starts,
)
from benchmarks.equality import asking, check, postgraphile_cursor
from benchmarks.goals import compare, judge
from benchmarks.growth import Grower, rows_held
from benchmarks.place import Place
from benchmarks.processes import memory
from benchmarks.report import say, tell
from benchmarks.rounds import Figures, Measured, ratio, rounds, sent
from benchmarks.sealing_cost import sealing_and_argon
from benchmarks.workloads import Workload, row_before, workloads
from server.kernel import sealing
from server.kernel.embedded import EmbeddedPostgres

ROOM = 6_000_000_000
"""Bytes on the disk for the database at full size, with its log and the packages."""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    share: float
    times: int
    seconds: float
    connections: int
    growth_times: int
    growth_seconds: float
    remembered: int
    """Requests over which memory is watched."""


FULL = Extent(share=1.0, times=5, seconds=0.5, connections=16, growth_times=3, growth_seconds=0.4, remembered=100_000)
QUICK = Extent(share=0.1, times=3, seconds=0.25, connections=8, growth_times=1, growth_seconds=0.2, remembered=10_000)


def main() -> None:
    """Measure everything that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, shorter rounds: two minutes")
    parser.add_argument("--only", default="", help="workloads, separated by commas (Q1,Q3,M1)")
    parser.add_argument("--against", default="", help="contenders beside ours, separated by commas (hand,postgraphile)")
    parser.add_argument("--no-growth", action="store_true", help="leave growth out")
    given = parser.parse_args()
    extent = QUICK if given.quick else FULL
    if len(os.sched_getaffinity(0)) < 2:
        raise SystemExit("Two cores are needed: one for the server, one for the client.")
    places.free_disk(ROOM)
    began = time.monotonic()
    with places.postgres() as own:
        place = places.seeded(own, extent.share)
        places.warm(place)
        os.sched_setaffinity(0, {CLIENT_CORE})
        only, against = set(filter(None, given.only.split(","))), set(filter(None, given.against.split(",")))
        try:
            _measure(own, place, extent, only, against, growth=not given.no_growth)
        finally:
            places.clean(place)
    tell(event="done", seconds=round(time.monotonic() - began))


def _measure(
    own: EmbeddedPostgres, place: Place, extent: Extent, only: set[str], against: set[str], *, growth: bool
) -> None:
    tokens = places.sign_in(place)
    asked = [one for one in workloads(place) if not only or one.name in only]
    tell(
        event="machine",
        python=platform.python_version(),
        cores=os.cpu_count(),
        load=os.getloadavg()[0],
        **vars(place.size),
    )
    with contextlib.ExitStack() as stack:
        wanted = [one for one in starts(place, node()) if not against or one.name in against | {OURS}]
        servers = {one.name: stack.enter_context(running(one)) for one in wanted}
        requests = _requests(asked, servers, tokens, place)
        for workload in asked:
            check(workload, servers, {name: one for (of, name), one in requests.items() if of == workload.name})
        say(f"{len(asked)} workloads, {len(servers)} contenders: all answers are equal.")
        if any(one.writes for one in asked):
            servers[WITHOUT_ARGON] = stack.enter_context(running(ours(place, argon=False)))
            requests["M1", WITHOUT_ARGON] = requests["M1", OURS]
        if ("Q1", OURS) in requests:
            servers[CACHED] = stack.enter_context(running(ours(place, cached=True)))
            requests["Q1", CACHED] = replace(requests["Q1", OURS], renew=None)
        measured = rounds(place, servers, requests, extent.times, extent.seconds, extent.connections)
        _tell(place, servers, requests, measured)
        compare(measured)
        _own_goals(place, measured)
        if growth:
            _grow(place, extent, servers, tokens)
    if growth:
        rows_held(own, extent.share, extent.growth_times, extent.growth_seconds)


def _requests(
    asked: list[Workload], servers: Mapping[str, Server], tokens: Mapping[str, str], place: Place
) -> dict[tuple[str, str], Asking]:
    requests: dict[tuple[str, str], Asking] = {}
    for workload in asked:
        for name, server in servers.items():
            if name in workload.skips:
                continue
            cursor = None
            if name == POSTGRAPHILE and workload.name == "Q4":
                cursor = asyncio.run(postgraphile_cursor(server, workload.postgraphile[0], row_before(place)))
            requests[workload.name, name] = asking(workload, server, tokens, cursor)
    return requests


def _tell(
    place: Place, servers: Mapping[str, Server], requests: Mapping[tuple[str, str], Asking], measured: Measured
) -> None:
    for (workload, name), several in measured.items():
        counted = sent(place, servers[name], requests[workload, name])
        tell(workload=workload, who=name, **Figures.median(several).told(), **vars(counted))
    for name, server in servers.items():
        tell(who=name, rss_mb=round(memory(server.pid)))


def _own_goals(place: Place, measured: Measured) -> None:
    medians = {cell: Figures.median(several) for cell, several in measured.items()}
    if (rest := medians.get(("M1", WITHOUT_ARGON))) and (hand := medians.get(("M1", HAND))):
        sealed, argon = sealing_and_argon(sealing.load_pepper(place.secrets / "pepper", create=False))
        tell(workload="M1", sealing_us=round(sealed), argon2id_us=round(argon))
        judge("M1", "cpu to hand, sealing and argon2id apart", (rest.total - sealed) / hand.total, 1.25)
    if kept := medians.get(("Q1", CACHED)):
        judge("Q1 cached", "us of cpu", kept.total, 70)
        for name, what, goal in ((POSTGRAPHILE, "rate", 25.0), (STRAWBERRY, "total", 180.0)):
            if found := ratio(measured, "Q1", *((CACHED, name) if what == "rate" else (name, CACHED)), what):
                tell(workload="Q1 cached", against=name, ratio=round(found, 2), goal=goal, met=found >= goal)
    if (page := medians.get(("Q4", OURS))) and (first := medians.get(("Q1", OURS))):
        judge("Q4", "cpu to page 1", page.total / first.total, 1.10)
    if (common := medians.get(("Q5 common", OURS))) and (rare := medians.get(("Q5", OURS))):
        judge("Q5", "cpu of the common word to the rare ones", common.total / rare.total, 1.0)
    if outsider := medians.get(("B outsider", OURS)):
        judge("B outsider", "ms of cpu", outsider.total / 1000, 2)


def _grow(
    place: Place,
    extent: Extent,
    servers: Mapping[str, Server],
    tokens: Mapping[str, str],
) -> None:
    grower = Grower(place, extent.growth_times, extent.growth_seconds)
    every = {one.name: one for one in workloads(place)}
    if HAND in servers:
        quickest = {name: servers[name] for name in (OURS, HAND, POSTGRAPHILE) if name in servers}
        grower.rows_answered(servers, tokens, every["Q3"])
        grower.connections(quickest, lambda server: asking(every["Q1"], server, tokens))
    grower.pages(servers[OURS])
    grower.depth(servers[OURS])
    grower.memory(servers[OURS], extent.remembered)
    grower.processes(asking(every["Q1"], servers[OURS], tokens))


if __name__ == "__main__":
    main()
