"""`make rows`: which tests show which row of the field's feature list (M3, C5, …), and which rows have none.

A pytest plugin: it collects the tests and runs none. Rows and promises stand in the markers of the tests themselves.
"""

from collections import defaultdict

import pytest

ROWS = {"A": 7, "C": 11, "G": 12, "I": 9, "K": 10, "M": 14, "P": 9, "R": 16}
"""The groups of rows that the platform has set out to hold, each with its number of rows."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Print the rows instead of running anything."""
    shown: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for marker in item.iter_markers("row"):
            for row in marker.args:
                shown[str(row)].add(item.nodeid.partition("[")[0])
    wanted = [f"{group}{n}" for group, last in ROWS.items() for n in range(1, last + 1)]
    unknown = sorted(set(shown) - set(wanted))
    if unknown:
        raise pytest.UsageError(f"No such row: {', '.join(unknown)}")
    write = config.get_terminal_writer()
    for row in wanted:
        write.line(f"{row:<4} {len(shown[row]) or 'no'} test{'' if len(shown[row]) == 1 else 's'}")
        for test in sorted(shown[row]):
            write.line(f"       {test}")
    items.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """That no test ran is what was asked for."""
    session.exitstatus = pytest.ExitCode.OK
