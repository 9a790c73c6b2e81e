"""Pages with several forms about one thing: which verb each form does, and how its entries are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frontend_stub.forms import Form, refusals
from frontend_stub.languages import text
from frontend_stub.visit import Visit

Reader = Callable[[str, str], Any]
"""``(what was entered, the page's language) -> the value``; ValueError where it cannot be one, None to leave it out."""

CHECK = text("Please check this entry.")


def words(entered: str, _tag: str) -> str:
    """Prose, as it is."""
    return entered


def choice(entered: str, _tag: str) -> str | None:
    """What was chosen, or nothing."""
    return entered if re.fullmatch(r"[\w=+/:.-]{1,500}", entered) else None


def number(entered: str, _tag: str) -> int:
    """A whole number; none is 0."""
    return int(entered or "0")


def numbers(entered: str, _tag: str) -> list[int]:
    """Whole numbers, with anything between them."""
    return [int(one) for one in re.findall(r"\d{1,3}", entered)]


def day(entered: str, _tag: str) -> str | None:
    """A day, or none."""
    return date.fromisoformat(entered).isoformat() if entered else None


def yen(entered: str, _tag: str) -> str | None:
    """An amount of yen as the API writes it, or none."""
    digits = re.sub(r"[\s,円¥]", "", entered)
    return f"JPY {int(digits)}" if digits else None


def percent(entered: str, _tag: str) -> int:
    """A rate in percent, in hundredths of a percent."""
    return round(float(entered or "0") * 100)


def ticked(entered: str, _tag: str) -> bool:
    """Whether a box was ticked."""
    return bool(entered)


def prose(entered: str, tag: str) -> list[dict[str, str]]:
    """A text in the language of the page."""
    return [{"language": tag, "text": entered}]


@dataclass(frozen=True)
class Action:
    """A verb that a form does: the operation, under which name it gets what the page is about, and its entries."""

    operation: str
    subject: str = "id"
    entries: Mapping[str, tuple[str, Reader]] = field(default_factory=dict)
    """For each field of the form: the entry of the input, and how it is read."""


async def act(
    visit: Visit, action: Action, form: Form, subject: str, **fixed: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    """Do it: what the verb has answered, and the problems by form field, none where it was done."""
    given: dict[str, Any] = {"idempotencyKey": form.one("key") or None, **fixed}
    if subject:
        given[action.subject] = subject
    wrong: dict[str, str] = {}
    for name, (entry, read) in action.entries.items():
        try:
            value = read(form.one(name), visit.language.tag)
        except ValueError:
            wrong[name] = visit.say_plainly(CHECK)
            continue
        if value is not None:
            given[entry] = value
    if wrong:
        return {}, wrong
    (answer,) = (await visit.ask(action.operation, input=given)).values()
    fields = {entry: name for name, (entry, _) in action.entries.items()}
    return answer, refusals(answer["errors"], fields)


def entered(form: Form, action: Action | None) -> dict[str, str]:
    """What had been typed into a form, to be shown again."""
    return {name: form.one(name) for name in action.entries} if action else {}
