"""A member's workplaces, and the form that adds one."""

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, new_key, refusals
from frontend_stub.languages import LANGUAGES
from frontend_stub.visit import Visit

FIELDS = {
    "organisationId": "organisation",
    "name": "name",
    "municipalityCode": "municipality",
    "sector": "sector",
    "openedOn": "opened_on",
    "languages": "languages",
}


async def show(visit: Visit) -> Response:
    """Each organisation's workplaces, and an empty form."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The list, and the form with what was entered."""
    answer = await visit.ask("OwnWorkplaces")
    seats = [seat for seat in answer["viewer"]["seats"] if seat["organisation"]]
    entered = {name: form.one(name) for name in (*FIELDS.values(), "dormitory", "hidden")}
    return visit.page(
        "member/workplaces/page.html",
        422 if problems else 200,
        problems=problems,
        seats=seats,
        organisations={
            seat["organisation"]["id"]: seat["organisation"]["name"]["value"]
            for seat in seats
            if seat["role"] in ("OWNER", "EDITOR")
        },
        entered={**entered, "languages": form.every("languages")},
        spoken={tag: language.own_name for tag, language in LANGUAGES.items()},
        prefectures={row["code"]: row["name"]["value"] for row in answer["prefectures"]},
        key=form.one("key") or new_key(),
        saved="saved" in visit.request.query_params,
    )


async def add(visit: Visit) -> Response:
    """Open a workplace. A refusal stands at its field, and nothing that was typed is lost."""
    form = await visit.form()
    missing = {
        name: str(visit.say("Please fill this in."))
        for name, there in (("sector", form.one("sector") in labels.SECTORS), ("opened_on", form.one("opened_on")))
        if not there
    }
    if missing:
        return await shown(visit, form, missing)
    given = {
        "organisationId": form.one("organisation"),
        "name": [{"language": visit.language.tag, "text": form.one("name")}],
        "municipalityCode": form.one("municipality") or "-",
        "sector": form.one("sector"),
        "openedOn": form.one("opened_on"),
        "languages": [tag for tag in form.every("languages") if tag in LANGUAGES],
        "dormitory": bool(form.one("dormitory")),
        "hidden": bool(form.one("hidden")),
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("OpenSite", input=given))["openSite"]["errors"]
    if errors:
        return await shown(visit, form, refusals(errors, FIELDS))
    return visit.go("/m/workplaces?saved=1")
