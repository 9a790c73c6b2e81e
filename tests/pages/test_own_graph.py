"""A member's workplaces, ties and comments, as its people change them on pages."""

import pytest

from server.kernel.table import today
from tests.house import Behind
from tests.makers import gid, key, tie
from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

MILL = f"/m/workplaces/{gid('Site', 'mill')}"


@pytest.mark.row("M7")
@pytest.mark.usefixtures("fresh")
async def test_an_editor_adds_a_workplace_and_counts(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "editor")
    page = await tab.open("/m/workplaces")
    assert "Mill" in page.text
    assert "Store" in page.text
    entries = {"name": "Yard", "municipality": "131016", "sector": "FISHERIES", "opened_on": "2020-04-01"}
    page = await tab.press("Add", **entries, languages="vi")
    assert "Saved." in page.text
    assert "Yard" in page.text

    page = await tab.open(page.links["Yard"])
    page = await tab.press("Save", residence_status="STUDENT", band="FROM_30", counted_on=today().isoformat())
    assert "Student, 30 to 99" in page.text
    [row] = behind.rows("select languages, hidden from site where name ->> 'en' = 'Yard'")
    assert row == {"languages": ["vi"], "hidden": False}


@pytest.mark.row("M7")
async def test_a_refused_workplace_keeps_what_was_typed(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/workplaces")
    with behind.unchanged():
        page = await tab.press("Add", name="Kept", municipality="131017", sector="FISHERIES", opened_on="2020-04-01")
        assert (page.status, 'id="municipality-problem"' in page.html, "Kept" in page.html) == (422, True, True)
        page = await tab.press("Add", name="Kept", municipality="131016", sector="", opened_on="")
        assert (page.status, 'id="sector-problem"' in page.html) == (422, True)


@pytest.mark.usefixtures("fresh")
async def test_a_workplace_is_changed_and_closed(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open(MILL)
    page = await tab.press("Close", closed_on=today().isoformat())
    assert "Saved." in page.text
    assert behind.rows("select closed_on from site where id = %s", key("mill")) == [{"closed_on": today()}]
    assert "Close this workplace" not in page.text


@pytest.mark.parametrize("name", ["rival", "officer"])
async def test_anothers_workplace_is_not_changed(tab: Tab, behind: Behind, name: str) -> None:
    await sign_in(tab, name)
    page = await tab.open(MILL)
    with behind.unchanged():
        page = await tab.press("Close", closed_on=today().isoformat())
    assert page.status == 422
    assert (await tab.open(f"/m/workplaces/{gid('Site', key('nowhere'))}")).status == 404


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_an_owner_names_a_party_and_ties_it(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    await tab.open("/m/ties")
    page = await tab.press("Name it", party_name="Sông Hồng", country="VN")
    assert "Saved." in page.text
    [party] = behind.rows("select id from organisation where name ->> 'en' = 'Sông Hồng'")

    page = await tab.press("Add", other=gid("Organisation", party["id"]), kind="SENDING", valid_from="2024-04-01")
    assert "Sending organisation: Sông Hồng" in " ".join(page.text.split())


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_a_subsidiary_is_found_and_tied_from_the_far_end(tab: Tab, behind: Behind) -> None:
    await sign_in(tab, "owner")
    page = await tab.open("/m/ties?search=kitakaze")
    other = gid("Organisation", "kitakaze")
    page = await tab.press("Add", other=other, kind="BACK_PARENT", valid_from="2024-04-01")
    assert "Subsidiary: Kitakaze Ltd" in " ".join(page.text.split())
    assert behind.rows("select kind from tie where from_id = %s and to_id = %s", key("kitakaze"), key("aozora")) == [
        {"kind": "parent"}
    ]


@pytest.mark.row("M8")
@pytest.mark.usefixtures("fresh")
async def test_the_other_side_confirms_disputes_and_ends(tab: Tab, behind: Behind) -> None:
    behind.add(tie("aozora", "kitakaze"))
    await sign_in(tab, "rival")
    await tab.open("/m/ties")
    page = await tab.press("This is right")
    assert "Confirmed by the other side" in page.text
    page = await tab.press("Send", reason=" ")
    assert (page.status, "reason-" in page.html) == (422, True)
    page = await tab.press("Send", reason="Not since 2019.")
    assert "Not since 2019." in page.text
    page = await tab.press("Save", valid_to=today().isoformat())
    assert behind.rows("select valid_to from tie where id = %s", key("aozora kitakaze")) == [{"valid_to": today()}]


@pytest.mark.row("C11")
@pytest.mark.usefixtures("fresh")
async def test_an_owner_comments_beside_a_lapse(tab: Tab, behind: Behind) -> None:
    behind.rows("update commitment set due_on = '2026-01-31', met_until = null where id = %s", key("aozora 2"))
    await sign_in(tab, "owner")
    await tab.open("/m/lapses")
    page = await tab.press("Publish", note=" ")
    assert (page.status, "-problem" in page.html) == (422, True)
    page = await tab.press("Publish", note="Two rooms burnt down.")
    assert "Two rooms burnt down." in page.text
    page = await Tab(tab.client).open(f"/en/members/{gid('Organisation', 'aozora')}")
    assert "Two rooms burnt down." in page.text


@pytest.mark.parametrize("path", ["/m/workplaces", "/m/ties", "/m/lapses"])
@pytest.mark.parametrize("language", ["ja", "ja-simple"])
async def test_the_pages_speak_japanese(tab: Tab, path: str, language: str) -> None:
    await sign_in(tab, "owner")
    page = await tab.open(f"{path}?in={language}")
    assert page.status == 200
    assert f'lang="{language}"' in page.html
