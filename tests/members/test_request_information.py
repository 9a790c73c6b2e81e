"""An application on its way: asked about, answered by the link, decided; and by two officers at once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.kernel.table import now
from server.members.models import MembershipApplication, OrganisationStatus
from tests import world

OPENED = "application { name { value language } stage motivation reason messages { side body } }"


@pytest.fixture
def waiting(behind: Any) -> UUID:
    """An organisation that has applied."""
    applicant = world.organisation(id=uuid4(), status=OrganisationStatus.APPLIED)
    behind.add(applicant, *world.application(applicant))
    return applicant.id


async def asked(do: Any, officer: Any, id: UUID, question: str = "How many people do you employ?") -> str:
    """The token of the link that the officer gets to send."""
    payload = await do(
        "requestInformation",
        officer,
        "application { stage } applicationLink",
        organisationId=world.gid("Organisation", id),
        question=question,
    )
    assert payload["errors"] == []
    assert payload["application"] == {"stage": "INFORMATION_REQUESTED"}
    return payload["applicationLink"].rpartition("/")[2]


@pytest.mark.row("M2")
async def test_an_applicant_is_asked_answers_by_the_link_and_is_admitted(do, ask, behind, officer, waiting):
    token = await asked(do, officer, waiting)
    status = "query($id: ID!) { organisation(id: $id) { status history { becomes cause } } }"
    id = world.gid("Organisation", waiting)
    assert (await ask(status, officer, id=id))["organisation"]["status"] == "INFORMATION_REQUESTED"
    assert (await ask(status, id=id)) == {"organisation": None}

    assert await do("answerApplication", None, token=token, answer="Forty, of whom twelve came from abroad.") == {
        "errors": []
    }

    opened = await do("openApplication", None, OPENED, token=token)
    assert opened == {
        "application": {
            "name": {"value": "Nameless Ltd", "language": "en"},
            "stage": "ANSWERED",
            "motivation": "To learn.",
            "reason": None,
            "messages": [
                {"side": "SECRETARIAT", "body": "How many people do you employ?"},
                {"side": "APPLICANT", "body": "Forty, of whom twelve came from abroad."},
            ],
        },
        "errors": [],
    }
    admitted = await do("approveMembership", officer, "organisation { status }", organisationId=id)
    assert admitted == {"organisation": {"status": "ACTIVE"}, "errors": []}
    shown = (await ask(status, officer, id=id))["organisation"]
    assert [line["cause"] for line in shown["history"]] == ["APPROVED", "ANSWERED", "INFORMATION_REQUESTED"]
    assert (await ask(status, id=id))["organisation"]["history"] == [{"becomes": "ACTIVE", "cause": "APPROVED"}]


@pytest.mark.row("M2")
async def test_the_link_given_at_once_shows_how_far_it_is(do):
    applied = await do(
        "applyForMembership",
        None,
        "applicationLink",
        kind="NPO",
        name=[{"language": "ja", "text": "橋の会"}],
        contactName="Hana",
        contactEmail="hana@bridge.example",
    )

    token = applied["applicationLink"].rpartition("/")[2]
    opened = (await do("openApplication", None, OPENED, token=token))["application"]

    assert opened == {
        "name": {"value": "橋の会", "language": "ja"},
        "stage": "SUBMITTED",
        "motivation": None,
        "reason": None,
        "messages": [],
    }


async def test_a_newer_question_ends_the_older_link(do, behind, officer, waiting):
    first = await asked(do, officer, waiting)
    second = await asked(do, officer, waiting, "And since when?")

    with behind.unchanged():
        for verb, more in (("openApplication", {}), ("answerApplication", {"answer": "Late."})):
            refused = await do(verb, None, token=first, **more)
            assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["input", "token"]}]
    assert (await do("openApplication", None, "application { stage }", token=second))["application"] == {
        "stage": "INFORMATION_REQUESTED"
    }


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000])
async def test_what_is_no_link_opens_nothing(do, behind, token):
    with behind.unchanged():
        refused = await do("openApplication", None, OPENED, token=token)
    assert refused == {"application": None, "errors": [{"code": "NOT_FOUND", "path": ["input", "token"]}]}


async def test_a_link_that_expired_says_so(do, behind, officer, waiting, fresh):
    token = await asked(do, officer, waiting)
    behind.rows("update application_link set expires_at = %s where organisation_id = %s", now() - timedelta(1), waiting)

    refused = await do("openApplication", None, OPENED, token=token)

    assert refused["errors"] == [{"code": "CONFLICT", "path": ["input", "token"]}]


async def test_an_answer_is_taken_once_and_only_where_something_is_asked(do, behind, officer, waiting):
    token = await asked(do, officer, waiting)

    payloads = await asyncio.gather(
        *(do("answerApplication", None, token=token, answer=f"Answer {place}.") for place in range(3))
    )

    codes = sorted([error["code"] for error in payload["errors"]] for payload in payloads)
    assert codes == [[], ["CONFLICT"], ["CONFLICT"]]
    said = behind.rows("select side from application_message where organisation_id = %s order by id", waiting)
    assert [row["side"] for row in said] == ["secretariat", "applicant"]


@pytest.mark.parametrize("answer", ["", " \n", "x" * 4001, "\x07"])
async def test_a_bad_answer_is_refused_and_nothing_is_lost(do, behind, officer, waiting, answer):
    token = await asked(do, officer, waiting)
    with behind.unchanged():
        refused = await do("answerApplication", None, token=token, answer=answer)
    assert refused["errors"] == [{"code": "INVALID", "path": ["input", "answer"]}]


@pytest.mark.row("M2")
async def test_of_two_officers_at_once_asking_and_deciding_one_decides(do, behind, people, waiting):
    id = world.gid("Organisation", waiting)
    payloads = await asyncio.gather(
        do("approveMembership", people["officer"], organisationId=id),
        do("declineMembership", people["officer"], organisationId=id, reason="No."),
        do("approveMembership", people["officer"], organisationId=id),
    )

    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1, 1]
    assert behind.row(MembershipApplication, organisation_id=waiting)["stage"] in ("approved", "declined")
    late = await do("requestInformation", people["officer"], organisationId=id, question="Still there?")
    assert late["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


@pytest.mark.row("M2")
async def test_the_secretariat_reads_its_queue_by_stage_oldest_first(do, ask, officer, waiting, fresh):
    await asked(do, officer, waiting)
    document = """query($stage: ApplicationStage) { membershipApplications(filter: { stage: $stage }) {
        nodes { stage organisation { id } } } }"""

    found = (await ask(document, officer, stage="INFORMATION_REQUESTED"))["membershipApplications"]["nodes"]

    assert found == [{"stage": "INFORMATION_REQUESTED", "organisation": {"id": world.gid("Organisation", waiting)}}]
    assert (await ask(document, stage="INFORMATION_REQUESTED"))["membershipApplications"]["nodes"] == []
