"""What is to be reached (ratios within one run), and how each figure stands to it."""

from benchmarks.contenders import HAND, MERCURIUS, OURS, POSTGRAPHILE, STRAWBERRY
from benchmarks.report import tell
from benchmarks.rounds import Measured, ratio

CPU_TO_HAND = {"Q1": 1.10, "Q2": 1.20, "Q3": 1.10, "Q4": 1.10, "Q5": 1.10, "B": 1.15}
RATE_TO_POSTGRAPHILE = {"Q1": 5.0, "Q2": 4.5, "Q3": 3.3, "Q4": 25.0, "Q5": 1.5, "M1": 2.0}
CPU_FROM_STRAWBERRY = {"Q1": 22.0, "Q2": 18.0, "Q3": 22.0, "Q4": 22.0, "Q5": 7.5, "M1": 10.0}
WORKLOADS = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q5 common", "B", "B many", "B outsider", "M1")


def compare(measured: Measured) -> None:
    """One line for each workload and contender that both were measured with."""
    for workload in WORKLOADS:
        _line(workload, HAND, "cpu", ratio(measured, workload, OURS, HAND, "total"), CPU_TO_HAND, most=True)
        rate = ratio(measured, workload, OURS, POSTGRAPHILE, "rate")
        _line(workload, POSTGRAPHILE, "requests/s", rate, RATE_TO_POSTGRAPHILE)
        _line(workload, MERCURIUS, "requests/s", ratio(measured, workload, OURS, MERCURIUS, "rate"), {})
        less = ratio(measured, workload, STRAWBERRY, OURS, "total")
        _line(workload, STRAWBERRY, "cpu saved", less, CPU_FROM_STRAWBERRY)


def _line(
    workload: str, against: str, of: str, found: float | None, goals: dict[str, float], *, most: bool = False
) -> None:
    if found is None:
        return
    goal = goals.get(workload)
    judged = {} if goal is None else {"goal": goal, "met": found <= goal if most else found >= goal}
    tell(workload=workload, against=against, ratio=round(found, 2), of=of, **judged)


def judge(workload: str, what: str, found: float, goal: float) -> None:
    """A goal of its own: ``found`` is at most ``goal``."""
    tell(workload=workload, figure=what, found=round(found, 2), goal=goal, met=found <= goal)
