"""A member's own record: corrections, and everything held about it as a file."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.client import Shown
from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit

FIELDS = {
    "names.0": "legal",
    "corporateNumber": "number",
    "municipalityCode": "municipality",
    "sector": "sector",
    "contactName": "contact_name",
    "contactEmail": "contact_email",
    "names": "legal",
}


async def show(visit: Visit) -> Response:
    """The record of the organisation in the address, else of the first in which one has a seat."""
    return await shown(visit, visit.request.query_params.get("of", ""), Form(), {})


async def seat_of(visit: Visit, of: str) -> tuple[Shown, list[Shown]]:
    """One's seat in that organisation, and what was corrected there."""
    found = await visit.ask("OwnRecords")
    seats = [one for one in found["viewer"]["seats"] if one["organisation"] and of in ("", one["organisation"]["id"])]
    if not seats:
        raise HTTPException(404)
    id = seats[0]["organisation"]["id"]
    made = [one for one in found["corrections"]["nodes"] if one["organisation"] and one["organisation"]["id"] == id]
    return seats[0], made


async def shown(visit: Visit, of: str, form: Form, problems: Mapping[str, str]) -> Response:
    """The page, with what was entered and refused."""
    seat, made = await seat_of(visit, of)
    kept = stands(seat["organisation"])
    return visit.page(
        "member/record/page.html",
        422 if problems else 200,
        problems=problems,
        member=seat["organisation"],
        role=seat["role"],
        corrections=made,
        entered={name: form.one(name) if name in form.entries else value for name, value in kept.items()},
        saved="saved" in visit.request.query_params,
    )


def stands(member: Mapping[str, Any]) -> dict[str, str]:
    """What is held, by the form's fields. A name that stands in for a missing language is not that language's."""
    contact = member["contact"] or {"name": "", "email": ""}
    return {
        "legal": "" if member["legal"]["isFallback"] else member["legal"]["value"],
        "english": "" if member["english"]["isFallback"] else member["english"]["value"],
        "number": member["corporateNumber"] or "",
        "municipality": (member["municipality"] or {}).get("code", ""),
        "sector": member["sector"] or "",
        "contact_name": contact["name"],
        "contact_email": contact["email"],
    }


async def correct(visit: Visit) -> Response:
    """Send what differs from what is held."""
    form = await visit.form()
    seat, _ = await seat_of(visit, form.one("of"))
    kept = stands(seat["organisation"])
    changed = {name: form.one(name) for name in kept if form.one(name) != kept[name]}
    tags = {"legal": "ja", "english": "en"}
    names = [{"language": tag, "text": changed[field]} for field, tag in tags.items() if field in changed]
    given: dict[str, Any] = {"organisationId": form.one("of"), "idempotencyKey": form.one("key")}
    given |= {name: changed[field] for name, field in FIELDS.items() if field in changed and "names" not in name}
    if names:
        given["names"] = names
    if "sector" in given and given["sector"] not in labels.SECTORS:
        del given["sector"]
    errors = (await visit.ask("CorrectRecord", input=given))["correctRecord"]["errors"]
    if errors:
        return await shown(visit, form.one("of"), form, refusals(errors, FIELDS))
    return visit.go("/m/record?saved=1")


async def export(visit: Visit) -> Response:
    """Ask for the file and pass it on."""
    form = await visit.form()
    given = {
        "organisationId": form.one("of"),
        "purpose": form.one("purpose") if form.one("purpose") in labels.EXPORT_PURPOSES else "OWN_RECORDS",
        "format": form.one("format") if form.one("format") in labels.EXPORT_FORMATS else "JSON",
    }
    asked = (await visit.ask("ExportMember", input=given))["exportMember"]
    if asked["errors"]:
        return await shown(visit, form.one("of"), Form(), refusals(asked["errors"], {}))
    return visit.file(await visit.fetch(f"/exchange/exports/{asked['memberExport']['id']}"))
