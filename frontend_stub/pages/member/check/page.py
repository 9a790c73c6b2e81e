"""One check: for its checker to write findings, for its member to answer them."""

from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, required
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The check, with what this person can do about it."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    answer = await visit.ask("OwnCheck", id=visit.request.path_params["id"])
    check, viewer = answer["node"], answer["viewer"]
    if not check or "findings" not in check:
        raise HTTPException(404)
    own = check["organisation"] and check["organisation"]["id"]
    return visit.page(
        "member/check/page.html",
        422 if problems else 200,
        problems=problems,
        entered={name: form.one(name) for name in form.entries},
        check=check,
        checks=bool(check["checker"]) and check["checker"]["id"] == viewer["person"]["id"],
        answers=any(
            seat["organisation"] and seat["organisation"]["id"] == own and seat["role"] in ("OWNER", "EDITOR")
            for seat in viewer["seats"]
        ),
    )


async def record_finding(visit: Visit) -> Response:
    """Write a finding, or write it anew."""
    form = await visit.form()
    of = form.one("commitment")
    outcome = form.one(f"outcome-{of}")
    return await did(
        visit,
        form,
        "RecordFinding",
        {"text": f"text-{of}", "outcome": f"outcome-{of}"},
        checkId=visit.request.path_params["id"],
        commitmentId=of,
        outcome=outcome if outcome in labels.FINDING_OUTCOMES else "NOT_EXAMINED",
        text=form.one(f"text-{of}"),
    )


async def report(visit: Visit) -> Response:
    """Hand the findings over to the member."""
    return await did(visit, await visit.form(), "ReportCheck", {}, id=visit.request.path_params["id"])


async def answer_finding(visit: Visit) -> Response:
    """Answer a finding."""
    form = await visit.form()
    of = f"answer-{form.one('finding')}"
    return await did(visit, form, "AnswerFinding", {"answer": of}, id=form.one("finding"), answer=form.one(of))


async def follow_up(visit: Visit) -> Response:
    """Make a gap a commitment."""
    form = await visit.form()
    aim, due = (f"{name}-{form.one('finding')}" for name in ("aim", "due"))
    _, problems = required(form, **{due: date.fromisoformat})
    if problems:
        return await shown(visit, form, {name: visit.say(message) for name, message in problems.items()})
    texts = [{"language": visit.language.tag, "text": form.one(aim)}]
    fields = {"aim": aim, "dueOn": due}
    return await did(visit, form, "FollowUpFinding", fields, id=form.one("finding"), aim=texts, dueOn=form.one(due))


async def did(visit: Visit, form: Form, operation: str, fields: dict[str, str], **given: Any) -> Response:
    """Do it and show the check again; a refusal stands at its field, with what was typed."""
    problems = await visit.problems(operation, fields, **given, idempotencyKey=form.one("key"))
    return await shown(visit, form, problems) if problems else visit.go(f"/m/checks/{visit.request.path_params['id']}")
