"""Pages of applying, of memberships, of fees and of cases, as people use them."""

import pytest

from server.identity.models import Appointment, Seat
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from tests.house import Behind
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

pytestmark = pytest.mark.usefixtures("fresh")
AOZORA = gid("Organisation", "aozora")


@pytest.mark.row("M2")
async def test_an_applicant_applies_is_asked_answers_and_is_admitted(tab: Tab, behind: Behind) -> None:
    page = await tab.open("/en/join")
    given = {"name": "Bridge Builders", "contact_name": "Hana", "contact_email": "hana@bridge.example"}
    page = await tab.press("Apply", kind="COMPANY", **given)
    assert (page.status, 'id="corporate_number-problem"' in page.html) == (422, True)
    assert "Bridge Builders" in page.html
    page = await tab.press("Apply", kind="NPO")
    assert "/application/" in page.text
    id = behind.rows("select id from organisation where name ->> 'en' = 'Bridge Builders'")[0]["id"]

    officer = Tab(tab.client)
    await sign_in(officer, "officer")
    page = await officer.open("/s/applications")
    assert "Bridge Builders" in page.links
    page = await officer.open(f"/s/applications/{gid('Organisation', id)}")
    page = await officer.press("Ask the applicant", question=" ")
    assert (page.status, 'id="question-problem"' in page.html) == (422, True)
    page = await officer.press("Ask the applicant", question="How many people do you employ?")
    link = page.html.split("/application/")[1].split("<")[0]

    page = await tab.open(f"/en/application/{link}")
    assert "How many people do you employ?" in page.text
    page = await tab.press("Send", answer="")
    assert (page.status, 'id="answer-problem"' in page.html) == (422, True)
    page = await tab.press("Send", answer="Forty.")
    assert ("Forty." in page.text, "Answered" in page.text) == (True, True)

    await officer.open(f"/s/applications/{gid('Organisation', id)}")
    page = await officer.press("Approve", participation="PARTNER")
    assert "/invitation/" in page.text
    assert behind.rows("select status, participation from organisation where id = %s", id) == [
        {"status": "active", "participation": "partner"}
    ]


async def test_a_link_that_opens_nothing_says_so(tab: Tab) -> None:
    page = await tab.open("/ja/application/nonsense")
    assert (page.status, "このリンクは存在しないか" in page.text) == (422, True)


@pytest.mark.row("M4")
@pytest.mark.row("M1")
async def test_a_member_sees_its_standing_and_leaves(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    page = await tab.open("/m/membership")
    assert ("Member in good standing" in page.text, "As agreed." in page.text) == (True, True)
    page = await tab.press("End the membership", reason="")
    assert (page.status, 'id="reason-problem"' in page.html) == (422, True)
    page = await tab.press("End the membership", reason="We close.")
    assert "Has left" in page.text
    page = await tab.press("Apply again", motivation="We open again.")
    assert behind.rows("select stage from membership_application where organisation_id = %s", key("aozora")) == [
        {"stage": "submitted"}
    ]


@pytest.mark.row("M11")
async def test_a_fee_is_defined_asked_paid_and_receipted(tab: Tab) -> None:
    await sign_in(tab, "officer")
    await tab.open("/s/dues")
    page = await tab.press("Add a class", class_name="Large company")
    assert "Large company" in page.text
    page = await tab.press("Set a fee", year="x", amount="50,000")
    assert (page.status, 'id="year-problem"' in page.html, "50,000" in page.html) == (422, True, True)

    await tab.open(f"/s/members/{AOZORA}")
    page = await tab.press("Issue an invoice", year=str(today().year))
    assert "55,000 yen" in page.text
    number = f"I{today().year}-000001"
    page = await tab.open(page.links[number])
    page = await tab.press("Record the payment", amount="55,000", received_on=today().isoformat())
    receipt = f"Receipt R{today().year}-000001"
    assert receipt in page.links

    member = Tab(tab.client)
    await sign_in(member, "reader")
    page = await member.open("/m/membership")
    page = await member.open(page.links[number])
    assert "Record the payment" not in page.text
    page = await member.open(page.links[receipt])
    assert "55,000 yen" in page.text
    rival = Tab(tab.client)
    await sign_in(rival, "rival")
    assert (await rival.open(f"/m/invoices/{gid('Invoice', 'invoice')}")).status == 404


@pytest.mark.row("M12")
async def test_a_case_goes_from_notice_to_decision(tab: Tab, behind: Behind) -> None:
    behind.add(Appointment(person_id=key("admin"), role=Role.MEMBERSHIP_OFFICER))
    behind.add(Seat(person_id=key("owner"), organisation_id=key("minato"), role=SeatRole.READER))
    await sign_in(tab, "officer")
    await tab.open(f"/s/members/{AOZORA}")
    page = await tab.press("Open a case", sought="SUSPENSION", grounds="Passports are kept.", articles="2, 3")
    assert "Drafted" in page.text
    id = behind.rows("select id from proceeding where stage = 'draft' and organisation_id = %s", key("aozora"))[0]["id"]
    case = f"/m/proceedings/{gid('Proceeding', id)}"
    member = Tab(tab.client)
    await sign_in(member, "owner")
    assert (await member.open(case)).status == 404

    other = Tab(tab.client)
    await sign_in(other, "admin")
    await other.open(case)
    page = await other.press("Give notice to the member")
    assert "Notice given" in page.text

    page = await member.open(case)
    assert "Passports are kept." in page.text
    page = await member.press("Send", body="We gave them back.")
    assert "We gave them back." in page.text

    await other.open(case)
    page = await other.press("Name the panel", people=gid("Person", "adviser"))
    assert "Adviser" in page.text
    panellist = Tab(tab.client)
    await sign_in(panellist, "adviser")
    await panellist.open(case)
    page = await panellist.press("Vote", measure="DISMISSED", vote_reasons="It is put right.")
    assert "It is put right." in page.text
    await other.open(case)
    page = await other.press("Record the decision", decision_reasons="R.", public_text="T.")
    assert (page.status, "R." in page.html) == (422, True)
