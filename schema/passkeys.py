"""The verbs of passkeys: making, naming and removing them, and signing in with them."""

import strawberry

from schema.connections import key_of
from schema.identity import Viewer, of
from schema.mutation import Done, Edge, VerbInput, verb
from schema.security import CODES, DEVICE, TOKEN, Passkey
from server.identity import passkeys

CEREMONY = (str, "What the next verb takes; it lasts ten minutes.")
OPTIONS = (str, "What the browser's `navigator.credentials` takes, as JSON (WebAuthn).")


@strawberry.input(description="Nothing: it is for the session that asks.")
class BeginPasskeyInput(VerbInput):
    pass


@verb(edge=True, ceremony=CEREMONY, options=OPTIONS)
async def begin_passkey(edge: Edge, input: BeginPasskeyInput) -> Done:  # noqa: ARG001  every verb has an input
    """Begin to make a passkey. At most ten for each person."""
    ceremony, options = await passkeys.begin_passkey(edge.door, edge.language, edge.token)
    return Done(shown={"ceremony": ceremony, "options": options})


@strawberry.input(description="A passkey that was made.")
class RegisterPasskeyInput(VerbInput):
    ceremony: str = strawberry.field(description="What `beginPasskey` gave.")
    credential: str = strawberry.field(description="What the browser gave, as JSON.")
    name: str = strawberry.field(description="What to call it, in up to 60 characters.")


@verb(edge=True, passkey=Passkey, recovery_codes=CODES)
async def register_passkey(edge: Edge, input: RegisterPasskeyInput) -> Done:
    """Keep a passkey. It is a second factor, and for who handles no grievances a way to sign in by itself."""
    made = await passkeys.register_passkey(
        edge.door, edge.language, edge.token, input.ceremony, input.credential, input.name
    )
    return Done(made.passkey.id, {"passkey": made.passkey.id, "recovery_codes": made.codes})


@strawberry.input(description="What a passkey is called.")
class RenamePasskeyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The passkey, one of yours.")
    name: str = strawberry.field(description="What to call it, in up to 60 characters.")


@verb(edge=True, passkey=Passkey)
async def rename_passkey(edge: Edge, input: RenamePasskeyInput) -> Done:
    """Call a passkey of yours something else."""
    id = key_of("Passkey", input.id, "id")
    await passkeys.rename_passkey(edge.door, edge.language, edge.token, id, input.name)
    return Done(id, {"passkey": id})


@strawberry.input(description="Which passkey is given up.")
class RemovePasskeyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The passkey, one of yours.")


@verb(edge=True)
async def remove_passkey(edge: Edge, input: RemovePasskeyInput) -> Done:
    """Give up a passkey of yours. CONFLICT where it is the last second factor of who needs one."""
    await passkeys.remove_passkey(edge.door, edge.language, edge.token, key_of("Passkey", input.id, "id"))
    return Done()


@strawberry.input(description="For which sign-in a passkey is asked.")
class BeginPasskeySignInInput(VerbInput):
    pending: str | None = strawberry.field(default=None, description="What `signIn` gave, where it is the second step.")


@verb(edge=True, ceremony=CEREMONY, options=OPTIONS)
async def begin_passkey_sign_in(edge: Edge, input: BeginPasskeySignInInput) -> Done:
    """Begin to prove with a passkey: to sign in, or for `reauthenticate`."""
    ceremony, options = await passkeys.begin_passkey_sign_in(edge.door, edge.language, input.pending)
    return Done(shown={"ceremony": ceremony, "options": options})


@strawberry.input(description="The proof of a passkey.")
class SignInWithPasskeyInput(VerbInput):
    ceremony: str = strawberry.field(description="What `beginPasskeySignIn` gave.")
    credential: str = strawberry.field(description="What the browser gave, as JSON.")
    pending: str | None = strawberry.field(default=None, description="What `signIn` gave, where it is the second step.")
    device: str = strawberry.field(default="", description=DEVICE)


@verb(edge=True, token=TOKEN, viewer=Viewer)
async def sign_in_with_passkey(edge: Edge, input: SignInWithPasskeyInput) -> Done:
    """Begin a session with a passkey, alone or after the password. NOT_PERMITTED alone for who handles grievances:
    the key to them is wrapped by the password."""
    return of(
        await passkeys.sign_in_with_passkey(
            edge.door, edge.language, input.ceremony, input.credential, input.pending, input.device
        )
    )
