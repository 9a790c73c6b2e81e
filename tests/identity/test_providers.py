"""Signing in through an organisation's provider, against a real one that this test runs."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from joserfc.jwk import RSAKey

from server.identity import openid, rules
from server.identity.models import Invitation, Seat
from server.identity.outward import ProviderError, ask
from server.kernel.session import SignInRules
from server.kernel.table import now
from server.kernel.viewer import SeatRole
from tests.makers import gid, key
from tests.provider import Provider

pytestmark = pytest.mark.row("M6")
AOZORA = gid("Organisation", "aozora")


@pytest.fixture
def provider(place: Any) -> Iterator[Provider]:
    """A provider on a port of its own, which the platform may reach although it is private."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        made = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(made.app(), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        before = place.door.rules
        place.door.rules = replace(before, private_issuers=frozenset({made.issuer}))
        yield made
        place.door.rules = before
        openid._known.clear()
        server.should_exit = True
        thread.join()


@pytest.fixture
async def trusted(do: Any, owner: Any, provider: Provider) -> Provider:
    """The provider, set for Aozora."""
    told = await do(
        "setIdentityProvider", owner, "organisation { identityProvider { issuer clientId domains } }",
        organisationId=AOZORA, issuer=provider.issuer, clientId=provider.client_id,
        clientSecret=provider.client_secret, domains=["@People.example "],
    )  # fmt: skip
    shown = {"issuer": provider.issuer, "clientId": "kakehashi", "domains": ["people.example"]}
    assert told == {"organisation": {"identityProvider": shown}, "errors": []}
    return provider


async def returned(do: Any, **changed: str) -> dict[str, str]:
    """Go to the provider and come back: the input of the last step."""
    begun = await do("beginOrganisationSignIn", None, "address flow", organisationId=AOZORA)
    async with httpx.AsyncClient() as browser:
        back = await browser.get(begun["address"])
    asked = {name: value[0] for name, value in parse_qs(urlsplit(back.headers["location"]).query).items()}
    return {"flow": begun["flow"], "state": asked["state"], "code": asked["code"]} | changed


def codes(payload: Any) -> list[str]:
    """The codes of its errors."""
    return [error["code"] for error in payload["errors"]]


@pytest.mark.usefixtures("fresh")
async def test_who_has_a_seat_signs_in_to_that_organisation_alone(do, ask, owner, behind, trusted):
    behind.add(Seat(person_id=owner.id, organisation_id=key("kitakaze"), role=SeatRole.OWNER))
    given = await returned(do)

    told = await do("finishOrganisationSignIn", None, "token viewer { person { email } }", given)

    assert (told["viewer"], told["errors"]) == ({"person": {"email": owner.email}}, [])
    question = "query($id: ID!) { caseStudy(id: $id) { status } }"
    assert (await ask(question, told["token"], id=gid("CaseStudy", "draft")))["caseStudy"]
    assert (await ask(question, told["token"], id=gid("CaseStudy", "rival_draft")))["caseStudy"] is None
    assert codes(await do("finishOrganisationSignIn", None, "token", given)) == ["CONFLICT"]
    for verb, more in (
        ("createApiToken", {"name": "R", "scopes": ["READ"], "expiresOn": "2026-12-31"}),
        ("beginPasskey", {}),
        ("beginSecondFactor", {}),
        ("setIdentityProvider", {"organisationId": AOZORA, "issuer": "x", "clientId": "x", "domains": []}),
    ):
        with behind.unchanged():
            assert codes(await do(verb, told["token"], **more)) == ["NOT_PERMITTED"]
    assert trusted.client_secret not in str(behind.rows("select * from identity_provider_secret"))


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("nonce", "CONFLICT"),
        ("audience", "CONFLICT"),
        ("two audiences", "CONFLICT"),
        ("issuer", "CONFLICT"),
        ("expired", "CONFLICT"),
        ("alg none", "CONFLICT"),
        ("another key", "CONFLICT"),
        ("replayed code", "CONFLICT"),
        ("state", "CONFLICT"),
        ("wrong secret", "CONFLICT"),
        ("unverified e-mail", "NOT_PERMITTED"),
        ("another domain", "NOT_PERMITTED"),
        ("nobody", "NOT_PERMITTED"),
        ("the rival", "NOT_PERMITTED"),
        ("the secretariat", "NOT_PERMITTED"),
    ],
)
async def test_what_is_not_right_begins_no_session(do, behind, trusted, fault, code):
    late = int(time.time()) - 600
    wrong: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"},
        "audience": {"aud": "somebody"},
        "two audiences": {"aud": ["kakehashi", "somebody"]},
        "issuer": {"iss": "http://elsewhere.example"},
        "expired": {"exp": late, "iat": late - 300},
        "unverified e-mail": {"email_verified": "true"},
        "another domain": {"email": "owner@elsewhere.example"},
        "nobody": {"email": "nobody@people.example"},
        "the rival": {"email": "rival@people.example"},
        "the secretariat": {"email": "tied_handler@people.example"},
    }
    trusted.claims = wrong.get(fault, {})
    trusted.unsigned = fault == "alg none"
    if fault == "another key":
        trusted.hidden = [RSAKey.generate_key(2048)]
    given = await returned(do, **({"state": "another"} if fault == "state" else {}))
    if fault == "replayed code":
        trusted.codes.clear()
    if fault == "wrong secret":
        trusted.client_secret = "another"
    with behind.unchanged():
        told = await do("finishOrganisationSignIn", None, "token", given)
    assert (told["token"], codes(told)) == (None, [code])


@pytest.mark.usefixtures("fresh")
async def test_keys_may_change(do, trusted):
    assert codes(await do("finishOrganisationSignIn", None, "token", await returned(do))) == []
    trusted.rotate()
    assert codes(await do("finishOrganisationSignIn", None, "token", await returned(do))) == []


@pytest.mark.usefixtures("fresh")
async def test_an_invitation_that_waits_is_accepted_and_gives_no_password(do, behind, trusted):
    email = "invited@people.example"
    behind.add(
        Invitation(
            token_hash=rules.invitation_hash("waits"),
            email=email,
            organisation_id=key("aozora"),
            seat_role=SeatRole.READER,
            expires_at=now() + timedelta(days=1),
        )
    )
    trusted.email, trusted.subject = email, "subject-2"
    told = await do("finishOrganisationSignIn", None, "viewer { seats { role } }", await returned(do))
    assert told == {"viewer": {"seats": [{"role": "READER"}]}, "errors": []}
    person = behind.row("person", email=email)
    assert behind.rows("select 1 from credential where person_id = %s", person["id"]) == []


@pytest.mark.usefixtures("fresh")
async def test_an_address_that_passed_to_somebody_else_opens_nothing(do, behind, trusted):
    assert codes(await do("finishOrganisationSignIn", None, "token", await returned(do))) == []
    trusted.subject = "the successor"
    assert codes(await do("finishOrganisationSignIn", None, "token", await returned(do))) == ["NOT_PERMITTED"]


@pytest.mark.usefixtures("fresh")
async def test_removing_the_provider_ends_what_it_vouched_for(do, answer, owner, trusted):
    told = await do("finishOrganisationSignIn", None, "token", await returned(do))
    assert codes(await do("removeIdentityProvider", owner, organisationId=AOZORA)) == []
    assert (await answer("{ viewer { roles } }", told["token"])).status_code == 401
    assert codes(await do("beginOrganisationSignIn", None, organisationId=AOZORA)) == ["NOT_FOUND"]
    assert codes(await do("removeIdentityProvider", owner, organisationId=AOZORA)) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example",
        "https://127.0.0.1:1",
        "https://localhost",
        "https://[::1]",
        "https://169.254.169.254",
        "https://10.0.0.1",
        "https://user@login.example",
        "https://login.example?x=1",
        "file:///etc/passwd",
        "",
        "https://" + "x" * 600,
    ],
)
async def test_only_public_https_addresses_are_asked(do, owner, behind, issuer):
    with behind.unchanged():
        told = await do(
            "setIdentityProvider", owner, organisationId=AOZORA, issuer=issuer, clientId="c", clientSecret="s",
            domains=["people.example"],
        )  # fmt: skip
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "issuer"]}]}


async def test_an_endless_answer_is_not_read_to_its_end(provider):
    with pytest.raises(ProviderError, match="too large"):
        await ask(
            SignInRules(private_issuers=frozenset({provider.issuer})),
            f"{provider.issuer}/large/.well-known/openid-configuration",
        )


@pytest.mark.parametrize("domains", [[], ["no domain"], ["example"], [f"d{n}.example" for n in range(21)]])
async def test_domains_are_named(do, owner, behind, provider, domains):
    with behind.unchanged():
        told = await do(
            "setIdentityProvider", owner, organisationId=AOZORA, issuer=provider.issuer, clientId="c",
            clientSecret="s", domains=domains,
        )  # fmt: skip
    assert told == {"errors": [{"code": "INVALID", "path": ["input", "domains"]}]}
