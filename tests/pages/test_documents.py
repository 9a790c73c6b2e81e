"""The pages' GraphQL documents against the contract."""

import pytest
from graphql import build_schema, parse, validate

from frontend_stub.client import PAGES, documents
from schema import schema

CONTRACT = build_schema(schema.as_str())
FILES = sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.graphql"))


@pytest.mark.parametrize("file", FILES)
def test_every_document_is_valid(file: str) -> None:
    assert [error.message for error in validate(CONTRACT, parse((PAGES / file).read_text()))] == []


def test_every_operation_is_asked_by_a_page() -> None:
    views = "".join(path.read_text() for path in PAGES.rglob("page.py"))
    assert [name for name in documents() if f'"{name}"' not in views] == []
