"""One case study, whole: also what it cost and what went wrong."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.languages import text
from frontend_stub.visit import Visit

PARTS = {
    "problem": text("The problem"),
    "context": text("Where and for whom"),
    "action": text("What they did"),
    "cost": text("What it cost"),
    "result": text("What came of it"),
    "wentWrong": text("What went wrong"),
    "howToRepeat": text("How you can do it too"),
}


async def show(visit: Visit) -> Response:
    """The published case study with that slug; 404 for any other."""
    study = (await visit.ask("Practice", slug=visit.request.path_params["slug"]))["caseStudy"]
    if study is None:
        raise HTTPException(404)
    return visit.page("public/practice/page.html", study=study, parts=PARTS)
