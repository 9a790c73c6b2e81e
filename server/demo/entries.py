"""The demonstration's content, as its files tell it."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"

SHOWN = ("unpaid-evening-sewing", "followed-from-the-station", "back-pain-and-no-doctor")

Entry = dict[str, Any]
"""One entry of a file, with its comments' meanings; `*_days_ago` and `*_days` count from the day of loading."""


def entries(file: str) -> list[Entry]:
    """All entries of `content/<file>.toml`."""
    return next(iter(tomllib.loads((CONTENT / f"{file}.toml").read_text(encoding="utf-8")).values()))


def role_of(person: Entry) -> str:
    """What a demo person is there to show: an appointment, else a seat's role."""
    return [*person.get("appointments", ()), *person.get("seats", ())][0]["role"]


def shown_grievances() -> list[Entry]:
    """The grievances whose receipts are told: one of each state, in three languages."""
    return [one for one in entries("grievances") if one["key"] in SHOWN]
