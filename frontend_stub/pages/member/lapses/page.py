"""A member's lapses, and what it says beside them."""

from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit

LAPSES = frozenset({"REPORT_OVERDUE", "GRACE_OVER", "SUSPENDED", "EXPELLED"})


async def show(visit: Visit) -> Response:
    """Every lapse of the organisations in which this person has a seat."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The page with what was refused and what had been typed."""
    seats = [seat for seat in (await visit.ask("OwnLapses"))["viewer"]["seats"] if seat["organisation"]]
    for seat in seats:
        own = seat["organisation"]
        own["late"] = [one for one in own["commitments"] if one["overdue"]]
        own["lapses"] = [one for one in own["history"] if one["cause"] in LAPSES]
    return visit.page(
        "member/lapses/page.html",
        422 if problems else 200,
        problems=problems,
        seats=seats,
        entered={f"note-{form.one('id')}": form.one("note")},
        saved="saved" in visit.request.query_params,
    )


async def comment(visit: Visit) -> Response:
    """Publish a comment beside a lapse."""
    form = await visit.form()
    beside = "commitmentId" if form.one("kind") == "commitment" else "membershipEventId"
    given = {
        "lapse": {beside: form.one("id")},
        "text": {"language": visit.language.tag, "text": form.one("note")},
        "idempotencyKey": form.one("key"),
    }
    errors = (await visit.ask("CommentOnLapse", input=given))["commentOnLapse"]["errors"]
    if errors:
        return await shown(visit, form, refusals(errors, {"text": f"note-{form.one('id')}"}))
    return visit.go("/m/lapses?saved=1")
