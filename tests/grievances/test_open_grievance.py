"""openGrievance: the receipt, in whatever way it is typed, opens its own grievance and nothing else."""

import asyncio
import time

import pytest

from server.kernel import sealing
from tests.grievances.filing import file, opened
from tests.world import NARRATIVE, gid

OPEN = """mutation($receipt: String!) { openGrievance(input: {receipt: $receipt}) {
    token grievance { id narrative } errors { code message path } } }"""


def in_script(digits: str, zero: str) -> str:
    """The digits in the script whose zero this is."""
    return "".join(chr(ord(zero) + int(digit)) for digit in digits)


async def test_the_receipt_opens_its_grievance(ask, receipts, behind):
    told = (await ask(OPEN, receipt=sealing.format_receipt(receipts["worker"])))["openGrievance"]

    token = sealing.parse_token(told.pop("token"), time.time())
    assert told == {"grievance": {"id": gid("Grievance", "wages"), "narrative": NARRATIVE}, "errors": []}
    assert token
    assert token.audience == "worker"
    assert 2 * 3600 - 60 < token.expires_at - time.time() <= 2 * 3600
    row = behind.row("session", token.id)
    assert (row["person_id"], row["seen_at"]) == (None, None)


@pytest.mark.parametrize("zero", ["၀", "๐", "០", "०", "০", "٠", "０"])
async def test_every_scripts_digits_are_read(ask, receipts, zero):
    told = (await ask(OPEN, receipt=in_script(receipts["worker"], zero)))["openGrievance"]
    assert told["grievance"] == {"id": gid("Grievance", "wages"), "narrative": NARRATIVE}


@pytest.mark.parametrize("written", ["  {} ", "{}\n", "#{}", "{}\u200b", "{}ー"])
async def test_separators_do_not_matter(ask, receipts, written):
    spread = "-".join(receipts["worker"])
    assert (await ask(OPEN, receipt=written.format(spread)))["openGrievance"]["errors"] == []


async def test_slips_are_told_apart_before_any_work(ask, receipts, behind, monkeypatch):
    async def never(*_):
        raise AssertionError("no Argon2 for what is no receipt")

    monkeypatch.setattr(sealing, "in_argon", never)
    good = receipts["worker"]
    slips = {
        good[:-1]: "A receipt has 20 digits. Please count them again.",
        good + "0": "A receipt has 20 digits. Please count them again.",
        "": "A receipt has 20 digits. Please count them again.",
        good[:7]
        + str((int(good[7]) + 1) % 10)
        + good[8:]: "One digit is wrong. Please compare it with your receipt, group by group.",
        good[:-1] + "O": "A receipt has digits only, no letters.",
        "1' or '1'='1": "A receipt has digits only, no letters.",
    }
    for slip, words in slips.items():
        with behind.unchanged():
            told = await ask(OPEN, receipt=slip)
        error = {"code": "INVALID", "message": words, "path": ["input", "receipt"]}
        assert told["openGrievance"] == {"token": None, "grievance": None, "errors": [error]}


async def test_an_unknown_receipt_opens_nothing_and_leaves_nothing(ask, behind):
    with behind.unchanged():
        told = (await ask(OPEN, receipt=sealing.new_receipt()))["openGrievance"]

    assert (told["token"], told["grievance"]) == (None, None)
    assert [(error["code"], error["path"]) for error in told["errors"]] == [("NOT_FOUND", ["input", "receipt"])]


async def test_one_receipt_does_not_open_another_grievance(ask, receipts):
    token = await opened(ask, receipts["worker"])

    seen = await ask("query($id: ID!) { grievance(id: $id) { state } grievances { nodes { id } } }", token,
                     id=gid("Grievance", "housing"))  # fmt: skip

    assert seen == {"grievance": None, "grievances": {"nodes": [{"id": gid("Grievance", "wages")}]}}


async def test_a_visit_is_recorded_nowhere_but_in_its_session(ask, receipts, behind):
    with behind.unchanged("session"):
        token = await opened(ask, receipts["worker"])
        await ask("{ grievance { narrative messages { nodes { body } } } }", token)


async def test_a_visit_keeps_no_time_in_its_row(ask, receipts, behind):
    token = sealing.parse_token(await opened(ask, receipts["worker"]), 0)
    assert token

    row = behind.row("session", token.id)

    assert not any(hasattr(value, "hour") for value in row.values())


async def test_more_than_can_wait_are_asked_to_come_back(ask, receipts, behind, monkeypatch):
    async def busy(*_):
        raise sealing.Busy

    monkeypatch.setattr(sealing, "in_argon", busy)
    with behind.unchanged():
        told = await ask(OPEN, receipt=receipts["worker"])
    assert [error["code"] for error in told["openGrievance"]["errors"]] == ["LIMIT_REACHED"]


async def test_a_visit_gives_no_key_twice(ask, receipts, behind):
    with behind.unchanged("session"):
        await asyncio.gather(*[opened(ask, receipts["worker"]) for _ in range(3)])


@pytest.mark.usefixtures("fresh")
async def test_two_visits_at_once_give_the_stand_ins_their_key_once(ask, behind, handler):
    behind.rows("update appointment set revoked_on = granted_on where role = 'case_handler'")
    told = await file(ask, narrative="Nobody is there.")
    behind.rows("update appointment set revoked_on = null where role = 'case_handler'")

    tokens = await asyncio.gather(*[opened(ask, told["receipt"]) for _ in range(4)])

    assert len(set(tokens)) == 4
    shown = await ask("{ grievances(filter: {category: DOCUMENT_RETENTION}) { nodes { narrative } } }", handler)
    assert shown == {"grievances": {"nodes": [{"narrative": "Nobody is there."}]}}
