"""The pages of the code, commitments, evidence, the ladder and checks."""

from datetime import timedelta
from typing import Any

import pytest

from server.kernel.table import today
from tests.makers import gid, key
from tests.pages.journeys import sign_in
from tests.pages.tab import Page, Tab

DAY = today()
THIRD = f"/m/commitments/{gid('Commitment', 'aozora 3')}"
BOUNDARY = "a-boundary"


async def upload(tab: Tab, content: bytes, name: str, **entries: str) -> Page:
    """Fill in the evidence form of the open page, choose a file, and send it."""
    assert tab.page
    form = next(form for form in tab.page.forms if "Add the evidence" in form.buttons)
    fields = dict(form.fields) | entries
    fields.pop("file", None)
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join(parts) + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return await tab.send("POST", "/m/evidence", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.row("C2")
@pytest.mark.usefixtures("fresh")
async def test_an_editor_plans_measures_and_sees_why(tab: Tab) -> None:
    await sign_in(tab, "editor")
    page = await tab.open(THIRD)
    assert "Something has been done, and its day has not passed." in page.text
    plan = {"indicator": "Rooms", "unit": "%", "baseline": "10", "target": "x"}
    page = await tab.press("Save the plan", aim="A room for everybody", **plan)
    assert (page.status, 'id="target-problem"' in page.html) == (422, True)
    assert "A room for everybody" in page.html

    page = await tab.press("Save the plan", target="100")
    assert "from 10" in page.text
    page = await tab.press("Write it down", value="40", measured_on=str(DAY))
    assert "A measurement that reaches the target" in page.text
    page = await tab.press("Add the milestone", milestone_title="Half", milestone_due_on=str(DAY))
    assert "Half" in page.text
    page = await tab.press("Reached today: Half")
    assert "reached on" in page.text


@pytest.mark.row("C4")
@pytest.mark.usefixtures("fresh")
async def test_evidence_with_a_file_is_added_fetched_and_taken_back(tab: Tab, behind: Any) -> None:
    content = b"%PDF-1.7\nthe report\n%%EOF\n"
    await sign_in(tab, "owner")
    page = await tab.open(f"/m/evidence?commitment={gid('Commitment', 'aozora 3')}")
    given = {"title": "Report", "source": "An auditor", "dated_on": str(DAY), "visibility": "PUBLIC"}
    page = await upload(tab, b"no such thing", "report.pdf", **given)
    assert (page.status, 'id="file-problem"' in page.html) == (422, True)
    assert 'value="An auditor"' in page.html

    page = await upload(tab, content, "report.pdf", **given)
    assert "Saved." in page.text
    fetched = await tab.open(page.links["report.pdf"])
    assert fetched.response.content == content
    [row] = behind.rows("select id from stored_file where name = 'report.pdf'")
    public = await Tab(tab.client).open(f"/en/files/{gid('StoredFile', row['id'])}")
    assert public.response.content == content
    linked = behind.rows("select commitment_id from commitment_evidence where commitment_id = %s", key("aozora 3"))
    assert len(linked) == 1


@pytest.mark.row("C4")
async def test_evidence_without_words_is_refused_at_each_field(tab: Tab, behind: Any) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/evidence")
    with behind.unchanged():
        page = await upload(tab, b"", "", title="", source="", dated_on="tomorrow")
    assert page.status == 422
    assert [field for field in ("title", "source", "dated_on") if f'id="{field}-problem"' not in page.html] == []


@pytest.mark.row("C3")
async def test_the_ladder_is_public_and_a_member_sees_its_next_step(tab: Tab) -> None:
    page = await tab.open("/en/ladder")
    assert page.text.count("What shows it:") == 25
    page = await tab.open("/ja-simple/ladder")
    assert "だんかいごとに" in page.text
    await sign_in(tab, "reader")
    page = await tab.open("/m/ladder")
    assert "Shown up to level 1 of 5" in page.text
    assert "The next step:" in page.text


@pytest.mark.row("C1")
@pytest.mark.row("M5")
@pytest.mark.usefixtures("fresh")
async def test_a_new_version_is_made_read_signed_and_certified(tab: Tab, behind: Any) -> None:
    behind.rows("delete from code_draft")
    await sign_in(tab, "content_editor")
    page = await tab.open("/s/code")
    await tab.press("Begin a draft", reason="Clearer words.")
    change = {"edit_part": "TITLE", "edit_article": "1", "edit_language": "en"}
    page = await tab.press("Save the text", edit_text="Keep every law", **change)
    assert "Keep every law" in page.text
    page = await tab.press("Adopt the draft", adopted_on=str(DAY), reaffirm_by=str(DAY + timedelta(days=10)))
    assert 'id="reaffirm_by-problem"' in page.html
    page = await tab.press("Adopt the draft", reaffirm_by=str(DAY + timedelta(days=40)))
    assert "Members that have not signed the newest version yet: 2" in page.text
    correction = {"correct_part": "TITLE", "correct_article": "1", "correct_text": "法令をすべて守る"}
    page = await tab.press("Correct it", version="2", correct_reason="The new title.", **correction)
    assert "Saved." in page.text

    visitor = Tab(tab.client)
    page = await visitor.open("/en/about")
    assert "Corrected translations" in page.text
    page = await visitor.open(page.links["What has changed since"].partition("#")[0])
    assert "<del>" in page.html
    assert "every" in page.html.partition("<ins>")[2].partition("</ins>")[0]

    owner = Tab(tab.client)
    await sign_in(owner, "owner")
    page = await owner.open("/m/pledge")
    assert "A new version waits for your signature until" in page.text
    page = await owner.press("Sign version 2", signer_name="", signer_role="President")
    assert 'id="signer_name-problem"' in page.html
    page = await owner.press("Sign version 2", signer_name="A. Kimura")
    assert "A new version waits" not in page.text
    page = await owner.open(page.links["Certificate"])
    assert "This proves that the code was signed." in page.text


@pytest.mark.row("C7")
@pytest.mark.usefixtures("fresh")
async def test_a_check_is_drawn_given_found_answered_and_closed(tab: Tab, behind: Any) -> None:
    behind.rows("update independent_check set state = 'closed'")
    officer = Tab(tab.client)
    await sign_in(officer, "officer")
    page = await officer.open("/s/checks")
    page = await officer.press("Draw", kind="AUDIT", size="2", reason="Every year.")
    assert "2 of 2 members" in page.text
    [row] = behind.rows(
        "select id from independent_check where organisation_id = %s and state = 'requested'", key("aozora")
    )
    id = gid("IndependentCheck", row["id"])
    behind.rows("delete from independent_check where organisation_id = %s and state = 'requested'", key("kitakaze"))
    page = await officer.open("/s/checks?state=REQUESTED")
    page = await officer.press(
        "Give the check to this person", **{f"email-{id}": "nobody@people.example", f"due-{id}": str(DAY)}
    )
    assert f'id="email-{id}-problem"' in page.html
    page = await officer.press("Give the check to this person", **{f"email-{id}": "adviser@people.example"})
    assert "Saved." in page.text

    checker = Tab(tab.client)
    await sign_in(checker, "adviser")
    page = await checker.open(f"/m/checks/{id}")
    commitment = gid("Commitment", "aozora 1")
    finding = {f"outcome-{commitment}": "GAP", f"text-{commitment}": "June is missing."}
    page = await checker.press("Save the finding", **finding)
    assert "June is missing." in page.text
    page = await checker.press("Hand the findings over")
    assert "With the member for answers" in page.text

    owner = Tab(tab.client)
    await sign_in(owner, "owner")
    page = await owner.open(f"/m/checks/{id}")
    [found] = behind.rows("select id from check_finding where check_id = %s", row["id"])
    of = gid("CheckFinding", found["id"])
    page = await owner.press("Send the answer", **{f"answer-{of}": "We agree."})
    assert "We agree." in page.text
    page = await owner.press("Make it a commitment", **{f"aim-{of}": "June is there.", f"due-{of}": str(DAY)})
    assert "What follows:" in page.text

    page = await officer.open("/s/checks?state=ANSWERING")
    page = await officer.press("Close the check")
    assert "Saved." in page.text
    assert behind.rows("select state from independent_check where id = %s", row["id"]) == [{"state": "closed"}]


@pytest.mark.parametrize("path", ["/s/code", "/s/checks"])
async def test_desks_do_not_exist_for_others(tab: Tab, path: str) -> None:
    await sign_in(tab, "owner")
    assert (await tab.open(path)).status == 404


async def test_an_owner_asks_for_a_check(tab: Tab, behind: Any) -> None:
    await sign_in(tab, "rival")
    await tab.open("/m/checks")
    page = await tab.press("Ask for it", kind="PEER", reason="")
    assert 'id="reason-problem"' in page.html
    page = await tab.press("Ask for it", reason="To learn.")
    assert "Asked for" in page.text


@pytest.mark.parametrize("tag", ["ja", "ja-simple"])
@pytest.mark.parametrize("path", ["/m/evidence", "/m/ladder", "/m/checks", "/m/pledge", THIRD])
async def test_the_pages_stand_in_japanese(tab: Tab, tag: str, path: str) -> None:
    await sign_in(tab, "owner")
    page = await tab.open(f"{path}?in={tag}")
    assert page.status == 200
