"""The shape of the house: imports run one way, files and functions stay small, nothing points at somebody's machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parent.parent
DOMAINS = (
    "identity",
    "members",
    "conduct",
    "assurance",
    "case_studies",
    "grievances",
    "exchange",
    "ties",
    "sites",
    "reporting",
    "dues",
    "due_process",
    "supply_chain",
)

ROOTS = {
    "server/app.py": "puts the API and the pages under their addresses",
    "server/cli.py": "exports the schema and starts everything else",
    "server/serve.py": "starts the application",
    "server/demo/": "fills the tables of every domain",
    "server/doctor.py": "looks into every room",
}
"""Where the house is put together: these may import from every room."""

ACROSS = {
    ("server/kernel/embedded.py", "server.settings"): "the folder of the database is a setting",
    ("server/kernel/postgres_programs.py", "server.settings"): "so is the folder of its programs",
    ("server/identity/letters.py", "server.settings"): "an invitation's link begins with the public address",
    ("server/members/links.py", "server.settings"): "so does an applicant's",
    ("server/reporting/letters.py", "server.settings"): "so do the links in letters about reports",
    ("server/supply_chain/letters.py", "server.settings"): "so does the link of a supplier",
}
"""What else passes between server's rooms, and why."""

LONG_FILES = {
    "frontend_stub/visit.py": "one visit, and all that a page asks of it",
    "frontend_stub/labels.py": "the words of one closed list after another",
    "migrations/versions/0001_the_first_tables.py": "generated; a migration is never edited again",
    "migrations/versions/0011_conduct_and_assurance.py": "generated; a migration is never edited again",
    "tests/test_who_may_do_what.py": "one truth table on one page, with the scene of each verb",
    "tests/test_who_sees_what.py": "one truth table on one page, with how each kind of row is found",
    "tests/kernel/test_embedded.py": "one life, from the first start to the last kill",
    "tests/test_cli.py": "one command after another, as a person types them",
    "migrations/versions/0016_dues_and_due_process.py": "generated",
    "tests/world.py": "one small world, with everything that stands in it",
    "tests/test_demo_content.py": "one set of invented texts, looked at from every side",
}
LONG_FUNCTIONS = {
    "server/exchange/corrections.py correct_record": "one argument and one step for each entry of the record",
    "migrations/versions/0001_the_first_tables.py upgrade": "generated",
    "migrations/versions/0001_the_first_tables.py downgrade": "generated",
    "migrations/versions/0004_standing.py upgrade": "one table after another",
    "migrations/versions/0010_applications.py upgrade": "one table after another",
    "tests/members/test_apply_for_membership.py test_a_visitor_applies_and_waits_unseen": "compares whole rows",
    "migrations/versions/0011_conduct_and_assurance.py downgrade": "generated",
    "migrations/versions/0011_conduct_and_assurance.py upgrade": "generated",
    "migrations/versions/0012_second_factors.py upgrade": "one table after another",
    "server/assurance/services.py add_evidence": "one argument and one field for each entry of the evidence",
    "tests/conduct/test_commitments.py test_a_commitment_is_planned_measured_shown_and_explains_itself": "one life",
    "tests/assurance/test_checks.py test_a_check_runs_its_course_and_makes_verified_what_it_confirms": "one life",
    "tests/conduct/test_codes.py test_a_new_version_is_drafted_adopted_and_compared": "one life",
    "tests/pages/test_conduct_pages.py test_a_check_is_drawn_given_found_answered_and_closed": "one life",
    "tests/evidence.py assurance": "one row after another",
    "tests/evidence.py checks": "one row after another",
    "migrations/versions/0016_dues_and_due_process.py add_proceeding": "generated",
    "server/due_process/panel.py decide_proceeding": "one decision, with what it asks for and what it leads to",
    "server/dues/services.py issue_invoice": "one invoice, with everything printed on it",
    "server/demo/fees.py rows": "one row after another",
    "server/app.py create_app": "one list of what is put together",
    "tests/members/test_organisations.py test_one_member_is_shown_with_all_that_is_public": "compares a whole answer",
    "tests/planner/test_equality.py test_the_plan_answers_what_the_executor_answers": "one property, with its examples",
    "server/members/applications.py apply_for_membership": "an argument and a field for each entry",
}


def files(*patterns: str) -> list[Path]:
    """The project's own files, without what tools make, and without measurements: those read from top to bottom."""
    made = {".git", ".venv", "var", "node_modules", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    made |= {"benchmarks", "checks"}
    found = {path for pattern in patterns for path in HOUSE.glob(pattern) if path.is_file()}
    return sorted(path for path in found if made.isdisjoint(path.relative_to(HOUSE).parts))


def name(path: Path) -> str:
    """A file as it is named from the house."""
    return path.relative_to(HOUSE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    """Every module of the house that a file imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: an import says the whole name"
            for alias in node.names:  # `from server.members import rules` imports server.members.rules
                whole = f"{node.module}.{alias.name}"
                module = (HOUSE / whole.replace(".", "/")).with_suffix(".py")
                yield whole if module.exists() else str(node.module)


def room(module: str) -> str:
    """The room of a file or module: schema, frontend_stub, server, or a domain or the kernel of server."""
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return ".".join(parts[:2]) if parts[0] == "server" else parts[0]


def allowed(path: str, module: str) -> bool:
    """Whether a file may import a module of the house."""
    here, there = room(path), room(module)
    if here == there or (path, module) in ACROSS:
        return True
    match here.partition("."):
        case ("frontend_stub", _, _):
            return False
        case ("schema", _, _):
            return there.startswith("server.")
        case ("server", _, "kernel"):
            return False
        case ("server", _, domain) if domain in DOMAINS:
            return there == "server.kernel" or module.split(".")[1:] in [
                [other, part] for other in DOMAINS for part in ("models", "services")
            ]
        case ("server", _, _):
            return there.startswith("server.")
        case _:
            return here in ("tests", "migrations", "benchmarks")


def test_imports_run_one_way():
    wrong = [
        f"{name(path)} imports {module}"
        for path in files("*/**/*.py", "*.py")
        for module in imports(path)
        if module.split(".")[0] in ("server", "schema", "frontend_stub", "migrations", "tests", "benchmarks")
        and not name(path).startswith(tuple(ROOTS))
        and not allowed(name(path), module)
    ]
    assert wrong == []


def test_the_rule_of_imports_refuses_what_it_must():
    assert not allowed("frontend_stub/app.py", "server.settings")
    assert not allowed("server/members/services.py", "schema.members")
    assert not allowed("server/members/services.py", "server.conduct.rules")
    assert not allowed("server/kernel/session.py", "server.members.models")
    assert not allowed("schema/members.py", "frontend_stub.app")
    assert not allowed("server/database.py", "schema")
    assert allowed("server/members/services.py", "server.identity.services")
    assert allowed("schema/members.py", "server.members.rules")


def test_a_file_has_at_most_300_lines():
    lengths = {name(path): path.read_text().count("\n") for path in files("*/**/*.py", "*/**/*.sql", "*/**/*.html")}
    long = {file for file, length in lengths.items() if length > 300}
    assert long == {file for file in LONG_FILES if lengths.get(file, 0) > 300}


def test_a_function_has_at_most_40_lines():
    found = {
        f"{name(path)} {node.name}": node.end_lineno - node.lineno + 1
        for path in files("*/**/*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    long = {function for function, length in found.items() if length > 40}
    assert long == {function for function in LONG_FUNCTIONS if found.get(function, 0) > 40}


def test_no_exception_outlives_its_reason():
    gone = [file for file in (*ROOTS, *LONG_FILES, *(path for path, _ in ACROSS)) if not (HOUSE / file).exists()]
    unused = [pair for pair in ACROSS if pair[1] not in set(imports(HOUSE / pair[0]))]
    assert (gone, unused) == ([], [])


MACHINE = re.compile(
    r"(?<![\w.*~-])/(work|farm|root|home|Users)/[a-z]"  # somebody's folders
    r"|[Ii]ndex[-_]url|find[-]links|trusted[-]host"  # where somebody gets packages from
    r"|pypi[.]|pythonhosted|npmjs|artifactory|devpi",
)


def tracked() -> list[Path]:
    """Every file that is handed on: what git tracks, or without git what is there."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=False)
    if told.returncode:
        return files("**/*", ".*/**/*")
    return [HOUSE / file for file in told.stdout.split("\0") if file and (HOUSE / file).is_file()]


def test_no_file_names_a_registry_or_a_machine():
    found: list[str] = []
    for path in tracked():
        text = path.read_bytes().decode(errors="replace")
        found += [f"{name(path)}: {match[0]}" for match in MACHINE.finditer(text) if path != Path(__file__)]
    assert found == []


def test_every_requirement_is_pinned_and_hashed():
    for path in files("requirements/*.txt"):
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
        pinned = [
            place for place, line in enumerate(lines) if re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[\w.]+( ;.*)? \\$", line)
        ]
        hashed = [line for line in lines if re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)]
        assert len(pinned) + len(hashed) == len(lines), name(path)
        assert all(lines[place + 1].startswith("    --hash=") for place in pinned), name(path)
        assert len(pinned) > 10


def test_what_a_newcomer_installs_is_what_the_tests_install():
    run, test = ((HOUSE / "requirements" / file).read_text() for file in ("run.txt", "test.txt"))
    pins = re.compile(r"^[a-z0-9-]+==\S+", re.MULTILINE)
    assert set(pins.findall(run)) <= set(pins.findall(test))


def test_no_file_has_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "helper", "manager", "base", "data", "common", "misc"}
    assert [name(path) for path in files("*/**/*.py") if path.stem in empty or path.parent.name in empty] == []
