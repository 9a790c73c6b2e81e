"""Updating one commitment: state, note, and whether the note is public."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, new_key, refusals
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The form with what is there."""
    return shown(visit, await commitment_of(visit), Form(), {})


async def commitment_of(visit: Visit) -> dict[str, Any]:
    """The commitment in the address; 404 where this person sees none there."""
    commitment = (await visit.ask("OwnCommitment", id=visit.request.path_params["id"]))["node"]
    if not commitment or "state" not in commitment:
        raise HTTPException(404)
    return commitment


def shown(visit: Visit, commitment: dict[str, Any], form: Form, problems: dict[str, str]) -> Response:
    """The form with what was entered, else with what is there."""
    note = commitment["progressNote"]
    kept = {"note": note["value"] if note else "", "state": commitment["state"], "due_on": commitment["dueOn"]}
    entered = {name: form.one(name) if name in form.entries else value for name, value in kept.items()}
    published = bool(form.one("published")) if form.entries else commitment["notePublished"]
    return visit.page(
        "member/commitment/page.html",
        422 if problems else 200,
        problems=problems,
        commitment=commitment,
        entered=entered,
        published=published,
        key=form.one("key") or new_key(),
        note_language=note["language"] if note else visit.language.tag,
    )


async def update(visit: Visit) -> Response:
    """Save what was changed. A refusal stands at its field, and nothing that was typed is lost."""
    form = await visit.form()
    given: dict[str, Any] = {
        "id": visit.request.path_params["id"],
        "state": form.one("state") if form.one("state") in labels.COMMITMENT_STATES else None,
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
        return shown(visit, await commitment_of(visit), form, refusals(errors, fields))
    return visit.go("/m/?saved=1")
