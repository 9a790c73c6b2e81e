"""Signing in through an organisation's own identity provider: there, and back.

These addresses are followed, not sent as forms: a page's forms may lead nowhere else (Content-Security-Policy).
"""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.pages.identity.sign_in.page import admitted, device
from frontend_stub.visit import Visit

FLOW = "flow"
"""The cookie of a sign-in that is under way elsewhere."""


async def show(visit: Visit) -> Response:
    """The organisations that have a provider."""
    return await shown(visit, {})


async def shown(visit: Visit, problems: dict[str, str]) -> Response:
    """The list, and what went wrong."""
    providers = (await visit.ask("Providers"))["identityProviders"]
    page = visit.page(
        "identity/organisation/page.html", 422 if problems else 200, problems=problems, providers=providers
    )
    return visit.carry(page, FLOW, None)


async def begin(visit: Visit) -> Response:
    """To the provider; what belongs to this sign-in waits in a short cookie."""
    given = {"organisationId": visit.request.path_params["id"]}
    begun = (await visit.ask("BeginOrganisationSignIn", input=given))["beginOrganisationSignIn"]
    if begun["errors"]:
        return await shown(visit, refusals(begun["errors"], {}))
    return visit.carry(visit.go(begun["address"]), FLOW, begun["flow"])


async def come_back(visit: Visit) -> Response:
    """From the provider: a session, or what went wrong."""
    sent = visit.request.query_params
    given = {"flow": visit.carried(FLOW), "state": sent.get("state", ""), "code": sent.get("code", "")}
    signed = (await visit.ask("FinishOrganisationSignIn", input=given | {"device": device(visit)}))[
        "finishOrganisationSignIn"
    ]
    if signed["errors"]:
        return await shown(visit, refusals(signed["errors"], {}))
    return visit.carry(admitted(visit, signed), FLOW, None)
