"""How cost grows: with rows answered and rows held, with the page, with depth, with new documents, with processes."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks import seed
from benchmarks.client import Asking, load
from benchmarks.contenders import CLIENT_CORE, HAND, OURS, SERVER_CORE, Server, ours, running
from benchmarks.equality import asking as asking_of
from benchmarks.goals import judge
from benchmarks.place import Place, seeded, sign_in
from benchmarks.processes import memory
from benchmarks.report import tell
from benchmarks.rounds import Figures, measure, sent
from benchmarks.workloads import Q4, TURN, Workload, body, cursor_at, distinct, workloads
from schema.connections import global_id
from server.kernel.embedded import EmbeddedPostgres

DOCUMENTS = 1_000
"""As many as the server keeps plans of."""

JAPANESE = "Accept-Language: ja\r\n"


class Grower:
    """Measures one thing several times and tells the medians."""

    def __init__(self, place: Place, times: int, seconds: float) -> None:
        self.place, self.times, self.seconds = place, times, seconds

    def figures(
        self, servers: Sequence[Server], asking: Asking, connections: int = 16, warm_up: float = 0.2
    ) -> Figures:
        """Medians, after a warm-up."""
        measure(self.place, servers, asking, connections, warm_up)
        return Figures.median(
            [measure(self.place, servers, asking, connections, self.seconds) for _ in range(self.times)]
        )

    def rows_answered(self, servers: Mapping[str, Server], tokens: Mapping[str, str], board: Workload) -> None:
        """The board with 1, 10 and 100 members."""
        for first in (1, 10, 100):
            for name in (OURS, HAND):
                asked = asking_of(board, servers[name], tokens)
                asked.bodies = [body(board.document, {"first": first, "turn": TURN})]
                tell(growth="rows answered", rows=first, who=name, **self.figures([servers[name]], asked).told())

    def pages(self, server: Server) -> None:
        """The feed from its first page to its last; with pages of two, beyond page 10,000 where there are so many."""
        studies = self.place.size.studies
        per_page = {20: (1, 10, 100, 500, studies // 20), 2: (1, 100, 1_000, studies // 2)}
        for size, pages in per_page.items():
            first = touched = None
            for page in sorted({page for page in pages if page * size <= studies}):
                given = {"first": size, "after": cursor_at(self.place, (page - 1) * size) if page > 1 else ""}
                document = (
                    Q4
                    if page > 1
                    else Q4.replace("after: $after", "last: $none").replace("$after: String!", "$none: Int")
                )
                given = {**(given if page > 1 else {"first": size}), "turn": TURN}
                asked = Asking([body(document, given)], JAPANESE, renew=distinct)
                found = self.figures([server], asked)
                buffers = sent(self.place, server, asked).buffers
                first, touched = first or found.total, touched or buffers
                told = {"to_page_1": round(found.total / first, 2), "buffers": buffers}
                tell(growth="page", page=page, size=size, **told, **found.told())
                if page == 500:
                    judge("Q4", "buffers of page 500 to page 1", buffers / touched, 1.1)

    def depth(self, server: Server) -> None:
        """Lists within lists: 1 to 8 levels of members and commitments; and what an unknown document costs."""
        member = global_id("Organisation", seed.key("organisation", 1))
        for levels in range(1, 9):
            known = Asking([body(nested(levels, "known"), {"id": member})], JAPANESE)
            number = itertools.count()
            # An alias as long as the number it becomes: the length of the body stays.
            unknown = Asking(known.bodies, JAPANESE, renew=renamed(number))
            repeated, new = self.figures([server], known, 1), self.figures([server], unknown, 1)
            compiling = new.p50 - repeated.p50
            tell(growth="depth", levels=levels, compile_ms=round(compiling, 2), **repeated.told())
            if levels == 6:
                judge("unknown document", "ms to compile at depth 6", compiling, 20)

    def memory(self, server: Server, requests: int) -> None:
        """What the server holds after a thousand documents, and after asking them again and again."""
        member = global_id("Organisation", seed.key("organisation", 1))
        asked = Asking([body(nested(2, "known"), {"id": member})], JAPANESE)
        asked.renew = renamed(itertools.cycle(range(DOCUMENTS)))
        count, held = 0, 0.0
        while count < requests:
            count += len(asyncio.run(load([server.port], asked, 16, 2.0)).each)
            if count >= 2 * DOCUMENTS:
                held = held or memory(server.pid)
        tell(growth="requests", requests=count, documents=DOCUMENTS, rss_mb=round(memory(server.pid)))
        judge("memory", f"MB after {requests:,} requests to that after 2,000", memory(server.pid) / held, 1.05)

    def processes(self, asked: Asking) -> None:
        """One process and two, each on a core of its own; client and PostgreSQL share these cores."""
        for count in (1, 2):
            with contextlib.ExitStack() as stack:
                cores = (SERVER_CORE, CLIENT_CORE)[:count]
                servers = [stack.enter_context(running(ours(self.place), core)) for core in cores]
                found = self.figures(servers, asked, 32, 1.5)
                megabytes = round(sum(memory(server.pid) for server in servers))
                tell(growth="processes", processes=count, rss_mb=megabytes, **found.told())

    def connections(self, servers: Mapping[str, Server], asked: Callable[[Server], Asking]) -> None:
        """The feed for one client, and for 128 at once."""
        alone = {name: self.figures([server], asked(server), 1) for name, server in servers.items()}
        crowd = {name: self.figures([server], asked(server), 128) for name, server in servers.items()}
        for name in servers:
            tell(growth="connections", connections=1, who=name, **alone[name].told())
            tell(growth="connections", connections=128, who=name, **crowd[name].told())
        judge("Q1", "p50 of one client to hand", alone[OURS].p50 / alone[HAND].p50, 1.2)
        judge("Q1", "p99 to p50 at 128 connections", crowd[OURS].p99 / crowd[OURS].p50, 3)


def rows_held(own: EmbeddedPostgres, share: float, times: int, seconds: float) -> None:
    """The same questions on a hundredth, a tenth and all of the rows."""
    for part in (0.01, 0.1, 1.0):
        place = seeded(own, share * part)
        tokens = sign_in(place)
        grower = Grower(place, times, seconds)
        with running(ours(place)) as server:
            for workload in workloads(place):
                if workload.name in ("Q1", "Q2", "Q3", "Q5", "B"):
                    found = grower.figures([server], asking_of(workload, server, tokens))
                    held = place.size.grievances
                    tell(growth="rows held", grievances=held, workload=workload.name, **found.told())


def nested(levels: int, alias: str) -> str:
    """Commitments of an organisation of commitments of an organisation: as many levels."""
    inner = "id"
    for level in range(levels, 0, -1):
        inner = f"id {'commitments' if level % 2 else 'organisation'} {{ {inner} }}"
    return f"query Nested($id: ID!) {{ {alias}: organisation(id: $id) {{ {inner} }} }}"


def renamed(numbers: Iterator[int]) -> Callable[[bytes], bytes]:
    """The same document under an alias that was never seen."""
    return lambda given: given.replace(b"known:", f"k{next(numbers)}:".encode())
