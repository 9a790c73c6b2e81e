"""One member: its commitments to each article, and what it published."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The member with that id; 404 where nobody may see such a one."""
    answer = await visit.ask("Member", id=visit.request.path_params["id"])
    organisation = answer["organisation"]
    if organisation is None:
        raise HTTPException(404)
    return visit.page(
        "public/member/page.html",
        organisation=organisation,
        prefectures={row["code"]: row["name"]["value"] for row in answer["prefectures"]},
    )
