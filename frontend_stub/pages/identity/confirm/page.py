"""Showing again who one is, before a page that asks for it. Forms need no page of their own: they carry the answer.

The operation "Reauthenticate" is asked in ``visit.py``, where every form passes.
"""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Nobody comes here by themselves."""
    return visit.go("/me/")


async def confirm(visit: Visit) -> Response:
    """The answer was told to the API when the form was read: on to the page that asked for it, one of ours."""
    to = (await visit.form()).one("to")
    return visit.go(to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/me/")
