"""One workplace: what is told about it, about how many people work there, and its closing."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import tie_labels
from frontend_stub.forms import Form, refusals
from frontend_stub.languages import LANGUAGES
from frontend_stub.visit import Visit

FIELDS = {
    "name": "name",
    "languages": "languages",
    "closedOn": "closed_on",
    "countedOn": "counted_on",
    "counts": "residence_status",
}


async def show(visit: Visit) -> Response:
    """The workplace with its forms."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The workplace in the address, 404 where this person sees none; the forms with what was entered, else what is."""
    site = (await visit.ask("OwnWorkplace", id=visit.request.path_params["id"]))["node"]
    if not site or "hidden" not in site:
        raise HTTPException(404)
    entered: dict[str, Any] = {
        name: form.one(name) for name in ("residence_status", "band", "counted_on", "closed_on", "name")
    }
    changed = "name" in form.entries
    entered["name"] = form.one("name") if changed else site["name"]["value"]
    entered["languages"] = form.every("languages") if changed else site["languages"]
    for name in ("dormitory", "hidden"):
        entered[name] = bool(form.one(name)) if changed else site[name]
    return visit.page(
        "member/workplace/page.html",
        422 if problems else 200,
        problems=problems,
        site=site,
        entered=entered,
        base=f"/m/workplaces/{site['id']}",
        spoken={tag: language.own_name for tag, language in LANGUAGES.items()},
        saved="saved" in visit.request.query_params,
    )


async def change(visit: Visit) -> Response:
    """Change the name, the languages, and what is shown."""
    form = await visit.form()
    site = (await visit.ask("OwnWorkplace", id=visit.request.path_params["id"]))["node"] or {}
    given: dict[str, Any] = {
        "languages": [tag for tag in form.every("languages") if tag in LANGUAGES],
        "dormitory": bool(form.one("dormitory")),
        "hidden": bool(form.one("hidden")),
    }
    if form.one("name") != site.get("name", {}).get("value"):
        given["name"] = [{"language": visit.language.tag, "text": form.one("name")}]
    return await do(visit, form, "ChangeSite", {"id": visit.request.path_params["id"], **given})


async def close(visit: Visit) -> Response:
    """Close it on the day that was entered."""
    form = await visit.form()
    if not form.one("closed_on"):
        return await shown(visit, form, {"closed_on": str(visit.say("Please fill this in."))})
    given = {"id": visit.request.path_params["id"], "closedOn": form.one("closed_on")}
    return await do(visit, form, "CloseSite", given)


async def count(visit: Visit) -> Response:
    """Record about how many people with one status of residence work there."""
    form = await visit.form()
    wanted = {
        "residence_status": form.one("residence_status") in tie_labels.RESIDENCE_STATUSES,
        "band": form.one("band") in tie_labels.BANDS,
        "counted_on": bool(form.one("counted_on")),
    }
    if not all(wanted.values()):
        words = str(visit.say("Please fill this in."))
        return await shown(visit, form, {name: words for name, there in wanted.items() if not there})
    counted = {"residenceStatus": form.one("residence_status"), "band": form.one("band")}
    given = {
        "siteId": visit.request.path_params["id"],
        "countedOn": form.one("counted_on"),
        "counts": [counted],
    }
    return await do(visit, form, "RecordHeadcount", given)


async def do(visit: Visit, form: Form, operation: str, given: dict[str, Any]) -> Response:
    """Do it and come back; a refusal stands at its field."""
    (answer,) = (await visit.ask(operation, input={**given, "idempotencyKey": form.one("key")})).values()
    if answer["errors"]:
        return await shown(visit, form, refusals(answer["errors"], FIELDS))
    return visit.go(f"/m/workplaces/{visit.request.path_params['id']}?saved=1")
