"""One's own membership: where it stands, its history, its fees, its cases; leaving, and coming back."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.actions import Action, act, entered, words
from frontend_stub.forms import Form
from frontend_stub.visit import Visit

ACTIONS = {
    "leave": Action("Leave", "organisationId", {"reason": ("reason", words)}),
    "come-back": Action("ComeBack", "organisationId", {"motivation": ("motivation", words)}),
}


async def show(visit: Visit) -> Response:
    """Each organisation in which this person has a seat; and the cases on whose panel they sit."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str]) -> Response:
    """The page, with what was typed and what was refused."""
    answer = await visit.ask("Membership")
    seats = [seat for seat in answer["viewer"]["seats"] if seat["organisation"]]
    own = {seat["organisation"]["id"] for seat in seats}
    sitting = [case for case in answer["proceedings"]["nodes"] if (case["organisation"] or {}).get("id") not in own]
    return visit.page(
        "member/membership/page.html",
        422 if problems else 200,
        problems=problems,
        seats=seats,
        sitting=sitting,
        entered=entered(form, action),
        saved="saved" in visit.request.query_params,
    )


async def do(visit: Visit) -> Response:
    """Leave, or apply again."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    _, problems = await act(visit, action, form, visit.request.path_params["id"])
    if problems:
        return await shown(visit, form, action, problems)
    return visit.go("/m/membership?saved=1")
