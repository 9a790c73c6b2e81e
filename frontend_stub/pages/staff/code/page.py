"""The editors' desk for the code: drafts of the next version, adopting one, correcting translations."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, required
from frontend_stub.languages import LANGUAGES
from frontend_stub.visit import Visit

ENTERED = (
    *(f"{form}_{name}" for form in ("edit", "correct") for name in ("part", "article", "language", "text")),
    "adopted_on",
    "reaffirm_by",
    "reason",
    "version",
    "correct_reason",
)


async def show(visit: Visit) -> Response:
    """What there is. For content editors; to others it does not exist."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    answer = await visit.ask("CodeDesk")
    if not answer["viewer"] or not {"CONTENT_EDITOR", "ADMIN"} & set(answer["viewer"]["roles"]):
        raise HTTPException(404)
    entered = {name: form.one(name) for name in ENTERED}
    entered["edit_language"] = entered["edit_language"] or visit.language.tag
    entered["correct_language"] = entered["correct_language"] or "ja"
    return visit.page(
        "staff/code/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered,
        code=answer["codeOfConduct"],
        drafts=answer["codeDrafts"],
        versions=answer["codesOfConduct"],
        late=answer["late"]["totalCount"],
        tongues={tag: language.own_name for tag, language in LANGUAGES.items()},
        saved="saved" in visit.request.query_params,
    )


async def draft(visit: Visit) -> Response:
    """Begin a draft."""
    form = await visit.form()
    return await did(visit, form, "DraftCode", {"reason": "reason"}, reason=form.one("reason"))


def place(form: Form, name: str) -> dict[str, Any]:
    """Which text is meant."""
    number = form.one(f"{name}_article")
    return {
        "part": form.one(f"{name}_part") if form.one(f"{name}_part") in labels.TEXT_PARTS else "TEXT",
        "articleNumber": int(number) if number.isdecimal() and len(number) < 4 else None,
        "language": form.one(f"{name}_language") if form.one(f"{name}_language") in LANGUAGES else "en",
        "text": form.one(f"{name}_text"),
    }


async def edit(visit: Visit) -> Response:
    """Set one text of a draft."""
    form = await visit.form()
    fields = {"text": "edit_text", "articleNumber": "edit_article", "language": "edit_language"}
    return await did(visit, form, "EditCodeDraft", fields, id=form.one("id"), **place(form, "edit"))


async def adopt(visit: Visit) -> Response:
    """Make a draft the next version."""
    form = await visit.form()
    kinds = {"adopted_on": date.fromisoformat} | (
        {"reaffirm_by": date.fromisoformat} if form.one("reaffirm_by") else {}
    )
    _, problems = required(form, **kinds)
    if problems:
        return await shown(visit, form, {name: visit.say(message) for name, message in problems.items()})
    return await did(
        visit,
        form,
        "AdoptCode",
        {"adoptedOn": "adopted_on", "reaffirmBy": "reaffirm_by"},
        id=form.one("id"),
        adoptedOn=form.one("adopted_on"),
        reaffirmBy=form.one("reaffirm_by") or None,
    )


async def correct(visit: Visit) -> Response:
    """Correct a translation."""
    form = await visit.form()
    version = form.one("version")
    fields = {
        "version": "version",
        "text": "correct_text",
        "articleNumber": "correct_article",
        "language": "correct_language",
        "reason": "correct_reason",
    }
    return await did(
        visit,
        form,
        "CorrectTranslation",
        fields,
        version=int(version) if version.isdecimal() and len(version) < 5 else 0,
        reason=form.one("correct_reason"),
        **place(form, "correct"),
    )


async def did(visit: Visit, form: Form, operation: str, fields: dict[str, str], **given: Any) -> Response:
    """Do it and come back; a refusal stands at its field, with what was typed."""
    problems = await visit.problems(operation, fields, **given, idempotencyKey=form.one("key"))
    return await shown(visit, form, problems) if problems else visit.go("/s/code?saved=1")
