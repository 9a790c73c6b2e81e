"""A receipt, as it is printed."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The receipt; 404 where this person sees none there."""
    payment = (await visit.ask("ReceiptShown", id=visit.request.path_params["id"]))["node"]
    if not payment:
        raise HTTPException(404)
    return visit.page("member/receipt/page.html", payment=payment)
