"""The questionnaire: answered once, shared with whom the supplier chooses."""

from collections.abc import Mapping

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.client import SessionOver, Shown
from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The questions, with the answers that hold."""
    return shown(visit, await found(visit), Form(), {})


async def found(visit: Visit) -> Shown:
    """What the page is made of; only the newest version is asked."""
    answer = await visit.ask("SupplierQuestions")
    if not answer["supplier"]:
        raise SessionOver
    newest = max(one["version"] for one in answer["questionnaire"])
    answer["questionnaire"] = [one for one in answer["questionnaire"] if one["version"] == newest]
    answer["supplierRequests"] = [one for one in answer["supplierRequests"] if one["state"] in ("OPENED", "COMMITTED")]
    return answer


def shown(visit: Visit, answer: Shown, form: Form, problems: Mapping[str, str]) -> Response:
    """The form with what was entered, else with what was answered before."""
    kept = {f"{part}-{one['code']}": "" for one in answer["questionnaire"] for part in ("reply", "note")}
    for assessment in answer["supplier"]["assessments"]:
        for one in assessment["answers"]:
            code = one["question"]["code"]
            kept |= {f"reply-{code}": one["reply"], f"note-{code}": one["note"] or ""}
    shared = [one["id"] for one in answer["supplierRequests"] if one["assessments"]]
    return visit.page(
        "supplier/questions/page.html",
        422 if problems else 200,
        problems=problems,
        questions=answer["questionnaire"],
        requests=answer["supplierRequests"],
        entered={name: form.one(name) if form.entries else value for name, value in kept.items()},
        chosen=form.every("share") if form.entries else shared,
    )


async def save(visit: Visit) -> Response:
    """Keep the answers and share them."""
    form = await visit.form()
    answer = await found(visit)
    codes = [one["code"] for one in answer["questionnaire"]]
    missing = {
        f"reply-{code}": visit.say("Please choose one.")
        for code in codes
        if form.one(f"reply-{code}") not in labels.REPLIES
    }
    if missing:
        return shown(visit, answer, form, missing)
    given = {
        "version": answer["questionnaire"][0]["version"],
        "answers": [
            {"question": code, "reply": form.one(f"reply-{code}"), "note": form.one(f"note-{code}") or None}
            for code in codes
        ],
        "shareWith": form.every("share"),
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("AnswerQuestionnaire", input=given))["answerQuestionnaire"]["errors"]
    if errors:
        fields = {f"answers.{place}.note": f"note-{code}" for place, code in enumerate(codes)}
        return shown(visit, answer, form, refusals(errors, fields))
    return visit.go("/supplier?saved=1")
