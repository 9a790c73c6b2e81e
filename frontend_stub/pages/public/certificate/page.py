"""The certificate of one pledge, to be printed."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Who signed which version, when; 404 where there is no such pledge or its member is not shown."""
    pledge = (await visit.ask("Certificate", id=visit.request.path_params["id"]))["node"]
    if not pledge or not pledge["organisation"] or not pledge["codeOfConduct"]:
        raise HTTPException(404)
    return visit.page("public/certificate/page.html", pledge=pledge)
