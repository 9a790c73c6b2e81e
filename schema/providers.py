"""Signing in through an organisation's own identity provider: what is known of it, and the verbs."""

from datetime import date

import strawberry

from schema.connections import key_of
from schema.identity import Viewer, of
from schema.members import Organisation
from schema.mutation import Done, Edge, VerbInput, verb
from schema.planner.mapping import Order, column, listing, planned, to_one
from schema.security import DEVICE, TOKEN
from server.identity import models, providers


@planned(models.IdentityProvider)
class IdentityProvider:
    """An organisation's own identity provider (OpenID Connect)."""

    issuer: str = column("Its address, as it names itself.")
    client_id: str = column("What the platform is called there.")
    domains: list[str] = column("The domains of e-mail addresses that it vouches for here.")
    set_on: date = column("Since when.")
    organisation: Organisation | None = to_one("Whose it is.", via="organisation_id")


@strawberry.type
class ProviderQueries:
    """What identity providers add to the root."""

    identity_providers: list[IdentityProvider] = listing(
        "The organisations whose people sign in through their own identity provider.",
        order=Order(("organisation_id",)),
        usually=20,
    )


@strawberry.input(description="An organisation's identity provider.")
class SetIdentityProviderInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation.")
    issuer: str = strawberry.field(description="The provider's address (https), as it names itself.")
    client_id: str = strawberry.field(description="What the provider calls the platform.")
    client_secret: str | None = strawberry.field(
        default=None, description="What the platform shows the provider; without it, the one that is known stays."
    )
    domains: list[str] = strawberry.field(description="1 to 20 domains of e-mail addresses.")


@verb(edge=True, organisation=Organisation)
async def set_identity_provider(edge: Edge, input: SetIdentityProviderInput) -> Done:
    """Let an organisation's people sign in through its own identity provider. For owners. The provider is asked at
    once: INVALID at `issuer` where none answers to that name."""
    id = key_of("Organisation", input.organisation_id, "organisation_id")
    await providers.set_identity_provider(
        edge.door, edge.language, edge.token, id, input.issuer, input.client_id, input.client_secret, input.domains
    )
    return Done(id, {"organisation": id})


@strawberry.input(description="Whose identity provider is removed.")
class RemoveIdentityProviderInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation.")


@verb(edge=True, organisation=Organisation)
async def remove_identity_provider(edge: Edge, input: RemoveIdentityProviderInput) -> Done:
    """End signing in through an organisation's provider, and the sessions that began so. For owners."""
    id = key_of("Organisation", input.organisation_id, "organisation_id")
    await providers.remove_identity_provider(edge.door, edge.language, edge.token, id)
    return Done(id, {"organisation": id})


@strawberry.input(description="Through which organisation somebody signs in.")
class BeginOrganisationSignInInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The organisation, one of `identityProviders`.")


@verb(
    edge=True,
    address=(str, "Where the browser goes. It comes back to `/sign-in/organisation/return` with `state` and `code`."),
    flow=(str, "What `finishOrganisationSignIn` takes, from the same browser only: keep it in a cookie. Ten minutes."),
)
async def begin_organisation_sign_in(edge: Edge, input: BeginOrganisationSignInInput) -> Done:
    """Begin to sign in through an organisation's provider (authorization code, PKCE)."""
    id = key_of("Organisation", input.organisation_id, "organisation_id")
    address, flow = await providers.begin_organisation_sign_in(edge.door, edge.language, id)
    return Done(shown={"address": address, "flow": flow})


@strawberry.input(description="What the browser brought back.")
class FinishOrganisationSignInInput(VerbInput):
    flow: str = strawberry.field(description="What `beginOrganisationSignIn` gave.")
    state: str = strawberry.field(description="The `state` in the address.")
    code: str = strawberry.field(description="The `code` in the address.")
    device: str = strawberry.field(default="", description=DEVICE)


@verb(edge=True, token=TOKEN, viewer=Viewer)
async def finish_organisation_sign_in(edge: Edge, input: FinishOrganisationSignInInput) -> Done:
    """Begin a session in that organisation alone, for who has a seat there or is invited to one. It changes nothing of
    how its person signs in. NOT_PERMITTED for the secretariat and for handlers, and for whom nobody invited."""
    return of(
        await providers.finish_organisation_sign_in(
            edge.door, edge.language, input.flow, input.state, input.code, input.device
        )
    )
