"""A member's evidence: what there is, what it shows, who may look at it; and adding more, with a file."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.client import Api
from frontend_stub.forms import Form, refusals, require_stamp, required, uploading, words
from frontend_stub.lists import Query, cursors
from frontend_stub.visit import Visit

FIELDS = {
    "title": "title",
    "source": "source",
    "datedOn": "dated_on",
    "expiresOn": "expires_on",
    "fileId": "file",
    "file": "file",
    "commitmentIds": "commitments",
    "rungIds": "rungs",
}
PAGE = 20
ENTERED = ("title", "kind", "source", "dated_on", "expires_on", "visibility")


async def show(visit: Visit) -> Response:
    """What there is; ``?commitment=`` and ``?rung=`` choose beforehand what new evidence shows."""
    asked = visit.request.query_params
    return await shown(
        visit, Form({"commitments": [asked.get("commitment", "")], "rungs": [asked.get("rung", "")]}), {}
    )


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    asked = visit.request.query_params
    answer = await visit.ask("OwnEvidence")
    seats = [seat for seat in answer["viewer"]["seats"] if seat["organisation"]]
    for seat in seats:
        # Who has several organisations pages through one of them.
        turned = cursors(asked, PAGE) if asked.get("of") in (None, seat["organisation"]["id"]) else {"first": PAGE}
        seat["organisation"] |= (await visit.ask("EvidenceOf", id=seat["organisation"]["id"], **turned))["organisation"]
    entered = {name: form.one(name) for name in ENTERED}
    entered["visibility"] = entered["visibility"] or "SECRETARIAT"
    return visit.page(
        "member/evidence/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered,
        chosen=[*form.every("commitments"), *form.every("rungs")],
        seats=seats,
        ladder=answer["ladder"],
        query=lambda of: Query({"of": of}, ("of",)).with_cursor,
        saved="saved" in asked,
    )


async def add(visit: Visit) -> Response:
    """Send the file on, then add the evidence with it. Where the evidence is refused, the file must be chosen again."""
    async with uploading(visit.request, "file") as (form, name, content):
        visit.request.state.form = form
        require_stamp(form, visit.token or "")
        values, missing = required(form, title=words, source=words, dated_on=date.fromisoformat)
        problems: dict[str, str] = {field: visit.say(message) for field, message in missing.items()}
        file_id = None
        if content is not None and not problems:
            api: Api = visit.request.app.state.api
            address = f"/files?{urlencode({'organisation': form.one('organisation')})}"
            sent = await api.file(address, language=visit.language.tag, token=visit.token, content=content, name=name)
            if sent.status_code != 201:
                errors = [{**one, "path": ["input", *one["path"]]} for one in sent.json()["errors"]]
                problems.update(refusals(errors, {"file": "file"}))
            else:
                file_id = sent.json()["id"]
    if not problems:
        problems = await visit.problems("AddEvidence", FIELDS, **given_of(visit, form, values, file_id))
    return await shown(visit, form, problems) if problems else visit.go("/m/evidence?saved=1")


def given_of(visit: Visit, form: Form, values: dict[str, Any], file_id: str | None) -> dict[str, Any]:
    """The verb's input."""
    return {
        "organisationId": form.one("organisation"),
        "kind": form.one("kind") if form.one("kind") in labels.EVIDENCE_KINDS else "DOCUMENT",
        "title": [{"language": visit.language.tag, "text": values["title"]}],
        "source": values["source"],
        "datedOn": values["dated_on"],
        "expiresOn": form.one("expires_on") or None,
        "visibility": form.one("visibility") if form.one("visibility") in labels.VISIBILITIES else "SECRETARIAT",
        "fileId": file_id,
        "commitmentIds": [one for one in form.every("commitments") if one],
        "rungIds": [one for one in form.every("rungs") if one],
        "idempotencyKey": form.one("key"),
    }


async def share(visit: Visit) -> Response:
    """Change who may look at a piece of evidence."""
    form = await visit.form()
    wanted = form.one("visibility") if form.one("visibility") in labels.VISIBILITIES else "SECRETARIAT"
    problems = await visit.problems(
        "ShareEvidence", {}, id=form.one("id"), visibility=wanted, idempotencyKey=form.one("key")
    )
    return await shown(visit, Form(), problems) if problems else visit.go("/m/evidence?saved=1")


async def withdraw(visit: Visit) -> Response:
    """Take a piece of evidence back."""
    form = await visit.form()
    problems = await visit.problems("WithdrawEvidence", {}, id=form.one("id"), idempotencyKey=form.one("key"))
    return await shown(visit, Form(), problems) if problems else visit.go("/m/evidence?saved=1")


async def fetch(visit: Visit) -> Response:
    """A file, for whoever sees it."""
    return visit.file(await visit.fetch(f"/files/{visit.request.path_params['id']}"))
