"""A stolen database tells nothing: a whole dump, searched for every word that passed through the platform."""

import asyncio
import base64
import subprocess
from typing import Any

from sqlalchemy import make_url

from server.kernel.postgres_programs import programs_of
from tests.grievances.filing import file, opened

CANARY = "kanarienvogel-7391"
WORDS = {
    "narrative": f"အလုပ်ရှင်က {CANARY} ပတ်စပို့ကို သိမ်းထားတယ်။",
    "fair": f"返してほしい {CANARY}",
    "employer": f"{CANARY} 工業",
    "message": f"Chừng nào {CANARY}?",
    "reason": f"Returned today, {CANARY}.",
}
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "shift_jis")


def dump(owner_url: str) -> bytes:
    """All of the database, as its owner can copy it."""
    folder, _ = programs_of(None)
    url = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run([folder / "pg_dump", "--inserts", "--dbname", url], capture_output=True, check=True).stdout


def spellings(text: str) -> set[bytes]:
    """How a text could stand in a dump: its bytes in several encodings, plain, in hexadecimal and in base64."""
    raw = {text.encode(encoding, errors="ignore") for encoding in ENCODINGS} - {b""}
    coded = {base64.b64encode(one[shift:])[:-4] for one in raw for shift in range(3)}
    return raw | {one.hex().encode() for one in raw} | coded | {text.encode("unicode_escape")}


async def test_a_dump_of_the_database_has_no_word_of_a_worker_nor_the_receipt(fresh, ask, do, behind, people) -> None:
    handler = people["handler"]
    filed = await file(
        ask,
        narrative=WORDS["narrative"],
        fairResult=WORDS["fair"],
        employer={"name": WORDS["employer"]},
        category="OTHER",
    )
    token = await opened(ask, filed["receipt"])
    document = "{ grievance { id narrative fairResult employerName messages { nodes { body } } closingReason } }"
    case: Any = (await ask(document, token))["grievance"]
    await do("sendMessage", token, grievanceId=case["id"], body=WORDS["message"])
    await do("acknowledgeGrievance", handler, id=case["id"])
    closed = await do("closeGrievance", handler, id=case["id"], outcome="DOCUMENT_RETURN", reason=WORDS["reason"])
    assert closed["errors"] == []
    told = (await ask(document, token))["grievance"]
    assert (told["narrative"], told["fairResult"], told["employerName"], told["closingReason"]) == (
        WORDS["narrative"], WORDS["fair"], WORDS["employer"], WORDS["reason"],
    )  # fmt: skip

    stolen = await asyncio.to_thread(dump, behind.url)

    assert b"INSERT INTO public.grievance_message" in stolen
    assert any(one in stolen for one in spellings("handler@people.example"))  # what is in clear is found
    digits = filed["receipt"].replace(" ", "")
    secrets = [*WORDS.values(), CANARY, filed["receipt"], digits, token, token[1:]]
    assert [secret for secret in secrets for one in spellings(secret) if len(one) > 8 and one in stolen] == []
