"""The contract against its last release: nothing that clients rely on goes, and what is new is told."""

from datetime import date

import pytest
from graphql import build_schema
from graphql.utilities import find_breaking_changes

from schema.releases import changed, changelog, release
from server import cli

OLD = "type Query { a: Int b(x: Int): String c: Kind } enum Kind { ONE }"
NEW = """
type Query { a: Int! b(x: Int, y: Int = 3): String @deprecated(reason: "Use a. Removed after 2027-06-01.") d: Kind }
"What there is."
enum Kind { ONE TWO }
"""
LOG = "# Changes\n\n## Not released yet\n\nOld words.\n\n## 1 (2026-01-02)\n\nThe first.\n"


def test_nothing_breaks_the_clients_of_the_last_release():
    released, current = build_schema(cli.RELEASED.read_text()), build_schema(cli.contract_text())

    assert [change.description for change in find_breaking_changes(released, current)] == []


def test_the_changelog_says_what_has_changed():
    there = cli.CHANGELOG.read_text()

    assert changelog(there, cli.RELEASED.read_text(), cli.contract_text()) == there, "kakehashi schema changelog"


def test_changes_are_told_by_what_they_mean_for_clients():
    assert changed(OLD, OLD) == {}
    assert changed(OLD, NEW) == {
        "### Breaks clients": ["Field Query.c was removed."],
        "### May surprise clients": [
            "An optional argument Query.b(y:) was added.",
            "Enum value Kind.TWO was added.",
        ],
        "### New": ["Field Query.a changed type from Int to Int!.", "Field Query.d was added."],
        "### Deprecated": ["Query.b: Use a. Removed after 2027-06-01."],
    }


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_not_released_is_written_anew_and_the_rest_is_kept(times):
    text = LOG
    for _ in range(times):
        text = changelog(text, OLD, OLD.replace("a: Int", "a: Int z: Int"))

    assert text == (
        "# Changes\n\n## Not released yet\n\n### New\n\n- Field Query.z was added.\n\n## 1 (2026-01-02)\n\nThe first.\n"
    )


def test_a_release_takes_over_what_was_not_released():
    text = changelog(LOG, OLD, OLD)

    assert release(text, "2", date(2026, 2, 3)) == (
        "# Changes\n\n## Not released yet\n\nNothing.\n\n## 2 (2026-02-03)\n\nNothing.\n\n"
        "## 1 (2026-01-02)\n\nThe first.\n"
    )


def test_the_command_writes_it_and_a_release_keeps_the_contract(monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "RELEASED", tmp_path / "released.graphql")
    monkeypatch.setattr(cli, "CHANGELOG", tmp_path / "CHANGELOG.md")
    cli.RELEASED.write_text(cli.contract_text().replace("  signOut(", "  leave("))
    cli.CHANGELOG.write_text(LOG)

    cli.changelog()
    written = cli.CHANGELOG.read_text()
    cli.changelog("2")

    assert "- Field Mutation.leave was removed.\n" in written
    assert cli.RELEASED.read_text() == cli.contract_text()
    assert cli.CHANGELOG.read_text().startswith("# Changes\n\n## Not released yet\n\nNothing.\n\n## 2 (")
    assert "- Field Mutation.signOut was added.\n\n## 1 (2026-01-02)" in cli.CHANGELOG.read_text()
