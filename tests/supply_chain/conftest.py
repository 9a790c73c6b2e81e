"""The tests of suppliers begin with none."""

import pytest


@pytest.fixture(autouse=True)
def alone(request: pytest.FixtureRequest) -> None:
    """Without the world's own supplier, in a database of the test's own."""
    if "fresh" in request.fixturenames:
        behind = request.getfixturevalue("behind")
        behind.rows(
            "truncate assessment_answer, assessment, supplier_answer, supplier_contact, supplier_link,"
            " supplier_invitation, supplier"
        )
