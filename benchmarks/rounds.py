"""Interleaved rounds: every contender is asked every workload in every round, and medians are taken over the rounds."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.client import Asking, load
from benchmarks.contenders import Server
from benchmarks.place import Place
from benchmarks.processes import Backends, cpu
from benchmarks.report import say


@dataclass(frozen=True)
class Figures:
    """One measurement, or the medians of several. CPU in microseconds and latencies in milliseconds, per request."""

    server: float
    postgres: float
    rate: float
    p50: float
    p99: float

    @property
    def total(self) -> float:
        """CPU of server and PostgreSQL together."""
        return self.server + self.postgres

    @classmethod
    def median(cls, several: Sequence["Figures"]) -> "Figures":
        """The median of each figure."""
        return cls(*(median(getattr(one, name) for one in several) for name in cls.__dataclass_fields__))

    def told(self) -> dict[str, float]:
        """For a line of the report."""
        return {
            "server_us": round(self.server),
            "postgres_us": round(self.postgres),
            "rate": round(self.rate, 1),
            "p50_ms": round(self.p50, 2),
            "p99_ms": round(self.p99, 2),
        }


Measured = Mapping[tuple[str, str], Sequence[Figures]]
"""By workload and contender, one entry a round."""


def measure(place: Place, servers: Sequence[Server], asking: Asking, connections: int, seconds: float) -> Figures:
    """Ask one contender for a while. Whatever was asked is answered before the figures are taken."""
    backends = Backends(place.postmaster)
    before, used = backends.cpu(), sum(cpu(server.pid) for server in servers)
    taken = asyncio.run(load([server.port for server in servers], asking, connections, seconds))
    server, postgres = sum(cpu(one.pid) for one in servers) - used, backends.since(before)
    if taken.failed:
        raise SystemExit(f"{servers[0].name} failed {taken.failed} of {len(taken.each)} requests: {taken.failure!r}")
    each, count = sorted(taken.each), len(taken.each)
    return Figures(
        server / count / 1000,
        postgres / count / 1000,
        count / taken.seconds,
        each[count // 2] * 1000,
        each[min(count - 1, count * 99 // 100)] * 1000,
    )


def rounds(
    place: Place,
    servers: Mapping[str, Server],
    requests: Mapping[tuple[str, str], Asking],
    times: int,
    seconds: float,
    connections: int,
) -> Measured:
    """All cells once a round, the contenders in another order each time; a warm-up goes before."""
    for (_, name), asking in requests.items():
        measure(place, [servers[name]], asking, connections, min(seconds, 0.5))
    found: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for turn in range(times):
        for workload in dict.fromkeys(workload for workload, _ in requests):
            names = [name for asked, name in requests if asked == workload]
            for name in _turned(names, turn):
                asking = requests[workload, name]
                found[workload, name].append(measure(place, [servers[name]], asking, connections, seconds))
        say(f"Round {turn + 1} of {times}.")
    return found


def _turned(names: Sequence[str], turn: int) -> Iterable[str]:
    at = turn % len(names)
    return (*names[at:], *names[:at])


@dataclass(frozen=True)
class Sent:
    """What a request makes PostgreSQL do: statements, without begin, set_config and commit; and buffers they touch."""

    statements: float
    buffers: float


def sent(place: Place, server: Server, asking: Asking, times: int = 20) -> Sent:
    """Counted by pg_stat_statements over a few requests, one after the other."""
    with place.connect() as owner:
        owner.execute("alter system set pg_stat_statements.track = 'top'")
        owner.execute("select pg_reload_conf()")
    asyncio.run(asyncio.sleep(0.3))
    with place.connect() as owner:
        owner.execute("select counting.pg_stat_statements_reset()")
    count = 0
    for _ in range(times):
        count += len(asyncio.run(load([server.port], asking, 1, 0)).each)
    with place.connect() as owner:
        row: Any = owner.execute(
            "select coalesce(sum(calls), 0), coalesce(sum(shared_blks_hit + shared_blks_read), 0)"
            " from counting.pg_stat_statements s join pg_database d on d.oid = s.dbid"
            " where d.datname = current_database()"
            " and query !~* '^(begin|commit|rollback|start|set|deallocate|discard)'"
            " and query !~ 'viewer_enter|pg_stat_statements|set_config'"
        ).fetchone()
        owner.execute("alter system set pg_stat_statements.track = 'none'")
        owner.execute("select pg_reload_conf()")
    return Sent(*(round(float(told) / count, 2) for told in row))


def ratio(measured: Measured, workload: str, of: str, to: str, what: str) -> float | None:
    """The median over the rounds of one contender's figure to another's."""
    pairs = zip(measured.get((workload, of), ()), measured.get((workload, to), ()), strict=False)
    found = [getattr(one, what) / getattr(other, what) for one, other in pairs]
    return median(found) if found else None
