"""Adding a passkey."""

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The name and the button; the browser does the rest."""
    return await shown(visit, {}, "")


async def shown(visit: Visit, problems: dict[str, str], name: str) -> Response:
    """The page with a new challenge, and what was wrong about the answer to the last one."""
    begun = (await visit.ask("BeginPasskey", input={}))["beginPasskey"]
    problems |= refusals(begun["errors"], {})
    words = {"ceremony": begun["ceremony"] or "", "options": begun["options"] or "", "name": name}
    return visit.page(
        "identity/new_passkey/page.html", 422 if problems else 200, scripted=True, problems=problems, **words
    )


async def register(visit: Visit) -> Response:
    """Keep what the browser made; with the first second factor recovery codes are shown."""
    form = await visit.form()
    given = {name: form.one(name) for name in ("ceremony", "credential", "name")}
    made = (await visit.ask("RegisterPasskey", input=given))["registerPasskey"]
    if made["errors"]:
        return await shown(visit, refusals(made["errors"], {"name": "name"}), form.one("name"))
    if made["recoveryCodes"]:
        return visit.page("identity/enrol/codes.html", codes=made["recoveryCodes"], on="/me/")
    return visit.go("/me/?saved=1")
