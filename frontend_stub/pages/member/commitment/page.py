"""One commitment: its state and why, the member's report, its plan, measurements, milestones and evidence."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, new_key, refusals, required, words
from frontend_stub.visit import Visit

PLAN = ("aim", "indicator", "unit", "baseline", "target", "owner", "scope", "scope_note")


async def show(visit: Visit) -> Response:
    """The forms with what is there."""
    return await shown(visit, Form(), {})


async def commitment_of(visit: Visit) -> dict[str, Any]:
    """The commitment in the address, and this person's role there; 404 where it is not of their organisations."""
    answer = await visit.ask("OwnCommitment", id=visit.request.path_params["id"])
    commitment = answer["node"] or {}
    own = commitment.get("organisation") or {}
    for seat in answer["viewer"]["seats"]:
        if own and seat["organisation"] and seat["organisation"]["id"] == own["id"]:
            return commitment | {"role": seat["role"]}
    raise HTTPException(404)


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The forms with what was entered, else with what is there."""
    commitment = await commitment_of(visit)
    note = commitment["progressNote"]
    texts = {name: commitment[of] and commitment[of]["value"] for name, of in
             (("aim", "aim"), ("indicator", "indicator"), ("scope_note", "scopeNote"))}  # fmt: skip
    kept = {
        "note": note["value"] if note else "",
        "state": commitment["reportedState"],
        "due_on": commitment["dueOn"],
        **{name: value or "" for name, value in texts.items()},
        "unit": commitment["unit"] or "",
        "baseline": "" if commitment["baseline"] is None else commitment["baseline"],
        "target": "" if commitment["target"] is None else commitment["target"],
        "owner": commitment["owner"]["id"] if commitment["owner"] else "",
        "scope": commitment["scope"],
        **dict.fromkeys(("value", "milestone_title", "milestone_due_on"), ""),
        "measured_on": datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat(),
    }
    entered = {name: form.one(name) if name in form.entries else value for name, value in kept.items()}
    reporting = "note_before" in form.entries
    return visit.page(
        "member/commitment/page.html",
        422 if problems else 200,
        problems=problems,
        commitment=commitment,
        entered=entered,
        plan=entered,
        measured=entered,
        step=entered,
        people=await people_of(visit, commitment["organisation"]["id"]),
        published=bool(form.one("published")) if reporting else commitment["notePublished"],
        key=form.one("key") or new_key(),
        note_language=note["language"] if note else visit.language.tag,
    )


async def people_of(visit: Visit, organisation: str) -> dict[str, str]:
    """Who may answer for it: the people with a seat, where this person sees them."""
    seats = (await visit.ask("SeatsOf", organisation=organisation))["organisation"]
    return {
        seat["person"]["id"]: seat["person"]["name"] for seat in (seats or {"seats": []})["seats"] if seat["person"]
    }


async def update(visit: Visit) -> Response:
    """Save what was reported. A refusal stands at its field, and nothing that was typed is lost."""
    form = await visit.form()
    given: dict[str, Any] = {
        "id": visit.request.path_params["id"],
        "state": form.one("state") if form.one("state") in labels.REPORTED_STATES else None,
        "idempotencyKey": form.one("key"),
    }
    if form.one("due_on") != form.one("due_before"):
        given["dueOn"] = form.one("due_on") or None
    if form.one("note") or form.one("note_before"):
        note = {"language": form.one("note_language"), "text": form.one("note")}
        given |= {"progressNote": note, "publishNote": bool(form.one("published"))}
    errors = (await visit.ask("UpdateCommitment", input=given))["updateCommitment"]["errors"]
    if errors:
        fields = {"state": "state", "dueOn": "due_on", "progressNote": "note", "publishNote": "published"}
        return await shown(visit, form, refusals(errors, fields))
    return visit.go("/m/?saved=1")


async def plan(visit: Visit) -> Response:
    """Save the plan. What is left empty stays as it is."""
    form = await visit.form()
    numbers = {name: float for name in ("baseline", "target") if form.one(name)}
    values, problems = required(form, **numbers)
    for name in ("aim", "indicator", "scope_note"):
        if form.one(name):
            values[name] = [{"language": visit.language.tag, "text": form.one(name)}]
    given: dict[str, Any] = {
        "unit": form.one("unit") or None,
        "ownerId": form.one("owner") or None,
        "scope": form.one("scope") if form.one("scope") in labels.SCOPES else None,
        "scopeNote": values.pop("scope_note", None),
        **values,
    }
    fields = {f"plan.{name}": name for name in PLAN} | {"plan.ownerId": "owner", "plan.scopeNote": "scope_note"}
    return await did(visit, form, problems, "PlanCommitment", fields, id=visit.request.path_params["id"], plan=given)


async def measure(visit: Visit) -> Response:
    """Write a measurement down."""
    form = await visit.form()
    values, problems = required(form, value=float, measured_on=date.fromisoformat)
    return await did(
        visit,
        form,
        problems,
        "RecordMeasurement",
        {"value": "value", "measuredOn": "measured_on"},
        commitmentId=visit.request.path_params["id"],
        value=values.get("value"),
        measuredOn=values.get("measured_on"),
    )


async def add_milestone(visit: Visit) -> Response:
    """Add a milestone."""
    form = await visit.form()
    values, problems = required(form, milestone_title=words, milestone_due_on=date.fromisoformat)
    return await did(
        visit,
        form,
        problems,
        "AddMilestone",
        {"title": "milestone_title", "dueOn": "milestone_due_on"},
        commitmentId=visit.request.path_params["id"],
        title=[{"language": visit.language.tag, "text": values.get("milestone_title", "")}],
        dueOn=values.get("milestone_due_on"),
    )


async def reach_milestone(visit: Visit) -> Response:
    """Say that a milestone was reached today."""
    form = await visit.form()
    day = datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()
    return await did(visit, form, {}, "ReachMilestone", {}, id=form.one("milestone"), reachedOn=day)


async def did(
    visit: Visit, form: Form, problems: dict[str, str], operation: str, fields: dict[str, str], **given: Any
) -> Response:
    """Do it and show the commitment again; a refusal stands at its field, with what was typed."""
    problems = {name: visit.say(message) for name, message in problems.items()} or await visit.problems(
        operation, fields, **given, idempotencyKey=form.one("key")
    )
    if problems:
        return await shown(visit, form, problems)
    return visit.go(f"/m/commitments/{visit.request.path_params['id']}")
