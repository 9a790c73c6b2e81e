"""A member of a test's own (shared with the tests of conduct), and its case studies."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from server.case_studies import rules
from server.case_studies.models import CaseStudyStatus
from tests import world
from tests.conduct.conftest import Newcomer, newcomer

__all__ = ["newcomer"]

Tell = Callable[..., UUID]


@pytest.fixture
def tell(behind: Any, newcomer: Newcomer) -> Tell:
    """Adds a case study of the newcomer in a state, with these fields, and gives its key."""

    def told(status: CaseStudyStatus = CaseStudyStatus.DRAFT, **fields: Any) -> UUID:
        study = world.case_study(of=newcomer.key, status=status)
        for name, value in fields.items():
            setattr(study, name, value)
        study.languages = rules.languages(rules.parts_of(study))
        key = study.id
        behind.add(study, *([world.search_row(study)] if status is CaseStudyStatus.PUBLISHED else []))
        return key

    return told
