"""A member's suppliers: how far the five promises have travelled, and asking more."""

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.languages import LANGUAGES
from frontend_stub.lists import Query, cursors, suppliers_in
from frontend_stub.visit import Visit

PAGE = 50


async def show(visit: Visit) -> Response:
    """The suppliers of the organisation in the address, else of the first in which one has a seat."""
    return await shown(visit, visit.request.query_params.get("of", ""), Form(), {})


async def shown(
    visit: Visit, of: str, form: Form, problems: Mapping[str, str], links: Sequence[tuple[str | None, str | None]] = ()
) -> Response:
    """The page, with what was entered and refused, and links that are shown once."""
    viewer = (await visit.ask("OwnSuppliers"))["viewer"]
    seats = [seat for seat in viewer["seats"] if seat["organisation"] and of in ("", seat["organisation"]["id"])]
    if not seats:
        raise HTTPException(404)
    of = seats[0]["organisation"]["id"]
    sent = visit.request.query_params
    found = await visit.ask("Suppliers", id=of, **cursors(sent, PAGE))
    return visit.page(
        "member/suppliers/page.html",
        422 if problems else 200,
        problems=problems,
        organisation=found["organisation"],
        chain=found["supplyChain"],
        of=of,
        may_ask=seats[0]["role"] in ("OWNER", "EDITOR"),
        entered={name: form.one(name) for name in ("suppliers", "language")},
        links=links,
        query=Query(sent, ("of",)).with_cursor,
        saved="saved" in sent,
        offered_languages={tag: language.own_name for tag, language in LANGUAGES.items()},
    )


async def invite(visit: Visit) -> Response:
    """Ask suppliers; their links are shown once."""
    form = await visit.form()
    suppliers = suppliers_in(form.one("suppliers"), form.one("language"))
    given = {"organisationId": form.one("of"), "suppliers": suppliers, "idempotencyKey": form.one("key")}
    made = (await visit.ask("InviteSuppliers", input=given))["inviteSuppliers"]
    if made["errors"]:
        return await shown(visit, form.one("of"), form, refusals(made["errors"], {"suppliers": "suppliers"}))
    links = list(zip([one["name"] for one in suppliers], made["links"], strict=True))
    return await shown(visit, form.one("of"), Form(), {}, links)


async def revoke(visit: Visit) -> Response:
    """Take an invitation back."""
    form = await visit.form()
    given = {"id": form.one("id"), "idempotencyKey": form.one("key")}
    errors = (await visit.ask("RevokeSupplierInvitation", input=given))["revokeSupplierInvitation"]["errors"]
    return await shown(visit, "", Form(), refusals(errors, {})) if errors else visit.go("/m/suppliers?saved=1")
