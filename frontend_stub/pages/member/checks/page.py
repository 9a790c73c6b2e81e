"""The checks of this person's organisations, and those that this person makes."""

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """All of them, newest first."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    answer = await visit.ask("OwnChecks")
    return visit.page(
        "member/checks/page.html",
        422 if problems else 200,
        problems=problems,
        entered={name: form.one(name) for name in ("kind", "reason")},
        seats=[seat for seat in answer["viewer"]["seats"] if seat["organisation"]],
        checks=answer["checks"]["nodes"],
        saved="saved" in visit.request.query_params,
    )


async def request(visit: Visit) -> Response:
    """Ask for a check."""
    form = await visit.form()
    problems = await visit.problems(
        "RequestCheck",
        {"kind": "kind", "reason": "reason"},
        organisationId=form.one("organisation"),
        kind=form.one("kind") if form.one("kind") in labels.CHECK_KINDS else "ADVISER",
        reason=form.one("reason"),
        idempotencyKey=form.one("key"),
    )
    return await shown(visit, form, problems) if problems else visit.go("/m/checks?saved=1")
