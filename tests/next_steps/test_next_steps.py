from typing import Any

import pytest

from server.case_studies.models import CaseStudyStatus
from tests.makers import case_study, gid, key, organisation

pytestmark = pytest.mark.row("C10")

ASKED = """query($id: ID!) { organisation(id: $id) { nextSteps {
    articleNumber committed suggestions { caseStudyId sameIndustry samePrefecture } } } }"""


async def steps(ask: Any, who: Any, of: str) -> dict[int, Any]:
    """The next steps of an organisation, by article."""
    found = (await ask(ASKED, who, id=gid("Organisation", of)))["organisation"]["nextSteps"]
    return {one["articleNumber"]: one for one in found}


async def test_what_fits_best_is_suggested_first_with_its_reasons(ask, behind, owner, fresh):
    behind.rows("update organisation set sector = 'E' where id = %s", key("aozora"))
    told: dict[str, Any] = {"of": "kitakaze", "status": CaseStudyStatus.PUBLISHED}
    studies = [
        case_study("elsewhere", **told, sector="D", prefecture="JP-27"),
        case_study("near", **told, sector="D", prefecture="JP-13"),
        case_study("alike", **told, sector="E", prefecture="JP-27"),
        case_study("both", **told, sector="E", prefecture="JP-13"),
        case_study("hidden", of="kitakaze", sector="E", prefecture="JP-13"),
        case_study("own", status=CaseStudyStatus.PUBLISHED, sector="E", prefecture="JP-13"),
    ]
    for study in studies:
        study.articles = [2]
    behind.add(*studies)

    found = await steps(ask, owner, "aozora")

    assert list(found) == [1, 2, 3, 4, 5]
    assert found[2] == {
        "articleNumber": 2,
        "committed": True,
        "suggestions": [
            {"caseStudyId": gid("CaseStudy", name), "sameIndustry": industry, "samePrefecture": place}
            for name, industry, place in (("both", True, True), ("alike", True, False), ("near", False, True))
        ],
    }
    assert found[4]["suggestions"] == []


async def test_who_has_signed_nothing_is_committed_to_nothing(ask, behind, officer, fresh):
    behind.add(organisation("new one"))
    found = await steps(ask, officer, "new one")
    assert {one["committed"] for one in found.values()} == {False}
    assert [one["caseStudyId"] for one in found[3]["suggestions"]] == [gid("CaseStudy", "published")]
