"""What README.md says is so: its example is run, its code stands in the files it names, its names exist."""

import json
import re
from pathlib import Path
from textwrap import dedent, indent

import typer.main

from server.cli import app

ROOT = Path(__file__).parent.parent
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [dedent(text) for named, text in FENCED.findall(README) if named == language]


def code() -> list[str]:
    """What stands between backquotes in prose."""
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", README))


def commands() -> set[str]:
    """Every command, with the word before it where there is one."""
    found: set[str] = set()
    for name, command in typer.main.get_group(app).commands.items():
        below = getattr(command, "commands", {})
        found |= {f"{name} {inner}" for inner in below} if below else {name}
    return found


async def test_the_example_is_answered_as_it_is_printed(ask):
    (document,), (answer,) = blocks("graphql"), blocks("json")
    (variables,) = [text for text in code() if text.startswith("{")]

    assert await ask(document, **json.loads(variables)) == json.loads(answer)


def test_the_code_it_shows_stands_in_the_file_it_names():
    service, mutation = blocks("python")

    assert indent(service, "    ") in (ROOT / "server/case_studies/services.py").read_text(encoding="utf-8")
    assert mutation in (ROOT / "schema/case_study_verbs.py").read_text(encoding="utf-8")


def test_every_file_and_folder_it_names_exists():
    (tree,) = (block for block in blocks("") if "migrations/" in block)
    rooms = {
        room: re.findall(r"(\w+/)", below) for room, below in re.findall(r"^(\w+/)(.*(?:\n .*)*)", tree, re.MULTILINE)
    }
    folders = [*rooms, *(room + folder for room, inner in rooms.items() for folder in inner)]
    named = [text for text in code() if re.fullmatch(r"[\w./-]+/[\w./-]+", text) and text != "/graphql"]

    assert len(folders) > 10
    assert len(named) > 10
    assert [path for path in (*folders, *named) if not path.startswith(".venv") and not (ROOT / path).exists()] == []


def test_the_commands_it_lists_are_all_that_exist():
    table = re.findall(r"^\| `([a-z -]+)` \|", README, re.MULTILINE)

    assert sorted(table) == sorted(commands())


def test_the_make_targets_it_names_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert {*re.findall(r"^make ([a-z]+)", README, re.MULTILINE), *re.findall(r"`make ([a-z]+)", README)} <= targets
