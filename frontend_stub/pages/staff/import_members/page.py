"""Handing in a file of members, and the files handed in before."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import refusals
from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The form, and what became of earlier files."""
    return await shown(visit, {})


async def shown(visit: Visit, problems: dict[str, str]) -> Response:
    """The page, with what was refused. For membership officers; to others it does not exist."""
    answer = await visit.ask("MemberImports")
    if not answer["viewer"] or "MEMBERSHIP_OFFICER" not in answer["viewer"]["roles"]:
        raise HTTPException(404)
    status = 422 if problems else 200
    imports = answer["memberImports"]["nodes"]
    return visit.page("staff/import_members/page.html", status, problems=problems, imports=imports)


async def hand_in(visit: Visit) -> Response:
    """Pass the file on to be checked, and go to where one sees how far that is."""
    name, content = await visit.upload("file")
    answer = await visit.fetch("/exchange/members", content, name=name)
    if answer.status_code == 201:
        return visit.go(f"/s/import/{answer.json()['id']}")
    refused = answer.json()
    return await shown(visit, refusals([refused | {"path": ["input", *refused["path"]]}], {"file": "file"}))


async def template(visit: Visit) -> Response:
    """The template, as the API makes it."""
    return visit.file(await visit.fetch(f"/exchange/members/{visit.request.url.path.rpartition('/')[2]}"))
