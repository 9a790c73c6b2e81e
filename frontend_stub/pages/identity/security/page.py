"""One's own security: the app for codes, passkeys, sessions, the password."""

from typing import Any

from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.visit import View, Visit

PASSWORDS = {"current": "current", "password": "password"}


async def show(visit: Visit) -> Response:
    """All of it."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, problems: dict[str, str], entered: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    return visit.page(
        "identity/security/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered,
        me=(await visit.ask("Security"))["viewer"],
        saved="saved" in visit.request.query_params,
    )


def doing(operation: str, *names: str) -> View:
    """A view that has a verb done with these fields of the form, and comes back."""

    async def done(visit: Visit) -> Response:
        form = await visit.form()
        given = {name: form.one(name) for name in names}
        (answer,) = (await visit.ask(operation, input=given)).values()
        if answer["errors"]:
            field = f"name-{form.one('id')}"
            return await shown(visit, refusals(answer["errors"], {"name": field}), {field: form.one("name")})
        return visit.go("/me/?saved=1")

    return done


async def change_password(visit: Visit) -> Response:
    """Another password. Neither is ever put into a page."""
    form = await visit.form()
    given: dict[str, Any] = {name: form.exact(name) for name in PASSWORDS}
    errors = (await visit.ask("ChangePassword", input=given))["changePassword"]["errors"]
    return await shown(visit, refusals(errors, PASSWORDS), {}) if errors else visit.go("/me/?saved=1")


async def renew_codes(visit: Visit) -> Response:
    """New recovery codes, shown once."""
    await visit.form()
    made = (await visit.ask("RenewRecoveryCodes", input={}))["renewRecoveryCodes"]
    if made["errors"]:
        return await shown(visit, refusals(made["errors"], {}), {})
    return visit.page("identity/enrol/codes.html", codes=made["recoveryCodes"], on="/me/")


remove_app = doing("RemoveSecondFactor")
rename_passkey = doing("RenamePasskey", "id", "name")
remove_passkey = doing("RemovePasskey", "id")
end_session = doing("EndSession", "id")
end_others = doing("EndOtherSessions")
