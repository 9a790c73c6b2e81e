"""What one supplier has answered to this member."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.pages.staff.home.page import today
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Its stand to the five promises, and the questionnaire where it shares that."""
    found = await visit.ask("SupplierAnswers", id=visit.request.path_params["id"])
    if not found["node"] or "invitedOn" not in found["node"]:
        raise HTTPException(404)
    articles = {one["number"]: one["title"] for one in found["codeOfConduct"]["articles"]}
    return visit.page("member/supplier/page.html", supplier=found["node"], articles=articles, today=today())
