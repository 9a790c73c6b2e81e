"""The secretariat's desk: what waits for whom. Everybody sees the parts that belong to their appointments."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import refusals
from frontend_stub.languages import LANGUAGES
from frontend_stub.lists import Query, cursors
from frontend_stub.pages.public.practice.page import PARTS
from frontend_stub.sections import EDITORS, HANDLERS, OFFICERS, STAFF, sections_for
from frontend_stub.visit import Visit

PAGE = 30


async def show(visit: Visit) -> Response:
    """The desk."""
    return await desk(visit, {}, {})


async def desk(visit: Visit, problems: dict[str, str], entered: dict[str, str]) -> Response:
    """The desk, with what was refused and what had been typed."""
    viewer = (await visit.ask("Desk"))["viewer"]
    roles = set(viewer["roles"])
    query = Query(visit.request.query_params, ("state", "language"))
    chosen = {
        "state": query.among("state", labels.GRIEVANCE_STATES),
        "language": query.matching("language", r"[\w-]{2,35}"),
    }
    work = await visit.ask(
        "DeskWork",
        officer=bool(roles & OFFICERS),
        editor=bool(roles & EDITORS),
        handler=bool(roles & HANDLERS),
        grievances={name: value for name, value in chosen.items() if value},
        **cursors(visit.request.query_params, PAGE),
    )
    return visit.page(
        "staff/home/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered,
        person=viewer["person"],
        roles=viewer["roles"],
        sections=sections_for(STAFF, roles),
        seats=viewer["seats"],
        waiting=viewer["grievancesWithoutHandler"],
        work=work,
        parts=PARTS,
        chosen=chosen,
        query=query.with_cursor,
        age=age_in_days,
        today=today(),
        saved="saved" in visit.request.query_params,
        offered_languages={tag: language.own_name for tag, language in LANGUAGES.items()},
    )


def today() -> str:
    """The day in Japan, as the API writes days."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()


def age_in_days(filed_on: str) -> int:
    """Whole days since a grievance was filed, counted in Japan."""
    return (date.fromisoformat(today()) - date.fromisoformat(filed_on)).days


async def approve(visit: Visit) -> Response:
    """Admit an applicant. The invitation link is shown once: here, and never again."""
    form = await visit.form()
    given = {"organisationId": form.one("id"), "idempotencyKey": form.one("key")}
    approved = (await visit.ask("ApproveMembership", input=given))["approveMembership"]
    if approved["errors"]:
        return await desk(visit, refusals(approved["errors"], {}), {})
    return visit.page("staff/home/approved.html", link=approved["invitationLink"])


async def decline(visit: Visit) -> Response:
    """Turn an applicant down, with the reason."""
    return await decide(visit, "DeclineMembership", "organisationId", "reason")


async def publish(visit: Visit) -> Response:
    """Publish a case study that is in review."""
    return await decide(visit, "PublishCaseStudy", "id")


async def request_changes(visit: Visit) -> Response:
    """Send a case study back to its owner, with a note."""
    return await decide(visit, "RequestChanges", "id", "note")


async def decide(visit: Visit, operation: str, names: str, said: str = "") -> Response:
    """Do it and come back to the desk; a refusal stands on top, at its field, with what was typed."""
    form = await visit.form()
    given: dict[str, Any] = {names: form.one("id"), "idempotencyKey": form.one("key")}
    if said:
        given[said] = form.one(said)
    (answer,) = (await visit.ask(operation, input=given)).values()
    if answer["errors"]:
        field = f"{said}-{form.one('id')}"
        return await desk(visit, refusals(answer["errors"], {said: field}), {field: form.one(said)})
    return visit.go("/s/?saved=1")
