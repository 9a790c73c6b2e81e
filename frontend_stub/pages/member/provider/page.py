"""An owner's page: through which provider the organisation's people sign in."""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.visit import Visit

ENTRIES = {"issuer": "issuer", "clientId": "client_id", "clientSecret": "client_secret", "domains": "domains"}


async def show(visit: Visit) -> Response:
    """A form for each organisation that this person owns."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, problems: dict[str, str], typed: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    seats = (await visit.ask("OwnProviders"))["viewer"]["seats"]
    return visit.page(
        "member/provider/page.html",
        422 if problems else 200,
        problems=problems,
        typed=typed,
        back=str(visit.request.base_url).rstrip("/") + "/sign-in/organisation/return",
        seats=[seat for seat in seats if seat["role"] == "OWNER" and seat["organisation"]],
        saved="saved" in visit.request.query_params,
    )


async def save(visit: Visit) -> Response:
    """Set the provider. The secret is never put into a page again."""
    form = await visit.form()
    given = {name: form.one(field) for name, field in ENTRIES.items()}
    wanted = {
        **given,
        "organisationId": form.one("id"),
        "clientSecret": given["clientSecret"] or None,
        "domains": given["domains"].replace(",", " ").split(),
    }
    errors = (await visit.ask("SetIdentityProvider", input=wanted))["setIdentityProvider"]["errors"]
    if not errors:
        return visit.go("/m/provider?saved=1")
    fields = {name: f"{field}-{form.one('id')}" for name, field in ENTRIES.items()} | {
        "secret": f"client_secret-{form.one('id')}"
    }
    typed = {fields[name]: text for name, text in given.items() if name != "clientSecret"}
    return await shown(visit, refusals(errors, fields), typed)


async def remove(visit: Visit) -> Response:
    """No provider any more."""
    given = {"organisationId": (await visit.form()).one("id")}
    errors = (await visit.ask("RemoveIdentityProvider", input=given))["removeIdentityProvider"]["errors"]
    return await shown(visit, refusals(errors, {}), {}) if errors else visit.go("/m/provider?saved=1")
