"""A member's next steps."""

import pytest

from tests.pages.journeys import sign_in
from tests.pages.tab import Tab

pytestmark = pytest.mark.row("C10")


@pytest.mark.usefixtures("fresh")
async def test_a_member_sees_what_is_missing_and_what_others_did(tab: Tab) -> None:
    await sign_in(tab, "rival")
    page = await tab.open("/m/next-steps")
    assert page.status == 200
    assert "title of published" in page.links
    assert "It is about this article." in page.text
    assert "Next level:" in page.text


async def test_who_has_no_seat_has_no_next_steps(tab: Tab) -> None:
    await sign_in(tab, "officer")
    assert (await tab.open("/m/next-steps")).status == 404
