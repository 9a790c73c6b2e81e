"""The format document is exact: a reader that uses nothing of the platform opens an exported grievance."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEALED = json.loads((HERE / "sealed_grievance.json").read_text("utf-8"))
READER = HERE / "reader_demo.py"
HANDLER = SEALED["export"]["grants"][0]["recipient_id"]


def read(folder: Path, export: object, typed: str, *recipient: str) -> subprocess.CompletedProcess[str]:
    (folder / "export.json").write_text(json.dumps(export), "utf-8")
    (folder / "pepper").write_bytes(bytes.fromhex(SEALED["secrets"]["pepper"]))
    # -I: isolated, so that nothing of the checkout can be imported.
    command = [sys.executable, "-I", str(READER), "export.json", "pepper", *recipient]
    return subprocess.run(command, cwd=folder, input=typed, capture_output=True, encoding="utf-8", check=False)


def test_the_reader_is_short_and_imports_nothing_of_ours():
    source = READER.read_text("utf-8")
    imports = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}

    assert imports == {"hashlib", "json", "sys", "unicodedata", "uuid", "pathlib", "nacl"}
    assert len([line for line in source.splitlines() if line]) <= 60


@pytest.mark.parametrize(
    ("typed", "recipient"), [(SEALED["secrets"]["receipt"], ()), (SEALED["secrets"]["password"], (HANDLER,))]
)
def test_a_receipt_and_a_handlers_password_each_open_the_exported_grievance(
    tmp_path: Path, typed: str, recipient: tuple[str, ...]
):
    answer = read(tmp_path, SEALED["export"], typed, *recipient)

    assert answer.stderr == ""
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [
        {"seq": seq, "author": author, "text": text}
        for seq, (author, text) in enumerate(zip((1, 2, 1), SEALED["texts"], strict=True))
    ]


def test_the_reader_refuses_an_export_whose_second_message_was_dropped(tmp_path: Path):
    first, _, third = SEALED["export"]["messages"]

    answer = read(tmp_path, SEALED["export"] | {"messages": [first, third]}, SEALED["secrets"]["receipt"])

    assert answer.returncode == 1
    assert "changed, moved or dropped" in answer.stderr
    assert len(answer.stdout.splitlines()) == 1


def test_the_reader_opens_nothing_with_another_receipt(tmp_path: Path):
    answer = read(tmp_path, SEALED["export"], "31415926535897932390")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert "CryptoError" in answer.stderr
