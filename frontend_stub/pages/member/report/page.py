"""Writing an activity report: all articles on one page, kept whenever they are saved, handed in when they are whole."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.languages import text
from frontend_stub.visit import Visit

PARTS = {"done": "done", "figures": "figures", "why": "whyNot", "next": "nextSteps", "remark": "remark"}
"""The fields of an article on the page, and what the API calls them."""

ELSEWHERE = text(
    "A colleague has saved this article meanwhile. Your text stands here and is not saved yet. "
    "Save again to keep yours."
)


async def show(visit: Visit) -> Response:
    """The report as it stands."""
    return shown(visit, await report_of(visit), Form(), {})


async def report_of(visit: Visit) -> dict[str, Any]:
    """The report in the address, with what each article says; 404 where this person sees none there."""
    report = (await visit.ask("OwnReport", id=visit.request.path_params["id"]))["activityReport"]
    if report is None:
        raise HTTPException(404)
    written = {entry["article"]["number"]: entry for entry in report["entries"]}
    for article in report["codeOfConduct"]["articles"]:
        entry = written.get(article["number"])
        article["entry"] = entry
        article["saved"] = {part: entry[name]["value"] if entry and entry[name] else "" for part, name in PARTS.items()}
        article["seen"] = entry["savedAt"] if entry else ""
    return report


def shown(visit: Visit, report: dict[str, Any], form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was typed where it was not saved."""
    for article in report["codeOfConduct"]["articles"]:
        article["typed"] = {
            part: form.one(f"{part}-{article['number']}") if f"{part}-{article['number']}" in form.entries else saved
            for part, saved in article["saved"].items()
        }
    return visit.page(
        "member/report/page.html",
        422 if problems else 200,
        problems=problems,
        report=report,
        typed=form.one,
        saved="saved" in visit.request.query_params,
    )


async def save(visit: Visit) -> Response:
    """Save every article that was changed; and with the other button hand the report in. Nothing typed is lost."""
    form = await visit.form()
    report = await report_of(visit)
    problems: dict[str, str] = {}
    for article in report["codeOfConduct"]["articles"]:
        problems |= await save_article(visit, form, article)
    if not problems and form.one("submit"):
        given = {"id": visit.request.path_params["id"], "idempotencyKey": form.one("key")}
        errors = (await visit.ask("SubmitReport", input=given))["submitReport"]["errors"]
        numbers = [article["number"] for article in report["codeOfConduct"]["articles"]]
        problems = refusals(errors, {f"articles.{number}": f"done-{number}" for number in numbers})
    if problems:
        return shown(visit, await report_of(visit), form, problems)
    return visit.go(f"/m/reports/{report['id']}?saved=1")


async def save_article(visit: Visit, form: Form, article: dict[str, Any]) -> dict[str, str]:
    """Save one article where it was changed; what was refused, by field."""
    number = article["number"]
    typed = {part: form.one(f"{part}-{number}") for part in PARTS}
    if typed == {part: saved.strip() for part, saved in article["saved"].items()}:
        return {}
    if form.one(f"seen-{number}") != article["seen"]:
        return {f"done-{number}": str(visit.say(ELSEWHERE))}
    texts = {name: [{"language": visit.language.tag, "text": typed[part]}] for part, name in PARTS.items()}
    given = {"id": visit.request.path_params["id"], "article": number, **texts}
    errors = (await visit.ask("SaveReportEntry", input=given))["saveReportEntry"]["errors"]
    return refusals(errors, {name: f"{part}-{number}" for part, name in PARTS.items()} | {"id": f"done-{number}"})


async def more_time(visit: Visit) -> Response:
    """Ask for more time."""
    form = await visit.form()
    given = {
        "id": visit.request.path_params["id"],
        "wantedOn": form.one("wanted_on") or None,
        "reason": [{"language": visit.language.tag, "text": form.one("reason")}],
        "idempotencyKey": form.one("key"),
    }
    errors: list[dict[str, Any]] = [{"path": ["input", "wantedOn"], "message": str(visit.say(text("Choose a day.")))}]
    if given["wantedOn"]:
        errors = (await visit.ask("RequestExtension", input=given))["requestExtension"]["errors"]
    return await after(visit, form, refusals(errors, {"wantedOn": "wanted_on", "reason": "reason"}))


async def answer(visit: Visit) -> Response:
    """Answer a question of the secretariat."""
    form = await visit.form()
    given = {
        "id": form.one("question"),
        "answer": [{"language": visit.language.tag, "text": form.one("body")}],
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("AnswerReportQuestion", input=given))["answerReportQuestion"]["errors"]
    return await after(visit, form, refusals(errors, {"answer": f"body-{form.one('question')}"}))


async def after(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """Back to the report; or the report again, with what was refused."""
    if problems:
        return shown(visit, await report_of(visit), form, problems)
    return visit.go(f"/m/reports/{visit.request.path_params['id']}?saved=1")
