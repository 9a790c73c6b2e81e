import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.conduct import rules
from server.kernel.table import today
from tests import world


def signing(do: Any, who: Any, organisation: UUID | str, **more: Any) -> Any:
    given = {
        "organisationId": world.gid("Organisation", organisation),
        "signerName": " Hana  Sato ",
        "signerRole": "President",
    }
    shows = "pledge { signerName signerRole signedOn codeOfConduct { version } organisation { id } }"
    return do("pledge", who, shows, **{**given, **more})


async def test_an_owner_signs_and_every_article_becomes_a_commitment(do, ask, behind, newcomer):
    payload = await signing(do, newcomer.owner, newcomer.key)

    id = newcomer.id
    assert payload == {
        "pledge": {
            "signerName": "Hana Sato",
            "signerRole": "President",
            "signedOn": str(today()),
            "codeOfConduct": {"version": 1},
            "organisation": {"id": id},
        },
        "errors": [],
    }
    shown = await ask(
        "query($id: ID!) { organisation(id: $id) { commitments { article { number } state dueOn updatedOn } } }", id=id
    )
    assert shown["organisation"]["commitments"] == [
        {
            "article": {"number": number},
            "state": "PROPOSED",
            "dueOn": str(rules.due(today())),
            "updatedOn": str(today()),
        }
        for number in range(1, 6)
    ]
    entries = behind.rows("select verb, subject, actor_id from audit_entry where organisation_id = %s", newcomer.key)
    assert entries == [{"verb": "pledge", "subject": "pledge", "actor_id": newcomer.owner.id}]


async def test_signing_twice_is_a_conflict(do, behind, newcomer):
    await signing(do, newcomer.owner, newcomer.key, version=1)

    with behind.unchanged():
        again = await signing(do, newcomer.owner, newcomer.key)

    assert again == {"pledge": None, "errors": [{"code": "CONFLICT", "path": ["input", "organisationId"]}]}


async def test_of_two_signatures_at_once_one_stands(do, behind, newcomer):
    payloads = await asyncio.gather(*(signing(do, newcomer.owner, newcomer.key) for _ in range(4)))

    assert sorted([error["code"] for error in payload["errors"]] for payload in payloads) == [[], *[["CONFLICT"]] * 3]
    assert len(behind.rows("select 1 from commitment where organisation_id = %s", newcomer.key)) == 5


async def test_with_one_key_the_same_signature_is_given_again(do, behind, newcomer):
    key = uuid4()
    first = await signing(do, newcomer.owner, newcomer.key, idempotencyKey=key)

    with behind.unchanged():
        assert await signing(do, newcomer.owner, newcomer.key, idempotencyKey=key) == first


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"signerName": "  "}, "INVALID", "signerName"),
        ({"signerRole": "a" * 201}, "INVALID", "signerRole"),
        ({"version": 2}, "NOT_FOUND", "version"),
        ({"version": 0}, "NOT_FOUND", "version"),
        ({"organisationId": "nonsense"}, "NOT_FOUND", "organisationId"),
        ({"organisationId": world.gid("Organisation", "minato")}, "NOT_FOUND", "organisationId"),
    ],
    ids=["nobody", "long", "unknown version", "no version", "no id", "applicant"],
)
async def test_a_wrong_entry_is_named_and_nothing_is_signed(do, behind, newcomer, wrong, code, path):
    with behind.unchanged():
        payload = await signing(do, newcomer.owner, newcomer.key, **wrong)
    assert payload == {"pledge": None, "errors": [{"code": code, "path": ["input", path]}]}


async def test_an_applicant_signs_when_it_is_admitted_and_not_before(do, behind, applicant):
    with behind.unchanged():
        payload = await signing(do, applicant, "minato")
    assert payload["errors"] == [{"code": "CONFLICT", "path": ["input", "organisationId"]}]


async def test_nobody_signs_for_somebody_else(do, behind, people, newcomer):
    others = [people[name] for name in ("worker", "rival", "officer", "admin", "adviser")]
    for somebody in (None, newcomer.editor, newcomer.reader, *others):
        with behind.unchanged():
            payload = await signing(do, somebody, newcomer.key)
        assert payload == {"pledge": None, "errors": [{"code": "NOT_PERMITTED", "path": ["input"]}]}


async def test_a_version_is_signed_from_the_day_it_is_adopted(fresh, do, ask, behind, owner):
    columns = "id, version, adopted_on, preamble, closing, translation_note, original_language"
    for version, days in ((2, 0), (3, 1)):
        behind.rows(
            f"insert into code_of_conduct ({columns}) select gen_random_uuid(), %s, %s::date + %s, preamble, closing,"
            " translation_note, original_language from code_of_conduct where version = 1",
            version,
            today(),
            days,
        )

    assert (await signing(do, owner, "aozora"))["pledge"]["codeOfConduct"] == {"version": 2}
    assert (await signing(do, owner, "aozora", version=3))["errors"] == [
        {"code": "NOT_FOUND", "path": ["input", "version"]}
    ]
    assert await ask("{ codeOfConduct { version } next: codeOfConduct(version: 3) { version } }") == {
        "codeOfConduct": {"version": 2},
        "next": None,
    }
