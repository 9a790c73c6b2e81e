"""The secretariat's record of one organisation: names, successions, ties, and everyone connected with it on a day."""

import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
ENTRIES = ("name", "corporate_number", "since", "successor", "on_day", "reason", "move_seats")


async def find(visit: Visit) -> Response:
    """A search for the organisation that is meant."""
    search = searched(visit, Form())
    found = (await visit.ask("FindOrganisation", search=search))["organisations"]["nodes"] if search else []
    return visit.page(
        "staff/organisation/page.html",
        organisation=None,
        base="/s/organisations",
        search=search,
        found=found,
        saved=False,
    )


async def show(visit: Visit) -> Response:
    """The organisation in the address."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The record with what was refused and what had been typed; 404 where this person sees none."""
    id, search = visit.request.path_params["id"], searched(visit, form)
    answer = await visit.ask("OrganisationRecord", id=id, search=search, searching=bool(search))
    if answer["organisation"] is None:
        raise HTTPException(404)
    on = visit.request.query_params.get("on", "")
    day = on if DAY.fullmatch(on) else None
    connected = (await visit.ask("Connected", id=id, on=day))["connectedOrganisations"]
    found = [one for one in answer.get("organisations", {}).get("nodes", ()) if one["id"] != id]
    return visit.page(
        "staff/organisation/page.html",
        422 if problems else 200,
        problems=problems,
        organisation=answer["organisation"],
        connected=connected,
        base=f"/s/organisations/{answer['organisation']['id']}",
        search=search,
        found=found,
        others={one["id"]: one["name"]["value"] for one in found},
        on=day or "",
        entered={name: form.one(name) for name in ENTRIES},
        saved="saved" in visit.request.query_params,
    )


def searched(visit: Visit, form: Form) -> str:
    """The name that is searched for."""
    return (visit.request.query_params.get("search", "").strip() or form.one("search"))[:200]


async def rename(visit: Visit) -> Response:
    """Record a new name or number."""
    form = await visit.form()
    if not form.one("since"):
        return await shown(visit, form, {"since": str(visit.say("Please fill this in."))})
    given: dict[str, Any] = {"since": form.one("since"), "corporateNumber": form.one("corporate_number") or None}
    if form.one("name"):
        given["name"] = [{"language": visit.language.tag, "text": form.one("name")}]
    fields = {"name": "name", "corporateNumber": "corporate_number", "since": "since"}
    return await do(visit, form, "RenameOrganisation", given, fields)


async def succeed(visit: Visit) -> Response:
    """Record a merger or another succession."""
    form = await visit.form()
    empty = {name: str(visit.say("Please fill this in.")) for name in ("successor", "on_day") if not form.one(name)}
    if empty:
        return await shown(visit, form, empty)
    given = {
        "successorId": form.one("successor"),
        "on": form.one("on_day"),
        "reason": form.one("reason"),
        "moveSeats": bool(form.one("move_seats")),
    }
    fields = {"successorId": "successor", "on": "on_day", "reason": "reason"}
    return await do(visit, form, "SucceedOrganisation", given, fields)


async def do(visit: Visit, form: Form, operation: str, given: dict[str, Any], fields: dict[str, str]) -> Response:
    """Do it and come back; a refusal stands at its field, with what was typed."""
    about = {"organisationId": visit.request.path_params["id"], "idempotencyKey": form.one("key")}
    (answer,) = (await visit.ask(operation, input={**given, **about})).values()
    if answer["errors"]:
        return await shown(visit, form, refusals(answer["errors"], fields))
    return visit.go(f"/s/organisations/{visit.request.path_params['id']}?saved=1")
