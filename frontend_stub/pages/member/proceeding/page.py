"""A case, for the member, its panel and the secretariat: each sees what is theirs, and the forms they may use."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.actions import Action, act, choice, entered, prose, words
from frontend_stub.forms import Form
from frontend_stub.visit import Visit

ACTIONS = {
    "serve": Action("Serve"),
    "suspend": Action("SuspendMeanwhile", entries={"interim_reason": ("reason", words)}),
    "reply": Action("Reply", entries={"body": ("body", words)}),
    "appeal": Action("AppealAgainst", entries={"body": ("body", words)}),
    "panel": Action("NamePanel"),
    "recuse": Action("LeavePanel", "", {"panel_member": ("id", choice), "recuse_reason": ("reason", words)}),
    "vote": Action("Vote", entries={"measure": ("measure", choice), "vote_reasons": ("reasons", words)}),
    "decide": Action("Decide", entries={"decision_reasons": ("reasons", words), "public_text": ("publicText", prose)}),
}


async def show(visit: Visit) -> Response:
    """The case."""
    return await shown(visit, Form(), None, {})


async def shown(visit: Visit, form: Form, action: Action | None, problems: dict[str, str]) -> Response:
    """The case, with what was typed and what was refused; 404 where this person sees none there."""
    answer = await visit.ask("CaseShown", id=visit.request.path_params["id"])
    case, viewer = answer["node"], answer["viewer"]
    if not case:
        raise HTTPException(404)
    officer = "MEMBERSHIP_OFFICER" in viewer["roles"]
    mine = {seat["organisation"]["id"] for seat in viewer["seats"] if seat["role"] == "OWNER" and seat["organisation"]}
    return visit.page(
        "member/proceeding/page.html",
        422 if problems else 200,
        problems=problems,
        case=case,
        officer=officer,
        owner=bool(case["organisation"]) and case["organisation"]["id"] in mine,
        choices=await choices(visit) if officer else {},
        sitting={one["id"]: one["name"] for one in case["panel"] if not one["recusal"]},
        entered=entered(form, action),
        base=f"/m/proceedings/{case['id']}",
        saved="saved" in visit.request.query_params,
    )


async def choices(visit: Visit) -> dict[str, str]:
    """Who can be named to a panel: everybody with an appointment, by name."""
    people = [one["person"] for one in (await visit.ask("PanelChoices"))["appointments"] if one["person"]]
    return {one["id"]: one["name"] for one in people}


async def do(visit: Visit) -> Response:
    """Do what a form of the case asks for."""
    action = ACTIONS.get(visit.request.path_params["verb"])
    if action is None:
        raise HTTPException(404)
    form = await visit.form()
    id = visit.request.path_params["id"]
    fixed = {"people": form.every("people")} if action is ACTIONS["panel"] else {}
    _, problems = await act(visit, action, form, id if action.subject else "", **fixed)
    if problems:
        return await shown(visit, form, action, problems)
    return visit.go(f"/m/proceedings/{id}?saved=1")
