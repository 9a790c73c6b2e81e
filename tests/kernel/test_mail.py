"""Letters leave once, after their verb is committed, and everybody who looks after them sees what became of them."""

import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from server.identity.letters import INVITED
from server.kernel import mail
from server.kernel.languages import spoken
from server.kernel.models import Letter, LetterState, LetterText
from server.kernel.table import now
from tests.makers import gid, key

WAITING = "{ letters(first: 1) { nodes { template address state attempts subject body answer organisation { id } } } }"


class Box:
    """A mail server that keeps what it is given, and refuses who is called nobody."""

    def __init__(self):
        self.kept = []
        self.busy = False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        if self.busy:
            return "451 Please come back later"
        if address.startswith("nobody"):
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        self.kept.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"


@pytest.fixture
def box():
    kept = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    kept.post = mail.Post("127.0.0.1", port, "none", "K <k@post.example>")
    yield kept
    controller.stop()


@pytest.fixture
def letter(behind):
    """A letter of its own, waiting."""

    def make(address="a@people.example", **fields):
        one = Letter(template="test", address=address, language="ja", **fields)
        subject, body = mail.written(mail.TEST, "ja")
        behind.add(one, LetterText(id=one.id, subject=subject, body=body))
        return one

    return make


@pytest.mark.usefixtures("fresh")
async def test_an_invitation_goes_out_as_a_letter_and_the_link_is_still_shown(do, ask, door, behind, owner, admin, box):
    seat = {"organisationId": gid("Organisation", "aozora"), "role": "EDITOR"}
    made = await do("invitePerson", owner, "invitationLink", email="new@people.example", to={"seat": seat})
    [waiting] = (await ask(WAITING, admin))["letters"]["nodes"]
    assert made["invitationLink"] in waiting["body"]
    assert (waiting["template"], waiting["address"]) == ("invitation", "new@people.example")
    assert (waiting["state"], waiting["organisation"]) == ("QUEUED", {"id": gid("Organisation", "aozora")})

    assert await mail.deliver(door, box.post) == 1
    assert await mail.deliver(door, box.post) == 0

    [sent] = box.kept
    assert (sent["to"], sent["from"], sent["auto-submitted"]) == (
        "new@people.example",
        "K <k@post.example>",
        "auto-generated",
    )
    assert sent.get_content_type() == "text/plain"
    assert made["invitationLink"] in sent.get_content()
    [gone] = (await ask(WAITING, admin))["letters"]["nodes"]
    assert (gone["state"], gone["attempts"], gone["subject"], gone["body"]) == ("SENT", 1, None, None)
    assert gone["answer"] == "Taken"
    assert behind.rows("select id from letter_text where body like '%%invitation%%'") == []


@pytest.mark.usefixtures("fresh")
async def test_what_a_letter_says_only_admins_read(ask, letter, officer, admin, owner):
    letter()
    for who, subject in ((admin, "Kakehashiからのテストメール"), (officer, None)):
        assert (await ask(WAITING, who))["letters"]["nodes"][0]["subject"] == subject
    assert (await ask(WAITING, owner))["letters"]["nodes"] == []


@pytest.mark.usefixtures("fresh")
async def test_a_busy_server_is_tried_again_later_and_a_wrong_address_is_given_up(
    do, door, behind, letter, box, officer
):
    busy, wrong = letter(), letter("nobody@people.example")
    box.busy = True
    await mail.deliver(door, box.post)
    kept = behind.row(Letter, busy.id)
    assert (kept["state"], kept["attempts"], kept["answer"]) == ("queued", 1, "451 Please come back later")
    assert timedelta(minutes=1) < kept["next_attempt_at"] - now() <= timedelta(minutes=2)

    box.busy = False
    behind.rows("update letter set next_attempt_at = queued_at where answer is not null")
    assert await mail.deliver(door, box.post) == 1
    assert behind.row(Letter, wrong.id)["state"] == "failed"
    assert behind.row(Letter, wrong.id)["answer"] == "550 No such user here"
    assert behind.row(LetterText, wrong.id) is not None

    tried = await do("retryLetter", officer, "letter { state attempts answer }", id=gid("Letter", wrong.id))
    assert tried == {"letter": {"state": "QUEUED", "attempts": 0, "answer": "550 No such user here"}, "errors": []}
    refused = await do("retryLetter", officer, id=gid("Letter", busy.id))
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


@pytest.mark.usefixtures("fresh")
async def test_no_server_at_all_gives_up_after_many_attempts_and_says_why(door, behind, letter):
    last = letter(attempts=mail.MOST_ATTEMPTS - 1)
    await mail.deliver(door, mail.Post("127.0.0.1", 1, "none", "k@post.example"))
    kept = behind.row(Letter, last.id)
    assert (kept["state"], kept["attempts"]) == ("failed", mail.MOST_ATTEMPTS)
    assert "Connect" in kept["answer"]


async def test_a_verb_that_is_refused_sends_nothing(do, behind, reader):
    seat = {"organisationId": gid("Organisation", "aozora"), "role": "EDITOR"}
    with behind.unchanged():
        refused = await do("invitePerson", reader, email="new@people.example", to={"seat": seat})
    assert refused["errors"]


@pytest.mark.usefixtures("fresh")
async def test_what_has_a_name_is_written_once(door, behind):
    for expected in (True, False):
        async with door.stewarding() as rows:
            written = await mail.send_once(
                rows, "reminder/1", mail.TEST, "a@people.example", "en", organisation_id=key("aozora")
            )
        assert written is expected
    assert len(behind.rows("select id from letter where once = 'reminder/1'")) == 1


def test_a_letter_is_in_its_readers_language_and_its_subject_has_no_fields():
    for tag in spoken():
        subject, body = mail.written(INVITED, tag, link="https://x.example/invitation/abc", until="2026-05-01")
        assert "%" not in subject
        assert "https://x.example/invitation/abc" in body
    assert mail.written(mail.TEST, "vi") == mail.written(mail.TEST, "en")


async def test_the_test_letter_tells_what_the_server_says(box):
    told = []
    assert await mail.test_letter(box.post, "a@people.example", "en", told.append)
    assert told[-1] == "Taken"
    assert not await mail.test_letter(box.post, "nobody@people.example", "en", told.append)
    assert "550" in told[-1]
    assert LetterState.SENT == "sent"
